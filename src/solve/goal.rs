//! What is looked for: a patient for whom some steps come to certain things.

use super::encode::{Cell, Encoder};
use super::logic::Lit;
use crate::eval::{Column, Could, Table, get};
use crate::program::StepId;

/// All of these together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Goal(pub Vec<Want>);

/// What one step of the patient comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Want {
    Yes(StepId),
    /// It may be yes: an exception that is not ruled out.
    MayBe(StepId),
    /// No, not applicable or failed.
    NotYes(StepId),
    /// It is answered with no.
    No(StepId),
    Label(StepId, usize),
    /// A number between these, both included.
    Between(StepId, f64, f64),
    NotApplicable(StepId),
    Failed(StepId),
    NotFailed(StepId),
    /// Two steps of one shape come to different things; labels are the same if the pairs say so.
    Differ(StepId, StepId, Vec<(usize, usize)>),
    /// Two steps of one shape come to the same.
    Agree(StepId, StepId, Vec<(usize, usize)>),
    /// One of these.
    Any(Vec<Want>),
}

/// Whether a row of a table reaches a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    Never,
    Perhaps,
    Surely,
}

impl Goal {
    pub fn steps(&self) -> Vec<StepId> {
        self.0.iter().flat_map(Want::steps).collect()
    }

    /// The steps that are held against others, and those others.
    pub fn sides(&self) -> (Vec<StepId>, Vec<StepId>) {
        let mut sides = (Vec::new(), Vec::new());
        for want in self
            .0
            .iter()
            .flat_map(|want| if let Want::Any(all) = want { all.as_slice() } else { std::slice::from_ref(want) })
        {
            if let Want::Differ(a, b, _) = want {
                sides.0.push(*a);
                sides.1.push(*b);
            }
        }
        sides
    }

    pub fn formula(&self, encoder: &mut Encoder<'_>) -> Lit {
        let all: Vec<Lit> = self.0.iter().map(|want| want.formula(encoder)).collect();
        encoder.logic.and(&all)
    }

    pub fn reached(&self, table: &Table, row: usize) -> Reached {
        self.0.iter().map(|want| want.reached(table, row)).min().unwrap_or(Reached::Surely)
    }
}

impl Want {
    fn steps(&self) -> Vec<StepId> {
        match self {
            Want::Yes(step) | Want::MayBe(step) | Want::NotYes(step) | Want::No(step) => vec![*step],
            Want::Label(step, _) | Want::Between(step, ..) | Want::NotApplicable(step) => vec![*step],
            Want::Failed(step) | Want::NotFailed(step) => vec![*step],
            Want::Differ(a, b, _) | Want::Agree(a, b, _) => vec![*a, *b],
            Want::Any(wants) => wants.iter().flat_map(Want::steps).collect(),
        }
    }

    fn formula(&self, encoder: &mut Encoder<'_>) -> Lit {
        match self {
            Want::Yes(step) | Want::MayBe(step) => encoder.truth(*step).yes,
            Want::NotYes(step) => !encoder.truth(*step).yes,
            Want::No(step) => encoder.truth(*step).no,
            Want::Label(step, label) => match encoder.cell(*step) {
                Cell::Labels(labels) => labels.each.get(*label).copied().unwrap_or(encoder.logic.no()),
                Cell::Truth(_) | Cell::Number(_) => encoder.logic.no(),
            },
            Want::Between(step, low, high) => encoder.between(*step, *low, *high),
            Want::NotApplicable(step) => encoder.cell(*step).absent().0,
            Want::Failed(step) => encoder.cell(*step).absent().1,
            Want::NotFailed(step) => !encoder.cell(*step).absent().1,
            Want::Differ(a, b, pairs) => {
                let (a, b) = (encoder.cell(*a), encoder.cell(*b));
                encoder.differ(&a, &b, pairs)
            }
            Want::Agree(a, b, pairs) => {
                let (a, b) = (encoder.cell(*a), encoder.cell(*b));
                !encoder.differ(&a, &b, pairs)
            }
            Want::Any(wants) => {
                let any: Vec<Lit> = wants.iter().map(|want| want.formula(encoder)).collect();
                encoder.logic.or(&any)
            }
        }
    }

    fn reached(&self, table: &Table, row: usize) -> Reached {
        let of = |possible: bool, other: bool| match (possible, other) {
            (false, _) => Reached::Never,
            (true, true) => Reached::Perhaps,
            (true, false) => Reached::Surely,
        };
        let truth = |step: &StepId| table.truth(*step).could(row);
        match self {
            Want::Yes(step) => {
                let Could { yes, no, na, failed } = truth(step);
                of(yes, no || na || failed)
            }
            Want::MayBe(step) => of(truth(step).yes, false),
            Want::NotYes(step) => {
                let Could { yes, no, na, failed } = truth(step);
                of(no || na || failed, yes)
            }
            Want::No(step) => {
                let Could { yes, no, na, failed } = truth(step);
                of(no, yes || na || failed)
            }
            Want::Label(step, label) => {
                of(get(table.labels(*step).plane(*label), row), !table.column(*step).is_one(row))
            }
            Want::Between(step, low, high) => {
                let (column, number) = (table.column(*step), table.number(*step));
                let meets = !number.is_empty(row) && number.low[row] <= *high && number.high[row] >= *low;
                let within = column.is_one(row) || (number.low[row] >= *low && number.high[row] <= *high);
                let (value, na, failed) = column.kinds(row);
                of(meets, !within || na || failed || (value && get(&number.never, row)))
            }
            Want::NotApplicable(step) => {
                let (value, na, failed) = table.column(*step).kinds(row);
                of(na, value || failed)
            }
            Want::Failed(step) => {
                let (value, na, failed) = table.column(*step).kinds(row);
                of(failed, value || na)
            }
            Want::NotFailed(step) => {
                let (value, na, failed) = table.column(*step).kinds(row);
                of(value || na, failed)
            }
            Want::Differ(a, b, pairs) => {
                let (a, b) = (table.column(*a), table.column(*b));
                of(may_differ(a, b, pairs, row), may_agree(a, b, pairs, row))
            }
            Want::Agree(a, b, pairs) => {
                let (a, b) = (table.column(*a), table.column(*b));
                of(may_agree(a, b, pairs, row), may_differ(a, b, pairs, row))
            }
            Want::Any(wants) => wants.iter().map(|want| want.reached(table, row)).max().unwrap_or(Reached::Never),
        }
    }
}

/// Whether two cells could come to different things: not if both hold the same single possibility.
fn may_differ(a: &Column, b: &Column, pairs: &[(usize, usize)], row: usize) -> bool {
    !(a.is_one(row) && b.is_one(row) && may_agree(a, b, pairs, row))
}

/// Whether two cells could come to the same.
fn may_agree(a: &Column, b: &Column, pairs: &[(usize, usize)], row: usize) -> bool {
    let ((_, a_na, a_failed), (_, b_na, b_failed)) = (a.kinds(row), b.kinds(row));
    let same_value = match (a, b) {
        (Column::Truth(a), Column::Truth(b)) => {
            let (a, b) = (a.could(row), b.could(row));
            (a.yes && b.yes) || (a.no && b.no)
        }
        (Column::Labels(a), Column::Labels(b)) => {
            pairs.iter().any(|(one, other)| get(a.plane(*one), row) && get(b.plane(*other), row))
        }
        (Column::Number(a), Column::Number(b)) => {
            let never = get(&a.never, row) && get(&b.never, row);
            never || (a.low[row].max(b.low[row]) <= a.high[row].min(b.high[row]))
        }
        _ => false,
    };
    same_value || (a_na && b_na) || (a_failed && b_failed)
}
