//! What the title of a rulebook asks, as subjects in the order in which a page answers them.

use super::conclusion::Answer;
use super::engine::Engine;
use super::fill::is_list;
use super::outcome::Outcome;
use super::subject::Subject;
use crate::rulebase::{Answered, ConclusionId, Kind};
use crate::syntax::tree::Status;

impl Engine {
    /// What the rulebooks that the user named say that they answer. Where they do not say: the decisions that they advise
    /// on, since what to do is what most titles ask, and the conclusions from which they compute no other. What files
    /// they use advise comes last.
    pub(super) fn title(&self) -> Vec<Subject> {
        let told: Vec<Subject> = self.rulebase.asked_for().flat_map(|book| book.answers.iter().map(subject)).collect();
        if told.is_empty() { self.untold() } else { told }
    }

    fn untold(&self) -> Vec<Subject> {
        let is_own = |decision: &usize| self.rules_of(*decision).iter().any(|rule| self.is_asked_for(*rule));
        let (own, used): (Vec<usize>, Vec<usize>) = (0..self.rulebase.decisions.len()).partition(is_own);
        let used = if own.is_empty() { used } else { Vec::new() };
        let conclusions = self.final_conclusions().into_iter().map(Subject::Conclusion);
        let decisions = |some: Vec<usize>| some.into_iter().map(Subject::Decision);
        decisions(own).chain(conclusions).chain(decisions(used)).collect()
    }

    fn final_conclusions(&self) -> Vec<ConclusionId> {
        let all = || (0..self.rulebase.conclusions.len()).map(ConclusionId);
        let own: Vec<ConclusionId> = all().filter(|id| self.is_asked_for(*id)).collect();
        // a rule only says what to do with an answer
        let computes = |other: &&ConclusionId| self.rulebase.conclusions[other.0].kind != Kind::Rule;
        let is_read = |id: ConclusionId| own.iter().filter(computes).any(|other| self.leans(*other, id));
        let unread = |kinds: &[Kind]| -> Vec<ConclusionId> {
            let of_kind = |id: &ConclusionId| kinds.contains(&self.rulebase.conclusions[id.0].kind);
            own.iter().copied().filter(of_kind).filter(|id| !is_list(self, *id) && !is_read(*id)).collect()
        };
        let found = unread(&[Kind::Classify, Kind::Count, Kind::Score]);
        if found.is_empty() { unread(&[Kind::Define]) } else { found }
    }

    /// It stands in a file that the user named.
    pub fn is_asked_for(&self, id: ConclusionId) -> bool {
        self.rulebase.books[self.rulebase.conclusions[id.0].book].asked_for
    }

    /// Something about a subject is open for a record.
    pub fn is_open_subject(&self, outcome: &Outcome, subject: Subject) -> bool {
        !self.verdict(outcome, subject).is_settled()
    }

    /// The conclusions of a subject that are open for a record.
    pub fn open_conclusions(&self, outcome: &Outcome, subject: Subject) -> Vec<ConclusionId> {
        let open = |id: &ConclusionId| {
            matches!(outcome.answers[id.0], Answer { status: Status::Undecided | Status::Failed, .. })
        };
        self.conclusions_of(subject).into_iter().filter(open).collect()
    }
}

fn subject(answered: &Answered) -> Subject {
    match answered {
        Answered::Conclusion(id) => Subject::Conclusion(*id),
        Answered::Decision(decision) => Subject::Decision(*decision),
    }
}
