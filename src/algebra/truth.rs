//! Yes and no: Kleene's logic on sets, with "not applicable" and "failed" as values of their own.

use super::{Algebra, Kinds};
use crate::syntax::tree::ListKind;

/// Which of yes, no, not applicable and failed it could be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Truth<B> {
    pub yes: B,
    pub no: B,
    pub na: B,
    pub failed: B,
}

impl<B: Copy> Truth<B> {
    #[inline(always)]
    pub fn opposite(self) -> Truth<B> {
        Truth { yes: self.no, no: self.yes, ..self }
    }

    #[inline(always)]
    pub fn kinds<A: Algebra<Bit = B>>(self, a: &mut A) -> Kinds<B> {
        let value = a.otherwise([self.na, self.failed], |a| a.or([self.yes, self.no]));
        Kinds { value, never: a.no(), na: self.na, failed: self.failed }
    }
}

/// All of them: no as soon as one is; otherwise failed, not applicable, yes, in that order.
#[inline(always)]
pub fn all_of<A: Algebra>(a: &mut A, items: impl IntoIterator<Item = Truth<A::Bit>>) -> Truth<A::Bit> {
    let [yes, never_no, not_no, applicable, no_na, no_failed] = a.all(items, |a, item| {
        let Truth { yes, no, na, failed } = item;
        let not_no = a.otherwise([no], |a| a.or([yes, na, failed]));
        let applicable = a.otherwise([no, failed], |a| a.or([yes, na]));
        [yes, a.not(no), not_no, applicable, a.not(na), a.not(failed)]
    });
    let [no, na, failed] = [never_no, no_na, no_failed].map(|none| a.not(none));
    Truth { yes, no, na: a.and([na, applicable]), failed: a.and([failed, not_no]) }
}

/// Any of them, by De Morgan.
#[inline(always)]
pub fn any_of<A: Algebra>(a: &mut A, items: impl IntoIterator<Item = Truth<A::Bit>>) -> Truth<A::Bit> {
    all_of(a, items.into_iter().map(Truth::opposite)).opposite()
}

/// A list of conditions.
#[inline(always)]
pub fn of<A: Algebra>(a: &mut A, kind: ListKind, items: impl IntoIterator<Item = Truth<A::Bit>>) -> Truth<A::Bit> {
    match kind {
        ListKind::All => all_of(a, items),
        ListKind::Any => any_of(a, items),
        ListKind::None => any_of(a, items).opposite(),
        ListKind::AtLeast(n) => counted(a, items, n as usize, usize::MAX),
        ListKind::AtMost(n) => counted(a, items, 0, n as usize),
        ListKind::Exactly(n) => counted(a, items, n as usize, n as usize),
    }
}

/// Between `least` and `most` of them; not applicable or failed items make it so too.
fn counted<A: Algebra>(
    a: &mut A,
    items: impl IntoIterator<Item = Truth<A::Bit>>,
    least: usize,
    most: usize,
) -> Truth<A::Bit> {
    let (mut yes, mut sure, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        yes.push(item.yes);
        // where each of them is a yes or no, one that cannot be no is a sure yes
        sure.push(a.not(item.no));
        kinds.push(item.kinds(a));
    }
    let Kinds { value, na, failed, .. } = Kinds::of_all(a, kinds);
    let (enough, too_many) = (at_least(a, &yes, least), at_least(a, &yes, most.saturating_add(1)));
    let [surely_enough, surely_too_many] = [least, most.saturating_add(1)].map(|count| at_least(a, &sure, count));
    let [too_few, few_enough] = [surely_enough, surely_too_many].map(|bit| a.not(bit));
    let yes = a.and([value, enough, few_enough]);
    let no = a.otherwise([yes, na, failed], |a| {
        let outside = a.or([too_few, too_many]);
        a.and([value, outside])
    });
    Truth { yes, no, na, failed }
}

/// Whether so many of the bits hold.
pub fn at_least<A: Algebra>(a: &mut A, bits: &[A::Bit], count: usize) -> A::Bit {
    if count > bits.len() {
        return a.no();
    }
    // at place n, whether n of the bits so far hold
    let mut held = vec![a.no(); count + 1];
    held[0] = a.yes();
    for bit in bits {
        for n in (1..=count).rev() {
            let one_more = a.and([held[n - 1], *bit]);
            held[n] = a.or([held[n], one_more]);
        }
    }
    held[count]
}

/// Not applicable counts as no.
#[inline(always)]
pub fn holds<A: Algebra>(a: &mut A, truth: Truth<A::Bit>) -> Truth<A::Bit> {
    Truth { no: a.or([truth.no, truth.na]), na: a.no(), ..truth }
}

/// Both yes or both no.
#[inline(always)]
pub fn same_truth<A: Algebra>(a: &mut A, one: Truth<A::Bit>, other: Truth<A::Bit>) -> Truth<A::Bit> {
    let either = |a: &mut A, pairs: [[A::Bit; 2]; 2]| a.any(pairs, |a, pair| a.and(pair));
    let yes = either(a, [[one.yes, other.yes], [one.no, other.no]]);
    let kinds = [one.kinds(a), other.kinds(a)];
    let Kinds { na, failed, .. } = Kinds::of_all(a, kinds);
    let no = a.otherwise([yes, na, failed], |a| either(a, [[one.yes, other.no], [one.no, other.yes]]));
    Truth { yes, no, na, failed }
}
