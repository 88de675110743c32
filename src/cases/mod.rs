//! Boundary patients: as few example blocks as show what the examples of rule files leave out.
//!
//! What there is to show is what coverage counts. Patients are looked for from the examples there are, changed one fact at a
//! time to the values on both sides of each limit; every one is judged by the engine, in batches, and what it shows is read
//! off the table.

mod choose;
mod cuts;
mod goals;
mod moves;
mod pool;
mod scan;
mod search;
mod trim;
mod words;

use jiff::civil::Date;

use crate::answer::{Answer, Engine};
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::source::{Place, Sources};

use goals::Goals;
use pool::Pool;

/// What is said while it goes on.
pub enum Told<'a> {
    /// So many of the sides that are to be shown have a patient.
    Found(usize, usize),
    /// A case is ready.
    Case(&'a Case),
}

/// Is told how it goes, and says whether to go on.
pub type Tell<'a> = &'a mut dyn FnMut(Told) -> bool;

/// A patient for a clinician to confirm or to correct.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file whose parts it shows.
    pub file: String,
    pub name: String,
    /// What it is the first to show, in words.
    pub shows: Vec<String>,
    /// With the as-of date.
    pub record: Record,
    /// What the rules say now of what is shown.
    pub answers: Vec<(ConclusionId, Answer)>,
}

/// Something that could be shown, and for which no patient was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub place: Place,
    pub words: String,
}

#[derive(Debug, Clone, Default)]
pub struct Cases {
    pub cases: Vec<Case>,
    pub lacking: Vec<Lacking>,
    /// It was stopped: there may be more to show.
    pub stopped: bool,
}

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
