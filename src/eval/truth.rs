//! Yes and no: Kleene's logic on sets, with "not applicable" and "failed" as values of their own.

use super::column::{Kinds, Labels, Number, Truth, words};
use crate::syntax::tree::{ListKind, Order};

/// `out = a and b`: no as soon as one is no; otherwise failed, not applicable, yes, in that order.
pub fn and(a: &Truth, b: &Truth, out: &mut Truth) {
    for w in 0..out.yes.len() {
        let not_no = |t: &Truth| t.yes[w] | t.na[w] | t.failed[w];
        out.yes[w] = a.yes[w] & b.yes[w];
        out.no[w] = a.no[w] | b.no[w];
        out.failed[w] = (a.failed[w] & not_no(b)) | (b.failed[w] & not_no(a));
        out.na[w] = (a.na[w] & (b.yes[w] | b.na[w])) | (b.na[w] & (a.yes[w] | a.na[w]));
    }
}

/// `out = not a`
pub fn not(a: &Truth, out: &mut Truth) {
    out.yes.copy_from_slice(&a.no);
    out.no.copy_from_slice(&a.yes);
    out.na.copy_from_slice(&a.na);
    out.failed.copy_from_slice(&a.failed);
}

/// Not applicable counts as no.
pub fn holds(a: &Truth, out: &mut Truth) {
    for w in 0..out.yes.len() {
        out.yes[w] = a.yes[w];
        out.no[w] = a.no[w] | a.na[w];
        out.failed[w] = a.failed[w];
    }
}

/// A list of conditions.
pub fn of(kind: ListKind, items: &[&Truth], rows: usize, out: &mut Truth) {
    match kind {
        ListKind::All => fold(items, rows, false, out),
        ListKind::Any => fold(items, rows, true, out),
        ListKind::None => {
            let mut any = Truth::default();
            any.reset(rows);
            fold(items, rows, true, &mut any);
            not(&any, out);
        }
        ListKind::AtLeast(n) => counted(items, n as usize, usize::MAX, out),
        ListKind::AtMost(n) => counted(items, 0, n as usize, out),
        ListKind::Exactly(n) => counted(items, n as usize, n as usize, out),
    }
}

/// All of them, or by De Morgan any of them.
fn fold(items: &[&Truth], rows: usize, any: bool, out: &mut Truth) {
    for w in 0..words(rows) {
        let (mut yes, mut no, mut na, mut failed) = (!0u64, 0u64, 0u64, 0u64);
        for item in items {
            let (item_yes, item_no) = if any { (item.no[w], item.yes[w]) } else { (item.yes[w], item.no[w]) };
            let (item_na, item_failed) = (item.na[w], item.failed[w]);
            let here = yes | na | failed;
            let there = item_yes | item_na | item_failed;
            failed = (failed & there) | (item_failed & here);
            na = (na & (item_yes | item_na)) | (item_na & (yes | na));
            yes &= item_yes;
            no |= item_no;
        }
        (out.yes[w], out.no[w]) = if any { (no, yes) } else { (yes, no) };
        (out.na[w], out.failed[w]) = (na, failed);
    }
}

/// Between `least` and `most` of them; not applicable or failed items make it so too.
fn counted(items: &[&Truth], least: usize, most: usize, out: &mut Truth) {
    for w in 0..out.yes.len() {
        let kinds = items.iter().fold(Kinds::VALUE, |kinds, item| kinds.and(Kinds::of_truth(item, w)));
        for bit in 0..64 {
            let mask = 1u64 << bit;
            if kinds.value & mask == 0 {
                continue;
            }
            let surely = items.iter().filter(|item| item.yes[w] & mask != 0 && item.no[w] & mask == 0).count();
            let perhaps = items.iter().filter(|item| item.yes[w] & mask != 0).count();
            if perhaps >= least && surely <= most {
                out.yes[w] |= mask;
            }
            if surely < least || perhaps > most {
                out.no[w] |= mask;
            }
        }
        out.na[w] = kinds.na;
        out.failed[w] = kinds.failed;
    }
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
        let kinds = Kinds::of_number(a, w).and(Kinds::of_number(b, w));
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
    for label in 0..value.count() {
        let target = if labels.contains(&label) { &mut out.yes } else { &mut out.no };
        for (out, plane) in target.iter_mut().zip(value.plane(label)) {
            *out |= plane;
        }
    }
    out.na.copy_from_slice(&value.na);
    out.failed.copy_from_slice(&value.failed);
}

pub fn same_label(a: &Labels, b: &Labels, out: &mut Truth) {
    for w in 0..out.yes.len() {
        let (mut same, mut other, mut a_value, mut b_value) = (0u64, 0u64, 0u64, 0u64);
        for x in 0..a.count() {
            a_value |= a.plane(x)[w];
            b_value |= b.plane(x)[w];
            same |= a.plane(x)[w] & b.plane(x)[w];
            let elsewhere = (0..b.count()).filter(|y| *y != x).fold(0, |bits, y| bits | b.plane(y)[w]);
            other |= a.plane(x)[w] & elsewhere;
        }
        let kinds = |labels: &Labels, value: u64| Kinds { value, never: 0, na: labels.na[w], failed: labels.failed[w] };
        let both = kinds(a, a_value).and(kinds(b, b_value));
        out.yes[w] = same;
        out.no[w] = other;
        out.na[w] = both.na;
        out.failed[w] = both.failed;
    }
}

pub fn same_truth(a: &Truth, b: &Truth, out: &mut Truth) {
    for w in 0..out.yes.len() {
        out.yes[w] = (a.yes[w] & b.yes[w]) | (a.no[w] & b.no[w]);
        out.no[w] = (a.yes[w] & b.no[w]) | (a.no[w] & b.yes[w]);
        let both = Kinds::of_truth(a, w).and(Kinds::of_truth(b, w));
        out.na[w] = both.na;
        out.failed[w] = both.failed;
    }
}
