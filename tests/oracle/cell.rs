//! What the engine says of one record: the set of values that a conclusion could still have.

use rulecheck::eval::{Column, Could, Table};
use rulecheck::program::StepId;

use super::value::{Value, double};

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Truth(Could),
    Labels { labels: Vec<usize>, na: bool, failed: bool },
    Number { interval: Option<(f64, f64)>, never: bool, na: bool, failed: bool },
}

fn bit(bits: &[u64], row: usize) -> bool {
    bits[row / 64] >> (row % 64) & 1 == 1
}

impl Cell {
    pub fn read(table: &Table, step: StepId, row: usize) -> Cell {
        match table.column(step) {
            Column::Truth(truth) => Cell::Truth(truth.could(row)),
            Column::Labels(column) => {
                Cell::Labels { labels: column.could(row), na: bit(&column.na, row), failed: bit(&column.failed, row) }
            }
            Column::Number(column) => {
                let (low, high) = (column.low[row], column.high[row]);
                assert!(!low.is_nan() && !high.is_nan(), "a cell from {low} to {high}");
                Cell::Number {
                    interval: (low <= high).then_some((low, high)),
                    never: bit(&column.never, row),
                    na: bit(&column.na, row),
                    failed: bit(&column.failed, row),
                }
            }
        }
    }

    /// How many kinds of value it could be; an interval of more than one number counts as two.
    pub fn size(&self) -> usize {
        let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
        match self {
            Cell::Truth(could) => count(&[could.yes, could.no, could.na, could.failed]),
            Cell::Labels { labels, na, failed } => labels.len() + count(&[*na, *failed]),
            Cell::Number { interval, never, na, failed } => {
                interval.map_or(0, |(low, high)| if low == high { 1 } else { 2 }) + count(&[*never, *na, *failed])
            }
        }
    }

    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Cell::Truth(could), Value::Truth(yes)) => {
                if *yes {
                    could.yes
                } else {
                    could.no
                }
            }
            (Cell::Truth(could), Value::NotApplicable) => could.na,
            (Cell::Truth(could), Value::Failed) => could.failed,
            (Cell::Labels { labels, .. }, Value::Label(label)) => labels.contains(label),
            (Cell::Labels { na, .. } | Cell::Number { na, .. }, Value::NotApplicable) => *na,
            (Cell::Labels { failed, .. } | Cell::Number { failed, .. }, Value::Failed) => *failed,
            (Cell::Number { never, .. }, Value::Never) => *never,
            (Cell::Number { interval, .. }, Value::Date(days)) => {
                interval.is_some_and(|(low, high)| low <= f64::from(*days) && f64::from(*days) <= high)
            }
            (Cell::Number { interval, .. }, Value::Number(number)) => {
                let value = number.float();
                let slack =
                    if number.error == 0.0 { 0.0 } else { number.error * 2.0 + double(number.value).abs() * 1e-12 };
                interval.is_some_and(|(low, high)| low <= value + slack && value - slack <= high)
            }
            _ => false,
        }
    }

    /// Whether everything this could be, the other could be too.
    pub fn within(&self, wider: &Cell) -> bool {
        let fits = |pairs: &[(bool, bool)]| pairs.iter().all(|(here, there)| !here || *there);
        match (self, wider) {
            (Cell::Truth(a), Cell::Truth(b)) => {
                fits(&[(a.yes, b.yes), (a.no, b.no), (a.na, b.na), (a.failed, b.failed)])
            }
            (Cell::Labels { labels, na, failed }, Cell::Labels { labels: more, na: na_too, failed: failed_too }) => {
                labels.iter().all(|label| more.contains(label)) && fits(&[(*na, *na_too), (*failed, *failed_too)])
            }
            (
                Cell::Number { interval, never, na, failed },
                Cell::Number { interval: other, never: never_too, na: na_too, failed: failed_too },
            ) => {
                let inside = match (interval, other) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some((low, high)), Some((least, most))) => least <= low && high <= most,
                };
                inside && fits(&[(*never, *never_too), (*na, *na_too), (*failed, *failed_too)])
            }
            _ => false,
        }
    }
}
