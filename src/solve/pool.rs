//! Patients that are at hand: most questions are answered by one of them, without asking the solver.

use jiff::civil::Date;

use super::atoms::{Open, Place, Variable, declared};
use super::encode::Encoder;
use super::goal::{Goal, Reached};
use super::patient::{Patient, Stretch, datum, label, numeric, yes_no};
use crate::calendar::days_since_epoch;
use crate::eval::{Inputs, Table, run_some, scattered};
use crate::program::{Program, Slice, StepId};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{Schema, Type};

/// Patients drawn at random.
const RANDOM: u64 = 256;
/// Patients found later that are judged together.
const BATCH: usize = 32;

/// Complete patients and what the engine says of them.
#[derive(Default)]
pub(crate) struct Pool {
    slice: Slice,
    impossible: Vec<StepId>,
    tables: Vec<(Table, Vec<bool>)>,
    /// Some of them.
    pub patients: Vec<Patient>,
    /// Found since.
    waiting: Vec<Patient>,
}

impl Pool {
    /// Random patients, with numbers on both sides of every cut; the same on every machine.
    pub fn random(encoder: &Encoder<'_>, slice: &Slice, impossible: &[StepId], table: &mut Table) -> Pool {
        let patients: Vec<Patient> = (0..RANDOM).map(|seed| random(encoder, slice, seed)).collect();
        let mut pool = Pool {
            slice: slice.clone(),
            impossible: impossible.to_vec(),
            tables: Vec::new(),
            patients: patients.iter().take(BATCH).cloned().collect(),
            waiting: Vec::new(),
        };
        let day = encoder.as_of as i32;
        pool.judge(encoder.program, encoder.schema, &patients, day, std::mem::take(table));
        pool
    }

    fn judge(&mut self, program: &Program, schema: &Schema, patients: &[Patient], day: i32, mut table: Table) {
        let inputs = inputs(schema, patients, day);
        run_some(program, schema, &inputs, &mut table, &self.slice.steps);
        let impossible = |row: usize| self.impossible.iter().any(|step| table.truth(*step).could(row).surely_yes());
        let possible = (0..patients.len()).map(|row| !impossible(row)).collect();
        self.tables.push((table, possible));
    }

    pub fn reaches(&self, goal: &Goal) -> bool {
        if !goal.steps().iter().all(|step| self.slice.has(*step)) {
            return false;
        }
        self.tables.iter().any(|(table, possible)| {
            (0..possible.len()).any(|row| possible[row] && goal.reached(table, row) == Reached::Surely)
        })
    }

    /// Keeps a patient for later questions.
    pub fn add(&mut self, program: &Program, schema: &Schema, patient: Patient, as_of: Date) {
        self.waiting.push(patient);
        if self.waiting.len() == BATCH {
            let patients = std::mem::take(&mut self.waiting);
            self.judge(program, schema, &patients, days_since_epoch(as_of), Table::default());
        }
    }
}

/// The columns of complete patients; what is hidden is not known.
pub(crate) fn inputs(schema: &Schema, patients: &[Patient], day: i32) -> Inputs {
    let dated: Vec<(&Record, i32)> = patients.iter().map(|patient| (&patient.record, day)).collect();
    let mut inputs = Inputs::of_records(schema, &dated);
    for (row, patient) in patients.iter().enumerate() {
        for id in &patient.open {
            inputs.doubt(*id, row);
            // silence would say no where silence means no
            if schema.fact(*id).no_if_not_recorded {
                inputs.forget(*id, row);
            }
        }
        for place in &patient.hidden {
            match *place {
                Place::Fact(id) => inputs.hide(id, row),
                Place::Field(list, element, field) => inputs.hide_field(list, row, element, field),
                Place::Computed(..) => {}
            }
        }
    }
    inputs
}

fn random(encoder: &Encoder<'_>, slice: &Slice, seed: u64) -> Patient {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635);
    let mut record = Record { facts: vec![None; encoder.schema.facts.len()], ..Record::default() };
    let mut hidden = Vec::new();
    // some patients have little, others much
    let share = [5, 15, 35, 60, 85][seed as usize % 5];
    for id in &slice.facts {
        if let Some(variable) = encoder.atoms.get(Place::Fact(*id)) {
            record.facts[id.0] = Some(pick(encoder, variable, share, &mut dice, &mut hidden));
        }
    }
    for list in &slice.lists {
        let id = encoder.program.lists[*list];
        let Type::List(finding) = encoder.schema.fact(id).ty else { continue };
        let fields = encoder.schema.finding(finding).fields.len();
        let mut element = |slot: usize, dice: &mut Dice| -> Vec<Option<Datum>> {
            let of = |field| encoder.atoms.get(Place::Field(*list, slot, field));
            (0..fields).map(|field| of(field).map(|one| pick(encoder, one, share, dice, &mut hidden))).collect()
        };
        let count = dice.below(encoder.elements + 1);
        let elements = (0..count).map(|slot| element(slot, &mut dice)).collect();
        record.facts[id.0] = Some(datum(Value::List { elements, whole: true }, String::new()));
        if encoder.atoms.asked_given(id).is_some() && dice.below(6) == 0 {
            hidden.push(Place::Fact(id));
        }
    }
    Patient { record, hidden, open: Vec::new() }
}

fn pick(encoder: &Encoder<'_>, variable: &Variable, share: usize, dice: &mut Dice, hidden: &mut Vec<Place>) -> Datum {
    if variable.known.is_some() && dice.below(6) == 0 {
        hidden.push(variable.place);
    }
    if variable.never.is_some() && dice.below(4) == 0 {
        return datum(Value::Never, "never".to_owned());
    }
    match &variable.value {
        Open::YesNo(_) => yes_no(dice.below(100) < share),
        Open::Labels(labels) => {
            let fact = declared(encoder.schema, encoder.program, variable.place);
            label(encoder.schema, fact, dice.below(labels.len()))
        }
        Open::Number(line) => {
            let at = dice.below(line.cuts.len() + 1);
            let low = if at == 0 { line.low } else { line.cuts[at - 1].0 };
            let high = match line.cuts.get(at) {
                Some((cut, _)) if line.whole => cut - 1.0,
                Some((cut, _)) => cut.next_down(),
                None => line.high,
            };
            let date = line.date;
            let from = if date { encoder.as_of } else { line.low };
            let cell = Stretch { low, high, from, to: line.high, whole: line.whole, date };
            let (low, high) = if dice.below(2) == 0 { cell.plain() } else { cell.any(dice.next()) };
            numeric(date, low, high)
        }
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        scattered(self.0)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}
