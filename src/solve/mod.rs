//! Questions about every patient there could be.
//!
//! Rules are turned into yes-or-no formulas over everything that can differ between patients (`atoms`, `encode`); a
//! solver (`logic`) proposes patients, and the engine judges them (`query`). What the solver refutes holds for everyone
//! within the declared ranges; what it proposes is only shown when the engine bears it out.

mod atoms;
mod encode;
mod enough;
mod exact;
mod goal;
mod logic;
mod number;
mod patient;
mod pool;
mod query;
mod said;

pub use query::Effort;

pub(crate) use atoms::Place;
pub(crate) use encode::Encoder;
pub(crate) use enough::enough;
pub(crate) use exact::narrowed;
pub(crate) use goal::{Goal, Want};
pub(crate) use logic::Lit;
pub(crate) use patient::{Patient, values};
pub(crate) use pool::inputs;
pub(crate) use query::{Possible, Prover, Verdict};
pub(crate) use said::said_of;
