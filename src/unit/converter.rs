//! Converting a value from one unit to another, exactly.

use super::ratio::Ratio;
use rust_decimal::Decimal;

/// Significant digits kept where the exact arithmetic would not fit.
const DIGITS: u32 = 20;

/// An exact conversion: `value * numerator / denominator + offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Converter {
    factor: Ratio,
    offset: Ratio,
}

impl Converter {
    pub(super) fn new(factor: Ratio, offset: Ratio) -> Converter {
        Converter { factor, offset }
    }

    /// Whether every value stays as it is.
    pub fn is_identity(&self) -> bool {
        self.factor == Ratio::ONE && self.offset == Ratio::ZERO
    }

    /// The converted value: exact where its decimal ends, otherwise rounded to 20 significant
    /// digits; nothing where it is too large or too small for a [`Decimal`].
    pub fn apply(&self, value: Decimal) -> Option<Decimal> {
        if self.is_identity() {
            return Some(value);
        }
        let exact = Ratio::from_decimal(value).and_then(|v| v.times(self.factor)).and_then(|v| v.plus(self.offset));
        match exact {
            Some(exact) => exact.to_decimal(),
            None => self.rounded(value),
        }
    }

    /// Numerator, denominator and offset: the result is `value * numerator / denominator +
    /// offset`. Numerator and denominator are whole numbers, so a factor of one thousandth
    /// divides by 1000 and rounds once.
    pub fn factors(&self) -> (f64, f64, f64) {
        let (numerator, denominator) = self.factor.fraction();
        let (offset, parts) = self.offset.fraction();
        (numerator, denominator, offset / parts)
    }

    /// Numerator, shift and denominator of `(value * numerator + shift) / denominator`, which
    /// rounds better than [`factors`](Self::factors) where there is an offset: 100.4 °F is
    /// 342 / 9, 38 °C to the last bit.
    pub fn combined_factors(&self) -> (f64, f64, f64) {
        let (numerator, denominator) = self.factor.fraction();
        let (offset, parts) = self.offset.fraction();
        (numerator, offset * denominator / parts, denominator)
    }

    fn rounded(&self, value: Decimal) -> Option<Decimal> {
        value.checked_mul(self.factor.to_decimal()?)?.checked_add(self.offset.to_decimal()?)?.round_sf(DIGITS)
    }
}
