//! A slow, obvious evaluator, and what makes rule books and records to hold the engine against it.

pub mod book;
pub mod cell;
pub mod eval;
pub mod facts;
pub mod number;
pub mod patient;
pub mod phrase;
pub mod quantity;
pub mod seen;
pub mod setting;
pub mod tape;
pub mod threshold;
pub mod value;
