//! From what the solver chose to a record, and to the numbers that a clinician would write.

use super::atoms::{Atoms, Open, Place, Variable, declared};
use super::logic::Logic;
use crate::eval::scattered;
use crate::program::Program;
use crate::record::{Datum, Origin, Record, Value};
use crate::rulebase::{Choice, Fact, FactId, Schema, Type};
use crate::words::{date_words, number_words};

/// What a record of a proof is made from.
pub(crate) struct Clinic<'a> {
    pub schema: &'a Schema,
    pub program: &'a Program,
    pub atoms: &'a Atoms,
    /// Days since 1970-01-01.
    pub as_of: f64,
}

impl Clinic<'_> {
    /// The patient of the model that the solver found last, as far as these facts go. `number`: which of the numbers
    /// between two cuts are meant.
    pub fn patient(&self, logic: &Logic, facts: &[FactId], number: &mut dyn FnMut(Stretch) -> (f64, f64)) -> Patient {
        let record = Record { facts: vec![None; self.schema.facts.len()], ..Record::default() };
        let mut patient = Patient { record, hidden: Vec::new(), open: Vec::new() };
        for id in facts {
            patient.record.facts[id.0] = match self.program.lists.iter().position(|list| list == id) {
                Some(list) => self.list(logic, *id, list, number, &mut patient.hidden),
                None => {
                    let variable = self.atoms.get(Place::Fact(*id));
                    variable.map(|variable| self.datum(logic, variable, number, &mut patient.hidden))
                }
            };
        }
        patient
    }

    fn list(
        &self,
        logic: &Logic,
        id: FactId,
        list: usize,
        number: &mut dyn FnMut(Stretch) -> (f64, f64),
        hidden: &mut Vec<Place>,
    ) -> Option<Datum> {
        if self.atoms.asked_given(id).is_some_and(|given| !logic.value(given)) {
            hidden.push(Place::Fact(id));
        }
        let Type::List(finding) = self.schema.fact(id).ty else { return None };
        let fields = self.schema.finding(finding).fields.len();
        let there = self.atoms.present[list].iter().take_while(|present| logic.value(**present)).count();
        let mut element = |slot: usize| -> Vec<Option<Datum>> {
            let variable = |field| self.atoms.get(Place::Field(list, slot, field));
            (0..fields).map(|field| variable(field).map(|one| self.datum(logic, one, number, hidden))).collect()
        };
        let elements = (0..there).map(&mut element).collect();
        Some(datum(Value::List { elements, whole: true }, String::new()))
    }

    fn datum(
        &self,
        logic: &Logic,
        variable: &Variable,
        number: &mut dyn FnMut(Stretch) -> (f64, f64),
        hidden: &mut Vec<Place>,
    ) -> Datum {
        if variable.known.is_some_and(|known| !logic.value(known)) {
            hidden.push(variable.place);
        }
        if variable.never.is_some_and(|never| logic.value(never)) {
            return datum(Value::Never, "never".to_owned());
        }
        match &variable.value {
            Open::YesNo(yes) => yes_no(logic.value(*yes)),
            Open::Labels(labels) => {
                let at = labels.iter().position(|label| logic.value(*label)).unwrap_or(0);
                label(self.schema, declared(self.schema, self.program, variable.place), at)
            }
            Open::Number(line) => {
                let (low, high) = line.cell(logic);
                let date = line.date;
                let from = if date { self.as_of } else { line.low };
                let (low, high) = number(Stretch { low, high, from, to: line.high, whole: line.whole, date });
                numeric(date, low, high)
            }
        }
    }
}

/// A complete patient, and what the record of this patient does not say.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    /// All values, those that are hidden too; without those that are open.
    pub record: Record,
    /// What the record does not give: the patient has the value all the same.
    pub hidden: Vec<Place>,
    /// Facts that are left out of consideration: they may have any value, and be given or not. For asking what a patient
    /// comes to whatever they are.
    pub open: Vec<FactId>,
}

impl Patient {
    /// The record, without what it does not say.
    pub fn written(&self, schema: &Schema, program: &Program) -> Record {
        let mut record = self.record.clone();
        for place in &self.hidden {
            match *place {
                Place::Fact(id) => {
                    // silence would say no where silence means no
                    let is_yes =
                        matches!(record.facts[id.0].as_ref().map(|datum| &datum.value), Some(Value::YesNo(true)));
                    let spoken = schema.fact(id).no_if_not_recorded && is_yes;
                    record.facts[id.0] = spoken.then(|| datum(Value::Unknown, "unknown".to_owned()));
                }
                Place::Computed(..) => {}
                Place::Field(list, element, field) => {
                    let id = program.lists[list];
                    if let Some(Value::List { elements, .. }) =
                        record.facts[id.0].as_mut().map(|datum| &mut datum.value)
                    {
                        elements[element][field] = None;
                    }
                }
            }
        }
        record
    }
}

/// The numbers between two cuts, both ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub low: f64,
    pub high: f64,
    /// The plausible range; of a date, `from` is the as-of date.
    pub from: f64,
    pub to: f64,
    pub whole: bool,
    pub date: bool,
}

impl Stretch {
    /// The number in it that a clinician would write: few digits, near the threshold that the cell begins or ends at.
    pub fn plain(self) -> (f64, f64) {
        if self.date {
            let day = self.from.clamp(self.low, self.high);
            return (day, day);
        }
        let (begins, ends) = (self.low > self.from, self.high < self.to);
        let towards = match (begins, ends) {
            (true, false) => self.low,
            (false, true) => self.high,
            _ => self.low + (self.high - self.low) / 2.0,
        };
        let number = shortest(self.low, self.high, towards, self.whole);
        (number, number)
    }

    /// Some number in it: an end, or any between; the same for the same seed.
    pub fn any(self, seed: u64) -> (f64, f64) {
        let random = scattered(seed);
        let share = (random >> 8) as f64 / (1u64 << 56) as f64;
        let towards = match random % 8 {
            0 => self.low,
            1 => self.high,
            // small numbers are told apart more finely than large ones
            2 | 3 if self.low >= 0.0 => self.low + (self.high - self.low) * share * share * share,
            _ => self.low + (self.high - self.low) * share,
        };
        if self.date || self.whole {
            let day = towards.round().clamp(self.low, self.high);
            return (day, day);
        }
        // as many digits as a laboratory gives
        let rounded = crate::grid::to_grid((towards * 100.0).round() / 100.0);
        let number = if (self.low..=self.high).contains(&rounded) { rounded } else { self.plain().0 };
        (number, number)
    }

    /// The cell itself.
    pub fn all(self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// Of the numbers with the fewest decimals between two ends, the one nearest to another number.
fn shortest(low: f64, high: f64, towards: f64, whole: bool) -> f64 {
    if towards == low && (whole || crate::grid::to_grid(low) == low) {
        return low;
    }
    for decimals in 0..13 {
        let grid = 10f64.powi(decimals);
        let (first, last) = ((low * grid).ceil(), (high * grid).floor());
        if first <= last {
            let nearest = (towards * grid).round().clamp(first, last) / grid;
            if (low..=high).contains(&nearest) {
                return nearest;
            }
        }
    }
    low
}

pub(crate) fn datum(value: Value, written: String) -> Datum {
    Datum { value, written, origin: Origin::default() }
}

pub(crate) fn yes_no(yes: bool) -> Datum {
    datum(Value::YesNo(yes), if yes { "yes" } else { "no" }.to_owned())
}

pub(crate) fn label(schema: &Schema, fact: Option<&Fact>, at: usize) -> Datum {
    let choice: Option<&Choice> = match fact.map(|fact| &fact.ty) {
        Some(Type::Choice(id)) => Some(schema.choice(*id)),
        _ => None,
    };
    let name = choice.and_then(|choice| choice.labels.get(at)).map(|label| label.name.clone());
    datum(Value::Label(at), name.unwrap_or_default())
}

pub(crate) fn numeric(date: bool, low: f64, high: f64) -> Datum {
    match date {
        true => datum(Value::Date { first: low as i32, last: high as i32 }, date_words(low)),
        false => datum(Value::Number { low, high }, number_words(low)),
    }
}

/// Values that tell one patient from another in a fact: each label, yes and no, the ends of its range.
pub(crate) fn values(schema: &Schema, id: FactId) -> Vec<Datum> {
    let fact = schema.fact(id);
    let mut all = match &fact.ty {
        Type::YesNo => vec![yes_no(false), yes_no(true)],
        Type::Choice(choice) => {
            (0..schema.choice(*choice).labels.len()).map(|at| label(schema, Some(fact), at)).collect()
        }
        Type::Number { .. } => {
            let (low, high) = crate::eval::range(fact);
            let (low, high) = (low.max(-1e6), high.min(1e6));
            let middle = (low + (high - low) / 2.0).round().clamp(low, high);
            [low, high, middle].map(|number| numeric(false, number, number)).to_vec()
        }
        Type::Date => [0.0, 20_000.0].map(|day| numeric(true, day, day)).to_vec(),
        Type::List(_) => Vec::new(),
    };
    if fact.or_never {
        all.push(datum(Value::Never, "never".to_owned()));
    }
    all
}
