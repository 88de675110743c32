//! What a question is about: a conclusion or a decision.

use crate::rulebase::ConclusionId;

/// What may be open: one conclusion, or what the rules advise of the alternatives of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Conclusion(ConclusionId),
    /// Index into [`crate::rulebase::Rulebase::decisions`].
    Decision(usize),
}
