//! What the rules say about one record: the data, and the pages made from it.

mod advice;
mod data;
mod first;
mod full;
mod page;
mod rows;
mod shown;

pub use data::{Conclusion, Report, conclusion, report};
pub use full::full;
pub use page::page;
pub use rows::{csv_head, csv_row, line};
