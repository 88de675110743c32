//! The engine: fills a table, step by step, for a batch of records at a time.
//!
//! A cell is the set of what a value could still be. Nothing is cut short, so the finished table is also the evidence
//! that explanations are read from.

mod choose;
mod column;
mod input;
mod list;
mod number;
mod row;
mod sample;
mod table;
mod truth;
mod value;

pub use column::{Column, Could, Labels, Number, Truth, get};
pub use input::{Elements, Inputs, range};
pub use number::formula;
pub use row::Batch;
pub(crate) use row::Row;
pub(crate) use sample::scattered;
pub use table::{Table, run, run_some};
pub use value::Value;
