//! Exactness where there are too many cases to go through: of what an answer could still be, just what some patient with
//! this record comes to.

use super::enough::enough;
use super::goal::{Goal, Want};
use super::logic::Lit;
use super::query::{Effort, Possible, Prover};
use super::said::said;
use crate::calendar::day;
use crate::eval::{Batch, Column, Could, Inputs, Table, Value, get, run_some};
use crate::program::{Program, Slice, StepId};
use crate::rulebase::Schema;

/// Samples of a record that are looked at before the solver is asked.
const SAMPLES: usize = 64;
/// What one question about a record may take: thousands of records may be waiting.
const CONFLICTS: u64 = 2_000;
const PROPOSALS: usize = 4;
/// Sums of points at each end that are asked about.
const ENDS: usize = 64;

/// A value without what no completion of the record comes to. Where nothing can be proved, what was possible stays.
/// `hinge`: what the answer is computed from, and the `impossible` lines that read some of that.
pub(crate) fn narrowed(
    rules: (&Schema, &Program),
    (batch, row): (&Batch, usize),
    (root, hinge): (StepId, &Slice),
    value: &Value,
) -> Value {
    let program = rules.1;
    let impossible = program.impossible.iter().map(|note| program.notes[note.0].step);
    let impossible: Vec<StepId> = impossible.filter(|step| hinge.has(*step)).collect();
    let slice = Slice::of(program, impossible.iter().copied().chain([root]));
    // where no number of further elements is enough, what was possible stays
    let Some(elements) = elements(program, &batch.inputs, row, (root, &slice)) else { return value.clone() };
    let seen = Seen::of(rules, (batch, row), (root, hinge), &impossible);
    let mut inquiry = Inquiry { rules, at: (batch, row), root, impossible, slice, elements, prover: None };
    match value {
        Value::YesNo(could) => Value::YesNo(Could {
            yes: could.yes && (seen.has(|could| could.yes) || inquiry.can(Want::Yes(root))),
            no: could.no && (seen.has(|could| could.no) || inquiry.can(Want::No(root))),
            na: could.na && (seen.na || inquiry.can(Want::NotApplicable(root))),
            failed: could.failed && (seen.failed || inquiry.can(Want::Failed(root))),
        }),
        Value::Labels { labels, na, failed } => Value::Labels {
            labels: labels
                .iter()
                .copied()
                .filter(|label| seen.labels.contains(label) || inquiry.can(Want::Label(root, *label)))
                .collect(),
            na: *na && (seen.na || inquiry.can(Want::NotApplicable(root))),
            failed: *failed && (seen.failed || inquiry.can(Want::Failed(root))),
        },
        Value::Number { low, high, never, na, failed } if low < high => {
            let (low, high) = inquiry.ends((*low, *high), (seen.low, seen.high));
            let na = *na && (seen.na || inquiry.can(Want::NotApplicable(root)));
            let failed = *failed && (seen.failed || inquiry.can(Want::Failed(root)));
            Value::Number { low, high, never: *never, na, failed }
        }
        other => other.clone(),
    }
}

/// What samples of a record come to.
struct Seen {
    could: Vec<Could>,
    labels: Vec<usize>,
    low: f64,
    high: f64,
    na: bool,
    failed: bool,
}

impl Seen {
    fn of(
        (schema, program): (&Schema, &Program),
        (batch, row): (&Batch, usize),
        (root, hinge): (StepId, &Slice),
        impossible: &[StepId],
    ) -> Seen {
        let mut one = Inputs::default();
        batch.inputs.repeat(row, 1, &hinge.facts, &hinge.lists, &mut one);
        let samples = one.samples(schema, SAMPLES);
        let mut table = Table::default();
        run_some(program, schema, &samples, &mut table, &hinge.steps);
        let mut seen = Seen {
            could: Vec::new(),
            labels: Vec::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            na: false,
            failed: false,
        };
        let column = table.column(root);
        let refused = |row: usize| impossible.iter().any(|step| table.truth(*step).could(row).yes);
        for row in (0..samples.rows).filter(|row| column.is_one(*row) && !refused(*row)) {
            let (value, na, failed) = column.kinds(row);
            seen.na |= na;
            seen.failed |= failed;
            match column {
                Column::Truth(truth) => seen.could.push(truth.could(row)),
                Column::Labels(labels) => seen.labels.extend(labels.could(row)),
                Column::Number(number) if value && !number.is_empty(row) => {
                    seen.low = seen.low.min(number.low[row]);
                    seen.high = seen.high.max(number.high[row]);
                }
                Column::Number(_) => {}
            }
        }
        seen
    }

    fn has(&self, is: impl Fn(&Could) -> bool) -> bool {
        self.could.iter().any(is)
    }
}

/// Questions about all completions of one record.
struct Inquiry<'e> {
    rules: (&'e Schema, &'e Program),
    at: (&'e Batch, usize),
    root: StepId,
    impossible: Vec<StepId>,
    slice: Slice,
    /// Elements that a list can have.
    elements: usize,
    /// Made when it is first needed, with what the record says.
    prover: Option<(Prover<'e>, Vec<Lit>)>,
}

impl<'e> Inquiry<'e> {
    /// Whether some completion may come to this: not if that is disproved.
    fn can(&mut self, want: Want) -> bool {
        let Some((prover, said)) = self.prover() else { return true };
        let said = said.clone();
        prover.completes(&Goal(vec![want]), &said) != Possible::No
    }

    /// The lowest and the highest sum of points, as far as they are told apart. `least`, `most`: what samples came to.
    fn ends(&mut self, (low, high): (f64, f64), (least, most): (f64, f64)) -> (f64, f64) {
        let root = self.root;
        let Some((prover, _)) = self.prover() else { return (low, high) };
        let sums = prover.sums(root);
        if sums.is_empty() || least > most {
            return (low, high);
        }
        let below: Vec<f64> = sums.iter().copied().filter(|sum| *sum >= low && *sum < least).collect();
        let above: Vec<f64> = sums.iter().rev().copied().filter(|sum| *sum <= high && *sum > most).collect();
        // one that was not asked about is taken for possible
        let mut first = |all: &[f64], want: &dyn Fn(f64) -> Want| {
            let asked = all.iter().enumerate().find(|(at, sum)| *at >= ENDS || self.can(want(**sum)));
            asked.map(|(_, sum)| *sum)
        };
        let lowest = first(&below, &|sum| Want::Between(root, f64::NEG_INFINITY, sum));
        let highest = first(&above, &|sum| Want::Between(root, sum, f64::INFINITY));
        (lowest.unwrap_or(least), highest.unwrap_or(most))
    }

    fn prover(&mut self) -> Option<&mut (Prover<'e>, Vec<Lit>)> {
        if self.prover.is_none() {
            let (batch, row) = self.at;
            let as_of = day(batch.inputs.as_of[row])?;
            let mut prover = Prover::quiet(self.rules, &self.impossible, &[self.root], self.elements, as_of)
                .spending(Effort { conflicts: CONFLICTS, proposals: PROPOSALS });
            let said = said(&mut prover.encoder, &self.slice, &batch.inputs, row);
            self.prover = Some((prover, said));
        }
        self.prover.as_mut()
    }
}

/// As many elements as a list of some completion of a record needs: those that are given, and where the record may hold
/// more, what shows all that others could.
fn elements(program: &Program, inputs: &Inputs, row: usize, (root, slice): (StepId, &Slice)) -> Option<usize> {
    let mut most = 0;
    for list in &slice.lists {
        let whole = matches!(inputs.fact(program.lists[*list]), Column::Truth(whole) if get(&whole.yes, row));
        let further = if whole { 0 } else { enough(program, slice, root, *list)? };
        most = most.max(inputs.lists[*list].of(row).len() + further);
    }
    Some(most)
}
