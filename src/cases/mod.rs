//! Boundary patients: as few example blocks as show what the examples of rule files leave out.
//!
//! What there is to show is what coverage counts. Patients are looked for from the examples there are, changed one fact at a
//! time to the values on both sides of each limit; every one is judged by the engine, in batches, and what it shows is read
//! off the table.

mod case;
mod choose;
mod goals;
mod pool;
mod scan;
mod search;
mod takes;
mod trim;
mod words;

use jiff::civil::Date;

pub use case::{Case, Cases, Lacking, Tell, Told};

use crate::answer::Engine;
use crate::source::Sources;

use goals::Goals;
use pool::Pool;

/// Cases for what the examples of the named files leave out; `all`: for everything, as if there were none. A patient of an
/// example without an as-of date has `today`. `tell` says whether to go on.
pub fn cases(engine: &Engine, sources: &Sources, today: Date, all: bool, tell: Tell<'_>) -> Cases {
    let goals = Goals::new(engine, sources, today, all);
    let mut pool = Pool::new(engine, &goals);
    if !search::fill(&mut pool, today, tell) {
        return Cases { stopped: true, ..Cases::default() };
    }
    choose::choose(&mut pool, sources, tell)
}
