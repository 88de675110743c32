//! Operations on sets of possibilities say just what they say of each possibility by itself.

use super::{
    Kinds, Labels, Reach, Truth, Words, all_of, among, any_of, chosen, gate, given, holds, most_severe, none_severe,
    of, same_label, same_truth,
};
use crate::syntax::tree::ListKind;

/// A cell: for each possibility whether it could be.
type Cell = Vec<u64>;

/// Tries an operation on all sets of so many possibilities each. On single possibilities it has to give a single one,
/// on sets all that it gives for their members.
fn is_exact(sizes: &[u32], operation: impl Fn(&[Cell]) -> Cell) {
    let cells = |sets: &[u32]| -> Vec<Cell> {
        let bit = |set: u32, at: u32| if set >> at & 1 == 1 { !0 } else { 0 };
        sets.iter().zip(sizes).map(|(set, size)| (0..*size).map(|at| bit(*set, at)).collect()).collect()
    };
    let sets = sizes.iter().map(|size| (1..1 << size).collect::<Vec<u32>>());
    for sets in each_of(sets) {
        let members = sets.iter().map(|set| (0..32).map(|at| 1 << at).filter(|one| one & set != 0).collect());
        let mut any = Vec::new();
        for single in each_of(members) {
            let result = operation(&cells(&single));
            assert_eq!(result.iter().filter(|bit| **bit == !0).count(), 1, "of {single:?}: {result:?}");
            assert_eq!(result.iter().filter(|bit| **bit == 0).count(), result.len() - 1, "of {single:?}: {result:?}");
            any.resize(result.len(), 0);
            any.iter_mut().zip(result).for_each(|(any, bit)| *any |= bit);
        }
        assert_eq!(operation(&cells(&sets)), any, "of {sets:?}");
    }
}

/// One of each list, in every way.
fn each_of(lists: impl Iterator<Item = Vec<u32>>) -> Vec<Vec<u32>> {
    lists.fold(vec![Vec::new()], |ways, list| {
        let longer = |way: Vec<u32>| list.iter().map(move |one| [way.as_slice(), &[*one]].concat()).collect::<Vec<_>>();
        ways.into_iter().flat_map(longer).collect()
    })
}

fn truth(cell: &Cell) -> Truth<u64> {
    Truth { yes: cell[0], no: cell[1], na: cell[2], failed: cell[3] }
}

fn bits(truth: Truth<u64>) -> Cell {
    vec![truth.yes, truth.no, truth.na, truth.failed]
}

/// The last two are not applicable and failed.
fn labels(cell: &Cell) -> Labels<impl Iterator<Item = u64> + Clone + '_, u64> {
    let (each, absent) = cell.split_at(cell.len() - 2);
    Labels { each: each.iter().copied(), na: absent[0], failed: absent[1] }
}

fn kinds(cell: &Cell) -> Kinds<u64> {
    Kinds { value: cell[0], never: cell[1], na: cell[2], failed: cell[3] }
}

#[test]
fn lists_of_conditions() {
    let two_at_most = [ListKind::AtLeast(1), ListKind::AtLeast(2), ListKind::AtMost(1), ListKind::Exactly(2)];
    for kind in [ListKind::All, ListKind::Any, ListKind::None].into_iter().chain(two_at_most) {
        is_exact(&[4, 4, 4], |cells| bits(of(&mut Words, kind, cells.iter().map(truth))));
    }
    is_exact(&[4, 4], |cells| bits(all_of(&mut Words, cells.iter().map(truth))));
    is_exact(&[4, 4], |cells| bits(any_of(&mut Words, cells.iter().map(truth))));
}

#[test]
fn one_or_two_conditions() {
    is_exact(&[4], |cells| bits(truth(&cells[0]).opposite()));
    is_exact(&[4], |cells| bits(holds(&mut Words, truth(&cells[0]))));
    is_exact(&[4, 4], |cells| bits(same_truth(&mut Words, truth(&cells[0]), truth(&cells[1]))));
}

#[test]
fn one_or_two_labels() {
    is_exact(&[5], |cells| {
        let Labels { na, failed, .. } = labels(&cells[0]);
        bits(among(&mut Words, [cells[0][0], cells[0][2]], [cells[0][1]], (na, failed)))
    });
    is_exact(&[5, 5], |cells| bits(same_label(&mut Words, labels(&cells[0]), labels(&cells[1]))));
}

#[test]
fn the_most_severe_label() {
    is_exact(&[4, 4, 4], |cells| {
        let all = cells.iter().map(labels);
        let (na, failed) = none_severe(&mut Words, all.clone());
        let of = |label: usize| most_severe(&mut Words, all.clone(), label);
        vec![of(0), of(1), na, failed]
    });
}

#[test]
fn kinds_of_several() {
    let cell = |Kinds { value, never, na, failed }: Kinds<u64>| vec![value, never, na, failed];
    is_exact(&[4, 4, 4], |cells| cell(Kinds::of_all(&mut Words, cells.iter().map(kinds))));
    is_exact(&[4, 4], |cells| cell(given(&mut Words, truth(&cells[0]), kinds(&cells[1]))));
    is_exact(&[4], |cells| {
        let Kinds { value, never, na, failed } = truth(&cells[0]).kinds(&mut Words);
        assert_eq!(never, 0);
        vec![value, na, failed]
    });
}

#[test]
fn inside_a_population() {
    is_exact(&[4, 4], |cells| {
        let (population, value) = (truth(&cells[0]), truth(&cells[1]));
        let (na, failed) = gate(&mut Words, population, (value.na, value.failed));
        vec![value.yes & population.yes, value.no & population.yes, na, failed]
    });
}

#[test]
fn the_first_line_that_holds() {
    is_exact(&[4, 4, 3, 3], |cells| {
        let mut reach = Reach::new(&mut Words);
        let taken = [0, 1].map(|line| reach.take(&mut Words, truth(&cells[line])));
        let own = |at: usize| chosen(&mut Words, [(taken[0], cells[2][at]), (taken[1], cells[3][at])]);
        let (na, failed) = reach.finish(&mut Words);
        vec![own(0), own(1), own(2) | na, failed]
    });
}
