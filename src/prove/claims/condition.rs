//! Of each condition: that the answer would not be the same without it.

use std::collections::HashSet;

use super::desk::{Desk, goal};
use crate::answer::Engine;
use crate::program::{Op, Shape, Slice, StepId};
use crate::prove::report::{Finding, Kind};
use crate::prove::variant::Variants;
use crate::rulebase::ConclusionId;
use crate::solve::Want;
use crate::source::Span;

/// A single condition, and what would be if it were always, or never, so.
pub(super) struct Altered {
    pub id: ConclusionId,
    text: String,
    span: Span,
    /// The conclusion.
    answer: Variant,
    /// The whole condition that this one is a part of, if it is one.
    whole: Option<Variant>,
}

/// Some steps as they are and as they would be.
struct Variant {
    is: Vec<StepId>,
    if_yes: Vec<StepId>,
    if_no: Vec<StepId>,
}

impl Altered {
    pub fn steps(&self) -> Vec<StepId> {
        let variants = [Some(&self.answer), self.whole.as_ref()].into_iter().flatten();
        variants.flat_map(|one| [&one.is, &one.if_yes, &one.if_no]).flatten().copied().collect()
    }
}

/// Each conclusion of a file with each of its single conditions altered, added to the program.
pub(super) fn altered(engine: &Engine, book: usize, variants: &mut Variants) -> Vec<Altered> {
    let mut all = Vec::new();
    for (at, conclusion) in engine.rulebase.conclusions.iter().enumerate().filter(|(_, one)| one.book == book) {
        let id = ConclusionId(at);
        let lowered = &engine.program.conclusions[at];
        let is: Vec<StepId> = lowered.value.into_iter().chain(lowered.band).collect();
        // what a conclusion reads of others is left as it is
        let others = others(engine, id);
        let slice = Slice::of(&engine.program, is.iter().copied());
        let next = next(engine, conclusion.span);
        for condition in &engine.program.conditions {
            let Span { source, start, .. } = condition.span;
            let within = source == conclusion.span.source
                && start >= conclusion.span.start
                && next.is_none_or(|next| start < next);
            let mut readings = condition.judged.iter().map(|judged| judged.given);
            let Some(reading) = readings.find(|given| within && slice.has(given.step)) else { continue };
            // what the record says is asked for the record's sake: without it more may be left open, and asked for
            if matches!(engine.program.steps[reading.step.0].op, Op::KnownFact(_) | Op::KnownField(_) | Op::KnownUnseen)
            {
                continue;
            }
            // a conclusion that says the opposite of something is left as it is, but for its own name
            let opposite = |step: &&StepId| engine.program.steps[step.0].op == Op::Not(reading.step);
            let (step, opposite) = match others.iter().find(opposite).filter(|_| reading.opposite) {
                Some(named) => (*named, false),
                None => (reading.step, reading.opposite),
            };
            let mut variant = |is: Vec<StepId>| {
                // words that say the opposite hold where the step does not
                let if_yes = variants.always(&is, step, !opposite, &others);
                let if_no = variants.always(&is, step, opposite, &others);
                Variant { is, if_yes, if_no }
            };
            let answer = variant(is.clone());
            // a condition that is read by way of another conclusion is told there
            if answer.if_yes == answer.is && answer.if_no == answer.is {
                continue;
            }
            let whole = wholes(engine, id)
                .into_iter()
                .find(|(span, whole)| span.start <= start && condition.span.end <= span.end && *whole != step);
            let whole = whole.map(|(_, whole)| variant(vec![whole]));
            all.push(Altered { id, text: condition.text.clone(), span: condition.span, answer, whole });
        }
    }
    all
}

/// The whole conditions of a conclusion's lines, items, `when` and `unless`.
fn wholes(engine: &Engine, id: ConclusionId) -> Vec<(Span, StepId)> {
    let lowered = &engine.program.conclusions[id.0];
    let parts = lowered.parts.iter().filter_map(|part| part.when);
    let notes = parts.chain(lowered.conditions.iter().map(|(_, note)| *note)).chain(lowered.population);
    notes.map(|note| &engine.program.notes[note.0]).map(|note| (note.span, note.step)).collect()
}

/// The values of the conclusions that a conclusion is computed from.
fn others(engine: &Engine, id: ConclusionId) -> HashSet<StepId> {
    let conclusions = engine.program.conclusions.iter().enumerate();
    let others = conclusions.filter(|(at, _)| engine.leans(id, ConclusionId(*at)));
    others.flat_map(|(_, other)| [other.value, other.band, other.members.map(|(step, _)| step)]).flatten().collect()
}

/// Where the next block of the same file begins that can hold conditions.
fn next(engine: &Engine, span: Span) -> Option<u32> {
    let base = &engine.rulebase;
    let conclusions = base.conclusions.iter().map(|one| one.span);
    let promises = base.guarantees.iter().map(|one| one.span).chain(base.impossible.iter().map(|one| one.span));
    let others = engine.examples.iter().map(|one| one.span).chain(base.schema.facts.iter().map(|one| one.span));
    let here = conclusions.chain(promises).chain(others).filter(|one| one.source == span.source);
    here.map(|one| one.start).filter(|start| *start > span.start).min()
}

impl Desk<'_, '_> {
    /// The answers differ for somebody if the condition is altered, and so does the whole condition it is a part of.
    pub(super) fn altered(&mut self, altered: &Altered) {
        if self.told.has(altered.id, altered.span) {
            return;
        }
        let conclusion = &self.engine.rulebase.conclusions[altered.id.0];
        let claim = format!("`{}` makes a difference for `{}`", altered.text, conclusion.name);
        let differ = |desk: &Self, variant: &Variant, other: &[StepId]| -> Vec<Want> {
            let pairs = variant.is.iter().zip(other);
            pairs.map(|(is, other)| Want::Differ(*is, *other, desk.labels(*is))).collect()
        };
        let help = || "the other conditions say it already: leave it out, or correct it".to_owned();
        let answer = &altered.answer;
        let either = [differ(self, answer, &answer.if_yes), differ(self, answer, &answer.if_no)].concat();
        let fits = self.somebody(claim.clone(), altered.span, &goal([Want::Any(either)]), |_| Finding {
            kind: Kind::NoDifference,
            message: format!(
                "`{}` makes no difference: `{}` is the same for everybody with and without it",
                altered.text, conclusion.name
            ),
            help: help(),
            witness: None,
            related: Vec::new(),
        });
        let Some(whole) = altered.whole.as_ref().filter(|_| fits) else { return };
        for (other, word) in [(&whole.if_yes, "always"), (&whole.if_no, "never")] {
            let goal = goal([Want::Any(differ(self, whole, other))]);
            let fits = self.somebody(claim.clone(), altered.span, &goal, |_| Finding {
                kind: Kind::NoDifference,
                message: format!("`{}` makes no difference: beside the other conditions it {word} holds", altered.text),
                help: help(),
                witness: None,
                related: Vec::new(),
            });
            if !fits {
                break;
            }
        }
    }

    /// The labels of a step, each standing for itself.
    fn labels(&self, step: StepId) -> Vec<(usize, usize)> {
        match self.search.program.steps[step.0].shape {
            Shape::Labels(count) => (0..count).map(|label| (label, label)).collect(),
            Shape::Truth | Shape::Number => Vec::new(),
        }
    }
}
