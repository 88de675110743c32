//! What the formatter marks in a line: where columns begin, and how tokens stand.

/// Where a column may begin in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The value behind the key of a rulebook line, what earns the points of a score line, the `as` of a `define`.
    Value,
    /// `when` or `otherwise`
    When,
    /// The definition of a fact.
    Definition,
    Also,
    Review,
}

/// How a token stands beside its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// As it was written.
    Kept,
    /// A blank on either side.
    Around,
    /// Nothing behind it.
    Glued,
}
