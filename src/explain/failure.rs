//! Why a conclusion failed: read back from the finished table.

use crate::answer::{Engine, Outcome};
use crate::eval::{Column, Could, Value, get};
use crate::program::{Domain, Op, StepId};
use crate::rulebase::ConclusionId;
use crate::syntax::tree::{Arithmetic, Function, Status};
use crate::words::value_words;

/// Why a conclusion has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `no line holds`, `3 points lie in no band`, `division by zero`
    pub why: String,
    /// The conclusion that it leans on and that failed.
    pub leans_on: Option<ConclusionId>,
}

/// Why a conclusion failed; nothing if it did not.
pub fn failure(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> Option<Failure> {
    if outcome.answers[id.0].status != Status::Failed {
        return None;
    }
    let lowered = &engine.program.conclusions[id.0];
    let step = lowered.band.or(lowered.value)?;
    Some(Search { engine, outcome, id }.at(step, outcome.row))
}

/// From a conclusion down to the step that has no result.
struct Search<'a> {
    engine: &'a Engine,
    outcome: &'a Outcome,
    id: ConclusionId,
}

impl Search<'_> {
    fn at(&self, step: StepId, row: usize) -> Failure {
        if let Some(other) = self.conclusion(step) {
            let name = &self.engine.rulebase.conclusions[other.0].name;
            let inner = Search { id: other, ..*self }.at(step, row).why;
            return Failure { why: format!("it leans on `{name}`, which failed: {inner}"), leans_on: Some(other) };
        }
        match self.cause(step, row) {
            Some((operand, row)) => self.at(operand, row),
            None => Failure { why: self.own(step), leans_on: None },
        }
    }

    /// The conclusion that this is the value of, and that the one looked at leans on; of several the nearest.
    fn conclusion(&self, step: StepId) -> Option<ConclusionId> {
        let is = |id: &ConclusionId| {
            let lowered = &self.engine.program.conclusions[id.0];
            self.engine.leans(self.id, *id) && (lowered.value == Some(step) || lowered.band == Some(step))
        };
        (0..self.engine.program.conclusions.len()).rev().map(ConclusionId).find(is)
    }

    /// What a step reads that failed, with the row in which it did; nothing if the step itself has no result.
    fn cause(&self, step: StepId, row: usize) -> Option<(StepId, usize)> {
        let found = match &self.engine.program.steps[step.0].op {
            Op::First(lines) => return self.line(lines, row),
            Op::Spread(value) => vec![(*value, self.outcome.row)],
            Op::Sum(items) => {
                let held = items.iter().filter(|(when, _)| when.is_none_or(|when| self.could(when, row).yes));
                let conditions = items.iter().filter_map(|(when, _)| *when);
                conditions.chain(held.map(|(_, points)| *points)).map(|step| (step, row)).collect()
            }
            op => op.operands().into_iter().flat_map(|operand| self.rows(step, operand, row)).collect(),
        };
        let sure = found.iter().copied().find(|(step, row)| self.failed(*step, *row, true));
        sure.or_else(|| found.into_iter().find(|(step, row)| self.failed(*step, *row, false)))
    }

    /// Of lines, of which the first that holds counts: the condition that failed, or the value that was taken.
    fn line(&self, lines: &[(Option<StepId>, StepId)], row: usize) -> Option<(StepId, usize)> {
        for (when, value) in lines {
            let could = when.map_or(Could::YES, |when| self.could(when, row));
            if let Some(when) = when.filter(|_| could.failed) {
                return Some((when, row));
            }
            if could.yes && self.failed(*value, row, false) {
                return Some((*value, row));
            }
            if !could.no {
                break;
            }
        }
        None
    }

    /// The rows in which a step reads another: of a list, those of its elements.
    fn rows(&self, step: StepId, operand: StepId, row: usize) -> Vec<(StepId, usize)> {
        let steps = &self.engine.program.steps;
        match (steps[step.0].domain, steps[operand.0].domain) {
            (Domain::Patient, Domain::Element(list)) => {
                self.outcome.elements(list).map(|element| (operand, element)).collect()
            }
            _ => vec![(operand, row)],
        }
    }

    fn could(&self, step: StepId, row: usize) -> Could {
        self.outcome.batch.table.truth(step).could(row)
    }

    /// Whether a step has no result: for sure, or perhaps.
    fn failed(&self, step: StepId, row: usize, sure: bool) -> bool {
        match self.outcome.batch.table.column(step) {
            Column::Truth(truth) => {
                let could = truth.could(row);
                could.failed && !(sure && (could.yes || could.no || could.na))
            }
            Column::Labels(labels) => {
                get(&labels.failed, row) && !(sure && (get(&labels.na, row) || !labels.could(row).is_empty()))
            }
            Column::Number(number) => {
                let other = get(&number.never, row) || get(&number.na, row) || number.low[row] <= number.high[row];
                get(&number.failed, row) && !(sure && other)
            }
        }
    }

    /// Why a step has no result although all that it reads has one.
    fn own(&self, step: StepId) -> String {
        match &self.engine.program.steps[step.0].op {
            Op::First(_) => "no line holds".to_owned(),
            Op::Bands(points, _) => self.no_band(*points),
            Op::Arithmetic(Arithmetic::Divide, _, divisor) => format!("division by zero{}", self.words(*divisor)),
            Op::Arithmetic(Arithmetic::Power, base, _) => {
                format!("there is no such power of a number that is not above zero{}", self.words(*base))
            }
            Op::Call(Function::Sqrt, values) => {
                format!("there is no square root of a number below zero{}", self.words(values[0]))
            }
            Op::Call(Function::Ln | Function::Log10, values) => {
                format!("there is no logarithm of a number that is not above zero{}", self.words(values[0]))
            }
            Op::Call(Function::Clamp, values) => {
                let ends = (self.words(values[1]), self.words(values[2]));
                format!("the lower limit{} lies above the upper one{}", ends.0, ends.1)
            }
            _ => "a computation has no result".to_owned(),
        }
    }

    fn no_band(&self, points: StepId) -> String {
        let value = self.engine.value(self.outcome, points);
        let Value::Number { low, high, .. } = value else { return "it has no band".to_owned() };
        if low > high {
            return "its points are `never`".to_owned();
        }
        let ty = &self.engine.rulebase.conclusions[self.id.0].ty;
        let one = low == 1.0 && high == 1.0;
        let verb = if one { "point lies" } else { "points lie" };
        format!("{} {verb} in no band", value_words(&self.engine.rulebase.schema, ty, &value))
    }

    /// ` (`height - height` is 0 m)`, in the author's words; of an element of a list, without its value.
    fn words(&self, step: StepId) -> String {
        let Some(note) = self.engine.program.notes.iter().find(|note| note.step == step) else { return String::new() };
        if self.engine.program.steps[step.0].domain != Domain::Patient {
            return format!(" (`{}`)", note.text);
        }
        let value = self.engine.value(self.outcome, step);
        let value = value_words(&self.engine.rulebase.schema, &note.ty, &value);
        if note.text == value { format!(" (`{value}`)") } else { format!(" (`{}` is {value})", note.text) }
    }
}
