//! Versions that differ only where nobody can tell: in what they say of facts that the record does not give.
//!
//! `sex is male` and `sex is female` are both open where the sex is not known. A completion of a record for which the
//! versions say two things does not matter if, in the other version, another completion of the same record comes to
//! the same: the record with other values in place of some that it does not give. Such values are an exchange. One version
//! covers the other if each completion of each record that the other one tells something has an exchange that makes up
//! for it. The solver proposes completions that no exchange known so far makes up for; for each of them a further one is
//! looked for, until none is left or one cannot be made up for.
//!
//! Only facts are exchanged of which some rule asks whether they are known, and that the record does not give: they may
//! then be anything. Facts of which nobody asks are taken as given, as what holds for each of their values holds for all
//! of them together. Facts that say whether a list is whole stay as they are.

use super::differ::differ;
use super::joint::{Joined, Joint, whole_if};
use crate::answer::Engine;
use crate::calendar::days_since_epoch;
use crate::eval::Inputs;
use crate::patients::{Options, elements};
use crate::program::{Op, Slice, StepId};
use crate::record::{Datum, Record};
use crate::rulebase::{ConclusionId, FactId};
use crate::solve::{Encoder, Goal, Lit, Patient, Place, Possible, Prover, Want, inputs, said_of, values};

/// Exchanges that are tried before it is left open.
const EXCHANGES: usize = 24;

/// Whether a conclusion of two versions can come to the same for every record, given or not what it may be.
pub(super) fn alike(old: (&Engine, ConclusionId), new: (&Engine, ConclusionId), options: &Options) -> bool {
    covers(old, new, options) && covers(new, old, options)
}

/// Whether all that one version may come to for a record, the other may come to as well.
fn covers(one: (&Engine, ConclusionId), other: (&Engine, ConclusionId), options: &Options) -> bool {
    let mut exchanges: Vec<Exchange> = Vec::new();
    while exchanges.len() < EXCHANGES {
        match left_out(one, other, &exchanges, options) {
            Some(None) => return true,
            Some(Some(patient)) => match exchange(one, other, &patient, options) {
                Some(exchange) => exchanges.push(exchange),
                None => return false,
            },
            None => return false,
        }
    }
    false
}

/// Facts of the other version that a record does not give, with values for them.
struct Exchange {
    facts: Vec<FactId>,
    values: Vec<Option<Datum>>,
}

/// Both versions, and the other one once more for each exchange, reading facts of its own in place of those exchanged.
struct Versions {
    joint: Joint,
    other: Joined,
    copies: Vec<Counterpart>,
    /// How many facts and lists there are without those that stand for others.
    own: (usize, usize),
    /// What no record may come to.
    impossible: Vec<StepId>,
}

/// The other version with some facts exchanged: each of them is a fact of its own there, a twin.
struct Counterpart {
    /// What stands for the facts that are exchanged.
    twins: Vec<FactId>,
    /// Its answer is another.
    differs: Vec<Want>,
    /// The exchange is impossible.
    impossible: Vec<StepId>,
}

impl Versions {
    /// Nothing where what can be told of the two is not their values alone.
    fn of(one: (&Engine, ConclusionId), other: (&Engine, ConclusionId), exchanged: &[&[FactId]]) -> Option<Versions> {
        let mut joint = Joint::of(&one.0.rulebase.schema, &one.0.program);
        let plain = joint.add(&other.0.rulebase.schema, &other.0.program);
        let lines = |engine: &Engine, to: &dyn Fn(StepId) -> StepId| -> Vec<StepId> {
            engine.program.impossible.iter().map(|note| to(engine.program.notes[note.0].step)).collect()
        };
        let impossible = lines(one.0, &|step| step);
        if impossible != lines(other.0, &|step| plain.steps[step.0]) {
            return None;
        }
        let own = (joint.schema.facts.len(), joint.program.lists.len());
        let mut copies = Vec::new();
        for (number, facts) in exchanged.iter().enumerate() {
            let mut schema = other.0.rulebase.schema.clone();
            for fact in *facts {
                schema.facts[fact.0].name = format!("{} exchanged {number}", schema.facts[fact.0].name);
            }
            let joined = joint.add(&schema, &other.0.program);
            let differs = differ((one.0, one.1, &|step| step), (other.0, other.1, &|step| joined.steps[step.0]));
            let impossible = lines(other.0, &|step| joined.steps[step.0]);
            let twins = facts.iter().map(|fact| joined.facts[fact.0]).collect();
            copies.push(Counterpart { twins, differs, impossible });
        }
        let versions = Versions { joint, other: plain, copies, own, impossible };
        versions.apart(one, other).iter().all(|want| matches!(want, Want::Differ(..))).then_some(versions)
    }

    /// The two say something else.
    fn apart(&self, one: (&Engine, ConclusionId), other: (&Engine, ConclusionId)) -> Vec<Want> {
        differ((one.0, one.1, &|step| step), (other.0, other.1, &|step| self.other.steps[step.0]))
    }

    /// The record gives a fact, of which some rule asks whether it does.
    fn is_known(&self, fact: FactId) -> Option<Want> {
        let step = self.joint.program.steps.iter().position(|step| step.op == Op::KnownFact(fact))?;
        Some(Want::Yes(StepId(step)))
    }

    /// What the conditions read that say whether lists are whole.
    fn listed(&self) -> Slice {
        Slice::of(&self.joint.program, self.joint.program.steps.iter().flat_map(|step| whole_if(&step.op)))
    }

    /// A patient as both versions know one.
    fn without_twins(&self, mut patient: Patient) -> Patient {
        patient.record.facts.truncate(self.own.0);
        patient.hidden.retain(|place| match place {
            Place::Fact(id) => id.0 < self.own.0,
            Place::Field(list, ..) => *list < self.own.1,
            Place::Computed(..) => false,
        });
        patient
    }

    fn prover(&self, roots: &[StepId], options: &Options) -> Prover<'_> {
        let copies = self.copies.iter().flat_map(|copy| copy.impossible.iter().chain(copy.steps()));
        let roots: Vec<StepId> = roots.iter().copied().chain(copies.copied()).collect();
        let count = elements(&self.joint.program, options);
        Prover::quiet((&self.joint.schema, &self.joint.program), &self.impossible, &roots, count, options.as_of)
            .spending(options.effort)
    }
}

impl Counterpart {
    fn steps(&self) -> impl Iterator<Item = &StepId> {
        self.differs.iter().filter_map(|want| match want {
            Want::Differ(_, step, _) => Some(step),
            _ => None,
        })
    }
}

/// Whether the record gives a fact, where some rule asks.
fn known(encoder: &Encoder<'_>, fact: FactId) -> Option<Lit> {
    let atoms = &encoder.atoms;
    atoms.asked_given(fact).or_else(|| atoms.get(Place::Fact(fact))?.known)
}

/// A patient for whom the versions differ, and no exchange makes up for it: none, one, or nothing if it cannot be told.
fn left_out(
    one: (&Engine, ConclusionId),
    other: (&Engine, ConclusionId),
    exchanges: &[Exchange],
    options: &Options,
) -> Option<Option<Patient>> {
    let facts: Vec<&[FactId]> = exchanges.iter().map(|exchange| exchange.facts.as_slice()).collect();
    let versions = Versions::of(one, other, &facts)?;
    // an exchange fails where the record gives a fact, where it is impossible, and where the answer is still another
    let fails = exchanges.iter().zip(&versions.copies).map(|(exchange, copy)| {
        let given = exchange.facts.iter().map(|fact| versions.is_known(versions.other.facts[fact.0]));
        let given: Vec<Want> = given.collect::<Option<_>>()?;
        let impossible = copy.impossible.iter().copied().map(Want::Yes);
        Some(Want::Any(given.into_iter().chain(impossible).chain(copy.differs.iter().cloned()).collect()))
    });
    let fails: Vec<Want> = fails.collect::<Option<_>>()?;
    let goal = Goal([Want::Any(versions.apart(one, other))].into_iter().chain(fails).collect());
    let mut prover = versions.prover(&goal.steps(), options);
    let copies = exchanges.iter().zip(&versions.copies);
    let also: Vec<Lit> = copies
        .flat_map(|(exchange, copy)| constants(&mut prover, &versions, copy, &exchange.values, options))
        .collect();
    Some(prover.someone(&goal, &also)?.map(|patient| versions.without_twins(patient)))
}

/// What stands for exchanged facts has these values, and is not known.
fn constants(
    prover: &mut Prover<'_>,
    versions: &Versions,
    copy: &Counterpart,
    values: &[Option<Datum>],
    options: &Options,
) -> Vec<Lit> {
    let schema = &versions.joint.schema;
    let mut record = Record { facts: vec![None; schema.facts.len()], ..Record::default() };
    for (twin, value) in copy.twins.iter().zip(values) {
        record.facts[twin.0].clone_from(value);
    }
    let mut inputs = Inputs::of_records(schema, &[(&record, days_since_epoch(options.as_of))]);
    copy.twins.iter().for_each(|twin| inputs.hide(*twin, 0));
    let slice = Slice::of(&versions.joint.program, copy.steps().chain(&copy.impossible).copied());
    said_of(&mut prover.encoder, &slice, (&inputs, 0), &|id| copy.twins.contains(&id))
}

/// Values of facts that the record of a patient does not give, for which the other version comes to what the one comes
/// to for this patient; of one fact, if that is enough.
fn exchange(
    one: (&Engine, ConclusionId),
    other: (&Engine, ConclusionId),
    patient: &Patient,
    options: &Options,
) -> Option<Exchange> {
    let versions = Versions::of(one, other, &[])?;
    let schema = &other.0.rulebase.schema;
    let asked = |id: &FactId| versions.is_known(versions.other.facts[id.0]).is_some();
    let hidden = |id: &FactId| patient.hidden.contains(&Place::Fact(versions.other.facts[id.0]));
    let listed = versions.listed();
    let lists = |id: &FactId| listed.reads_fact(versions.other.facts[id.0]);
    // silence about a fact that is no if not recorded is an answer; what says whether a list is whole stays as it is
    let open = |id: &FactId| asked(id) && hidden(id) && !lists(id) && !schema.fact(*id).no_if_not_recorded;
    let open: Vec<FactId> = (0..schema.facts.len()).map(FactId).filter(open).collect();
    let single = open.iter().map(|id| vec![*id]);
    let all = (open.len() > 1).then(|| open.clone());
    single.chain(all).find_map(|facts| made_up(one, other, patient, facts, options))
}

fn made_up(
    one: (&Engine, ConclusionId),
    other: (&Engine, ConclusionId),
    patient: &Patient,
    facts: Vec<FactId>,
    options: &Options,
) -> Option<Exchange> {
    let versions = Versions::of(one, other, &[&facts])?;
    let copy = versions.copies.first()?;
    let agree = copy.differs.iter().filter_map(|want| match want {
        Want::Differ(a, b, pairs) => Some(Want::Agree(*a, *b, pairs.clone())),
        _ => None,
    });
    let goal = Goal(agree.chain(copy.impossible.iter().copied().map(Want::NotYes)).collect());
    let mut prover = versions.prover(&goal.steps(), options);
    let schema = &versions.joint.schema;
    let mut whole = patient.clone();
    whole.record.facts.resize(schema.facts.len(), None);
    let inputs = inputs(schema, &[whole], days_since_epoch(options.as_of));
    let slice = Slice::of(&versions.joint.program, goal.steps().into_iter().chain(versions.impossible.iter().copied()));
    let mut also = said_of(&mut prover.encoder, &slice, (&inputs, 0), &|id| !copy.twins.contains(&id));
    also.extend(copy.twins.iter().filter_map(|twin| known(&prover.encoder, *twin)).map(|lit| !lit));
    // what lies at the end of a range makes up for more patients than what lies just beyond a limit
    let plain = match copy.twins.as_slice() {
        [twin] => values(schema, *twin),
        _ => Vec::new(),
    };
    for value in plain {
        let value = [Some(value)];
        let fixed = constants(&mut prover, &versions, copy, &value, options);
        let said: Vec<Lit> = also.iter().copied().chain(fixed).collect();
        if prover.completes(&goal, &said) == Possible::Yes {
            return Some(Exchange { facts, values: value.to_vec() });
        }
    }
    let found = prover.someone(&goal, &also)??;
    let values = copy.twins.iter().map(|twin| found.record.facts[twin.0].clone()).collect();
    Some(Exchange { facts, values })
}
