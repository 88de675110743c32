//! What no patient can come to, and why.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::asked::{Asked, Way};
use super::known;
use super::{Look, Side, Topic, Why};
use crate::answer::Engine;
use crate::patients::{Options, Search};
use crate::program::{Op, Program, Slice, StepId};
use crate::record::Record;
use crate::solve::{Effort, Goal, Possible, Verdict};
use crate::source::SourceId;

/// Asks of the sides of all topics whether some patient shows them: as `check` asks of rules.
pub(super) struct Proof<'p> {
    engine: &'p Engine,
    asked: &'p Asked,
    options: Options,
    /// For each step, whether it has a single value in every record.
    decided: Vec<bool>,
    /// For each step, whether it reads nothing of the record.
    constant: Vec<bool>,
    /// By file: the patients there could be, and those with the ones that are called impossible.
    searches: BTreeMap<(SourceId, bool), Search<'p>>,
}

impl<'p> Proof<'p> {
    pub fn new(engine: &'p Engine, asked: &'p Asked, today: Date) -> Proof<'p> {
        let options = Options { effort: Effort::BRIEF, ..Options::on(today) };
        let decided = known::decided(engine);
        Proof { engine, asked, options, decided, constant: constant(&asked.program), searches: BTreeMap::new() }
    }

    /// Why a side cannot be shown, if it cannot: of a line in a `for each`, for none of the labels.
    pub fn cannot(&mut self, (at, topic): (usize, &Topic), side: Side) -> Option<Why> {
        if matches!(&topic.look, Look::Alone(own, _) if own.is_empty()) {
            return Some(Why::Unadvised);
        }
        let file = topic.span.source;
        let mut reasons = Vec::new();
        for way in &self.asked.ways[at] {
            reasons.push(match side {
                Side::Unknown => self.never_open(file, way, (Side::Yes, Side::No))?,
                Side::Undecided => self.never_open(file, way, (Side::Applies, Side::DoesNotApply))?,
                _ => self.never(file, way, side)?,
            });
        }
        let Some(first) = reasons.first() else { return Some(Why::Everyone) };
        Some(if reasons.iter().all(|why| why == first) { *first } else { Why::Everyone })
    }

    /// A patient of whose record a side is sure, with as little said as it takes.
    pub fn somebody(&mut self, (at, topic): (usize, &Topic), side: Side) -> Option<Record> {
        let asked = self.asked;
        let goals = asked.ways[at].iter().filter_map(|way| way.goal(side));
        let file = topic.span.source;
        let verdicts = goals.map(|goal| self.search((file, true)).prover.smallest(goal));
        let mut found = verdicts.filter_map(|verdict| match verdict {
            Verdict::Somebody(record) => Some(record),
            Verdict::Nobody | Verdict::CannotTell(_) => None,
        });
        found.next()
    }

    /// What is always the one, or always the other, is never open.
    fn never_open(&mut self, file: SourceId, way: &Way, (one, other): (Side, Side)) -> Option<Why> {
        let fixed = self.never(file, way, one).or_else(|| self.never(file, way, other));
        fixed.or_else(|| way.read.iter().all(|step| self.decided[step.0]).then_some(Why::Known))
    }

    fn never(&mut self, file: SourceId, way: &Way, side: Side) -> Option<Why> {
        let goal = way.goal(side)?;
        self.is_for_nobody((file, true), goal).then(|| self.reason(file, way, side, goal))
    }

    fn reason(&mut self, file: SourceId, way: &Way, side: Side, goal: &Goal) -> Why {
        let step = way.read.first().copied();
        if step.is_some_and(|step| self.constant[step.0]) {
            return Why::Constant;
        }
        if !self.engine.program.impossible.is_empty() && !self.is_for_nobody((file, false), goal) {
            return Why::Impossible;
        }
        match side {
            _ if Slice::of(&self.asked.program, goal.steps()).as_of => Why::Today,
            Side::At if self.goes_past(file, way) => Why::Steps,
            Side::Reached if self.goes_past(file, way) => Why::Steps,
            Side::Yes | Side::No | Side::Below | Side::At | Side::Above
                if step.is_some_and(|step| self.is_direct(step)) =>
            {
                Why::Range
            }
            _ => Why::Everyone,
        }
    }

    /// A number is smaller for some patients, and larger for others.
    fn goes_past(&mut self, file: SourceId, way: &Way) -> bool {
        let ends = way.around.iter().flatten();
        way.around.is_some() && ends.filter(|goal| !self.is_for_nobody((file, true), goal)).count() == 2
    }

    fn is_for_nobody(&mut self, at: (SourceId, bool), goal: &Goal) -> bool {
        self.search(at).possible(goal) == Possible::No
    }

    /// Where the patients of a file are asked about.
    fn search(&mut self, at: (SourceId, bool)) -> &mut Search<'p> {
        let (engine, asked, options) = (self.engine, self.asked, self.options);
        self.searches.entry(at).or_insert_with(|| {
            let steps = asked.steps(at.0);
            match at.1 {
                true => Search::new(engine, &asked.program, (&steps, &[]), options),
                false => Search::with_impossible(engine, &asked.program, &steps, options),
            }
        })
    }

    /// A fact or a field is compared with constants.
    fn is_direct(&self, step: StepId) -> bool {
        let fixed = |step: &StepId| self.constant[step.0];
        match &self.asked.program.steps[step.0].op {
            Op::Order(_, a, b) | Op::Equal(a, b) => (self.is_input(*a) && fixed(b)) || (fixed(a) && self.is_input(*b)),
            Op::Among(value, _) => self.is_input(*value),
            _ => false,
        }
    }

    /// A fact or a field, perhaps in another unit.
    fn is_input(&self, step: StepId) -> bool {
        match &self.asked.program.steps[step.0].op {
            Op::Convert { value, .. } => self.is_input(*value),
            op => matches!(op, Op::Fact(_) | Op::Field(_)),
        }
    }
}

/// The steps that are computed from constants alone.
fn constant(program: &Program) -> Vec<bool> {
    let mut constant: Vec<bool> = Vec::new();
    for step in &program.steps {
        let operands = step.op.operands();
        let plain = matches!(step.op, Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_));
        let computed = !operands.is_empty() && !matches!(step.op, Op::StaysOpen { .. } | Op::UnseenField { .. });
        constant.push(plain || (computed && operands.iter().all(|operand| constant[operand.0])));
    }
    constant
}
