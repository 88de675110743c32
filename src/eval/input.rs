//! Records turned into columns: the first columns of the table.

use std::ops::Range;

use super::column::{Column, Labels, Number, Truth, clear, get, set, words};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{Fact, FactId, Schema, Type};

/// The columns that a batch of records fills.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    pub rows: usize,
    /// By fact; of a list, whether the record surely gives all of it (`yes`).
    pub facts: Vec<Column>,
    /// By fact: the record gives its value, whole or in part; of a list, it names elements or says that there are none.
    pub known: Vec<Vec<u64>>,
    /// By fact, where that is open for some record: whether the record gives its value. Empty where it is not.
    pub perhaps_known: Vec<Vec<u64>>,
    /// The as-of date of each record, in days since 1970-01-01.
    pub as_of: Vec<f64>,
    /// By position among the list facts.
    pub lists: Vec<Elements>,
    /// Whether values are known, and the as-of date, are open too.
    pub anyone: bool,
}

/// The elements of one list, of all records one behind the other.
#[derive(Debug, Clone, Default)]
pub struct Elements {
    /// Elements of record `r`: `starts[r]..starts[r + 1]`.
    pub starts: Vec<u32>,
    /// The record each element belongs to.
    pub parents: Vec<u32>,
    pub fields: Vec<Column>,
    pub known: Vec<Vec<u64>>,
}

impl Inputs {
    /// Columns for records, each with its as-of date in days since 1970-01-01.
    pub fn of_records(schema: &Schema, records: &[(&Record, i32)]) -> Inputs {
        let rows = records.len();
        let mut inputs =
            Inputs { rows, as_of: records.iter().map(|(_, as_of)| f64::from(*as_of)).collect(), ..Inputs::default() };
        for (at, fact) in schema.facts.iter().enumerate() {
            let data: Vec<Option<&Datum>> =
                records.iter().map(|(record, _)| record.facts.get(at).and_then(Option::as_ref)).collect();
            if let Type::List(finding) = fact.ty {
                let (whole, elements) = list(schema, &schema.finding(finding).fields, &data);
                inputs.known.push(whole.na.iter().map(|word| !word).collect());
                inputs.facts.push(Column::Truth(whole));
                inputs.lists.push(elements);
            } else {
                let (column, known) = column(schema, fact, &data);
                inputs.facts.push(column);
                inputs.known.push(known);
            }
        }
        inputs
    }

    /// One row that stands for every patient there could be: nothing is known, nor what is known of it.
    pub fn anyone(schema: &Schema) -> Inputs {
        let record = Record { facts: vec![None; schema.facts.len()], ..Record::default() };
        let mut inputs = Inputs { anyone: true, ..Inputs::of_records(schema, &[(&record, 0)]) };
        for column in &mut inputs.facts {
            if let Column::Truth(truth) = column {
                truth.yes.fill(!0);
                truth.no.fill(!0);
            }
        }
        inputs
    }

    /// One record, so many times, as far as some facts and lists go; the others are left as they are.
    pub fn repeat(&self, row: usize, times: usize, facts: &[FactId], lists: &[usize], out: &mut Inputs) {
        out.rows = times;
        out.anyone = self.anyone;
        out.perhaps_known.clear();
        out.as_of.clear();
        out.as_of.resize(times, self.as_of[row]);
        out.facts.resize(self.facts.len(), Column::Truth(Truth::default()));
        out.known.resize(self.known.len(), Vec::new());
        out.lists.resize(self.lists.len(), Elements::default());
        for fact in facts {
            out.facts[fact.0] = repeat(&self.facts[fact.0], row..row + 1, times);
            out.known[fact.0] = repeat_bits(&self.known[fact.0], row..row + 1, times);
        }
        for list in lists {
            out.lists[*list] = self.lists[*list].repeat(row, times);
        }
    }

    /// Writes down all that a record says of some facts and lists.
    pub fn write(&self, row: usize, facts: &[FactId], lists: &[usize], out: &mut Vec<u64>) {
        for fact in facts {
            self.facts[fact.0].write(row, out);
            out.push(u64::from(get(&self.known[fact.0], row)));
        }
        for elements in lists.iter().map(|list| &self.lists[*list]) {
            let rows = elements.of(row);
            out.push(rows.len() as u64);
            for (field, known) in elements.fields.iter().zip(&elements.known) {
                for element in rows.clone() {
                    field.write(element, out);
                    out.push(u64::from(get(known, element)));
                }
            }
        }
    }

    /// Makes a yes-or-no fact of one record unknown.
    pub fn forget(&mut self, id: FactId, row: usize) {
        if let Column::Truth(truth) = &mut self.facts[id.0] {
            set(&mut truth.yes, row);
            set(&mut truth.no, row);
        }
    }

    /// Makes it so that a record does not give a fact, whose value stays what it is.
    pub fn hide(&mut self, id: FactId, row: usize) {
        clear(&mut self.known[id.0], row);
    }

    /// Makes it open whether a record gives a fact, whose value stays what it is.
    pub fn doubt(&mut self, id: FactId, row: usize) {
        self.perhaps_known.resize(self.known.len(), Vec::new());
        let bits = &mut self.perhaps_known[id.0];
        bits.resize(words(self.rows), 0);
        set(bits, row);
    }

    /// Makes it so that a record does not give a field of an element: position of the list, record, element, field.
    pub fn hide_field(&mut self, list: usize, row: usize, element: usize, field: usize) {
        let elements = &mut self.lists[list];
        // of a list that was taken out nothing is left to hide
        if let Some(at) = elements.of(row).nth(element) {
            clear(&mut elements.known[field], at);
        }
    }

    pub fn fact(&self, id: FactId) -> &Column {
        &self.facts[id.0]
    }
}

impl Elements {
    /// The elements of one record; none of a list that was not filled in.
    pub fn of(&self, row: usize) -> Range<usize> {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    fn repeat(&self, row: usize, times: usize) -> Elements {
        let rows = self.of(row);
        let each = rows.len();
        Elements {
            starts: (0..=times).map(|time| (time * each) as u32).collect(),
            parents: (0..times).flat_map(|time| std::iter::repeat_n(time as u32, each)).collect(),
            fields: self.fields.iter().map(|column| repeat(column, rows.clone(), times)).collect(),
            known: self.known.iter().map(|bits| repeat_bits(bits, rows.clone(), times)).collect(),
        }
    }
}

fn repeat(column: &Column, rows: Range<usize>, times: usize) -> Column {
    let bits = |bits: &Vec<u64>| repeat_bits(bits, rows.clone(), times);
    match column {
        Column::Truth(truth) => Column::Truth(Truth {
            yes: bits(&truth.yes),
            no: bits(&truth.no),
            na: bits(&truth.na),
            failed: bits(&truth.failed),
        }),
        Column::Labels(labels) => {
            let mut out = Labels::default();
            out.reset(labels.count(), rows.len() * times);
            for label in 0..labels.count() {
                let plane = repeat_bits(labels.plane(label), rows.clone(), times);
                out.plane_mut(label).copy_from_slice(&plane);
            }
            Column::Labels(out)
        }
        Column::Number(number) => Column::Number(Number {
            low: number.low[rows.clone()].repeat(times),
            high: number.high[rows.clone()].repeat(times),
            never: bits(&number.never),
            na: bits(&number.na),
            failed: bits(&number.failed),
        }),
    }
}

fn repeat_bits(bits: &[u64], rows: Range<usize>, times: usize) -> Vec<u64> {
    let each = rows.len();
    if each == 1 {
        return vec![if get(bits, rows.start) { !0 } else { 0 }; words(times)];
    }
    let mut out = vec![0; words(each * times)];
    for (at, _) in rows.enumerate().filter(|(_, row)| get(bits, *row)) {
        (0..times).for_each(|time| set(&mut out, time * each + at));
    }
    out
}

fn list(schema: &Schema, fields: &[Fact], data: &[Option<&Datum>]) -> (Truth, Elements) {
    let mut whole = Truth::default();
    whole.reset(data.len());
    let mut elements = Elements { starts: vec![0], ..Elements::default() };
    let mut rows: Vec<&Vec<Option<Datum>>> = Vec::new();
    for (row, datum) in data.iter().enumerate() {
        match datum.map(|datum| &datum.value) {
            Some(Value::List { elements: found, whole: is_whole }) => {
                for element in found {
                    rows.push(element);
                    elements.parents.push(row as u32);
                }
                // a list that was given may be whole if the rules say so; one that was not given cannot
                set(&mut whole.no, row);
                if *is_whole {
                    clear(&mut whole.no, row);
                    set(&mut whole.yes, row);
                }
            }
            _ => set(&mut whole.na, row),
        }
        elements.starts.push(rows.len() as u32);
    }
    for (at, field) in fields.iter().enumerate() {
        let data: Vec<Option<&Datum>> = rows.iter().map(|element| element.get(at).and_then(Option::as_ref)).collect();
        let (column, known) = column(schema, field, &data);
        elements.fields.push(column);
        elements.known.push(known);
    }
    (whole, elements)
}

fn column(schema: &Schema, fact: &Fact, data: &[Option<&Datum>]) -> (Column, Vec<u64>) {
    let rows = data.len();
    let mut known = vec![0; words(rows)];
    let column = match &fact.ty {
        Type::Choice(id) => Column::Labels(labels(schema.choice(*id).labels.len(), data, &mut known)),
        Type::Number { .. } | Type::Date => Column::Number(numbers(fact, data, &mut known)),
        Type::YesNo | Type::List(_) => Column::Truth(truths(fact, data, &mut known)),
    };
    (column, known)
}

fn truths(fact: &Fact, data: &[Option<&Datum>], known: &mut [u64]) -> Truth {
    let mut truth = Truth::default();
    truth.reset(data.len());
    for (row, datum) in data.iter().enumerate() {
        let value = match datum {
            Some(datum) => match datum.value {
                Value::YesNo(yes) => Some(yes),
                _ => None,
            },
            None => fact.no_if_not_recorded.then_some(false),
        };
        if datum.is_some() && value.is_some() {
            set(known, row);
        }
        if value != Some(false) {
            set(&mut truth.yes, row);
        }
        if value != Some(true) {
            set(&mut truth.no, row);
        }
    }
    truth
}

fn labels(count: usize, data: &[Option<&Datum>], known: &mut [u64]) -> Labels {
    let mut labels = Labels::default();
    labels.reset(count, data.len());
    for (row, datum) in data.iter().enumerate() {
        match datum.map(|datum| &datum.value) {
            Some(Value::Label(label)) => {
                set(labels.plane_mut(*label), row);
                set(known, row);
            }
            _ => (0..count).for_each(|label| set(labels.plane_mut(label), row)),
        }
    }
    labels
}

fn numbers(fact: &Fact, data: &[Option<&Datum>], known: &mut [u64]) -> Number {
    let (lowest, highest) = range(fact);
    let mut number = Number::default();
    number.reset(data.len(), true);
    for (row, datum) in data.iter().enumerate() {
        let value = datum.map(|datum| &datum.value);
        // what is known in part is known: a rule that looked elsewhere would pass over it
        if matches!(value, Some(Value::Number { .. } | Value::Date { .. } | Value::Never)) {
            set(known, row);
        }
        let (low, high) = match value {
            Some(Value::Number { low, high }) => (*low, *high),
            Some(Value::Date { first, last }) => (f64::from(*first), f64::from(*last)),
            Some(Value::Never) => {
                set(&mut number.never, row);
                continue;
            }
            _ => {
                if fact.or_never {
                    set(&mut number.never, row);
                }
                (lowest, highest)
            }
        };
        number.low[row] = low;
        number.high[row] = high;
    }
    number
}

/// The plausible range as doubles; endless where none is declared.
pub fn range(fact: &Fact) -> (f64, f64) {
    let parse = |number: rust_decimal::Decimal| number.to_string().parse::<f64>().unwrap_or(f64::NAN);
    fact.range.map_or((f64::NEG_INFINITY, f64::INFINITY), |(low, high)| (parse(low), parse(high)))
}
