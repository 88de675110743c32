//! Yes and no, 64 rows at a time: what the operations of the algebra give, and comparisons of numbers.

use super::column::{Cells, Labels, Number, Truth};
use crate::algebra::{self, Kinds, Words};
use crate::syntax::tree::{ListKind, Order};

/// Fills a column word by word.
fn each(out: &mut Truth, cells: impl Fn(usize) -> Cells) {
    for w in 0..out.yes.len() {
        out.put(w, cells(w));
    }
}

pub fn not(a: &Truth, out: &mut Truth) {
    each(out, |w| a.at(w).opposite());
}

pub fn holds(a: &Truth, out: &mut Truth) {
    each(out, |w| algebra::holds(&mut Words, a.at(w)));
}

/// A list of conditions.
pub fn of(kind: ListKind, items: &[&Truth], out: &mut Truth) {
    each(out, |w| algebra::of(&mut Words, kind, items.iter().map(|item| item.at(w))));
}

/// Which results `left ORDER right` can have.
pub fn order(order: Order, left: &Number, right: &Number, out: &mut Truth) {
    match order {
        Order::Less => compare(left, right, out, |a, b| a < b, |a, b| a >= b),
        Order::AtMost => compare(left, right, out, |a, b| a <= b, |a, b| a > b),
        Order::More => compare(right, left, out, |a, b| a < b, |a, b| a >= b),
        Order::AtLeast => compare(right, left, out, |a, b| a <= b, |a, b| a > b),
    }
}

/// `yes(low of a, high of b)` says that the comparison can hold, `no(high of a, low of b)` that it can fail. With an
/// empty interval neither can.
fn compare(a: &Number, b: &Number, out: &mut Truth, yes: impl Fn(f64, f64) -> bool, no: impl Fn(f64, f64) -> bool) {
    test_rows(&a.low, &b.high, &mut out.yes, yes);
    test_rows(&a.high, &b.low, &mut out.no, no);
    absent(a, b, out);
}

/// Sets the bit of each row for which a test of two numbers holds: a byte of bits at a time, which compilers turn into
/// vector instructions.
pub fn test_rows(a: &[f64], b: &[f64], bits: &mut [u64], test: impl Fn(f64, f64) -> bool) {
    for ((a, b), word) in a.chunks(64).zip(b.chunks(64)).zip(bits) {
        let mut found = 0u64;
        for (at, (a, b)) in a.chunks(8).zip(b.chunks(8)).enumerate() {
            let mut byte = 0u64;
            for (bit, (a, b)) in a.iter().zip(b).enumerate() {
                byte |= u64::from(test(*a, *b)) << bit;
            }
            found |= byte << (at * 8);
        }
        *word = found;
    }
}

/// What does not exist compares as no; what is not applicable or failed comes before that.
fn absent(a: &Number, b: &Number, out: &mut Truth) {
    for w in 0..out.yes.len() {
        if a.never[w] | b.never[w] | a.na[w] | b.na[w] | a.failed[w] | b.failed[w] == 0 {
            continue;
        }
        let kinds = Kinds::of_all(&mut Words, [a.kinds(w), b.kinds(w)]);
        out.yes[w] &= kinds.value;
        out.no[w] = (out.no[w] & kinds.value) | kinds.never;
        out.na[w] = kinds.na;
        out.failed[w] = kinds.failed;
    }
}

pub fn equal(a: &Number, b: &Number, out: &mut Truth) {
    for row in 0..a.low.len() {
        if a.is_empty(row) || b.is_empty(row) {
            continue;
        }
        let overlap = a.low[row] <= b.high[row] && b.low[row] <= a.high[row];
        let one_value = a.low[row] == a.high[row] && b.low[row] == b.high[row] && a.low[row] == b.low[row];
        if overlap {
            super::column::set(&mut out.yes, row);
        }
        if !one_value {
            super::column::set(&mut out.no, row);
        }
    }
    absent(a, b, out);
}

pub fn among(value: &Labels, labels: &[usize], out: &mut Truth) {
    let (inside, outside): (Vec<usize>, Vec<usize>) = (0..value.count()).partition(|label| labels.contains(label));
    let [inside, outside]: [Vec<&[u64]>; 2] =
        [inside, outside].map(|labels| labels.into_iter().map(|label| value.plane(label)).collect());
    each(out, |w| {
        let [inside, outside] = [&inside, &outside].map(|planes| planes.iter().map(|plane| plane[w]));
        algebra::among(&mut Words, inside, outside, (value.na[w], value.failed[w]))
    });
}

pub fn same_label(a: &Labels, b: &Labels, out: &mut Truth) {
    each(out, |w| algebra::same_label(&mut Words, a.at(w), b.at(w)));
}

pub fn same_truth(a: &Truth, b: &Truth, out: &mut Truth) {
    each(out, |w| algebra::same_truth(&mut Words, a.at(w), b.at(w)));
}
