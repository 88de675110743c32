//! Which of a record's answers and marks a page shows.

use crate::answer::Outcome;
use crate::report::context::Context;
use crate::rulebase::{ConclusionId, Kind};
use crate::syntax::tree::Status;

/// An answer that a page shows: no definition, no rule unless it failed, nothing that is not meant for the patient.
pub(super) fn is_answer(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> bool {
    match (context.kind(id), outcome.answers[id.0].status) {
        _ if !context.only.is_empty() => true,
        (Kind::Rule, status) => status == Status::Failed,
        (Kind::Define, _) => false,
        (_, status) => status != Status::NotApplicable,
    }
}

/// The marks that a clinician has to confirm, of what is shown.
pub(super) fn confirmed<'o>(
    context: Context<'_>,
    outcome: &'o Outcome,
) -> impl Iterator<Item = &'o (String, Vec<ConclusionId>)> {
    let shown = context.shown();
    outcome.reviews.iter().filter(move |(_, ids)| ids.iter().any(|id| shown.contains(id)))
}
