//! Work that may be done side by side: the library only says what, whoever calls it brings the cores.

use std::sync::{Mutex, PoisonError};

/// Whoever does pieces of work: one after the other, or side by side.
pub trait Workers: Send + Sync {
    /// Does the pieces `0..count`, each once, in any order.
    fn run(&self, count: usize, piece: &(dyn Fn(usize) + Sync));
}

/// Does one piece after the other.
pub struct InTurn;

impl Workers for InTurn {
    fn run(&self, count: usize, piece: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(piece);
    }
}

/// Does pieces side by side, on all cores of this machine.
#[cfg(feature = "rayon")]
pub struct Cores;

#[cfg(feature = "rayon")]
impl Workers for Cores {
    fn run(&self, count: usize, piece: &(dyn Fn(usize) + Sync)) {
        use rayon::prelude::*;
        (0..count).into_par_iter().for_each(piece);
    }
}

impl dyn Workers {
    /// What comes of each item, in the order of the items.
    pub fn map<I: Send, T: Send>(&self, items: impl IntoIterator<Item = I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
        let pieces: Vec<Mutex<(Option<I>, Option<T>)>> =
            items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
        let open = |at: usize| pieces[at].lock().unwrap_or_else(PoisonError::into_inner);
        self.run(pieces.len(), &|at| {
            // nothing is locked while the work is done: it may hand out work of its own
            let item = open(at).0.take();
            if let Some(result) = item.map(&work) {
                open(at).1 = Some(result);
            }
        });
        let result = |piece: Mutex<_>| match piece.into_inner().unwrap_or_else(PoisonError::into_inner) {
            (_, Some(result)) => result,
            // workers that leave a piece out make the work slower, never wrong
            (Some(item), None) => work(item),
            // the work panicked and the workers kept it to themselves: there is no result to go on with
            (None, None) => panic!("a piece of work has panicked"),
        };
        pieces.into_iter().map(result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{InTurn, Workers};

    /// Does the last piece first.
    struct Backwards;

    impl Workers for Backwards {
        fn run(&self, count: usize, piece: &(dyn Fn(usize) + Sync)) {
            (0..count).rev().for_each(piece);
        }
    }

    /// Does every other piece, and that twice.
    struct Careless;

    impl Workers for Careless {
        fn run(&self, count: usize, piece: &(dyn Fn(usize) + Sync)) {
            (0..count).step_by(2).for_each(|at| (0..2).for_each(|_| piece(at)));
        }
    }

    fn all() -> Vec<&'static dyn Workers> {
        let mut all: Vec<&dyn Workers> = vec![&InTurn, &Backwards, &Careless];
        #[cfg(feature = "rayon")]
        all.push(&super::Cores);
        all
    }

    #[test]
    fn results_stand_in_the_order_of_the_items_whoever_works() {
        for workers in all() {
            let table = workers.map(0..40, |row| workers.map(0..row, |column| row * 100 + column));
            let expected: Vec<Vec<usize>> =
                (0..40).map(|row| (0..row).map(|column| row * 100 + column).collect()).collect();
            assert_eq!(table, expected);
        }
    }
}
