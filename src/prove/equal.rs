//! Two versions of rule files: whether they give everybody the same answers, or who gets another.

use jiff::civil::Date;

use super::alike::alike;
use super::differ::{differ, says};
use super::joint::{Joined, Joint, whole_if};
use crate::answer::{Answer, Engine};
use crate::eval::Value;
use crate::patients::{GoOn, Options, elements};
use crate::program::{Program, Slice, StepId};
use crate::record::Record;
use crate::rulebase::{ConclusionId, Kind, Type};
use crate::solve::{Goal, Possible, Prover, Verdict, Want};
use crate::syntax::tree::{Status, has_key, key};

/// One conclusion of two versions, or what they call impossible.
#[derive(Debug, Clone)]
pub struct Compared {
    /// [`IMPOSSIBLE`] stands for all `impossible` lines together.
    pub name: String,
    /// In the old version.
    pub old: Option<ConclusionId>,
    pub new: Option<ConclusionId>,
    pub result: Equality,
    /// It reads a list: it was compared for lists of up to so many elements.
    pub elements: Option<usize>,
}

/// Whether both versions conclude the same.
#[derive(Debug, Clone)]
pub enum Equality {
    /// For everybody.
    Same,
    /// Not for this patient.
    Differs(Box<Difference>),
    /// Only one version calls this patient impossible: the old one, or the new one.
    Refused { by_old: bool, record: Box<Record> },
    /// Only one version has it.
    Missing,
    /// Neither proved nor refuted: why.
    CannotTell(String),
}

/// The smallest patient found who gets two answers, as the engine gives them.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Against the old schema, and against the new one.
    pub records: (Record, Record),
    pub answers: (Answer, Answer),
}

/// The name under which `impossible` lines are compared.
pub const IMPOSSIBLE: &str = "impossible";

/// Compares all conclusions of the files that were asked for, by name, for the patients whom both versions call possible;
/// and, where their `impossible` lines are others, whom they call so. `go_on` is told how many are finished.
pub fn equal(old: &Engine, new: &Engine, options: &Options, go_on: GoOn<'_>) -> Vec<Compared> {
    let asked = |engine: &Engine| -> Vec<ConclusionId> {
        let base = &engine.rulebase;
        let ids = (0..base.conclusions.len()).map(ConclusionId);
        ids.filter(|id| base.books[base.conclusions[id.0].book].asked_for).collect()
    };
    let find = |engine: &Engine, name: &str| {
        let wanted = key(name);
        asked(engine).into_iter().find(|id| has_key(&engine.rulebase.conclusions[id.0].name, &wanted))
    };
    let mut pairs: Vec<(Option<ConclusionId>, Option<ConclusionId>)> = Vec::new();
    for id in asked(old) {
        pairs.push((Some(id), find(new, &old.rulebase.conclusions[id.0].name)));
    }
    for id in asked(new) {
        if find(old, &new.rulebase.conclusions[id.0].name).is_none() {
            pairs.push((None, Some(id)));
        }
    }
    let impossible = impossible(old, new, options).map(|result| {
        let elements = elements(&old.program, options).max(elements(&new.program, options));
        Compared { name: IMPOSSIBLE.to_owned(), old: None, new: None, result, elements: Some(elements) }
    });
    impossible.into_iter().chain(equal_of(old, new, &pairs, options, go_on)).collect()
}

/// Whether some patient is impossible in one version alone; nothing where the lines are the same.
fn impossible(old: &Engine, new: &Engine, options: &Options) -> Option<Equality> {
    let mut joint = Joint::of(&old.rulebase.schema, &old.program);
    let joined = joint.add(&new.rulebase.schema, &new.program);
    let lines = |engine: &Engine, to: &dyn Fn(StepId) -> StepId| -> Vec<StepId> {
        let mut lines: Vec<StepId> =
            engine.program.impossible.iter().map(|note| to(engine.program.notes[note.0].step)).collect();
        lines.sort();
        lines.dedup();
        lines
    };
    let (mine, theirs) = (lines(old, &|step| step), lines(new, &|step| joined.steps[step.0]));
    if mine == theirs {
        return None;
    }
    let count = elements(&joint.program, options);
    let roots: Vec<StepId> = mine.iter().chain(&theirs).copied().collect();
    let mut prover =
        Prover::new((&joint.schema, &joint.program), &[], (&roots, &[]), count, options.as_of).spending(options.effort);
    let pair = Joining { joined: &joined, facts: old.rulebase.schema.facts.len(), as_of: options.as_of };
    let refuses = |engine: &Engine, record: &Record| engine.draft_one(record, options.as_of).is_err();
    for (by_old, (by, not_by)) in [(true, (&mine, &theirs)), (false, (&theirs, &mine))] {
        let any = Want::Any(by.iter().copied().map(Want::Yes).collect());
        let goal = Goal([any].into_iter().chain(not_by.iter().copied().map(Want::NotYes)).collect());
        let verdict = prover.smallest_judged(&goal, &|record| {
            let (was, is) = pair.records(record);
            let refused = (refuses(old, &was), refuses(new, &is));
            refused == if by_old { (true, false) } else { (false, true) }
        });
        match verdict {
            Verdict::Nobody => {}
            Verdict::CannotTell(why) => return Some(Equality::CannotTell(why)),
            Verdict::Somebody(record) => {
                let (was, is) = pair.records(&record);
                return Some(Equality::Refused { by_old, record: Box::new(if by_old { was } else { is }) });
            }
        }
    }
    Some(Equality::Same)
}

/// How records over the joint schema are read by each version.
#[derive(Clone, Copy)]
struct Joining<'j> {
    joined: &'j Joined,
    /// How many facts the old version has.
    facts: usize,
    as_of: Date,
}

impl Joining<'_> {
    fn records(self, record: &Record) -> (Record, Record) {
        let of = |ids: &mut dyn Iterator<Item = usize>| Record {
            facts: ids.map(|id| record.facts.get(id).cloned().flatten()).collect(),
            as_of: Some(self.as_of),
            ..Record::default()
        };
        (of(&mut (0..self.facts)), of(&mut self.joined.facts.iter().map(|id| id.0)))
    }
}

/// Compares some conclusions of two versions.
pub fn equal_of(
    old: &Engine,
    new: &Engine,
    pairs: &[(Option<ConclusionId>, Option<ConclusionId>)],
    options: &Options,
    go_on: GoOn<'_>,
) -> Vec<Compared> {
    let mut joint = Joint::of(&old.rulebase.schema, &old.program);
    let joined = joint.add(&new.rulebase.schema, &new.program);
    let goals: Vec<Option<Goal>> = pairs
        .iter()
        .map(|(a, b)| {
            let wants = differ((old, (*a)?, &|step| step), (new, (*b)?, &|step| joined.steps[step.0]));
            Some(Goal(vec![Want::Any(wants)]))
        })
        .collect();
    let roots: Vec<StepId> = goals.iter().flatten().flat_map(Goal::steps).collect();
    let read = Slice::of(&joint.program, roots.iter().copied());
    let refused = |engine: &Engine, to: &dyn Fn(StepId) -> StepId| -> Vec<StepId> {
        engine.program.impossible.iter().map(|note| to(engine.program.notes[note.0].step)).collect()
    };
    let impossible = refused(old, &|step| step).into_iter().chain(refused(new, &|step| joined.steps[step.0]));
    let mut impossible: Vec<StepId> =
        impossible.filter(|step| Slice::of(&joint.program, [*step]).meets(&read)).collect();
    impossible.sort();
    impossible.dedup();
    let count = elements(&joint.program, options);
    let mut prover = Prover::new((&joint.schema, &joint.program), &impossible, (&roots, &[]), count, options.as_of)
        .spending(options.effort);
    let joining = Joining { joined: &joined, facts: old.rulebase.schema.facts.len(), as_of: options.as_of };
    let mut compare = |at: usize| {
        let ((a, b), goal) = (pairs[at], &goals[at]);
        let name = match (a, b) {
            (Some(id), _) => old.rulebase.conclusions[id.0].name.clone(),
            (None, Some(id)) => new.rulebase.conclusions[id.0].name.clone(),
            (None, None) => String::new(),
        };
        let result = match (a, b, goal) {
            (Some(_), Some(_), Some(_)) if !go_on(at) => {
                Equality::CannotTell("stopped before it was looked at".to_owned())
            }
            (Some(a), Some(b), Some(goal)) => {
                let pair = Pair { old: (old, a), new: (new, b), joining };
                // two answers that exclude each other are easiest to read; but what only one version leaves open is a
                // difference, too
                let verdict = match prover.smallest(goal) {
                    Verdict::Somebody(record) if pair.differs(&record) => Verdict::Somebody(record),
                    _ if prover.possible(goal) == Possible::No => Verdict::Nobody,
                    _ if alike((old, a), (new, b), options) => Verdict::Nobody,
                    _ => prover.smallest_judged(goal, &|record| pair.differs(record)),
                };
                match verdict {
                    Verdict::Nobody if !whole_alike(&joint.program, &goal.sides()) => Equality::CannotTell(
                        "the versions do not take its lists for whole by the same conditions".to_owned(),
                    ),
                    Verdict::Nobody => Equality::Same,
                    Verdict::CannotTell(why) => Equality::CannotTell(why),
                    Verdict::Somebody(record) => pair.difference(&record),
                }
            }
            _ => Equality::Missing,
        };
        let lists = goal.as_ref().is_some_and(|goal| reads_list(&joint.program, goal));
        Compared { name, old: a, new: b, result, elements: lists.then_some(count) }
    };
    (0..pairs.len()).map(&mut compare).collect()
}

/// Whether both sides take lists, and parts of them, for whole where the same conditions hold: a proof looks at complete
/// patients, whose lists are whole.
fn whole_alike(program: &Program, (mine, theirs): &(Vec<StepId>, Vec<StepId>)) -> bool {
    // equal steps of the two are one
    let of = |roots: &[StepId]| -> Vec<usize> {
        let steps = Slice::of(program, roots.iter().copied()).steps;
        steps.into_iter().filter(|at| !whole_if(&program.steps[*at].op).is_empty()).collect()
    };
    of(mine) == of(theirs)
}

fn reads_list(program: &Program, goal: &Goal) -> bool {
    !Slice::of(program, goal.steps()).lists.is_empty()
}

/// One conclusion of two engines that read the same records.
struct Pair<'e> {
    old: (&'e Engine, ConclusionId),
    new: (&'e Engine, ConclusionId),
    joining: Joining<'e>,
}

impl Pair<'_> {
    /// What each version answers; nothing if one calls the record impossible.
    fn answers(&self, (mine, theirs): &(Record, Record)) -> Option<(Answer, Answer)> {
        let answer = |(engine, id): (&Engine, ConclusionId), record: &Record| {
            Some(engine.draft_one(record, self.joining.as_of).ok()?.answer(id).clone())
        };
        Some((answer(self.old, mine)?, answer(self.new, theirs)?))
    }

    /// Whether the versions answer a record differently: they take other outcomes for possible, or what they say then
    /// is another.
    fn differs(&self, record: &Record) -> bool {
        let Some((was, is)) = self.answers(&self.joining.records(record)) else { return false };
        let [(old, a), (new, b)] = [self.old, self.new];
        let applies = was.status == Status::Applies || is.status == Status::Applies;
        let [said, saying] = [(old, a), (new, b)].map(|(engine, id)| says(engine, &engine.rulebase.conclusions[id.0]));
        // of a rule, its status is all that is told
        let rules =
            [(old, a), (new, b)].iter().all(|(engine, id)| engine.rulebase.conclusions[id.0].kind == Kind::Rule);
        let unit = |engine: &Engine, id: ConclusionId| match &engine.rulebase.conclusions[id.0].ty {
            Type::Number { unit, .. } => Some(unit.clone()),
            _ => None,
        };
        let same_value = unit(old, a) == unit(new, b)
            && (rules || Self::named(old, a, &was.value) == Self::named(new, b, &is.value));
        was.status != is.status || !same_value || (applies && said != saying)
    }

    /// A value of which the labels go by name, in one order: versions may declare them in different ones.
    fn named(engine: &Engine, id: ConclusionId, value: &Value) -> (Vec<String>, Value) {
        let choice = match value {
            Value::Score { .. } => engine.band_type(id),
            _ => Some(engine.rulebase.conclusions[id.0].ty.clone()),
        };
        let mut names = Vec::new();
        let mut unnamed = value.clone();
        let labels = match &mut unnamed {
            Value::Labels { labels, .. } => Some(labels),
            Value::Score { band: Some(band), .. } => match &mut **band {
                Value::Labels { labels, .. } => Some(labels),
                _ => None,
            },
            _ => None,
        };
        if let (Some(Type::Choice(choice)), Some(labels)) = (choice, labels) {
            let choice = engine.rulebase.schema.choice(choice);
            names = std::mem::take(labels).into_iter().map(|label| key(&choice.labels[label].name)).collect();
            names.sort();
        }
        (names, unnamed)
    }

    /// What the engines say of the patient that was found.
    fn difference(&self, record: &Record) -> Equality {
        let records = self.joining.records(record);
        match self.answers(&records) {
            Some(answers) => Equality::Differs(Box::new(Difference { records, answers })),
            None => Equality::CannotTell("one of the versions calls the patient found impossible".to_owned()),
        }
    }
}
