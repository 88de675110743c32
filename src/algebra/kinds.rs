//! Which kinds of value a cell could be, and what a result could be that needs several cells.

use super::Algebra;

/// A value, one that does not exist, not applicable or failed.
#[derive(Debug, Clone, Copy)]
pub struct Kinds<B> {
    /// A yes, no, label or number.
    pub value: B,
    pub never: B,
    pub na: B,
    pub failed: B,
}

impl<B: Copy> Kinds<B> {
    /// What a result could be that needs all of these: failed where one of them is; otherwise not applicable, and
    /// otherwise missing, where one of them is.
    #[inline(always)]
    pub fn of_all<A: Algebra<Bit = B>>(a: &mut A, items: impl IntoIterator<Item = Kinds<B>>) -> Kinds<B> {
        let [all_values, there, applicable, no_never, no_na, no_failed] = a.all(items, |a, item| {
            let Kinds { value, never, na, failed } = item;
            let there = a.otherwise([na, failed], |a| a.or([value, never]));
            let applicable = a.otherwise([failed], |a| a.or([value, never, na]));
            [value, there, applicable, a.not(never), a.not(na), a.not(failed)]
        });
        let [never, na, failed] = [no_never, no_na, no_failed].map(|none| a.not(none));
        let (never, na) = (a.and([never, there]), a.and([na, applicable]));
        let value = a.otherwise([never, na, failed], |_| all_values);
        Kinds { value, never, na, failed }
    }
}
