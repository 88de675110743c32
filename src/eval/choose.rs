//! Choosing and counting: first line that holds, sums of points, bands, gates.

use super::column::{Bits, Cells, Column, EMPTY, Labels, Number, Truth, get, words};
use crate::algebra::{self, Algebra, Kinds, Reach, Words};
use crate::grid::Sum;
use crate::program::Edges;

/// The condition of a line without one.
const ALWAYS: Cells = Cells { yes: !0, no: 0, na: 0, failed: 0 };

/// The value of the first line whose condition holds.
pub fn first(lines: &[(Option<&Truth>, &Column)], rows: usize, out: &mut Column) {
    let mut reach = vec![Reach::new(&mut Words); words(rows)];
    let mut take = |condition: Option<&Truth>| -> Bits {
        let condition = |w: usize| condition.map_or(ALWAYS, |condition| condition.at(w));
        reach.iter_mut().enumerate().map(|(w, reach)| reach.take(&mut Words, condition(w))).collect()
    };
    let lines: Vec<(Bits, &Column)> = lines.iter().map(|(condition, value)| (take(*condition), *value)).collect();
    match out {
        Column::Truth(out) => {
            chosen(&lines, |value| Some(&value.truth()?.yes), &mut out.yes);
            chosen(&lines, |value| Some(&value.truth()?.no), &mut out.no);
        }
        Column::Labels(out) => {
            for label in 0..out.count() {
                chosen(&lines, |value| Some(value.labels()?.plane(label)), out.plane_mut(label));
            }
        }
        Column::Number(out) => {
            let numbers = lines.iter().filter_map(|(taken, value)| Some((taken, value.number()?)));
            numbers.for_each(|(taken, value)| chosen_number(taken, value, out));
            chosen(&lines, |value| Some(&value.number()?.never), &mut out.never);
        }
    }
    let (na, failed) = out.absent_mut();
    chosen(&lines, |value| Some(value.absent().0), na);
    chosen(&lines, |value| Some(value.absent().1), failed);
    for (w, reach) in reach.into_iter().enumerate() {
        let (none_na, none_failed) = reach.finish(&mut Words);
        na[w] |= none_na;
        failed[w] |= none_failed;
    }
}

/// One bit of the value: of each line where it is taken.
fn chosen<'c>(lines: &[(Bits, &'c Column)], plane: impl Fn(&'c Column) -> Option<&'c [u64]>, out: &mut [u64]) {
    let planes = lines.iter().filter_map(|(taken, value)| Some((taken, plane(value)?)));
    let planes: Vec<(&Bits, &[u64])> = planes.collect();
    for (w, out) in out.iter_mut().enumerate() {
        *out = algebra::chosen(&mut Words, planes.iter().map(|(taken, plane)| (taken[w], plane[w])));
    }
}

fn chosen_number(taken: &[u64], value: &Number, out: &mut Number) {
    for (w, bits) in taken.iter().enumerate() {
        let end = value.low.len().min(w * 64 + 64);
        if *bits == 0 {
            continue;
        }
        for row in w * 64..end {
            if bits >> (row % 64) & 1 == 1 {
                out.low[row] = out.low[row].min(value.low[row]);
                out.high[row] = out.high[row].max(value.high[row]);
            }
        }
    }
}

/// Whole weights, each where its condition holds, as far as 255 points reach; divided by `scale`.
///
/// Eight patients are added at a time, a byte of a word for each.
pub fn add_weights(items: &[(&Truth, i64)], scale: f64, rows: usize, out: &mut Number) {
    for w in 0..words(rows) {
        // what is surely gained and lost, and what may be
        let mut sums = [[0u64; 8]; 4];
        for (item, weight) in items {
            let points = weight.unsigned_abs();
            let (low, high) = if *weight >= 0 { (0, 1) } else { (3, 2) };
            let item = item.at(w);
            add_bytes(&mut sums[low], item.yes & !item.no, points);
            add_bytes(&mut sums[high], item.yes, points);
        }
        let kinds = Kinds::of_all(&mut Words, items.iter().map(|(item, _)| item.at(w).kinds(&mut Words)));
        let end = rows.min(w * 64 + 64);
        let [gained, may_gain, may_lose, lost] = sums.map(bytes);
        let rows = out.low[w * 64..end].iter_mut().zip(&mut out.high[w * 64..end]);
        for (bit, (low, high)) in rows.enumerate() {
            *low = (f64::from(gained[bit]) - f64::from(may_lose[bit])) / scale;
            *high = (f64::from(may_gain[bit]) - f64::from(lost[bit])) / scale;
        }
        for row in (w * 64..end).filter(|row| kinds.value >> (row % 64) & 1 == 0) {
            (out.low[row], out.high[row]) = EMPTY;
        }
        out.na[w] = kinds.na;
        out.failed[w] = kinds.failed;
    }
}

/// Adds points to the bytes whose bits are set.
fn add_bytes(sums: &mut [u64; 8], bits: u64, points: u64) {
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum += spread_byte(bits >> (at * 8) & 0xff) * points;
    }
}

/// The eight bits of a byte as eight bytes of 0 or 1.
fn spread_byte(byte: u64) -> u64 {
    let one_bit_each = byte.wrapping_mul(0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
    // any set bit reaches the top of its byte
    ((one_bit_each + 0x7f7f_7f7f_7f7f_7f7f) >> 7) & 0x0101_0101_0101_0101
}

fn bytes(sums: [u64; 8]) -> [u8; 64] {
    let mut out = [0; 64];
    for (at, sum) in sums.iter().enumerate() {
        out[at * 8..at * 8 + 8].copy_from_slice(&sum.to_le_bytes());
    }
    out
}

/// Points, each where its condition holds.
pub fn sum(items: &[(Option<&Truth>, &Number)], rows: usize, out: &mut Number) {
    let mut ends = vec![(Sum::default(), Sum::default()); rows];
    for (condition, points) in items {
        for (row, (least, most)) in ends.iter_mut().enumerate() {
            let (yes, sure) = match condition {
                None => (true, true),
                Some(condition) => (get(&condition.yes, row), !get(&condition.no, row)),
            };
            let (low, high) = (points.low[row], points.high[row]);
            if yes {
                least.add(if sure { low } else { low.min(0.0) });
                most.add(if sure { high } else { high.max(0.0) });
            }
        }
    }
    for (w, ends) in ends.chunks(64).enumerate() {
        let each = items.iter().map(|(condition, points)| match condition {
            Some(condition) => algebra::given(&mut Words, condition.at(w), points.kinds(w)),
            None => points.kinds(w),
        });
        let kinds = Kinds::of_all(&mut Words, each);
        for (bit, (least, most)) in ends.iter().enumerate() {
            // every row is written: what the table held before stays in none
            (out.low[w * 64 + bit], out.high[w * 64 + bit]) =
                if kinds.value >> bit & 1 == 1 { (least.on_grid(), most.on_grid()) } else { EMPTY };
        }
        (out.never[w], out.na[w], out.failed[w]) = (kinds.never, kinds.na, kinds.failed);
    }
}

/// The bands that a sum of points can fall into; failed where none, and where it may lie below or above them all. What
/// lies between two bands no sum comes to: rules with such a gap are refused.
pub fn bands(points: &Number, edges: &[Edges], out: &mut Labels) {
    let words = points.never.len();
    let (mut reach, mut hit) = (vec![0u64; words], vec![0u64; words]);
    let (mut above, mut below) = (vec![0u64; words], vec![0u64; words]);
    super::truth::test_rows(&points.low, &points.high, &mut reach, |low, high| low <= high);
    for band in edges {
        let (low, low_in) = band.low.unwrap_or((f64::NEG_INFINITY, true));
        let (high, high_in) = band.high.unwrap_or((f64::INFINITY, true));
        super::truth::test_rows(&points.high, &points.high, &mut above, |most, _| {
            most > low || (low_in && most == low)
        });
        super::truth::test_rows(&points.low, &points.low, &mut below, |least, _| {
            least < high || (high_in && least == high)
        });
        let plane = out.plane_mut(band.label);
        for w in 0..words {
            let found = reach[w] & above[w] & below[w];
            plane[w] |= found;
            hit[w] |= found;
        }
    }
    let (bottom, top) = ends(edges);
    super::truth::test_rows(&points.low, &points.low, &mut below, |least, _| {
        bottom.is_some_and(|(edge, included)| least < edge || (!included && least == edge))
    });
    super::truth::test_rows(&points.high, &points.high, &mut above, |most, _| {
        top.is_some_and(|(edge, included)| most > edge || (!included && most == edge))
    });
    for w in 0..words {
        out.na[w] |= points.na[w];
        out.failed[w] |= points.failed[w] | points.never[w] | (reach[w] & (!hit[w] | below[w] | above[w]));
    }
}

/// An edge of the outermost band, and whether it belongs to it.
type End = Option<(f64, bool)>;

/// Where the lowest band begins and the highest ends, and whether these edges belong to them; nothing where there is no
/// end.
fn ends(edges: &[Edges]) -> (End, End) {
    let lows: Option<Vec<(f64, bool)>> = edges.iter().map(|band| band.low).collect();
    let highs: Option<Vec<(f64, bool)>> = edges.iter().map(|band| band.high).collect();
    let bottom = lows.and_then(|all| all.into_iter().min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))));
    let top = highs.and_then(|all| all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))));
    (bottom, top)
}

/// The first label, in the order of severity, that any of the columns has. Those not applicable do not count.
pub fn most_severe(all: &[&Labels], out: &mut Labels) {
    for w in 0..out.words {
        let each = all.iter().map(|one| one.at(w));
        for label in 0..out.count() {
            out.plane_mut(label)[w] = algebra::most_severe(&mut Words, each.clone(), label);
        }
        (out.na[w], out.failed[w]) = algebra::none_severe(&mut Words, each);
    }
}

/// Not applicable outside a population.
pub fn gate(population: &Truth, value: &Column, out: &mut Column) {
    let inside = &population.yes;
    let keep = |value: &[u64], out: &mut [u64]| {
        for (w, out) in out.iter_mut().enumerate() {
            *out = Words.and([value[w], inside[w]]);
        }
    };
    match (value, &mut *out) {
        (Column::Truth(value), Column::Truth(out)) => {
            keep(&value.yes, &mut out.yes);
            keep(&value.no, &mut out.no);
        }
        (Column::Labels(value), Column::Labels(out)) => {
            (0..value.count()).for_each(|label| keep(value.plane(label), out.plane_mut(label)));
        }
        (Column::Number(value), Column::Number(out)) => {
            for row in 0..value.low.len() {
                (out.low[row], out.high[row]) =
                    if get(inside, row) { (value.low[row], value.high[row]) } else { EMPTY };
            }
            keep(&value.never, &mut out.never);
        }
        _ => return,
    }
    let (own, (na, failed)) = (value.absent(), out.absent_mut());
    for w in 0..inside.len() {
        (na[w], failed[w]) = algebra::gate(&mut Words, population.at(w), (own.0[w], own.1[w]));
    }
}
