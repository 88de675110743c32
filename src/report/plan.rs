//! How each alternative of a decision stands for a record, and by which rules.

use super::Context;
use crate::answer::Outcome;
use crate::rulebase::{ActionId, Advice, ConclusionId};
use crate::syntax::tree::Status;

/// An alternative of a decision.
pub(super) struct Alternative<'a> {
    pub action: ActionId,
    /// `advised`, `still possible; advised against`
    pub stands: String,
    /// The rules that advise for it, then those against it.
    pub rules: Vec<(ConclusionId, &'a Advice)>,
}

/// The alternatives of a decision, in the order they stand.
pub(super) fn alternatives<'a>(context: Context<'a>, outcome: &Outcome, decision: usize) -> Vec<Alternative<'a>> {
    let declared = &context.engine.rulebase.decisions[decision];
    let alternative = |action: &ActionId| {
        let (pro, contra) = (rules(context, *action, false), rules(context, *action, true));
        let stands = stands(strongest(outcome, &pro), strongest(outcome, &contra));
        Alternative { action: *action, stands, rules: pro.into_iter().chain(contra).collect() }
    };
    declared.alternatives.iter().map(alternative).collect()
}

/// The rules that advise for an alternative, or against it, each with what it says.
fn rules<'a>(context: Context<'a>, action: ActionId, against: bool) -> Vec<(ConclusionId, &'a Advice)> {
    let rulebase = &context.engine.rulebase;
    let says = |id: ConclusionId| {
        let here = |advice: &&Advice| advice.action == action && advice.verb.is_against() == against;
        rulebase.conclusions[id.0].advice().find(here).map(|advice| (id, advice))
    };
    rulebase.advising(action, against).filter_map(says).collect()
}

/// What the rules come to together: one that applies is enough, and one that is open keeps it open.
fn strongest(outcome: &Outcome, rules: &[(ConclusionId, &Advice)]) -> Option<Status> {
    let any = |status: &Status| rules.iter().any(|(id, _)| outcome.answers[id.0].status == *status);
    [Status::Applies, Status::Undecided, Status::Failed].into_iter().find(any)
}

fn stands(pro: Option<Status>, contra: Option<Status>) -> String {
    let pro = pro.map(|status| match status {
        Status::Applies => "advised",
        Status::Undecided => "still possible",
        _ => "not known: a rule for it failed",
    });
    let contra = contra.map(|status| match status {
        Status::Applies => "advised against",
        Status::Undecided => "may still be advised against",
        _ => "not known whether it is advised against: a rule failed",
    });
    match (pro, contra) {
        (None, None) => "not advised".to_owned(),
        (pro, contra) => pro.into_iter().chain(contra).collect::<Vec<_>>().join("; "),
    }
}

/// What cannot be followed together.
pub(super) fn conflicts(context: Context<'_>, outcome: &Outcome, decision: usize) -> Vec<String> {
    let here = outcome.conflicts.iter().filter(|conflict| conflict.decision == decision);
    here.map(|conflict| context.conflict(outcome, conflict)).collect()
}
