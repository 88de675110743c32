//! Columns of the table: for each patient (or element of a list) the set of what a value could still be.

use crate::algebra::{self, Kinds};

/// One bit a row, 64 rows a word. Bits behind the last row mean nothing.
pub type Bits = Vec<u64>;

pub fn words(rows: usize) -> usize {
    rows.div_ceil(64)
}

pub fn get(bits: &[u64], row: usize) -> bool {
    bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

pub fn set(bits: &mut [u64], row: usize) {
    bits[row / 64] |= 1 << (row % 64);
}

pub fn clear(bits: &mut [u64], row: usize) {
    bits[row / 64] &= !(1 << (row % 64));
}

/// Yes or no: which of yes, no, not applicable and failed it could be.
pub type Truth = algebra::Truth<Bits>;

/// The same of 64 rows.
pub type Cells = algebra::Truth<u64>;

/// The same of one row.
pub type Could = algebra::Truth<bool>;

/// A label: a plane of bits for each label it could be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// The planes one behind the other, each `words` long.
    pub planes: Bits,
    pub words: usize,
    pub na: Bits,
    pub failed: Bits,
}

/// A number: an interval with both ends, empty where `low > high`; or that there is none (`never`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Number {
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    pub never: Bits,
    pub na: Bits,
    pub failed: Bits,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    Truth(Truth),
    Labels(Labels),
    Number(Number),
}

/// An interval that holds no number.
pub const EMPTY: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

fn blank(bits: &mut Bits, words: usize) {
    bits.clear();
    bits.resize(words, 0);
}

impl Truth {
    /// Empty sets for so many rows.
    pub fn reset(&mut self, rows: usize) {
        for bits in [&mut self.yes, &mut self.no, &mut self.na, &mut self.failed] {
            blank(bits, words(rows));
        }
    }

    /// 64 rows, beginning with the first of this word.
    pub fn at(&self, w: usize) -> Cells {
        Cells { yes: self.yes[w], no: self.no[w], na: self.na[w], failed: self.failed[w] }
    }

    pub fn put(&mut self, w: usize, cells: Cells) {
        (self.yes[w], self.no[w], self.na[w], self.failed[w]) = (cells.yes, cells.no, cells.na, cells.failed);
    }

    /// One row, as the lowest bit of each word; the other bits mean nothing.
    pub fn row(&self, row: usize) -> Cells {
        let Cells { yes, no, na, failed } = self.at(row / 64);
        let [yes, no, na, failed] = [yes, no, na, failed].map(|word| word >> (row % 64));
        Cells { yes, no, na, failed }
    }

    /// Takes up what the lowest bits say of one row.
    pub fn add_row(&mut self, row: usize, cells: Cells) {
        let Cells { yes, no, na, failed } = cells;
        let planes = [(&mut self.yes, yes), (&mut self.no, no), (&mut self.na, na), (&mut self.failed, failed)];
        for (bits, word) in planes {
            bits[row / 64] |= (word & 1) << (row % 64);
        }
    }

    pub fn could(&self, row: usize) -> Could {
        Could {
            yes: get(&self.yes, row),
            no: get(&self.no, row),
            na: get(&self.na, row),
            failed: get(&self.failed, row),
        }
    }
}

impl Could {
    pub const YES: Could = Could { yes: true, no: false, na: false, failed: false };
    pub const NO: Could = Could { yes: false, no: true, na: false, failed: false };

    pub fn surely_yes(self) -> bool {
        self == Could::YES
    }

    pub fn surely_no(self) -> bool {
        self == Could::NO
    }

    pub fn decided(self) -> bool {
        [self.yes, self.no, self.na, self.failed].iter().filter(|could| **could).count() == 1
    }
}

impl Labels {
    pub fn reset(&mut self, labels: usize, rows: usize) {
        self.words = words(rows);
        blank(&mut self.planes, labels * self.words);
        blank(&mut self.na, self.words);
        blank(&mut self.failed, self.words);
    }

    pub fn plane(&self, label: usize) -> &[u64] {
        &self.planes[label * self.words..(label + 1) * self.words]
    }

    pub fn plane_mut(&mut self, label: usize) -> &mut [u64] {
        &mut self.planes[label * self.words..(label + 1) * self.words]
    }

    /// 64 rows, beginning with the first of this word.
    pub fn at(&self, w: usize) -> algebra::Labels<impl Iterator<Item = u64> + Clone + '_, u64> {
        let each = (0..self.count()).map(move |label| self.planes[label * self.words + w]);
        algebra::Labels { each, na: self.na[w], failed: self.failed[w] }
    }

    pub fn count(&self) -> usize {
        self.planes.len().checked_div(self.words).unwrap_or(0)
    }

    /// The labels that one row could have.
    pub fn could(&self, row: usize) -> Vec<usize> {
        (0..self.count()).filter(|label| get(self.plane(*label), row)).collect()
    }
}

impl Number {
    /// Room for so many rows; `empty`: of empty sets.
    pub fn reset(&mut self, rows: usize, empty: bool) {
        if empty {
            self.low.clear();
            self.high.clear();
        }
        self.low.resize(rows, EMPTY.0);
        self.high.resize(rows, EMPTY.1);
        for bits in [&mut self.never, &mut self.na, &mut self.failed] {
            blank(bits, words(rows));
        }
    }

    pub fn is_empty(&self, row: usize) -> bool {
        self.low[row] > self.high[row]
    }

    /// The kinds of value of 64 rows, beginning with the first of this word.
    pub fn kinds(&self, w: usize) -> Kinds<u64> {
        let rows = w * 64..self.low.len().min(w * 64 + 64);
        let ends = self.low[rows.clone()].iter().zip(&self.high[rows]).enumerate();
        let value = ends.fold(0, |bits, (bit, (low, high))| bits | u64::from(low <= high) << bit);
        Kinds { value, never: self.never[w], na: self.na[w], failed: self.failed[w] }
    }
}

impl Column {
    /// How many rows a column of numbers has.
    pub fn rows(&self) -> Option<usize> {
        self.number().map(|number| number.low.len())
    }

    pub fn truth(&self) -> Option<&Truth> {
        match self {
            Column::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    pub fn labels(&self) -> Option<&Labels> {
        match self {
            Column::Labels(labels) => Some(labels),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<&Number> {
        match self {
            Column::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Where it could be not applicable, and where it could have failed.
    pub fn absent(&self) -> (&Bits, &Bits) {
        match self {
            Column::Truth(truth) => (&truth.na, &truth.failed),
            Column::Labels(labels) => (&labels.na, &labels.failed),
            Column::Number(number) => (&number.na, &number.failed),
        }
    }

    pub fn absent_mut(&mut self) -> (&mut Bits, &mut Bits) {
        match self {
            Column::Truth(truth) => (&mut truth.na, &mut truth.failed),
            Column::Labels(labels) => (&mut labels.na, &mut labels.failed),
            Column::Number(number) => (&mut number.na, &mut number.failed),
        }
    }

    /// Whether a cell could be a value (which a number that does not exist is too), not applicable, failed.
    pub fn kinds(&self, row: usize) -> (bool, bool, bool) {
        match self {
            Column::Truth(truth) => {
                let could = truth.could(row);
                (could.yes || could.no, could.na, could.failed)
            }
            Column::Labels(labels) => {
                let value = (0..labels.count()).any(|label| get(labels.plane(label), row));
                (value, get(&labels.na, row), get(&labels.failed, row))
            }
            Column::Number(number) => {
                let value = !number.is_empty(row) || get(&number.never, row);
                (value, get(&number.na, row), get(&number.failed, row))
            }
        }
    }

    /// A cell holds a single possibility.
    pub fn is_one(&self, row: usize) -> bool {
        match self {
            Column::Truth(truth) => truth.could(row).decided(),
            Column::Labels(labels) => {
                labels.could(row).len() + usize::from(get(&labels.na, row)) + usize::from(get(&labels.failed, row)) == 1
            }
            Column::Number(number) => {
                let others = [&number.never, &number.na, &number.failed];
                let others = others.into_iter().filter(|bits| get(bits, row)).count();
                let numbers = match number.is_empty(row) {
                    true => 0,
                    false => 1 + usize::from(number.low[row] < number.high[row]),
                };
                numbers + others == 1
            }
        }
    }

    /// Whether two cells hold the same.
    pub fn same(&self, a: usize, b: usize) -> bool {
        let bits = |bits: &[u64]| get(bits, a) == get(bits, b);
        match self {
            Column::Truth(truth) => [&truth.yes, &truth.no, &truth.na, &truth.failed].into_iter().all(|one| bits(one)),
            Column::Labels(labels) => {
                bits(&labels.na) && bits(&labels.failed) && (0..labels.count()).all(|label| bits(labels.plane(label)))
            }
            Column::Number(number) => {
                let ends = |row: usize| (number.low[row], number.high[row]);
                ends(a) == ends(b) && bits(&number.never) && bits(&number.na) && bits(&number.failed)
            }
        }
    }

    /// Mixes a cell into a hash: equal cells mix alike.
    pub fn hash(&self, row: usize, seed: u64) -> u64 {
        let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        let bit = |hash: u64, bits: &Bits| mix(hash, u64::from(get(bits, row)));
        match self {
            Column::Truth(truth) => [&truth.yes, &truth.no, &truth.na, &truth.failed].into_iter().fold(seed, bit),
            Column::Labels(labels) => {
                let hash = [&labels.na, &labels.failed].into_iter().fold(seed, bit);
                (0..labels.count()).fold(hash, |hash, label| mix(hash, u64::from(get(labels.plane(label), row))))
            }
            Column::Number(number) => {
                // zero has two signs, and is one number
                let bits = |end: f64| (end + 0.0).to_bits();
                let hash = mix(mix(seed, bits(number.low[row])), bits(number.high[row]));
                [&number.never, &number.na, &number.failed].into_iter().fold(hash, bit)
            }
        }
    }

    /// Writes down all that a cell holds.
    pub fn write(&self, row: usize, out: &mut Vec<u64>) {
        let bits = |all: &[&Bits]| all.iter().fold(1, |word, bits| word << 1 | u64::from(get(bits, row)));
        match self {
            Column::Truth(truth) => out.push(bits(&[&truth.yes, &truth.no, &truth.na, &truth.failed])),
            Column::Labels(labels) => {
                out.push(bits(&[&labels.na, &labels.failed]));
                // how many come first: cells that stand one behind the other must not run into each other
                let could = labels.could(row);
                out.push(could.len() as u64);
                out.extend(could.into_iter().map(|label| label as u64));
            }
            Column::Number(number) => {
                out.push(bits(&[&number.never, &number.na, &number.failed]));
                out.extend([number.low[row].to_bits(), number.high[row].to_bits()]);
            }
        }
    }
}
