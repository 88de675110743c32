//! One conclusion's answer, read off the table and made exact where cases can be told apart.

use std::collections::HashMap;

use super::refine::Hole;
use super::{Engine, Need, Outcome};
use crate::eval::{Column, Could, Table};
use crate::rulebase::{Body, ConclusionId, Kind, Type};
use crate::syntax::tree::Status;

/// The answer to one conclusion.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Of a rule: applies, does not apply, undecided …; of a value, `Applies` stands for decided.
    pub status: Status,
    /// What is still possible.
    pub value: Value,
    /// The names of what would settle it.
    pub needs: Vec<String>,
    /// It was settled by going through the cases: every one gives the same answer.
    pub by_cases: bool,
}

/// What a value can still be. Where only one thing is possible, it is decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    YesNo(Could),
    Labels { labels: Vec<usize>, na: bool, failed: bool },
    Number { low: f64, high: f64, never: bool, na: bool, failed: bool },
    Score { points: Box<Value>, band: Option<Box<Value>> },
}

impl Value {
    /// How many different things it could be, as far as that matters: none, one, or more.
    pub fn status(&self) -> Status {
        let (values, na, failed) = match self {
            Value::YesNo(could) => (usize::from(could.yes) + usize::from(could.no), could.na, could.failed),
            Value::Labels { labels, na, failed } => (labels.len(), *na, *failed),
            Value::Number { low, high, never, na, failed } => {
                let numbers = if low > high { 0 } else { 1 + usize::from(low < high) };
                (numbers + usize::from(*never), *na, *failed)
            }
            Value::Score { points, band } => return score_status(points, band.as_deref()),
        };
        match (values, na, failed) {
            (1, false, false) => Status::Applies,
            (0, true, false) => Status::NotApplicable,
            (0, false, true) => Status::Failed,
            _ => Status::Undecided,
        }
    }

    /// Some of it could be more than one thing: of a score that is surely in one band, also its points.
    pub fn is_open(&self) -> bool {
        match self {
            Value::Score { points, band } => points.is_open() || band.as_ref().is_some_and(|band| band.is_open()),
            other => other.status() == Status::Undecided,
        }
    }

    /// Both of two possibilities.
    pub fn or(&self, other: &Value) -> Value {
        match (self, other) {
            (Value::YesNo(a), Value::YesNo(b)) => Value::YesNo(Could {
                yes: a.yes | b.yes,
                no: a.no | b.no,
                na: a.na | b.na,
                failed: a.failed | b.failed,
            }),
            (Value::Labels { labels, na, failed }, Value::Labels { labels: more, na: na2, failed: failed2 }) => {
                let mut labels: Vec<usize> = labels.iter().chain(more).copied().collect();
                labels.sort_unstable();
                labels.dedup();
                Value::Labels { labels, na: na | na2, failed: failed | failed2 }
            }
            (
                Value::Number { low, high, never, na, failed },
                Value::Number { low: low2, high: high2, never: never2, na: na2, failed: failed2 },
            ) => Value::Number {
                low: low.min(*low2),
                high: high.max(*high2),
                never: never | never2,
                na: na | na2,
                failed: failed | failed2,
            },
            (Value::Score { points, band }, Value::Score { points: points2, band: band2 }) => Value::Score {
                points: Box::new(points.or(points2)),
                band: band.as_ref().zip(band2.as_ref()).map(|(a, b)| Box::new(a.or(b))),
            },
            (a, _) => a.clone(),
        }
    }
}

/// A score with bands is decided when its band is, whatever the points.
fn score_status(points: &Value, band: Option<&Value>) -> Status {
    band.unwrap_or(points).status()
}

impl Engine {
    /// What the answers as a whole need, with the conclusions that each changes.
    pub(super) fn needs(&self, holes: &[Vec<Hole>]) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        let mut known: HashMap<Hole, usize> = HashMap::new();
        let mut named: HashMap<String, usize> = HashMap::new();
        for (at, holes) in holes.iter().enumerate() {
            for hole in holes {
                let position = *known.entry(*hole).or_insert_with(|| {
                    let need = self.hole_name(*hole);
                    *named.entry(need.name.clone()).or_insert_with(|| {
                        needs.push(need);
                        needs.len() - 1
                    })
                });
                let changes = &mut needs[position].changes;
                if changes.last() != Some(&ConclusionId(at)) {
                    changes.push(ConclusionId(at));
                }
            }
        }
        needs
    }

    /// The answer as one row of a table has it.
    pub fn answer(&self, table: &Table, id: ConclusionId, row: usize) -> Answer {
        let conclusion = &self.rulebase.conclusions[id.0];
        let lowered = &self.program.conclusions[id.0];
        let value = match lowered.value {
            Some(step) => self.read(table, step, row),
            None => Value::YesNo(Could::default()),
        };
        let value = match (&conclusion.body, lowered.band) {
            (Body::Score { .. }, band) => {
                Value::Score { points: Box::new(value), band: band.map(|step| Box::new(self.read(table, step, row))) }
            }
            _ => value,
        };
        Answer { status: status_of(conclusion.kind, &conclusion.ty, &value), value, needs: Vec::new(), by_cases: false }
    }

    /// The answer to each of these records, as a table has it; none where the record is impossible.
    pub fn at_a_glance(&self, table: &Table, rows: usize, id: ConclusionId) -> Vec<Option<Answer>> {
        let possible = |row: usize| self.impossible(table, row).is_none();
        (0..rows).map(|row| possible(row).then(|| self.answer(table, id, row))).collect()
    }

    /// What a step's value could be.
    pub fn value(&self, outcome: &Outcome, step: crate::program::StepId) -> Value {
        self.read(&outcome.batch.table, step, outcome.row)
    }

    /// The type of a score's bands.
    pub fn band_type(&self, id: ConclusionId) -> Option<Type> {
        match self.rulebase.conclusions[id.0].body {
            Body::Score { choice, .. } => choice.map(Type::Choice),
            _ => None,
        }
    }

    pub(super) fn read(&self, table: &Table, step: crate::program::StepId, row: usize) -> Value {
        self.read_cell(table.column(step), row)
    }

    /// What a cell could be.
    pub(super) fn read_cell(&self, column: &Column, row: usize) -> Value {
        let bit = |bits: &[u64]| bits[row / 64] >> (row % 64) & 1 == 1;
        match column {
            Column::Truth(truth) => Value::YesNo(truth.could(row)),
            Column::Labels(labels) => {
                Value::Labels { labels: labels.could(row), na: bit(&labels.na), failed: bit(&labels.failed) }
            }
            Column::Number(number) => Value::Number {
                low: number.low[row],
                high: number.high[row],
                never: bit(&number.never),
                na: bit(&number.na),
                failed: bit(&number.failed),
            },
        }
    }
}

/// The status of a conclusion whose value could be this. A rule that cannot apply is not open: whether it does not
/// apply or is not applicable changes nothing.
pub(super) fn status_of(kind: Kind, ty: &Type, value: &Value) -> Status {
    match (value.status(), value) {
        (Status::Undecided, Value::YesNo(could)) if kind == Kind::Rule && could.no && !could.yes && !could.failed => {
            Status::DoesNotApply
        }
        (Status::Applies, Value::YesNo(could)) if kind == Kind::Rule && could.no => Status::DoesNotApply,
        (Status::Undecided, Value::YesNo(could)) if matches!(ty, Type::List(_)) && could.yes && could.no => {
            Status::Applies
        }
        (status, _) => status,
    }
}
