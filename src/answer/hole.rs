//! What a record does not say.

use crate::rulebase::FactId;

/// Something the record does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hole {
    Fact(FactId),
    /// A field of an element: position of the list, of the element, of the field.
    Field(usize, usize, usize),
    /// A list may hold more than the record gives: position of the list.
    More(usize),
}
