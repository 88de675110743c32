//! Where a number turns a comparison of something computed from it, such as a clearance: found by trying.

use super::engine::Engine;
use super::hole::Hole;
use super::piece::{Piece, passes_on};
use super::vary::Changes;
use crate::eval::{Could, Row};
use crate::program::{Domain, Op, Shape, Slice, StepId};
use crate::rulebase::Type;

/// Numbers tried at a time between two that differ; each round finds six binary digits.
const POINTS: usize = 64;
const ROUNDS: usize = 12;
/// Comparisons of one number that are looked at.
const MOST: usize = 24;
/// Days around the as-of date in which a date is looked for.
const DAYS: (f64, f64) = (-45_000.0, 800.0);

impl Engine {
    /// The last numbers before a comparison of something computed from a hole comes out otherwise, in a range.
    pub(super) fn computed_cuts(
        &self,
        patient: Row<'_>,
        needed: &Slice,
        hole: Hole,
        ends: (f64, f64),
        whole: bool,
    ) -> Vec<f64> {
        let now = patient.batch.inputs.as_of[patient.row];
        let is_date = self.declared(hole).is_some_and(|fact| fact.ty == Type::Date);
        let (low, high) = match is_date {
            true => (ends.0.max(now + DAYS.0), ends.1.min(now + DAYS.1)),
            false => ends,
        };
        if !low.is_finite() || !high.is_finite() || low >= high {
            return Vec::new();
        }
        let comparisons = self.computed_comparisons(needed, hole);
        comparisons
            .into_iter()
            .take(MOST)
            .flat_map(|step| self.turning(patient, step, hole, (low, high), whole))
            .collect()
    }

    /// Comparisons of the patient that read something computed from a hole.
    fn computed_comparisons(&self, needed: &Slice, hole: Hole) -> Vec<StepId> {
        // 1: the number itself, or one chosen; 2: computed from it
        let mut from = vec![0u8; self.program.steps.len()];
        let mut found = Vec::new();
        for at in &needed.steps {
            let step = &self.program.steps[*at];
            let is_hole = match (&step.op, hole) {
                (Op::Fact(fact), Hole::Fact(hole)) => *fact == hole,
                (Op::Field(at), Hole::Field(list, _, field)) => *at == field && step.domain == Domain::Element(list),
                _ => false,
            };
            let read = step.op.operands().iter().map(|operand| from[operand.0]).max().unwrap_or(0);
            match &step.op {
                _ if is_hole => from[*at] = 1,
                Op::Order(..) | Op::Equal(..) if read == 2 && step.domain == Domain::Patient => found.push(StepId(*at)),
                _ if step.shape != Shape::Number || read == 0 => {}
                _ if passes_on(step) => from[*at] = read,
                _ => from[*at] = 2,
            }
        }
        found
    }

    fn turning(&self, patient: Row<'_>, step: StepId, hole: Hole, ends: (f64, f64), whole: bool) -> Vec<f64> {
        let needed = Slice::of(&self.program, [step]);
        let mut brackets = vec![ends];
        for _ in 0..ROUNDS {
            let mut next = Vec::new();
            for (low, high) in brackets {
                let points = points(low, high, whole);
                let ways: Vec<Changes> =
                    points.iter().map(|value| vec![(hole, Piece::Between(*value, *value))]).collect();
                let batch = self.varied(patient, &ways, &needed);
                let could: Vec<Could> = (0..ways.len()).map(|row| batch.table.truth(step).could(row)).collect();
                for at in 1..points.len() {
                    if could[at] != could[at - 1] && could[at].decided() && could[at - 1].decided() {
                        next.push((points[at - 1], points[at]));
                    }
                }
            }
            next.truncate(MOST);
            brackets = next;
        }
        brackets.into_iter().map(|(last, _)| last).collect()
    }
}

/// Numbers from the lowest to the highest, evenly; fewer where there are no more.
fn points(low: f64, high: f64, whole: bool) -> Vec<f64> {
    let at = |n: usize| {
        let value = low + (high - low) * (n as f64 / POINTS as f64);
        if whole { value.round() } else { value }
    };
    let mut points: Vec<f64> = (0..POINTS).map(at).chain([high]).collect();
    points.dedup();
    points
}
