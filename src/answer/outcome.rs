//! Everything the rules say about one record.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::conclusion::Answer;
use super::hole::Hole;
use crate::calendar::days_since_epoch;
use crate::eval::{Batch, Could, Row};
use crate::program::StepId;
use crate::record::{Datum, Ignored, Value};
use crate::rulebase::{ActionId, ConclusionId, FactId};
use crate::syntax::tree::{Duration, Verb};

/// Everything the rules say about one record.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub record: String,
    pub as_of: Date,
    /// As [`crate::rulebase::Rulebase::conclusions`].
    pub answers: Vec<Answer>,
    pub advice: Vec<Advised>,
    pub warnings: Vec<Warned>,
    /// What stands with the answers given.
    pub notes: Vec<Warned>,
    /// What the record lacks and would change an answer.
    pub needs: Vec<Need>,
    /// Taken as no because not recorded, where that made a difference.
    pub assumed: Vec<Assumed>,
    pub ignored: Vec<Ignored>,
    pub conflicts: Vec<Conflict>,
    /// Guarantees that do not hold.
    pub broken: Vec<Broken>,
    /// What clinicians still have to confirm, and the conclusions that lean on it.
    pub reviews: Vec<(String, Vec<ConclusionId>)>,
    /// The table that this record is a row of, for explanations.
    pub batch: Arc<Batch>,
    pub row: usize,
    /// The record as read, for values and where they came from.
    pub facts: Vec<Option<Datum>>,
    /// For each conclusion that is open, what the record does not say and would change its answer.
    pub(super) holes: Vec<Vec<Hole>>,
}

/// A rule that applies and advises something.
#[derive(Debug, Clone)]
pub struct Advised {
    pub rule: ConclusionId,
    pub verb: Verb,
    pub action: ActionId,
    pub duration: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    pub rule: ConclusionId,
    pub text: String,
}

/// A fact that was taken as no because it was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub fact: FactId,
    /// The conclusions that would be less certain without it.
    pub conclusions: Vec<ConclusionId>,
}

/// Something to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The name of the fact, or of the field with its list: `chronicity of thrombi`.
    pub name: String,
    /// The fact or field by its own name.
    pub fact: String,
    pub definition: Option<String>,
    /// Some rule that applies asks for it.
    pub asked_for: bool,
    /// The conclusions it would change.
    pub changes: Vec<ConclusionId>,
}

/// A record that cannot be judged: it holds a combination that the rules call impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    pub record: String,
    /// The author's words for the combination.
    pub what: String,
    /// Index into [`crate::rulebase::Rulebase::impossible`].
    pub at: usize,
}

/// Advice that cannot be followed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Index into [`crate::rulebase::Rulebase::decisions`].
    pub decision: usize,
    pub rules: Vec<ConclusionId>,
    /// One action is advised for and against; otherwise two alternatives are advised.
    pub for_and_against: bool,
}

/// A guarantee that does not hold for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Index into [`crate::rulebase::Rulebase::guarantees`].
    pub guarantee: usize,
    /// Index into its promises.
    pub promise: usize,
}

impl Outcome {
    /// Entries of the record that hold a date after the as-of date: what they tell of has not happened yet.
    pub fn ahead(&self) -> Vec<&Datum> {
        fn add<'d>(data: &'d [Option<Datum>], as_of: i32, out: &mut Vec<&'d Datum>) {
            for datum in data.iter().flatten() {
                match &datum.value {
                    Value::Date { first, .. } if *first > as_of => out.push(datum),
                    Value::List { elements, .. } => {
                        elements.iter().for_each(|element| add(element, as_of, out));
                    }
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        add(&self.facts, days_since_epoch(self.as_of), &mut out);
        out
    }

    /// The same, with what belongs to these conclusions alone; a guarantee that is broken is told in any case.
    #[must_use]
    pub fn only(&self, ids: &[ConclusionId]) -> Outcome {
        let mut outcome = self.clone();
        outcome.conflicts.retain(|conflict| conflict.rules.iter().any(|rule| ids.contains(rule)));
        // what conflicts with advice belongs to it
        let told: Vec<ConclusionId> = outcome.conflicts.iter().flat_map(|conflict| conflict.rules.clone()).collect();
        outcome.advice.retain(|advised| ids.contains(&advised.rule) || told.contains(&advised.rule));
        outcome.warnings.retain(|warned| ids.contains(&warned.rule));
        outcome.notes.retain(|noted| ids.contains(&noted.rule));
        outcome.needs.iter_mut().for_each(|need| need.changes.retain(|id| ids.contains(id)));
        outcome.needs.retain(|need| !need.changes.is_empty());
        outcome.assumed.iter_mut().for_each(|one| one.conclusions.retain(|id| ids.contains(id)));
        outcome.assumed.retain(|one| !one.conclusions.is_empty());
        outcome.reviews.iter_mut().for_each(|(_, leaning)| leaning.retain(|id| ids.contains(id)));
        outcome.reviews.retain(|(_, leaning)| !leaning.is_empty());
        outcome
    }

    /// What the record does not say and would change an open answer.
    pub fn holes(&self, id: ConclusionId) -> &[Hole] {
        &self.holes[id.0]
    }

    pub(super) fn at(&self) -> Row<'_> {
        Row { batch: &self.batch, row: self.row }
    }

    /// What a truth of the patient could be.
    pub fn could(&self, step: StepId) -> Could {
        self.at().could(step)
    }

    /// The rows of the elements that the record gives of a list, by its position in [`crate::program::Program::lists`].
    pub fn elements(&self, list: usize) -> Range<usize> {
        self.at().elements(list)
    }
}
