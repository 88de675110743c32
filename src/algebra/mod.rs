//! The operations on yes or no and on labels, each written once: the table runs them on words of bits, the solver on
//! formulas.
//!
//! A cell is the set of what a value could still be: a bit for each possibility. Of a complete patient just one of the
//! bits holds, and the operations keep it so.

mod bit;
mod choose;
mod kinds;
mod label;
#[cfg(test)]
mod tests;
mod truth;

pub use bit::{Algebra, Words};
pub use choose::{Reach, chosen, gate, given};
pub use kinds::Kinds;
pub use label::{Labels, among, most_severe, none_severe, same_label};
pub use truth::{Truth, all_of, any_of, at_least, holds, of, same_truth};
