//! What a value can still be.

use super::column::{Column, Could};
use crate::syntax::tree::Status;

/// What a value can still be. Where only one thing is possible, it is decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    YesNo(Could),
    Labels { labels: Vec<usize>, na: bool, failed: bool },
    Number { low: f64, high: f64, never: bool, na: bool, failed: bool },
    Score { points: Box<Value>, band: Option<Box<Value>> },
}

impl Value {
    /// What a cell could be.
    pub fn of(column: &Column, row: usize) -> Value {
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
