//! Versions that differ only where nobody can tell: in what a definition says of a fact that the record does not give.
//!
//! `sex is male` and `sex is female` are both open where the sex is not known. A completion of the record that tells the
//! two versions apart does not matter if another completion of the same record makes up for it: the one in which the
//! fact has the value for which the versions say it the other way round.

use super::atoms::Place;
use super::claims::{Options, elements};
use super::equal::differ;
use super::goal::{Goal, Want};
use super::joint::Joint;
use super::logic::Lit;
use super::query::{Possible, Prover};
use super::said::said_of;
use crate::check::days_since_epoch;
use crate::eval::Inputs;
use crate::outcome::{Engine, Slice};
use crate::program::{Op, StepId};
use crate::record::Record;
use crate::rulebase::{ConclusionId, FactId, Type};

/// Whether two versions that differ in one yes-or-no definition give every record the same answers, proved by exchanging
/// the values of one fact where the record does not give it. Both are over one schema.
pub fn alike(old: &Engine, new: &Engine, altered: ConclusionId, watched: &[ConclusionId], options: &Options) -> bool {
    let definition = &old.rulebase.conclusions[altered.0];
    let value = |engine: &Engine| engine.program.conclusions[altered.0].value;
    let (Type::YesNo, Some(was), Some(is)) = (&definition.ty, value(old), value(new)) else { return false };
    let mut asked: Vec<FactId> = [(old, was), (new, is)]
        .into_iter()
        .flat_map(|(engine, step)| Slice::of(&engine.program, [step]).steps.into_iter().map(move |at| (engine, at)))
        .filter_map(|(engine, at)| match engine.program.steps[at].op {
            Op::KnownFact(id) => Some(id),
            _ => None,
        })
        .collect();
    asked.sort();
    asked.dedup();
    // silence about a fact that is no if not recorded is an answer
    asked.retain(|fact| !old.rulebase.schema.fact(*fact).no_if_not_recorded);
    let mut pairs = asked.iter().flat_map(|one| asked.iter().map(move |other| (*one, *other)));
    pairs.any(|facts| exchanged(old, new, (was, is), watched, facts, options).is_some())
}

/// The proof with one fact that is exchanged for the old version, and one for the new; nothing if it does not succeed.
fn exchanged(
    old: &Engine,
    new: &Engine,
    (was, is): (StepId, StepId),
    watched: &[ConclusionId],
    facts: (FactId, FactId),
    options: &Options,
) -> Option<()> {
    let schema = &old.rulebase.schema;
    let mut joint = Joint::of(schema, &old.program);
    let base = joint.add(&new.rulebase.schema, &new.program);
    let is = base.steps[is.0];
    let lines = |engine: &Engine, to: &dyn Fn(StepId) -> StepId| -> Vec<StepId> {
        engine.program.impossible.iter().map(|note| to(engine.program.notes[note.0].step)).collect()
    };
    let impossible = lines(old, &|step| step);
    if impossible != lines(new, &|step| base.steps[step.0]) {
        return None;
    }
    // both versions once more, each with a fact of its own that stands for the one that is exchanged
    let mut again = |engine: &Engine, fact: FactId, words: &str| {
        let mut schema = schema.clone();
        schema.facts[fact.0].name = format!("{} {words}", schema.facts[fact.0].name);
        joint.add(&schema, &engine.program)
    };
    let (other_old, other_new) = (again(old, facts.0, "exchanged"), again(new, facts.1, "exchanged again"));
    let read: Vec<&ConclusionId> = watched.iter().filter(|id| old.program.conclusions[id.0].value.is_some()).collect();
    let differ = |(a, one): (&Engine, &dyn Fn(StepId) -> StepId), (b, other): (&Engine, &dyn Fn(StepId) -> StepId)| {
        let wants = read.iter().flat_map(|id| differ((a, **id, one), (b, **id, other)));
        Want::Any(wants.collect())
    };
    let plain: &dyn Fn(StepId) -> StepId = &|step| step;
    let to_new: &dyn Fn(StepId) -> StepId = &|step| base.steps[step.0];
    let to_other_old: &dyn Fn(StepId) -> StepId = &|step| other_old.steps[step.0];
    let to_other_new: &dyn Fn(StepId) -> StepId = &|step| other_new.steps[step.0];
    let apart = differ((old, plain), (new, to_new));
    // an exchange makes up for a completion if both versions then say what the other one said
    let not_made_up = Want::Any(vec![
        differ((old, plain), (new, to_other_new)),
        differ((new, to_new), (old, to_other_old)),
        Want::Any(lines(old, to_other_old).into_iter().map(Want::Yes).collect()),
        Want::Any(lines(new, to_other_new).into_iter().map(Want::Yes).collect()),
    ]);
    let goals = [Goal(vec![apart.clone()]), Goal(vec![not_made_up.clone()])];
    let roots: Vec<StepId> = goals.iter().flat_map(Goal::steps).chain([was, is]).collect();
    let count = elements(&joint.program, options);
    let mut prover = Prover::quiet((&joint.schema, &joint.program), &impossible, &roots, count, options.as_of)
        .spending(options.effort);
    let atoms = &prover.encoder.atoms;
    let known = |fact: FactId| atoms.asked_given(fact).or_else(|| atoms.get(Place::Fact(fact))?.known);
    let known = [known(facts.0)?, known(facts.1)?];
    let neither = known.map(|lit| !lit);
    let none = |prover: &mut Prover<'_>, wants: Vec<Want>, also: &[Lit]| {
        (prover.completes(&Goal(wants), also) == Possible::No).then_some(())
    };
    // where both say the same of the definition, and where one of the facts is known, nothing differs
    none(&mut prover, vec![Want::Yes(was), Want::Yes(is), apart.clone()], &[])?;
    none(&mut prover, vec![Want::NotYes(was), Want::NotYes(is), apart.clone()], &[])?;
    for lit in known {
        none(&mut prover, vec![apart.clone()], &[lit])?;
    }
    let sides = [(Want::Yes(was), Want::NotYes(is)), (Want::NotYes(was), Want::Yes(is))];
    for ((mine, theirs), (other_mine, other_theirs)) in sides.iter().zip(sides.iter().rev()) {
        if none(&mut prover, vec![mine.clone(), theirs.clone()], &neither).is_some() {
            continue;
        }
        // a value for which both say it the other way round, or one for each
        let mut patient = |wants: &[&Want]| {
            let goal = Goal(wants.iter().copied().cloned().collect());
            Some(prover.someone(&goal, &neither)?.record)
        };
        let both = patient(&[other_mine, other_theirs]);
        let for_old = both.clone().or_else(|| patient(&[other_mine]))?.facts[facts.0.0].clone();
        let for_new = both.or_else(|| patient(&[other_theirs]))?.facts[facts.1.0].clone();
        let mut record = Record { facts: vec![None; joint.schema.facts.len()], ..Record::default() };
        let own = [other_old.facts[facts.0.0], other_new.facts[facts.1.0]];
        record.facts[own[0].0] = for_old;
        record.facts[own[1].0] = for_new;
        let mut inputs = Inputs::of_records(&joint.schema, &[(&record, days_since_epoch(options.as_of))]);
        own.into_iter().for_each(|fact| inputs.hide(fact, 0));
        let slice = Slice::of(&joint.program, roots.iter().copied());
        let mut also = said_of(&mut prover.encoder, &slice, (&inputs, 0), &|id| own.contains(&id));
        also.extend(neither);
        none(&mut prover, vec![mine.clone(), theirs.clone(), not_made_up.clone()], &also)?;
    }
    Some(())
}
