//! The formulas that hold where two versions of a conclusion differ.

use rust_decimal::Decimal;

use crate::answer::Engine;
use crate::program::StepId;
use crate::rulebase::{Advice, Body, Conclusion, ConclusionId, Outcome, Part, Type};
use crate::solve::Want;
use crate::syntax::tree::{Verb, key};

/// A conclusion of a version, and where its steps went.
pub(super) type Version<'v> = (&'v Engine, ConclusionId, &'v dyn Fn(StepId) -> StepId);

/// Each of these is a patient to whom one version says something else than the other.
pub(super) fn differ((old, a, to_old): Version<'_>, (new, b, to_new): Version<'_>) -> Vec<Want> {
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
    if let (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) = (&one.ty, &other.ty)
        && a != b
    {
        // the same number says something else
        wants.extend(mine.value.map(|step| Want::NotFailed(to_old(step))));
    }
    if let (Some(mine), Some(theirs)) = (mine.value, theirs.value) {
        let labels = pairs(labels(old, &one.ty), labels(new, &other.ty));
        wants.push(Want::Differ(to_old(mine), to_new(theirs), labels));
    }
    match (mine.band, theirs.band, old.band_type(a), new.band_type(b)) {
        (Some(mine), Some(theirs), Some(one), Some(other)) => {
            let labels = pairs(labels(old, &one), labels(new, &other));
            wants.push(Want::Differ(to_old(mine), to_new(theirs), labels));
        }
        (None, None, ..) => {}
        _ => wants.extend(mine.value.map(|step| Want::NotFailed(to_old(step)))),
    }
    if says(old, one) != says(new, other) {
        wants.extend(mine.value.map(|step| Want::Yes(to_old(step))));
        wants.extend(theirs.value.map(|step| Want::Yes(to_new(step))));
    }
    wants
}

/// One thing that a rule tells, as far as versions can be compared by it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Saying<'e> {
    /// A verb, an action, and for how long.
    Advice(Verb, &'e str, Option<(Decimal, &'static str)>),
    Warning(Vec<Words<'e>>),
    AskFor(&'e str),
}

/// A part of a text; conclusions go by name, expressions by their author's words.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Words<'e> {
    Text(&'e str),
    Value(&'e str),
    Own,
    ListOf(Option<&'e str>, &'e str),
}

/// What a rule advises, warns of and asks for, in one order.
pub(super) fn says<'e>(engine: &'e Engine, conclusion: &'e Conclusion) -> Vec<Saying<'e>> {
    let Body::Rule(rule) = &conclusion.body else { return Vec::new() };
    let base = &engine.rulebase;
    let saying = |outcome: &'e Outcome| match outcome {
        Outcome::Advice(Advice { verb, action, duration }) => {
            let duration = duration.as_ref().map(|duration| (duration.count, duration.unit.word()));
            Saying::Advice(*verb, &base.actions[action.0].name, duration)
        }
        Outcome::Warn(template) => Saying::Warning(template.parts.iter().map(|part| words(engine, part)).collect()),
        Outcome::AskFor(fact) => Saying::AskFor(&base.schema.fact(*fact).name),
    };
    let mut all: Vec<Saying> = rule.outcomes.iter().map(saying).collect();
    all.sort();
    all
}

fn words<'e>(engine: &'e Engine, part: &'e Part) -> Words<'e> {
    match part {
        Part::Text(text) => Words::Text(text),
        Part::Value(expr) => Words::Value(&expr.text),
        Part::Own => Words::Own,
        Part::ListOf(of, joint) => Words::ListOf(of.map(|id| engine.rulebase.conclusions[id.0].name.as_str()), joint),
    }
}
