//! Where the claims about one file are looked into.

use crate::answer::{Engine, Outcome as Judged, expected};
use crate::patients::Search;
use crate::program::{NoteId, Slice, StepId};
use crate::prove::report::{Finding, Outcome, Proof, Witness};
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::solve::{Goal, Possible, Verdict, Want};
use crate::source::Span;

/// What a patient who was found has to show.
pub(super) struct Sought<'a> {
    /// The conclusions that the example block is about.
    pub about: &'a [ConclusionId],
    /// The engine's judgement bears it out.
    pub shows: &'a dyn Fn(&Judged) -> bool,
}

/// Conclusions, and lines and items of others.
#[derive(Default)]
pub(super) struct Told {
    pub conclusions: Vec<ConclusionId>,
    pub parts: Vec<(ConclusionId, Span)>,
}

impl Told {
    pub fn has(&self, id: ConclusionId, condition: Span) -> bool {
        let within =
            |part: &Span| part.source == condition.source && part.start <= condition.start && condition.end <= part.end;
        self.conclusions.contains(&id) || self.parts.iter().any(|(of, part)| *of == id && within(part))
    }
}

/// Where the claims about one file are looked into.
pub(super) struct Desk<'e, 'p> {
    pub engine: &'e Engine,
    pub search: Search<'p>,
    pub proofs: Vec<Proof>,
    /// What was found to be for nobody or for everybody: there is no more to say about its conditions.
    pub told: Told,
}

impl Desk<'_, '_> {
    pub fn step(&self, note: NoteId) -> StepId {
        self.engine.program.notes[note.0].step
    }

    pub fn reads_lists(&self, goal: &Goal) -> bool {
        !Slice::of(self.search.program, goal.steps()).lists.is_empty()
    }

    pub fn record(&mut self, claim: String, span: Span, goal: &Goal, mut result: Outcome) {
        let lists = self.reads_lists(goal);
        // dates are held against one day: on another the answer may differ
        if let Outcome::Found(finding) = &mut result
            && finding.witness.is_none()
            && Slice::of(self.search.program, goal.steps()).as_of
        {
            finding.message.push_str(&format!(" (as of {})", self.search.options.as_of));
        }
        self.proofs.push(Proof { claim, span, lists, result });
    }

    /// A claim that some patient reaches a goal; `found` says what is wrong if none does.
    pub fn somebody(
        &mut self,
        claim: String,
        span: Span,
        goal: &Goal,
        found: impl FnOnce(&mut Self) -> Finding,
    ) -> bool {
        let possible = self.search.possible(goal);
        let nobody = possible == Possible::No;
        let result = match possible {
            Possible::Yes => Outcome::Proved,
            Possible::No => Outcome::Found(found(self)),
            Possible::CannotTell(why) => Outcome::CannotTell(why),
        };
        self.record(claim, span, goal, result);
        !nobody
    }

    /// A claim that no patient reaches a goal; `found` says what is wrong with the one who does. `goals`: what
    /// shows it best, and what is enough.
    pub fn nobody(
        &mut self,
        claim: String,
        span: Span,
        goals: &[Goal],
        sought: &Sought<'_>,
        found: impl FnOnce(&mut Self, Option<Witness>) -> Finding,
    ) {
        let mut verdict = Verdict::Nobody;
        for goal in goals {
            match self.search.prover.smallest(goal) {
                Verdict::Nobody => {}
                other => verdict = other,
            }
            if matches!(verdict, Verdict::Somebody(_)) {
                break;
            }
        }
        let result = match verdict {
            Verdict::Nobody => Outcome::Proved,
            Verdict::Somebody(record) => match self.witness(record, sought) {
                Some(witness) => Outcome::Found(found(self, Some(witness))),
                None => Outcome::CannotTell("a patient was found whom the engine does not bear out".to_owned()),
            },
            Verdict::CannotTell(why) => Outcome::CannotTell(why),
        };
        if let Some(goal) = goals.first() {
            self.record(claim, span, goal, result);
        }
    }

    /// A patient as the engine judges it; none if that does not show what it should.
    pub fn witness(&self, mut record: Record, sought: &Sought<'_>) -> Option<Witness> {
        record.as_of = Some(self.search.options.as_of);
        let outcome = self.engine.judge_one(&record, self.search.options.as_of).ok().filter(sought.shows)?;
        let expect = sought.about.iter().flat_map(|id| expected(self.engine, *id, &outcome.answers[id.0])).collect();
        Some(Witness { record, expect, about: sought.about.to_vec() })
    }

    /// A small patient who reaches a goal, if there is one.
    pub fn shown(&mut self, goal: &Goal, about: &[ConclusionId]) -> Option<Witness> {
        match self.search.prover.smallest(goal) {
            Verdict::Somebody(record) => self.witness(record, &Sought { about, shows: &|_| true }),
            Verdict::Nobody | Verdict::CannotTell(_) => None,
        }
    }
}

pub(super) fn goal(wants: impl IntoIterator<Item = Want>) -> Goal {
    Goal(wants.into_iter().collect())
}
