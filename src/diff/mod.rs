//! Two versions of rules: what was changed, in the words of the rules, and which patients get another answer.

mod answers;
mod block;
mod changes;
mod pieces;
mod schema;

pub use answers::{Both, Patient, Turned, carried, compare};
pub use changes::{Change, What, changes};
