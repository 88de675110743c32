//! A patient's record as the rules see it: a value for each fact, each with where it came from.

mod answer;
mod assemble;
mod date;
mod datum;
mod decimal;
mod fault;
mod given;
mod interval;
mod list;
mod lookup;
mod number;
mod read;
pub mod tree;
mod value;

pub use answer::{answer, element, stands_for};
pub use assemble::{Assembler, Issue};
pub use datum::{Datum, Ignored, Origin, Record, Value};
pub use fault::{Fault, Refused};
pub use given::{ReadGiven, given};
pub use lookup::Lookup;
pub use read::{
    Format, MAX_ENTRIES, MAX_FILE_BYTES, MAX_NESTING, MAX_RECORD_BYTES, MAX_YAML_BYTES, Outcome, read, read_all, stem,
};
