//! The result of a search: cases, what no case was found for, and messages.

use crate::answer::Answer;
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::source::Place;

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
