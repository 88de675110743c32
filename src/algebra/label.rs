//! Labels: which of them a cell could be.

use super::{Algebra, Kinds, Truth};

/// A bit for each label that it could be; `L` are these bits in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<L, B> {
    pub each: L,
    pub na: B,
    pub failed: B,
}

impl<L: Iterator<Item = B> + Clone, B: Copy> Labels<L, B> {
    /// Any label for which this is so.
    #[inline(always)]
    fn any<A: Algebra<Bit = B>>(&self, a: &mut A, is: impl Fn(usize) -> bool) -> B {
        a.or(self.each.clone().enumerate().filter(|(label, _)| is(*label)).map(|(_, bit)| bit))
    }

    #[inline(always)]
    fn kinds<A: Algebra<Bit = B>>(&self, a: &mut A) -> Kinds<B> {
        let value = a.otherwise([self.na, self.failed], |a| a.or(self.each.clone()));
        Kinds { value, never: a.no(), na: self.na, failed: self.failed }
    }
}

/// It is one of some labels, by the bits of these and of the others.
#[inline(always)]
pub fn among<A: Algebra>(
    a: &mut A,
    inside: impl IntoIterator<Item = A::Bit>,
    outside: impl IntoIterator<Item = A::Bit>,
    (na, failed): (A::Bit, A::Bit),
) -> Truth<A::Bit> {
    let yes = a.or(inside);
    Truth { yes, no: a.otherwise([yes, na, failed], |a| a.or(outside)), na, failed }
}

/// Both are one label.
#[inline(always)]
pub fn same_label<A: Algebra>(
    a: &mut A,
    one: Labels<impl Iterator<Item = A::Bit> + Clone, A::Bit>,
    other: Labels<impl Iterator<Item = A::Bit> + Clone, A::Bit>,
) -> Truth<A::Bit> {
    let yes = a.any(one.each.clone().zip(other.each.clone()), |a, (one, other)| a.and([one, other]));
    let kinds = [one.kinds(a), other.kinds(a)];
    let Kinds { na, failed, .. } = Kinds::of_all(a, kinds);
    let no = a.otherwise([yes, na, failed], |a| {
        a.any(one.each.clone().enumerate(), |a, (label, bit)| {
            let another = other.any(a, |other| other != label);
            a.and([bit, another])
        })
    });
    Truth { yes, no, na, failed }
}

/// Whether a label is the first, in the order of severity, that any of these has. Those not applicable do not count.
#[inline(always)]
pub fn most_severe<A: Algebra, L: Iterator<Item = A::Bit> + Clone>(
    a: &mut A,
    all: impl Iterator<Item = Labels<L, A::Bit>> + Clone,
    label: usize,
) -> A::Bit {
    // some can have it, and every one can have it, a later one, or none
    let some = a.any(all.clone(), |a, one| one.any(a, |own| own == label));
    let [every] = a.all(all, |a, one| {
        let later = one.any(a, |own| own >= label);
        [a.or([later, one.na])]
    });
    a.and([some, every])
}

/// What is not applicable in all of these, and what failed in one.
#[inline(always)]
pub fn none_severe<A: Algebra, L>(a: &mut A, all: impl Iterator<Item = Labels<L, A::Bit>> + Clone) -> (A::Bit, A::Bit) {
    (a.and(all.clone().map(|one| one.na)), a.or(all.map(|one| one.failed)))
}
