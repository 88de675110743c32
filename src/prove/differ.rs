//! The formulas that hold where two versions of a conclusion differ.

use crate::answer::Engine;
use crate::program::StepId;
use crate::rulebase::{Body, Conclusion, ConclusionId, Outcome, Part, Template, Type};
use crate::solve::Want;
use crate::syntax::tree::key;
use crate::words::duration_words;

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

/// What a rule advises, warns of and asks for, in words that can be compared.
pub(super) fn says(engine: &Engine, conclusion: &Conclusion) -> Vec<String> {
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
                    advice.duration.as_ref().map(duration_words)
                )
            }
            Outcome::Warn(template) => format!("warn {}", text(engine, template)),
            Outcome::AskFor(fact) => format!("ask for {}", base.schema.fact(*fact).name),
        })
        .collect();
    all.sort();
    all
}

fn text(engine: &Engine, template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Value(expr) => format!("\u{0}{}\u{0}", expr.text),
        Part::Own => "\u{0}own\u{0}".to_owned(),
        Part::ListOf(of, joint) => {
            let of = of.map(|id| engine.rulebase.conclusions[id.0].name.as_str());
            format!("\u{0}list of {} by {joint}\u{0}", of.unwrap_or_default())
        }
    };
    template.parts.iter().map(part).collect()
}
