//! Proofs about every patient there could be, before any is looked at.
//!
//! Rules are turned into yes-or-no formulas over everything that can differ between patients (`atoms`, `encode`); a
//! solver (`logic`) proposes patients, and the engine judges them (`query`). What the solver refutes holds for everyone
//! within the declared ranges; what it proposes is only shown when the engine bears it out.

mod alike;
mod atoms;
mod claims;
mod encode;
mod enough;
mod equal;
mod exact;
mod goal;
mod joint;
mod logic;
mod number;
mod patient;
mod pool;
mod query;
mod report;
mod said;
mod variant;

pub use claims::{GoOn, Options, prove};
pub use equal::{Compared, Difference, Equality, IMPOSSIBLE, equal, equal_of};
pub(crate) use exact::narrowed;
pub use query::Effort;
pub use report::{Finding, Kind, Outcome, Proof, Report, Weight, Witness};
