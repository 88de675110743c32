//! What must not be: impossible records, two alternatives advised at once, broken guarantees.

use super::{Engine, Outcome};
use crate::eval::{Could, Table};
use crate::program::NoteId;
use crate::rulebase::{ConclusionId, Kind};
use crate::syntax::tree::{Status, Verb};

/// Advice that cannot be followed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Index into [`crate::rulebase::Rulebase::decisions`].
    pub decision: usize,
    pub rules: Vec<ConclusionId>,
    /// One action is advised for and against; otherwise two alternatives are advised.
    pub for_and_against: bool,
}

/// A guarantee that does not hold for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Index into [`crate::rulebase::Rulebase::guarantees`].
    pub guarantee: usize,
    /// Index into its promises.
    pub promise: usize,
}

impl Engine {
    /// The first impossible combination that a record surely holds.
    pub(super) fn impossible(&self, table: &Table) -> Option<usize> {
        self.program.impossible.iter().position(|note| self.could(table, *note).surely_yes())
    }

    fn could(&self, table: &Table, note: NoteId) -> Could {
        table.truth(self.program.notes[note.0].step).could(0)
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
    pub(super) fn broken(&self, outcome: &Outcome) -> Vec<Broken> {
        let mut broken = Vec::new();
        for (at, (guarantee, lowered)) in self.rulebase.guarantees.iter().zip(&self.program.guarantees).enumerate() {
            let premise = lowered.premise.map_or(Could::YES, |note| self.could(&outcome.table, note));
            for (promise, (declared, (what, when))) in guarantee.promises.iter().zip(&lowered.promises).enumerate() {
                let what = self.could(&outcome.table, *what);
                let when = when.map_or(Could::YES, |note| self.could(&outcome.table, note));
                let is_broken = if declared.never {
                    what.surely_yes() && when.yes && premise.yes
                } else {
                    premise.surely_yes() && when.surely_yes() && !what.yes
                };
                if is_broken {
                    broken.push(Broken { guarantee: at, promise });
                }
            }
        }
        broken
    }

    /// Whether some rule gives this advice: surely, and perhaps.
    pub fn advised(&self, outcome: &Outcome, verb: Verb, action: crate::rulebase::ActionId) -> (bool, bool) {
        let mut perhaps = false;
        for (at, conclusion) in self.rulebase.conclusions.iter().enumerate() {
            let crate::rulebase::Body::Rule(rule) = &conclusion.body else { continue };
            debug_assert_eq!(conclusion.kind, Kind::Rule);
            let gives = rule.outcomes.iter().any(|one| match one {
                crate::rulebase::Outcome::Advice(advice) => advice.verb == verb && advice.action == action,
                _ => false,
            });
            match (gives, outcome.answers[at].status) {
                (true, Status::Applies) => return (true, true),
                (true, Status::Undecided) => perhaps = true,
                _ => {}
            }
        }
        (false, perhaps)
    }
}
