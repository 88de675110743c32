//! Lists: from the elements of each patient to one value a patient, and back.

use super::column::{Cells, Column, Labels, Number, Truth, get, set};
use super::input::{Elements, range};
use crate::algebra::{self, Kinds, Words};
use crate::grid::Sum;
use crate::rulebase::Fact;

/// Only a list that is given (`whole` is not "not applicable") becomes whole by a condition, and only by one that
/// surely holds: where it is not applicable or failed, nothing says that the list is whole.
pub fn stays_open(whole: &Truth, complete: &Truth, out: &mut Truth) {
    for w in 0..out.yes.len() {
        out.yes[w] = whole.na[w] | complete.no[w] | complete.na[w] | complete.failed[w];
        out.no[w] = complete.yes[w] & !whole.na[w];
    }
}

/// All that a field could be.
pub fn unseen(field: &Fact, rows: usize, out: &mut Column) {
    match out {
        Column::Truth(out) => {
            out.yes.fill(!0);
            out.no.fill(!0);
        }
        Column::Labels(out) => out.planes.fill(!0),
        Column::Number(out) => {
            let (lowest, highest) = range(field);
            out.low[..rows].fill(lowest);
            out.high[..rows].fill(highest);
            out.never.fill(if field.or_never { !0 } else { 0 });
        }
    }
}

/// Takes labels from what a field of an element not given could be, where the record gives the list and nothing of
/// these parts of it was left out. Where no label is left, there is no such element at all, which is said elsewhere:
/// the labels stay.
pub fn seen_all(whole: &Truth, parts: &[(&Truth, &[usize])], out: &mut Column) {
    let Column::Labels(out) = out else { return };
    for w in 0..out.words {
        let sure = |part: &Truth| part.yes[w] & !part.no[w] & !part.na[w] & !part.failed[w] & !whole.na[w];
        let seen: Vec<u64> = (0..out.count())
            .map(|label| {
                parts.iter().filter(|(_, labels)| labels.contains(&label)).fold(0, |all, (part, _)| all | sure(part))
            })
            .collect();
        let left = seen.iter().fold(0, |left, seen| left | !seen);
        for (label, seen) in seen.iter().enumerate() {
            out.plane_mut(label)[w] &= !(seen & left);
        }
    }
}

/// For a row, its elements, and one that the record may not give: which may be there or not.
fn members_of((members, more): (&Truth, &Truth), elements: &Elements, row: usize) -> impl Iterator<Item = Cells> {
    let unseen = Cells { no: !0, ..more.row(row) };
    elements.of(row).map(|element| members.row(element)).chain([unseen])
}

/// Some element is a member; where the list may hold more, there may be one.
pub fn exists(members: &Truth, elements: &Elements, more: &Truth, rows: usize, out: &mut Truth) {
    for row in 0..rows {
        out.add_row(row, algebra::any_of(&mut Words, members_of((members, more), elements, row)));
    }
}

/// How many elements are members.
pub fn count(members: &Truth, elements: &Elements, more: &Truth, rows: usize, out: &mut Number) {
    for row in 0..rows {
        if !countable((members, more), elements, row, out) {
            continue;
        }
        let (mut sure, mut perhaps) = (0u32, 0u32);
        for element in elements.of(row) {
            let could = members.could(element);
            sure += u32::from(could.yes && !could.no);
            perhaps += u32::from(could.yes);
        }
        out.low[row] = f64::from(sure);
        out.high[row] = if get(&more.yes, row) { f64::INFINITY } else { f64::from(perhaps) };
    }
}

/// Which elements are members must be known of each: where it is not applicable or failed of one, so is what is
/// computed from them. Says whether there can be a result at all.
fn countable(both: (&Truth, &Truth), elements: &Elements, row: usize, out: &mut Number) -> bool {
    let each = members_of(both, elements, row).map(|cell| cell.kinds(&mut Words));
    let kinds = Kinds::of_all(&mut Words, each);
    out.na[row / 64] |= (kinds.na & 1) << (row % 64);
    out.failed[row / 64] |= (kinds.failed & 1) << (row % 64);
    kinds.value & 1 == 1
}

/// The sum over the members; nothing is 0.
///
/// `least`: the lowest value that an element not given could have.
pub fn total(
    (members, values): (&Truth, &Number),
    (elements, least): (&Elements, f64),
    more: &Truth,
    rows: usize,
    out: &mut Number,
) {
    let may_lower = least < 0.0;
    for row in 0..rows {
        let (mut low, mut high) = (Sum::default(), Sum::default());
        if !countable((members, more), elements, row, out) {
            continue;
        }
        for element in elements.of(row) {
            let could = members.could(element);
            if !could.yes || values.is_empty(element) {
                continue;
            }
            let (value_low, value_high) = (values.low[element], values.high[element]);
            let sure = !could.no && !get(&values.never, element);
            low.add(if sure { value_low } else { value_low.min(0.0) });
            high.add(if sure { value_high } else { value_high.max(0.0) });
        }
        // fields that cannot be negative only add
        let open = get(&more.yes, row);
        out.low[row] = if open && may_lower { f64::NEG_INFINITY } else { low.on_grid() };
        out.high[row] = if open { f64::INFINITY } else { high.on_grid() };
    }
}

/// The largest or smallest value among the members; there is none without members.
pub fn extreme(
    largest: bool,
    (members, values): (&Truth, &Number),
    (elements, range): (&Elements, (f64, f64)),
    more: &Truth,
    rows: usize,
    out: &mut Number,
) {
    // the smallest is the negative of the largest of the negatives
    let ends = |low: f64, high: f64| if largest { (low, high) } else { (-high, -low) };
    for row in 0..rows {
        let (mut sure, mut most) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let (mut any_sure, mut any, mut least) = (false, false, f64::INFINITY);
        if !countable((members, more), elements, row, out) {
            continue;
        }
        for element in elements.of(row) {
            let could = members.could(element);
            if !could.yes || values.is_empty(element) {
                continue;
            }
            let (low, high) = ends(values.low[element], values.high[element]);
            any = true;
            most = most.max(high);
            least = least.min(low);
            if !could.no && !get(&values.never, element) {
                any_sure = true;
                sure = sure.max(low);
            }
        }
        if get(&more.yes, row) {
            let (low, high) = ends(range.0, range.1);
            any = true;
            most = most.max(high);
            least = least.min(low);
        }
        if !any_sure {
            set(&mut out.never, row);
        }
        if any {
            let low = if any_sure { sure } else { least };
            (out.low[row], out.high[row]) = if largest { (low, most) } else { (-most, -low) };
        }
    }
}

/// A patient's value for each of the elements.
pub fn spread(from: &Column, elements: &Elements, out: &mut Column) {
    let rows = elements.parents.len();
    match (from, out) {
        (Column::Truth(from), Column::Truth(out)) => {
            for (element, parent) in elements.parents.iter().enumerate() {
                copy(&from.yes, *parent, &mut out.yes, element);
                copy(&from.no, *parent, &mut out.no, element);
                copy(&from.na, *parent, &mut out.na, element);
                copy(&from.failed, *parent, &mut out.failed, element);
            }
        }
        (Column::Labels(from), Column::Labels(out)) => spread_labels(from, elements, rows, out),
        (Column::Number(from), Column::Number(out)) => {
            for (element, parent) in elements.parents.iter().enumerate() {
                out.low[element] = from.low[*parent as usize];
                out.high[element] = from.high[*parent as usize];
                copy(&from.never, *parent, &mut out.never, element);
                copy(&from.na, *parent, &mut out.na, element);
                copy(&from.failed, *parent, &mut out.failed, element);
            }
        }
        _ => {}
    }
}

fn spread_labels(from: &Labels, elements: &Elements, rows: usize, out: &mut Labels) {
    out.reset(from.count(), rows);
    for label in 0..from.count() {
        for (element, parent) in elements.parents.iter().enumerate() {
            copy(from.plane(label), *parent, out.plane_mut(label), element);
        }
    }
    for (element, parent) in elements.parents.iter().enumerate() {
        copy(&from.na, *parent, &mut out.na, element);
        copy(&from.failed, *parent, &mut out.failed, element);
    }
}

fn copy(from: &[u64], row: u32, to: &mut [u64], element: usize) {
    if get(from, row as usize) {
        set(to, element);
    }
}
