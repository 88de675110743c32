//! One search for a patient: the values worth trying, and who meets a goal.

mod cuts;
mod menu;
mod options;
mod search;
mod shrink;

pub use options::{GoOn, Options};

pub(crate) use cuts::{Spot, around, step};
pub(crate) use menu::{Menu, number, plainly, unknown, with, yes_no};
pub(crate) use options::elements;
pub(crate) use search::{Search, meeting};
pub(crate) use shrink::shrink;
