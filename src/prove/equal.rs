//! Two versions of rule files: whether they give everybody the same answers, or who gets another.

use jiff::civil::Date;

use super::claims::{Options, elements};
use super::goal::{Goal, Want};
use super::joint::{Joined, Joint};
use super::query::{Prover, Verdict};
use crate::outcome::{Answer, Engine, Slice};
use crate::program::{Lowered, Program, StepId};
use crate::record::Record;
use crate::rulebase::{Body, Conclusion, ConclusionId, Outcome, Part, Template, Type};
use crate::syntax::tree::{has_key, key};

/// One conclusion of two versions.
#[derive(Debug, Clone)]
pub struct Compared {
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

/// Compares all conclusions of the files that were asked for, by name.
pub fn equal(old: &Engine, new: &Engine, options: &Options) -> Vec<Compared> {
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
    equal_of(old, new, &pairs, options)
}

/// Compares some conclusions of two versions.
pub fn equal_of(
    old: &Engine,
    new: &Engine,
    pairs: &[(Option<ConclusionId>, Option<ConclusionId>)],
    options: &Options,
) -> Vec<Compared> {
    let mut joint = Joint::of(&old.rulebase.schema, &old.program);
    let joined = joint.add(&new.rulebase.schema, &new.program);
    let goals: Vec<Option<Goal>> = pairs.iter().map(|(a, b)| Some(differ(old, new, &joined, (*a)?, (*b)?))).collect();
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
    let mut prover = Prover::new((&joint.schema, &joint.program), &impossible, (&roots, &[]), count, options.as_of);
    let compare = |((a, b), goal): (&(Option<ConclusionId>, Option<ConclusionId>), &Option<Goal>)| {
        let name = match (a, b) {
            (Some(id), _) => old.rulebase.conclusions[id.0].name.clone(),
            (None, Some(id)) => new.rulebase.conclusions[id.0].name.clone(),
            (None, None) => String::new(),
        };
        let result = match (a, b, goal) {
            (Some(a), Some(b), Some(goal)) => {
                let verdict = prover.smallest(goal);
                judged((old, *a), (new, *b), &joined, options.as_of, verdict)
            }
            _ => Equality::Missing,
        };
        let lists = goal.as_ref().is_some_and(|goal| reads_list(&joint.program, goal));
        Compared { name, old: *a, new: *b, result, elements: lists.then_some(count) }
    };
    pairs.iter().zip(&goals).map(compare).collect()
}

fn reads_list(program: &Program, goal: &Goal) -> bool {
    !Slice::of(program, goal.steps()).lists.is_empty()
}

/// What the engines say of the patient that the solver found.
fn judged(
    (old, a): (&Engine, ConclusionId),
    (new, b): (&Engine, ConclusionId),
    joined: &Joined,
    as_of: Date,
    verdict: Verdict,
) -> Equality {
    let record = match verdict {
        Verdict::Nobody => return Equality::Same,
        Verdict::CannotTell(why) => return Equality::CannotTell(why),
        Verdict::Somebody(record) => record,
    };
    let of = |ids: &mut dyn Iterator<Item = usize>| Record {
        facts: ids.map(|id| record.facts.get(id).cloned().flatten()).collect(),
        as_of: Some(as_of),
        ..Record::default()
    };
    let mine = of(&mut (0..old.rulebase.schema.facts.len()));
    let theirs = of(&mut joined.facts.iter().map(|id| id.0));
    match (old.judge_one(&mine, as_of), new.judge_one(&theirs, as_of)) {
        (Ok(one), Ok(other)) => {
            let answers = (one.answers[a.0].clone(), other.answers[b.0].clone());
            Equality::Differs(Box::new(Difference { records: (mine, theirs), answers }))
        }
        _ => Equality::CannotTell("one of the versions calls the patient found impossible".to_owned()),
    }
}

/// A patient to whom one version says something else than the other.
fn differ(old: &Engine, new: &Engine, joined: &Joined, a: ConclusionId, b: ConclusionId) -> Goal {
    let (one, other) = (&old.rulebase.conclusions[a.0], &new.rulebase.conclusions[b.0]);
    let (mine, theirs) = (&old.program.conclusions[a.0], &new.program.conclusions[b.0]);
    let labels = |engine: &Engine, ty: &Type| match ty {
        Type::Choice(id) => engine.rulebase.schema.choice(*id).labels.iter().map(|label| key(&label.name)).collect(),
        _ => Vec::new(),
    };
    let pairs = |a: Vec<String>, b: Vec<String>| -> Vec<(usize, usize)> {
        let same = |(at, label): (usize, &String)| Some((at, b.iter().position(|other| other == label)?));
        a.iter().enumerate().filter_map(same).collect()
    };
    let mut wants = Vec::new();
    if let (Some(mine), Some(theirs)) = (mine.value, theirs.value) {
        let labels = pairs(labels(old, &one.ty), labels(new, &other.ty));
        wants.push(Want::Differ(mine, joined.steps[theirs.0], labels));
    }
    match (mine.band, theirs.band, old.band_type(a), new.band_type(b)) {
        (Some(mine), Some(theirs), Some(one), Some(other)) => {
            let labels = pairs(labels(old, &one), labels(new, &other));
            wants.push(Want::Differ(mine, joined.steps[theirs.0], labels));
        }
        (None, None, ..) => {}
        _ => wants.extend(mine.value.map(Want::NotFailed)),
    }
    if says(old, one) != says(new, other) {
        let applies = |lowered: &Lowered, to: &dyn Fn(StepId) -> StepId| lowered.value.map(|step| Want::Yes(to(step)));
        wants.extend(applies(mine, &|step| step));
        wants.extend(applies(theirs, &|step| joined.steps[step.0]));
    }
    Goal(vec![Want::Any(wants)])
}

/// What a rule advises, warns of and asks for, in words that can be compared.
fn says(engine: &Engine, conclusion: &Conclusion) -> Vec<String> {
    let Body::Rule(rule) = &conclusion.body else { return Vec::new() };
    let base = &engine.rulebase;
    let mut all: Vec<String> = rule
        .outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Advice(advice) => {
                format!(
                    "{:?} {} {:?}",
                    advice.verb,
                    base.actions[advice.action.0].name,
                    advice.duration.as_ref().map(crate::explain::duration_words)
                )
            }
            Outcome::Warn(template) => text(template),
            Outcome::AskFor(fact) => base.schema.fact(*fact).name.clone(),
        })
        .collect();
    all.sort();
    all
}

fn text(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Value(expr) => expr.text.clone(),
        Part::Own => "{}".to_owned(),
        Part::ListOf(_, joint) => joint.clone(),
    };
    template.parts.iter().map(part).collect()
}
