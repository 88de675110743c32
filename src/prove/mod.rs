//! Proofs about rule files before any patient is looked at: what is claimed of them, and whether two versions are equal.

mod alike;
mod claims;
mod differ;
mod equal;
mod joint;
mod report;
mod variant;

pub use crate::patients::{GoOn, Options};
pub use claims::prove;
pub use equal::{Compared, Difference, Equality, IMPOSSIBLE, equal, equal_of};
pub use report::{Finding, Kind, Outcome, Proof, Report, Weight, Witness};
