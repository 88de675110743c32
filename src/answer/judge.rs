//! What must not be: impossible records, two alternatives advised at once, broken guarantees.

use super::engine::Engine;
use super::outcome::{Broken, Conflict, Outcome};
use super::sample::Samples;
use crate::eval::{Could, Table};
use crate::program::{NoteId, StepId};
use crate::rulebase::{ConclusionId, Node, Promise};
use crate::syntax::tree::{Status, Verb};

impl Engine {
    /// The first impossible combination that a record surely holds.
    pub fn impossible(&self, table: &Table, row: usize) -> Option<usize> {
        let could = |note: &NoteId| table.truth(self.program.notes[note.0].step).could(row);
        self.program.impossible.iter().position(|note| could(note).surely_yes())
    }

    pub(super) fn conflicts(&self, outcome: &Outcome) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for (decision, declared) in self.rulebase.decisions.iter().enumerate() {
            let here: Vec<_> =
                outcome.advice.iter().filter(|advised| declared.alternatives.contains(&advised.action)).collect();
            let mut clash = |rules: Vec<ConclusionId>, for_and_against: bool| {
                conflicts.push(Conflict { decision, rules, for_and_against });
            };
            for (at, one) in here.iter().enumerate() {
                for other in &here[at + 1..] {
                    let against = one.verb.is_against() != other.verb.is_against();
                    if one.action == other.action && against {
                        clash(vec![one.rule, other.rule], true);
                    } else if one.action != other.action && !one.verb.is_against() && !other.verb.is_against() {
                        clash(vec![one.rule, other.rule], false);
                    }
                }
            }
        }
        conflicts
    }

    /// Promises that a record breaks. "Never" holds only where what it depends on is known: advice given while its
    /// exception may be present breaks it.
    pub(super) fn broken(&self, outcome: &Outcome, samples: Option<&Samples>) -> Vec<Broken> {
        let mut broken = Vec::new();
        for (at, (guarantee, lowered)) in self.rulebase.guarantees.iter().zip(&self.program.guarantees).enumerate() {
            for (promise, (declared, (what, when))) in guarantee.promises.iter().zip(&lowered.promises).enumerate() {
                let steps =
                    [Some(*what), *when, lowered.premise].map(|note| note.map(|note| self.program.notes[note.0].step));
                if self.is_broken(outcome, declared, steps, samples) {
                    broken.push(Broken { guarantee: at, promise });
                }
            }
        }
        broken
    }

    /// Whether a promise is broken in what is, and going through the cases in what may be: `what`, `when`, premise.
    fn is_broken(
        &self,
        outcome: &Outcome,
        promise: &Promise,
        steps: [Option<StepId>; 3],
        samples: Option<&Samples>,
    ) -> bool {
        let could =
            |table: &Table, row: usize| steps.map(|step| step.map_or(Could::YES, |step| table.truth(step).could(row)));
        let now = could(&outcome.batch.table, outcome.row);
        let [what, when, premise] = now;
        let can_be = when.yes && premise.yes && if promise.never { what.yes } else { !what.surely_yes() };
        if !can_be || (promise.never && self.is_open_advice(outcome, promise)) {
            return false;
        }
        // what holds in every possible case holds in every possible sample
        let in_all = |[what, when, premise]: [Could; 3]| match promise.never {
            true => what.surely_yes(),
            false => premise.surely_yes() && when.surely_yes() && !what.yes,
        };
        let in_one = |[_, when, premise]: [Could; 3]| !promise.never || (when.yes && premise.yes);
        if now.iter().all(|could| could.decided()) {
            return in_all(now) && in_one(now);
        }
        if samples.is_some_and(|samples| !samples.all_of(outcome.row, steps).all(in_all)) {
            return false;
        }
        let roots: Vec<StepId> = steps.into_iter().flatten().collect();
        self.cases(outcome.at(), &roots, |table, possible| {
            let cases = || (0..possible.len()).filter(|row| possible[*row]);
            cases().all(|row| in_all(could(table, row))) && cases().any(|row| in_one(could(table, row)))
        })
    }

    /// Advice that is not given: what is undecided has broken no "never" yet.
    fn is_open_advice(&self, outcome: &Outcome, promise: &Promise) -> bool {
        match promise.what.node {
            Node::Advised { verb, action } => !self.advised(outcome, verb, action).0,
            _ => false,
        }
    }

    /// Whether some rule advises for this action (or against it): surely, and perhaps. A rule that failed may have.
    pub fn advised(&self, outcome: &Outcome, verb: Verb, action: crate::rulebase::ActionId) -> (bool, bool) {
        let mut perhaps = false;
        for rule in self.rulebase.advising(action, verb.is_against()) {
            match outcome.answers[rule.0].status {
                Status::Applies => return (true, true),
                Status::Undecided | Status::Failed => perhaps = true,
                Status::DoesNotApply | Status::NotApplicable => {}
            }
        }
        (false, perhaps)
    }
}
