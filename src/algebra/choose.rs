//! Choosing: the first line that holds, and what lies outside a population, points that count.

use super::{Algebra, Kinds, Truth};

/// Follows the lines of a definition: who goes on to the next one, and for whom none can be told.
#[derive(Debug, Clone, Copy)]
pub struct Reach<B> {
    left: B,
    na: B,
    failed: B,
}

impl<B: Copy> Reach<B> {
    #[inline(always)]
    pub fn new<A: Algebra<Bit = B>>(a: &mut A) -> Reach<B> {
        Reach { left: a.yes(), na: a.no(), failed: a.no() }
    }

    /// Who may take a line with this condition; those who may go on are left.
    #[inline(always)]
    pub fn take<A: Algebra<Bit = B>>(&mut self, a: &mut A, condition: Truth<B>) -> B {
        let Truth { yes, no, na, failed } = condition;
        let [taken, left, na, failed] = [yes, no, na, failed].map(|bit| a.and([self.left, bit]));
        *self = Reach { left, na: a.or([self.na, na]), failed: a.or([self.failed, failed]) };
        taken
    }

    /// What is not applicable, and what failed, behind the last line: for whom no line may hold it has.
    #[inline(always)]
    pub fn finish<A: Algebra<Bit = B>>(self, a: &mut A) -> (B, B) {
        (self.na, a.or([self.failed, self.left]))
    }
}

/// A bit of the value of the line that is taken: for each line, who takes it, and its own bit.
#[inline(always)]
pub fn chosen<A: Algebra>(a: &mut A, lines: impl IntoIterator<Item = (A::Bit, A::Bit)>) -> A::Bit {
    a.any(lines, |a, (taken, bit)| a.and([taken, bit]))
}

/// Outside a population, what is not applicable and what failed; inside, the value's own.
#[inline(always)]
pub fn gate<A: Algebra>(a: &mut A, population: Truth<A::Bit>, (na, failed): (A::Bit, A::Bit)) -> (A::Bit, A::Bit) {
    let [na, failed] = [na, failed].map(|bit| a.and([bit, population.yes]));
    (a.or([population.no, population.na, na]), a.or([population.failed, failed]))
}

/// Points that count where a condition holds, and are 0 where it does not.
#[inline(always)]
pub fn given<A: Algebra>(a: &mut A, condition: Truth<A::Bit>, points: Kinds<A::Bit>) -> Kinds<A::Bit> {
    let own = [points.value, points.never, points.na, points.failed];
    let [value, never, na, failed] = own.map(|bit| a.and([bit, condition.yes]));
    Kinds {
        value: a.or([condition.no, value]),
        never,
        na: a.or([condition.na, na]),
        failed: a.or([condition.failed, failed]),
    }
}
