//! Numbers that no answer can tell apart: they lie between the same two limits.

use std::sync::OnceLock;

use crate::rulebase::FactId;

/// Numbers that are compared with constants and read by nothing else, each with these constants in order: only between
/// which of them a number lies shows in an answer. By conclusion, found when they are first needed.
#[derive(Default)]
pub(super) struct Limits(pub Vec<OnceLock<Vec<Limited>>>);

/// A fact and the constants that it is compared with.
pub(super) type Limited = (FactId, Vec<f64>);

impl Limits {
    pub(super) fn of(conclusions: usize) -> Limits {
        Limits((0..conclusions).map(|_| OnceLock::new()).collect())
    }
}
