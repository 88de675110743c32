//! Choosing and counting: first line that holds, sums of points, bands, gates.

use super::column::{Bits, Column, EMPTY, Kinds, Labels, Number, Truth, get, words};
use crate::grid::Sum;
use crate::program::Edges;

/// Follows the lines of a definition: for each, the rows that can reach it and meet its condition.
struct Reach {
    left: Bits,
    na: Bits,
    failed: Bits,
}

impl Reach {
    fn new(rows: usize) -> Reach {
        let words = words(rows);
        Reach { left: vec![!0; words], na: vec![0; words], failed: vec![0; words] }
    }

    /// The rows that may take this line; those that may go on remain.
    fn take(&mut self, condition: Option<&Truth>) -> Bits {
        let Some(condition) = condition else { return std::mem::take(&mut self.left) };
        let mut taken = vec![0; self.left.len()];
        for w in 0..self.left.len() {
            taken[w] = self.left[w] & condition.yes[w];
            self.na[w] |= self.left[w] & condition.na[w];
            self.failed[w] |= self.left[w] & condition.failed[w];
            self.left[w] &= condition.no[w];
        }
        taken
    }

    /// Rows for which no line may hold have failed.
    fn finish(self, na: &mut Bits, failed: &mut Bits) {
        for w in 0..na.len() {
            na[w] |= self.na[w];
            failed[w] |= self.failed[w] | self.left.get(w).copied().unwrap_or(0);
        }
    }
}

/// The value of the first line whose condition holds.
pub fn first(lines: &[(Option<&Truth>, &Column)], rows: usize, out: &mut Column) {
    let mut reach = Reach::new(rows);
    for (condition, value) in lines {
        if reach.left.is_empty() {
            break;
        }
        let taken = reach.take(*condition);
        match (value, &mut *out) {
            (Column::Truth(value), Column::Truth(out)) => {
                for w in 0..taken.len() {
                    out.yes[w] |= taken[w] & value.yes[w];
                    out.no[w] |= taken[w] & value.no[w];
                    out.na[w] |= taken[w] & value.na[w];
                    out.failed[w] |= taken[w] & value.failed[w];
                }
            }
            (Column::Labels(value), Column::Labels(out)) => first_label(&taken, value, out),
            (Column::Number(value), Column::Number(out)) => first_number(&taken, value, out),
            _ => {}
        }
    }
    match out {
        Column::Truth(out) => reach.finish(&mut out.na, &mut out.failed),
        Column::Labels(out) => reach.finish(&mut out.na, &mut out.failed),
        Column::Number(out) => reach.finish(&mut out.na, &mut out.failed),
    }
}

fn first_label(taken: &[u64], value: &Labels, out: &mut Labels) {
    for label in 0..value.count() {
        for (w, word) in value.plane(label).iter().enumerate() {
            out.planes[label * out.words + w] |= taken[w] & word;
        }
    }
    for w in 0..taken.len() {
        out.na[w] |= taken[w] & value.na[w];
        out.failed[w] |= taken[w] & value.failed[w];
    }
}

fn first_number(taken: &[u64], value: &Number, out: &mut Number) {
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
    for w in 0..taken.len() {
        out.never[w] |= taken[w] & value.never[w];
        out.na[w] |= taken[w] & value.na[w];
        out.failed[w] |= taken[w] & value.failed[w];
    }
}

/// Whole weights, each where its condition holds, as far as 255 points reach; divided by `scale`.
///
/// Eight patients are added at a time, a byte of a word for each.
pub fn add_weights(items: &[(&Truth, i64)], scale: f64, rows: usize, out: &mut Number) {
    for w in 0..words(rows) {
        // what is surely gained and lost, and what may be
        let mut sums = [[0u64; 8]; 4];
        let mut kinds = Kinds::VALUE;
        for (item, weight) in items {
            let points = weight.unsigned_abs();
            let (low, high) = if *weight >= 0 { (0, 1) } else { (3, 2) };
            add_bytes(&mut sums[low], item.yes[w] & !item.no[w], points);
            add_bytes(&mut sums[high], item.yes[w], points);
            kinds = kinds.and(Kinds::of_truth(item, w));
        }
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
    let mut kinds = vec![Kinds::VALUE; words(rows)];
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
        for (w, kinds) in kinds.iter_mut().enumerate() {
            *kinds = kinds.and(item_kinds(*condition, points, w));
        }
    }
    for (row, (least, most)) in ends.into_iter().enumerate() {
        let has_value = kinds[row / 64].value >> (row % 64) & 1 == 1;
        // every row is written: what the table held before stays in none
        (out.low[row], out.high[row]) = if has_value { (least.on_grid(), most.on_grid()) } else { EMPTY };
    }
    for (w, kinds) in kinds.into_iter().enumerate() {
        (out.never[w], out.na[w], out.failed[w]) = (kinds.never, kinds.na, kinds.failed);
    }
}

/// What the points of an item can be; 0 where its condition does not hold.
fn item_kinds(condition: Option<&Truth>, points: &Number, w: usize) -> Kinds {
    let points = Kinds::of_number(points, w);
    let Some(condition) = condition else { return points };
    let yes = condition.yes[w];
    Kinds {
        value: condition.no[w] | (points.value & yes),
        never: points.never & yes,
        na: condition.na[w] | (points.na & yes),
        failed: condition.failed[w] | (points.failed & yes),
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
    let Some(first) = all.first() else { return };
    for w in 0..out.words {
        // a label is possible if some column can have it and every column can have it, a later one, or none
        for label in 0..first.count() {
            let some = all.iter().fold(0, |bits, one| bits | one.plane(label)[w]);
            let every = all.iter().fold(!0, |bits, one| {
                let later = (label..one.count()).fold(0, |bits, later| bits | one.plane(later)[w]);
                bits & (later | one.na[w])
            });
            out.planes[label * out.words + w] = some & every;
        }
        out.na[w] = all.iter().fold(!0, |bits, one| bits & one.na[w]);
        out.failed[w] = all.iter().fold(0, |bits, one| bits | one.failed[w]);
    }
}

/// Not applicable outside a population.
pub fn gate(population: &Truth, value: &Column, out: &mut Column) {
    let inside = &population.yes;
    let (na, failed) = match (value, &mut *out) {
        (Column::Truth(value), Column::Truth(out)) => {
            for w in 0..inside.len() {
                out.yes[w] = value.yes[w] & inside[w];
                out.no[w] = value.no[w] & inside[w];
            }
            ((&value.na, &mut out.na), (&value.failed, &mut out.failed))
        }
        (Column::Labels(value), Column::Labels(out)) => {
            for label in 0..value.count() {
                for (w, word) in value.plane(label).iter().enumerate() {
                    out.planes[label * out.words + w] = word & inside[w];
                }
            }
            ((&value.na, &mut out.na), (&value.failed, &mut out.failed))
        }
        (Column::Number(value), Column::Number(out)) => {
            for row in 0..value.low.len() {
                (out.low[row], out.high[row]) =
                    if get(inside, row) { (value.low[row], value.high[row]) } else { EMPTY };
            }
            for w in 0..inside.len() {
                out.never[w] = value.never[w] & inside[w];
            }
            ((&value.na, &mut out.na), (&value.failed, &mut out.failed))
        }
        _ => return,
    };
    for w in 0..inside.len() {
        na.1[w] = population.no[w] | population.na[w] | (na.0[w] & inside[w]);
        failed.1[w] = population.failed[w] | (failed.0[w] & inside[w]);
    }
}
