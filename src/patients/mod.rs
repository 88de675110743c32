//! One search for a patient: the values worth trying, and who meets a goal.

mod cuts;
mod menu;
mod options;
mod search;

pub use options::{GoOn, Options};

pub(crate) use cuts::{around, step};
pub(crate) use menu::{Menu, number, plainly, unknown, with, yes_no};
pub(crate) use options::elements;
pub(crate) use search::{Search, meeting};
