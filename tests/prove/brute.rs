//! What each claim of a proof must come to, when every record is looked at.

use std::collections::BTreeMap;

use rulecheck::answer::{Engine, Outcome as Judged};
use rulecheck::program::{NoteId, StepId};
use rulecheck::prove::{Finding, Kind, Outcome, Proof, Report};
use rulecheck::record::Record;
use rulecheck::rulebase::{ActionId, Body, ConclusionId, FactId, Type};
use rulecheck::source::Span;
use rulecheck::syntax::tree::Status;

use super::world::{Case, today};

/// Whether some record shows what a claim is about: surely, or perhaps (where it hangs on what is known).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub surely: bool,
    pub perhaps: bool,
}

/// What would be well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    BeShown(Shown),
    NotBeShown(Shown),
}

/// How a condition of a goal comes out: yes, no, or not yes.
#[derive(Clone, Copy)]
enum Want {
    Yes(StepId),
    No(StepId),
    NotYes(StepId),
}

impl Want {
    /// Surely, perhaps.
    fn of(self, outcome: &Judged) -> (bool, bool) {
        let (Want::Yes(step) | Want::No(step) | Want::NotYes(step)) = self;
        let could = outcome.could(step);
        let other = could.na || could.failed;
        match self {
            Want::Yes(_) => (could.yes && !could.no && !other, could.yes),
            Want::No(_) => (could.no && !could.yes && !other, could.no),
            Want::NotYes(_) => (!could.yes, could.no || other),
        }
    }
}

/// Every claim that there may be, with what must come of it.
pub struct Expected<'a> {
    engine: &'a Engine,
    cases: &'a [Case],
    /// The rules ask what is known: records that do not say everything count as well.
    known: bool,
    pub claims: BTreeMap<(String, Span), Must>,
}

impl<'a> Expected<'a> {
    pub fn of(engine: &'a Engine, cases: &'a [Case], known: bool) -> Expected<'a> {
        let mut all = Expected { engine, cases, known, claims: BTreeMap::new() };
        for id in (0..engine.rulebase.conclusions.len()).map(ConclusionId) {
            all.conclusion(id);
        }
        all.promises();
        all.decisions();
        all.facts();
        all
    }

    /// The outcomes of possible records that count.
    fn outcomes(&self) -> impl Iterator<Item = &'a Judged> + use<'a> {
        let known = self.known;
        self.cases.iter().filter(move |case| case.complete || known).filter_map(|case| case.outcome.as_ref().ok())
    }

    fn step(&self, note: NoteId) -> StepId {
        self.engine.program.notes[note.0].step
    }

    fn shown(&self, wants: &[Want]) -> Shown {
        let mut shown = Shown { surely: false, perhaps: false };
        for outcome in self.outcomes() {
            let all: Vec<(bool, bool)> = wants.iter().map(|want| want.of(outcome)).collect();
            shown.surely |= all.iter().all(|(surely, _)| *surely);
            shown.perhaps |= all.iter().all(|(_, perhaps)| *perhaps);
        }
        shown
    }

    fn somebody(&mut self, claim: String, span: Span, wants: &[Want]) {
        let shown = self.shown(wants);
        self.claims.insert((claim, span), Must::BeShown(shown));
    }

    fn conclusion(&mut self, id: ConclusionId) {
        let engine = self.engine;
        let (conclusion, lowered) = (&engine.rulebase.conclusions[id.0], &engine.program.conclusions[id.0]);
        let name = &conclusion.name;
        let population: Vec<Want> = lowered.population.iter().map(|note| Want::Yes(self.step(*note))).collect();
        if !population.is_empty() {
            self.somebody(format!("`{name}` applies to somebody"), conclusion.span, &population);
        }
        let with = |wants: Vec<Want>| [wants, population.clone()].concat();
        match &conclusion.body {
            Body::Lines(_) => {
                let mut before = Vec::new();
                for part in &lowered.parts {
                    let own = part.counts.map(Want::Yes);
                    let wants = with(before.iter().copied().chain(own).collect());
                    self.somebody(format!("line `{}` of `{name}` is reached", part.name), part.span, &wants);
                    before.extend(part.counts.map(Want::No));
                }
            }
            Body::Count(_) | Body::Score { .. } => {
                for part in &lowered.parts {
                    let Some(counts) = part.counts else { continue };
                    let item = format!("`{}` of `{name}`", part.name);
                    let wants = with(vec![Want::Yes(counts)]);
                    self.somebody(format!("{item} counts for somebody"), part.span, &wants);
                    let wants = with(vec![Want::NotYes(counts)]);
                    self.somebody(format!("{item} does not always count"), part.span, &wants);
                }
            }
            Body::Rule(_) => {
                let Some(value) = lowered.value else { return };
                let wants = with(vec![Want::NotYes(value)]);
                self.somebody(format!("rule `{name}` does not always apply"), conclusion.span, &wants);
                let wants = [Want::Yes(value)];
                self.somebody(format!("rule `{name}` can apply"), conclusion.span, &wants);
            }
            Body::Value(_) => {}
        }
        self.bands(id);
        self.gap(id);
    }

    fn bands(&mut self, id: ConclusionId) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let Body::Score { bands, choice: Some(choice), .. } = &conclusion.body else { return };
        let Some(step) = engine.program.conclusions[id.0].band else { return };
        for band in bands {
            let label = &engine.rulebase.schema.choice(*choice).labels[band.label].name;
            let mut shown = Shown { surely: false, perhaps: false };
            for outcome in self.outcomes() {
                let column = outcome.batch.table.labels(step);
                let could = column.could(outcome.row);
                shown.perhaps |= could.contains(&band.label);
                shown.surely |= could.contains(&band.label) && outcome.batch.table.column(step).is_one(outcome.row);
            }
            let claim = format!("band `{label}` of `{}` is reached", conclusion.name);
            self.claims.insert((claim, band.span), Must::BeShown(shown));
        }
    }

    fn gap(&mut self, id: ConclusionId) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let ids = (0..engine.rulebase.conclusions.len()).map(ConclusionId);
        let others: Vec<ConclusionId> = ids.filter(|other| engine.leans(id, *other)).collect();
        let mut shown = Shown { surely: false, perhaps: false };
        for outcome in self.outcomes() {
            let failed = outcome.answers[id.0].status == Status::Failed;
            let status = |other: &ConclusionId| outcome.answers[other.0].status;
            let may_fail = |other: &ConclusionId| matches!(status(other), Status::Failed | Status::Undecided);
            shown.surely |= failed && !others.iter().any(may_fail);
            shown.perhaps |= failed && others.iter().all(|other| status(other) != Status::Failed);
        }
        let claim = format!("`{}` has an answer for everybody", conclusion.name);
        self.claims.insert((claim, conclusion.span), Must::NotBeShown(shown));
    }

    fn promises(&mut self) {
        for (number, guarantee) in self.engine.rulebase.guarantees.iter().enumerate() {
            for (at, promise) in guarantee.promises.iter().enumerate() {
                let breaks = |outcome: &Judged| {
                    outcome.broken.iter().any(|broken| (broken.guarantee, broken.promise) == (number, at))
                };
                // here records with missing values count in any case
                let shown = self.cases.iter().filter_map(|case| case.outcome.as_ref().ok()).any(breaks);
                let claim = format!("guarantee \"{}\"", guarantee.text);
                let shown = Shown { surely: shown, perhaps: shown };
                self.claims.insert((claim, promise.span), Must::NotBeShown(shown));
                let lowered = &self.engine.program.guarantees[number];
                let about = [lowered.promises[at].1, lowered.premise].into_iter().flatten();
                let about: Vec<Want> = about.map(|note| Want::Yes(self.step(note))).collect();
                if !about.is_empty() {
                    self.somebody(format!("guarantee \"{}\" is about somebody", guarantee.text), promise.span, &about);
                }
            }
        }
    }

    fn decisions(&mut self) {
        for decision in &self.engine.rulebase.decisions {
            let actions = &decision.alternatives;
            for (first, one) in actions.iter().enumerate() {
                let name = |action: &ActionId| self.engine.rulebase.actions[action.0].name.clone();
                let claim = format!("`{}` is never advised for and against", name(one));
                let mut pairs = vec![(claim, (*one, false), (*one, true))];
                for other in &actions[first + 1..] {
                    let claim = format!("`{}` and `{}` are never advised at once", name(one), name(other));
                    pairs.push((claim, (*one, false), (*other, false)));
                }
                for (claim, one, other) in pairs {
                    self.together(claim, decision.span, one, other);
                }
            }
        }
    }

    /// The claim about two pieces of advice, and those about each two rules that give them.
    fn together(&mut self, claim: String, span: Span, one: (ActionId, bool), other: (ActionId, bool)) {
        let base = &self.engine.rulebase;
        let theirs: Vec<ConclusionId> = base.advising(other.0, other.1).collect();
        let mut none = true;
        for us in base.advising(one.0, one.1) {
            for them in &theirs {
                let clash = |outcome: &Judged| {
                    let both = |rules: &[ConclusionId]| rules.contains(&us) && rules.contains(them);
                    outcome.conflicts.iter().any(|conflict| both(&conflict.rules))
                };
                let shown = self.cases.iter().filter_map(|case| case.outcome.as_ref().ok()).any(clash);
                none &= !shown;
                let (us, them) = (&base.conclusions[us.0], &base.conclusions[them.0]);
                let claim = format!("{claim}: `{}`, `{}`", us.name, them.name);
                let shown = Shown { surely: shown, perhaps: shown };
                self.claims.insert((claim, us.span), Must::NotBeShown(shown));
            }
        }
        let shown = Shown { surely: !none, perhaps: !none };
        self.claims.insert((claim, span), Must::NotBeShown(shown));
    }

    /// Two records that differ in one fact alone and get two answers.
    fn facts(&mut self) {
        let engine = self.engine;
        for (at, fact) in engine.rulebase.schema.facts.iter().enumerate() {
            if matches!(fact.ty, Type::List(_)) {
                continue;
            }
            let readers = engine.reading(rulecheck::answer::Read::Fact(FactId(at)));
            let mut answers: BTreeMap<String, String> = BTreeMap::new();
            let mut shown = Shown { surely: false, perhaps: false };
            let counted = self.cases.iter().filter(|case| case.complete || self.known);
            for (case, outcome) in counted.filter_map(|case| Some((case, case.outcome.as_ref().ok()?))) {
                let mut rest = case.record.facts.clone();
                rest[at] = None;
                let own: Vec<_> = readers.iter().map(|id| &outcome.answers[id.0].value).collect();
                let (rest, own) = (values(&rest), format!("{own:?}"));
                let differs = *answers.entry(rest).or_insert_with(|| own.clone()) != own;
                shown.surely |= differs && case.complete;
                shown.perhaps |= differs;
            }
            let claim = format!("some conclusion depends on `{}`", fact.name);
            self.claims.insert((claim, fact.span), Must::BeShown(shown));
        }
    }
}

fn values(facts: &[Option<rulecheck::record::Datum>]) -> String {
    format!("{:?}", facts.iter().map(|datum| datum.as_ref().map(|datum| &datum.value)).collect::<Vec<_>>())
}

/// What a comparison with all records came to.
#[derive(Default, Debug)]
pub struct Tally {
    pub claims: usize,
    pub faults: usize,
    pub superfluous: usize,
    pub open: Vec<String>,
}

/// Holds a report against what was expected of it. Claims about single conditions are left to others.
pub fn agree(expected: &Expected<'_>, report: &Report, tally: &mut Tally) -> Result<(), String> {
    for proof in report.proofs.iter().filter(|proof| !is_of_condition(proof)) {
        tally.claims += 1;
        let key = (proof.claim.clone(), proof.span);
        let must = expected.claims.get(&key).ok_or_else(|| format!("nobody expects the claim {}", proof.claim))?;
        let fits = |must: &Must| match (must, &proof.result) {
            (_, Outcome::CannotTell(_)) => true,
            // a patient may have what the record does not say
            (Must::BeShown(shown), Outcome::Proved) => shown.surely || (expected.known && shown.perhaps),
            (Must::BeShown(shown), Outcome::Found(_)) => !shown.surely,
            (Must::NotBeShown(shown), Outcome::Proved) => !shown.surely,
            (Must::NotBeShown(shown), Outcome::Found(_)) => shown.perhaps,
        };
        match &proof.result {
            Outcome::CannotTell(why) => tally.open.push(format!("{}: {why}", proof.claim)),
            Outcome::Found(finding) if finding.kind.is_fault() => tally.faults += 1,
            Outcome::Found(_) => tally.superfluous += 1,
            Outcome::Proved => {}
        }
        if !fits(must) {
            return Err(format!("the claim {} is {:?}, but by enumeration {must:?}", proof.claim, proof.result));
        }
        if let Outcome::Found(finding) = &proof.result {
            witness(expected.engine, proof, finding)?;
        }
    }
    Ok(())
}

pub fn is_of_condition(proof: &Proof) -> bool {
    proof.claim.contains("` makes a difference for `")
}

/// The patient shown must be what the finding says.
fn witness(engine: &Engine, proof: &Proof, finding: &Finding) -> Result<(), String> {
    let Some(witness) = &finding.witness else {
        return match finding.kind.is_fault() {
            true => Err(format!("no patient for {}", proof.claim)),
            false => Ok(()),
        };
    };
    let outcome = engine
        .judge_one(&witness.record, today())
        .map_err(|impossible| format!("the patient for {} is impossible: {}", proof.claim, impossible.what))?;
    let shows = match finding.kind {
        Kind::Guarantee => outcome.broken.iter().any(|broken| {
            let guarantee = &engine.rulebase.guarantees[broken.guarantee];
            guarantee.promises[broken.promise].span == proof.span
        }),
        Kind::Conflict => {
            outcome.conflicts.iter().any(|conflict| witness.about.iter().all(|id| conflict.rules.contains(id)))
        }
        Kind::Gap => witness.about.iter().all(|id| outcome.answers[id.0].status == Status::Failed),
        _ => true,
    };
    match shows {
        true => Ok(()),
        false => Err(format!("the patient for {} does not show it: {:?}", proof.claim, values(&witness.record.facts))),
    }
}

/// A record for which two versions of a conclusion answer differently, if there is one; `complete`: that lacks nothing.
pub fn differing<'c>(
    old: &'c [Case],
    new: &[Case],
    complete: bool,
    answers: impl Fn(&Judged, &Judged) -> bool,
) -> Option<&'c Record> {
    let both = old.iter().zip(new).filter(|(one, _)| one.complete || !complete);
    let mut both =
        both.filter_map(|(one, other)| Some((one, one.outcome.as_ref().ok()?, other.outcome.as_ref().ok()?)));
    both.find(|(_, one, other)| answers(one, other)).map(|(case, ..)| &case.record)
}
