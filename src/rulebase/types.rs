//! Types of values, and the indices that parts of a rule base are named by.

use crate::unit::Unit;

/// An index into [`super::Rulebase::conclusions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConclusionId(pub usize);

/// An index into [`super::Rulebase::actions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActionId(pub usize);

/// An index into [`super::Schema::choices`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChoiceId(pub usize);

/// An index into [`super::Schema::facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactId(pub usize);

/// An index into [`super::Schema::findings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingId(pub usize);

/// What a value can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    YesNo,
    Choice(ChoiceId),
    /// `whole`: 0, 1, 2 …
    Number {
        unit: Unit,
        whole: bool,
    },
    Date,
    List(FindingId),
}
