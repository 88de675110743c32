//! Values, names and records in words: those of a results page, and those of a rule file.

mod example;
mod fact;
mod name;
mod range;
mod value;

pub use example::{example, given};
pub use fact::may_be_written;
pub use name::{is_short, name};
pub use range::{is_whole, range_words};
pub use value::{date_words, duration_words, either, is_wide_open, number_words, status_words, value_words};
