//! Coverage: which conditions were yes, no and unknown in some example, and which of the three they cannot be.
//!
//! The examples are a batch of the engine, and a condition is covered when its column has held all three. What cannot
//! be is read off a table too: a cell is the set of what a value could be, so the row of a patient of whom nothing is
//! known holds what any patient could come to.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use crate::check::days_since_epoch;
use crate::eval::{Could, Inputs, Table, run};
use crate::outcome::Engine;
use crate::program::{Condition, Judged, Op, Reading, StepId};
use crate::record::Record;
use crate::rulebase::{FactId, Type};
use crate::source::{Place, Sources};
use crate::syntax::tree::ListKind;

/// Examples that share a table.
const BATCH: usize = 256;

/// The single conditions of the rule files that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// In the order they stand, file by file.
    pub conditions: Vec<Covered>,
}

/// One condition, however often it stands in the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The author's words where it stands first.
    pub text: String,
    pub place: Place,
    /// As [`ANSWERS`].
    pub found: [Found; 3],
}

/// What a condition can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    Yes,
    No,
    /// It could be both.
    Unknown,
}

pub const ANSWERS: [Answer; 3] = [Answer::Yes, Answer::No, Answer::Unknown];

impl Answer {
    pub fn word(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown => "unknown",
        }
    }
}

/// Whether some example has brought an answer about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Seen,
    Missing,
    Cannot(Why),
}

/// Why an answer cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Labels and numbers of the rule alone decide it.
    Constant,
    /// It asks only what is known, and that is never unknown.
    Known,
    /// The plausible range of a fact, or its labels, leave no such answer.
    Range,
    /// The rules refuse a record in which it is so.
    Impossible,
    /// No patient there could be comes to it.
    Everyone,
}

impl Why {
    pub fn words(self) -> &'static str {
        match self {
            Why::Constant => "labels and numbers in the rules alone decide it",
            Why::Known => "it asks what is known, or reads a fact only where that is known",
            Why::Range => "no plausible value makes it so",
            Why::Impossible => "the rules call such a record impossible",
            Why::Everyone => "no possible patient makes it so",
        }
    }
}

impl Covered {
    /// Yes, no and unknown were all seen.
    pub fn is_whole(&self) -> bool {
        self.found == [Found::Seen; 3]
    }

    /// Answers that could be, and were in no example.
    pub fn missing(&self) -> Vec<Answer> {
        self.answers(|found| found == Found::Missing)
    }

    /// Answers that cannot be, by the reason.
    pub fn cannot(&self) -> Vec<(Vec<Answer>, Why)> {
        let mut reasons: Vec<Why> = Vec::new();
        for found in self.found {
            match found {
                Found::Cannot(why) if !reasons.contains(&why) => reasons.push(why),
                _ => {}
            }
        }
        reasons.into_iter().map(|why| (self.answers(|found| found == Found::Cannot(why)), why)).collect()
    }

    fn answers(&self, fits: impl Fn(Found) -> bool) -> Vec<Answer> {
        ANSWERS.into_iter().zip(self.found).filter(|(_, found)| fits(*found)).map(|(answer, _)| answer).collect()
    }
}

impl Coverage {
    pub fn covered(&self) -> usize {
        self.conditions.iter().filter(|condition| condition.is_whole()).count()
    }
}

/// The coverage of the conditions by all examples. One without an `as of` line takes `today`.
pub fn coverage(engine: &Engine, sources: &Sources, today: Date) -> Coverage {
    let examples = engine.rulebase.examples.iter();
    let records: Vec<(&Record, Date)> =
        examples.map(|example| (&example.record, example.record.as_of.unwrap_or(today))).collect();
    of_records(engine, sources, &records)
}

/// The coverage by any records, each with its as-of date.
pub fn of_records(engine: &Engine, sources: &Sources, records: &[(&Record, Date)]) -> Coverage {
    let conditions = asked_for(engine, sources);
    let proof = Proof::new(engine);
    let mut seen = vec![[false; 3]; conditions.len()];
    let records: Vec<(&Record, i32)> =
        records.iter().map(|(record, as_of)| (*record, days_since_epoch(*as_of))).collect();
    let mut table = Table::default();
    for batch in records.chunks(BATCH) {
        let inputs = Inputs::of_records(&engine.rulebase.schema, batch);
        run(&engine.program, &engine.rulebase.schema, &inputs, &mut table);
        let ward = Ward { table: &table, inputs: &inputs, possible: possible(engine, &table, batch.len()) };
        for (seen, condition) in seen.iter_mut().zip(&conditions) {
            condition.judged.iter().for_each(|judged| ward.look(judged, seen));
        }
    }
    let mut covered: Vec<Covered> = conditions
        .iter()
        .zip(seen)
        .map(|(condition, seen)| {
            let found = |at: usize| match seen[at] {
                true => Found::Seen,
                false => proof.cannot(condition, ANSWERS[at]).map_or(Found::Missing, Found::Cannot),
            };
            let place = sources.place(condition.span);
            Covered { text: condition.text.clone(), place, found: [found(0), found(1), found(2)] }
        })
        .collect();
    covered.sort_by(|a, b| a.place.cmp(&b.place));
    Coverage { conditions: covered }
}

/// The conditions of the files that were asked for; of equal ones the first.
fn asked_for<'e>(engine: &'e Engine, sources: &Sources) -> Vec<&'e Condition> {
    let books = engine.rulebase.books.iter().filter(|book| book.asked_for);
    let files: HashSet<&str> = books.map(|book| book.file.as_str()).collect();
    let mut known = HashSet::new();
    let mut all = Vec::new();
    for condition in &engine.program.conditions {
        let mut steps: Vec<StepId> = condition.judged.iter().map(|judged| judged.given.step).collect();
        steps.sort();
        let asked = files.contains(sources.get(condition.span.source).name.as_str());
        if asked && known.insert(steps) {
            all.push(condition);
        }
    }
    all
}

/// The examples that are no impossible patients.
fn possible(engine: &Engine, table: &Table, rows: usize) -> Vec<bool> {
    let impossible: Vec<StepId> =
        engine.program.impossible.iter().map(|note| engine.program.notes[note.0].step).collect();
    let refused = |row: usize| impossible.iter().any(|step| table.truth(*step).could(row).surely_yes());
    (0..rows).map(|row| !refused(row)).collect()
}

/// A batch of examples.
struct Ward<'a> {
    table: &'a Table,
    inputs: &'a Inputs,
    possible: Vec<bool>,
}

impl Ward<'_> {
    /// Notes which answers a condition has come to, of patients or of elements.
    fn look(&self, judged: &Judged, seen: &mut [bool; 3]) {
        let given = self.table.truth(judged.given.step);
        let mut note = |reading: Reading, could: Could| {
            if let Some(answer) = answer(could, reading.opposite) {
                seen[answer as usize] = true;
            }
        };
        let patients = (0..self.possible.len()).filter(|row| self.possible[*row]);
        let Some(unseen) = judged.unseen else {
            return patients.for_each(|row| note(judged.given, given.could(row)));
        };
        let parents = self.inputs.lists[unseen.list].parents.iter().enumerate();
        for (element, _) in parents.filter(|(_, patient)| self.possible[**patient as usize]) {
            note(judged.given, given.could(element));
        }
        let (more, other) = (self.table.truth(unseen.more), self.table.truth(unseen.reading.step));
        for row in patients.filter(|row| more.could(*row).yes) {
            note(unseen.reading, other.could(row));
        }
    }
}

/// A surely yes, a surely no, or both possible. Where there may be no answer at all, there is none.
fn answer(could: Could, opposite: bool) -> Option<Answer> {
    match (could.yes, could.no) {
        (true, true) => Some(Answer::Unknown),
        _ if could.surely_yes() => Some(if opposite { Answer::No } else { Answer::Yes }),
        _ if could.surely_no() => Some(if opposite { Answer::Yes } else { Answer::No }),
        _ => None,
    }
}

/// What no patient can come to.
struct Proof<'e> {
    engine: &'e Engine,
    /// One row, for every patient there could be.
    anyone: Table,
    /// For each step, whether it has a single value in every record.
    decided: Vec<bool>,
    /// For each step, whether it reads nothing of the record.
    constant: Vec<bool>,
    /// Steps that are never surely yes (or no): the record would be refused.
    refused: HashSet<(StepId, bool)>,
}

impl<'e> Proof<'e> {
    fn new(engine: &'e Engine) -> Proof<'e> {
        let mut anyone = Table::default();
        run(&engine.program, &engine.rulebase.schema, &Inputs::anyone(&engine.rulebase.schema), &mut anyone);
        Proof {
            engine,
            anyone,
            decided: needs(engine).iter().map(|need| need.as_ref().is_some_and(BTreeSet::is_empty)).collect(),
            constant: constant(engine),
            refused: refused(engine),
        }
    }

    /// Why an answer cannot be, if it cannot.
    fn cannot(&self, condition: &Condition, answer: Answer) -> Option<Why> {
        let mut reasons = Vec::new();
        for judged in &condition.judged {
            reasons.push(self.rules_out(judged.given, judged.unseen.map(|unseen| unseen.reading), answer)?);
        }
        let first = *reasons.first()?;
        Some(if reasons.iter().all(|why| *why == first) { first } else { Why::Everyone })
    }

    /// A condition on elements is bounded by an element of which nothing is known.
    fn rules_out(&self, given: Reading, unseen: Option<Reading>, answer: Answer) -> Option<Why> {
        let bound = unseen.unwrap_or(given);
        let could = self.anyone.truth(bound.step).could(0);
        let wanted = match answer {
            Answer::Yes => Some(!bound.opposite),
            Answer::No => Some(bound.opposite),
            Answer::Unknown => None,
        };
        let can_be = match wanted {
            Some(true) => could.yes,
            Some(false) => could.no,
            None => could.yes && could.no,
        };
        if !can_be {
            return Some(self.why_not(bound.step));
        }
        let decided = |reading: Reading| self.decided[reading.step.0];
        match wanted {
            None if decided(given) && unseen.is_none_or(decided) => Some(Why::Known),
            Some(yes) if self.refused.contains(&(given.step, yes)) => Some(Why::Impossible),
            _ => None,
        }
    }

    /// Why the answer of a step is the same for everybody.
    fn why_not(&self, step: StepId) -> Why {
        let op = |step: &StepId| &self.engine.program.steps[step.0].op;
        let fixed = |step: &StepId| self.constant[step.0];
        let input = |step: &StepId| matches!(op(step), Op::Fact(_) | Op::UnseenField { .. });
        match op(&step) {
            _ if fixed(&step) => Why::Constant,
            Op::Order(_, a, b) | Op::Equal(a, b) if (input(a) && fixed(b)) || (fixed(a) && input(b)) => Why::Range,
            Op::Among(value, _) if input(value) => Why::Range,
            _ => Why::Everyone,
        }
    }
}

/// For each conclusion, whether it is decided in every record, as it asks only what is known.
pub fn never_open(engine: &Engine) -> Vec<bool> {
    let needs = needs(engine);
    let lowered = engine.program.conclusions.iter();
    lowered
        .map(|lowered| {
            let mut steps = [lowered.value, lowered.band].into_iter().flatten().peekable();
            steps.peek().is_some() && steps.all(|step| needs[step.0].as_ref().is_some_and(BTreeSet::is_empty))
        })
        .collect()
}

/// The steps that are computed from constants alone.
fn constant(engine: &Engine) -> Vec<bool> {
    let steps = &engine.program.steps;
    let mut constant = vec![false; steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let operands = step.op.operands();
        let plain = matches!(step.op, Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_));
        let computed = !operands.is_empty() && !matches!(step.op, Op::StaysOpen { .. } | Op::UnseenField { .. });
        constant[at] = plain || (computed && operands.iter().all(|operand| constant[operand.0]));
    }
    constant
}

/// For each step, the facts that a record must give for the step to be decided; `None` where no such facts are known.
///
/// A condition that asks only what is known needs none; nor does one that reads a fact only where it is known:
/// `X is known and X`.
fn needs(engine: &Engine) -> Vec<Option<BTreeSet<FactId>>> {
    let mut needs: Vec<Option<BTreeSet<FactId>>> = Vec::new();
    for step in &engine.program.steps {
        let need = match &step.op {
            Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_) | Op::AsOf => Some(BTreeSet::new()),
            Op::KnownFact(_) | Op::KnownField(_) => Some(BTreeSet::new()),
            // a number, a date or a list that is known may be so in part
            Op::Fact(id) => matches!(engine.rulebase.schema.fact(*id).ty, Type::YesNo | Type::Choice(_))
                .then(|| BTreeSet::from([*id])),
            Op::StaysOpen { .. } | Op::UnseenField { .. } => None,
            Op::Of(kind @ (ListKind::All | ListKind::Any), items) => {
                let mut known = BTreeSet::new();
                items.iter().for_each(|item| asked(engine, *item, *kind == ListKind::All, &mut known));
                together(items.iter().map(|item| needs[item.0].as_ref()))
                    .map(|need| need.difference(&known).copied().collect())
            }
            Op::First(lines) => {
                let each = lines.iter().map(|(when, value)| {
                    let mut known = BTreeSet::new();
                    when.iter().for_each(|when| asked(engine, *when, true, &mut known));
                    let value: BTreeSet<FactId> = needs[value.0].as_ref()?.difference(&known).copied().collect();
                    together([Some(&value)].into_iter().chain(when.iter().map(|when| needs[when.0].as_ref())))
                });
                let each: Vec<Option<BTreeSet<FactId>>> = each.collect();
                together(each.iter().map(Option::as_ref))
            }
            op => {
                let operands = op.operands();
                let none = operands.is_empty();
                together(operands.iter().map(|operand| needs[operand.0].as_ref())).filter(|_| !none)
            }
        };
        needs.push(need);
    }
    needs
}

/// What all of them need.
fn together<'n>(needs: impl Iterator<Item = Option<&'n BTreeSet<FactId>>>) -> Option<BTreeSet<FactId>> {
    let mut all = BTreeSet::new();
    for need in needs {
        all.extend(need?.iter().copied());
    }
    Some(all)
}

/// The facts that a record surely gives where this condition holds (or, with `holds` false, where it does not).
fn asked(engine: &Engine, condition: StepId, holds: bool, facts: &mut BTreeSet<FactId>) {
    match (&engine.program.steps[condition.0].op, holds) {
        (Op::KnownFact(id), true) => {
            facts.insert(*id);
        }
        (Op::Not(inner), _) => asked(engine, *inner, !holds, facts),
        (Op::Of(ListKind::All, items), true) | (Op::Of(ListKind::Any, items), false) => {
            items.iter().for_each(|item| asked(engine, *item, holds, facts));
        }
        _ => {}
    }
}

/// The steps whose being surely yes (or no) makes a record impossible.
fn refused(engine: &Engine) -> HashSet<(StepId, bool)> {
    let mut refused = HashSet::new();
    for note in &engine.program.impossible {
        let mut stack = vec![(engine.program.notes[note.0].step, true)];
        while let Some((step, yes)) = stack.pop() {
            refused.insert((step, yes));
            match (&engine.program.steps[step.0].op, yes) {
                (Op::Not(inner), _) => stack.push((*inner, !yes)),
                (Op::Holds(inner), true) => stack.push((*inner, true)),
                (Op::Exists { members, .. }, true) => stack.push((*members, true)),
                (Op::Of(ListKind::All, items), true) => {
                    // of the elements of a whole list, one condition is left
                    let open = |item: &&StepId| engine.program.steps[item.0].op != Op::ConstantTruth(true);
                    let mut left = items.iter().filter(open);
                    if let (Some(only), None) = (left.next(), left.next()) {
                        stack.push((*only, true));
                    }
                }
                (Op::Of(ListKind::Any, items), true) => stack.extend(items.iter().map(|item| (*item, true))),
                (Op::Of(ListKind::All, items), false) => stack.extend(items.iter().map(|item| (*item, false))),
                (Op::Of(ListKind::None, items), false) => stack.extend(items.iter().map(|item| (*item, true))),
                _ => {}
            }
        }
    }
    refused
}
