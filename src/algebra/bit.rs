//! What the operations are written over: and, or, not on bits of some kind.

/// Bits with and, or and not.
pub trait Algebra {
    type Bit: Copy;

    /// Of each of the bits that come of one item, whether it holds for all items.
    fn all<T, const N: usize>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        bits: impl FnMut(&mut Self, T) -> [Self::Bit; N],
    ) -> [Self::Bit; N];

    fn not(&mut self, bit: Self::Bit) -> Self::Bit;

    /// Possibilities beside all others of a cell. Where just one holds, they are what the others are not; of a set they
    /// have to be made.
    fn otherwise(
        &mut self,
        others: impl IntoIterator<Item = Self::Bit>,
        make: impl FnOnce(&mut Self) -> Self::Bit,
    ) -> Self::Bit;

    fn any<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut bit: impl FnMut(&mut Self, T) -> Self::Bit,
    ) -> Self::Bit {
        let [none] = self.all(items, |algebra, item| {
            let bit = bit(algebra, item);
            [algebra.not(bit)]
        });
        self.not(none)
    }

    fn and(&mut self, bits: impl IntoIterator<Item = Self::Bit>) -> Self::Bit {
        let [all] = self.all(bits, |_, bit| [bit]);
        all
    }

    fn or(&mut self, bits: impl IntoIterator<Item = Self::Bit>) -> Self::Bit {
        self.any(bits, |_, bit| bit)
    }

    fn yes(&mut self) -> Self::Bit {
        self.and([])
    }

    fn no(&mut self) -> Self::Bit {
        self.or([])
    }
}

/// Words of 64 bits, one a row: cells are sets.
pub struct Words;

impl Algebra for Words {
    type Bit = u64;

    #[inline(always)]
    fn all<T, const N: usize>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut bits: impl FnMut(&mut Self, T) -> [u64; N],
    ) -> [u64; N] {
        let mut all = [!0; N];
        for item in items {
            let bits = bits(self, item);
            all.iter_mut().zip(bits).for_each(|(all, bit)| *all &= bit);
        }
        all
    }

    #[inline(always)]
    fn not(&mut self, bit: u64) -> u64 {
        !bit
    }

    #[inline(always)]
    fn otherwise(&mut self, _: impl IntoIterator<Item = u64>, make: impl FnOnce(&mut Self) -> u64) -> u64 {
        make(self)
    }
}
