//! Samples: complete patients that a record could turn out to be.

use super::column::{Column, Labels, Number, Truth, get, set, words};
use super::input::{Elements, Inputs};
use crate::rulebase::{Schema, Type};

impl Inputs {
    /// So many samples of each record, one behind the other: everything that a record leaves open has one value, the
    /// lowest of all in the first sample, the highest in the second, any in the others. What is known stays what it
    /// was, and a list that may hold more still may.
    pub fn samples(&self, schema: &Schema, each: usize) -> Inputs {
        let patients: Vec<Drawn> = (0..self.rows)
            .flat_map(|row| (0..each).map(move |sample| Drawn { from: row, sample, day: 0.0 }))
            .map(|drawn| Drawn { day: self.as_of[drawn.from], ..drawn })
            .collect();
        let facts = schema.facts.iter().zip(&self.facts).enumerate();
        Inputs {
            rows: patients.len(),
            facts: facts
                .map(|(at, (fact, column))| match fact.ty {
                    Type::List(_) => draw(column, &patients, None),
                    _ => draw(column, &patients, Some(at)),
                })
                .collect(),
            known: self.known.iter().map(|bits| copy(bits, &patients)).collect(),
            as_of: patients.iter().map(|drawn| drawn.day).collect(),
            lists: self.lists.iter().map(|elements| elements.samples(&patients)).collect(),
            perhaps_known: Vec::new(),
            anyone: self.anyone,
        }
    }
}

impl Elements {
    fn samples(&self, patients: &[Drawn]) -> Elements {
        let mut elements = Elements { starts: vec![0], ..Elements::default() };
        if self.starts.is_empty() {
            return Elements { starts: vec![0; patients.len() + 1], ..elements };
        }
        let mut drawn = Vec::new();
        for (row, patient) in patients.iter().enumerate() {
            for from in self.of(patient.from) {
                drawn.push(Drawn { from, ..*patient });
                elements.parents.push(row as u32);
            }
            elements.starts.push(drawn.len() as u32);
        }
        let fields = self.fields.iter().enumerate();
        elements.fields = fields.map(|(at, column)| draw(column, &drawn, Some(at))).collect();
        elements.known = self.known.iter().map(|bits| copy(bits, &drawn)).collect();
        elements
    }
}

/// A row of a sample.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    /// The row it is a sample of.
    from: usize,
    sample: usize,
    /// The as-of date.
    day: f64,
}

impl Drawn {
    /// Which of so many values to take.
    fn pick(self, salt: usize, count: usize) -> usize {
        match self.sample {
            0 => 0,
            1 => count - 1,
            _ => scattered((salt as u64) << 8 | self.sample as u64) as usize % count,
        }
    }
}

/// Rows of samples; `salt`: the number of the column, where it is to be narrowed.
fn draw(column: &Column, drawn: &[Drawn], salt: Option<usize>) -> Column {
    match column {
        // nobody reads what was not filled
        Column::Truth(truth) if truth.yes.is_empty() => column.clone(),
        Column::Labels(labels) if labels.na.is_empty() => column.clone(),
        Column::Number(number) if number.low.is_empty() => column.clone(),
        Column::Truth(truth) => {
            let mut out = Truth {
                yes: copy(&truth.yes, drawn),
                no: copy(&truth.no, drawn),
                na: copy(&truth.na, drawn),
                failed: copy(&truth.failed, drawn),
            };
            for (row, one) in drawn.iter().enumerate() {
                if let (Some(salt), true) = (salt, get(&out.yes, row) && get(&out.no, row)) {
                    let bits = if one.pick(salt, 2) == 0 { &mut out.yes } else { &mut out.no };
                    bits[row / 64] &= !(1 << (row % 64));
                }
            }
            Column::Truth(out)
        }
        Column::Labels(labels) => Column::Labels(draw_labels(labels, drawn, salt)),
        Column::Number(number) => Column::Number(draw_number(number, drawn, salt)),
    }
}

fn draw_labels(labels: &Labels, drawn: &[Drawn], salt: Option<usize>) -> Labels {
    let mut out = Labels::default();
    out.reset(labels.count(), drawn.len());
    out.na = copy(&labels.na, drawn);
    out.failed = copy(&labels.failed, drawn);
    for (row, one) in drawn.iter().enumerate() {
        let could = labels.could(one.from);
        let kept = match salt {
            Some(salt) if could.len() > 1 => vec![could[one.pick(salt, could.len())]],
            _ => could,
        };
        kept.into_iter().for_each(|label| set(out.plane_mut(label), row));
    }
    out
}

fn draw_number(number: &Number, drawn: &[Drawn], salt: Option<usize>) -> Number {
    let mut out = Number {
        low: drawn.iter().map(|one| number.low[one.from]).collect(),
        high: drawn.iter().map(|one| number.high[one.from]).collect(),
        never: copy(&number.never, drawn),
        na: copy(&number.na, drawn),
        failed: copy(&number.failed, drawn),
    };
    let Some(salt) = salt else { return out };
    for (row, one) in drawn.iter().enumerate() {
        let (low, high) = (out.low[row], out.high[row]);
        let never = get(&out.never, row);
        if low > high || (low == high && !never) {
            continue;
        }
        let mut values = values_in(low, high, one.day);
        if never {
            values.insert(0, None);
        }
        match values[one.pick(salt, values.len())] {
            Some(value) => {
                (out.low[row], out.high[row]) = (value, value);
                out.never[row / 64] &= !(1 << (row % 64));
            }
            None => (out.low[row], out.high[row]) = super::column::EMPTY,
        }
    }
    out
}

/// A few numbers of an interval, the lowest first; an interval without ends may be dates.
fn values_in(low: f64, high: f64, day: f64) -> Vec<Option<f64>> {
    let middle = low + (high - low) / 2.0;
    let mut values = vec![low, middle, high, 0.0, day - 1000.0, day - 10.0];
    values.retain(|value| value.is_finite() && (low..=high).contains(value));
    values.sort_by(f64::total_cmp);
    values.dedup();
    if values.is_empty() { vec![Some(low)] } else { values.into_iter().map(Some).collect() }
}

fn copy(bits: &[u64], drawn: &[Drawn]) -> Vec<u64> {
    let mut out = vec![0; words(drawn.len())];
    if bits.iter().all(|word| *word == 0) {
        return out;
    }
    for (row, _) in drawn.iter().enumerate().filter(|(_, one)| get(bits, one.from)) {
        set(&mut out, row);
    }
    out
}

/// A number that looks like chance, and is always the same.
pub(crate) fn scattered(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
