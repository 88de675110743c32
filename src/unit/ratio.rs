//! Exact rational numbers in the one form that makes equal values equal.

use rust_decimal::Decimal;

/// Significant digits kept where a decimal would never end.
const DIGITS: u32 = 20;
/// Powers of ten beyond this are refused: no measurement needs them.
const LARGEST_TEN: u32 = 400;
/// The largest mantissa a [`Decimal`] holds: 96 bits.
const LARGEST_MANTISSA: u128 = (1 << 96) - 1;
/// The most decimal places a [`Decimal`] holds.
const LARGEST_SCALE: i32 = 28;

/// `num / den * 10^ten`, in lowest terms: `den` is positive and has no factor 2 or 5, and
/// `num` does not end in a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ratio {
    num: i128,
    den: i128,
    ten: i32,
}

impl Ratio {
    pub(super) const ZERO: Ratio = Ratio::digits_only(0);
    pub(super) const ONE: Ratio = Ratio::digits_only(1);

    const fn digits_only(num: i128) -> Ratio {
        Ratio { num, den: 1, ten: 0 }
    }

    /// `num / den * 10^ten` in lowest terms; nothing where it does not fit or `den` is not positive.
    pub(super) fn new(num: i128, den: i128, ten: i32) -> Option<Ratio> {
        if den <= 0 {
            return None;
        }
        if num == 0 {
            return Some(Ratio::ZERO);
        }
        let common = greatest_common_divisor(num, den)?;
        let mut r = Ratio { num: num / common, den: den / common, ten };
        for (factor, partner) in [(10, 1), (2, 5), (5, 2)] {
            while r.den % factor == 0 {
                r.den /= factor;
                r.num = r.num.checked_mul(partner)?;
                r.ten = r.ten.checked_sub(1)?;
            }
        }
        while r.num % 10 == 0 {
            r.num /= 10;
            r.ten = r.ten.checked_add(1)?;
        }
        (r.ten.unsigned_abs() <= LARGEST_TEN).then_some(r)
    }

    pub(super) fn from_decimal(value: Decimal) -> Option<Ratio> {
        Ratio::new(value.mantissa(), 1, -i32::try_from(value.scale()).ok()?)
    }

    pub(super) fn is_positive(self) -> bool {
        self.num > 0
    }

    pub(super) fn times(self, other: Ratio) -> Option<Ratio> {
        let (left, right) =
            (greatest_common_divisor(self.num, other.den)?, greatest_common_divisor(other.num, self.den)?);
        Ratio::new(
            (self.num / left).checked_mul(other.num / right)?,
            (self.den / right).checked_mul(other.den / left)?,
            self.ten.checked_add(other.ten)?,
        )
    }

    /// One over this; nothing for zero.
    pub(super) fn inverse(self) -> Option<Ratio> {
        match self.num {
            0 => None,
            num if num < 0 => Ratio::new(self.den.checked_neg()?, num.checked_neg()?, -self.ten),
            num => Ratio::new(self.den, num, -self.ten),
        }
    }

    pub(super) fn over(self, other: Ratio) -> Option<Ratio> {
        self.times(other.inverse()?)
    }

    pub(super) fn plus(self, other: Ratio) -> Option<Ratio> {
        let ten = self.ten.min(other.ten);
        let (left, right) = (self.shifted_to(ten)?, other.shifted_to(ten)?);
        let num = left.checked_mul(other.den)?.checked_add(right.checked_mul(self.den)?)?;
        Ratio::new(num, self.den.checked_mul(other.den)?, ten)
    }

    pub(super) fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(Ratio { num: other.num.checked_neg()?, ..other })
    }

    pub(super) fn power(self, exponent: i32) -> Option<Ratio> {
        let base = if exponent < 0 { self.inverse()? } else { self };
        let mut left = exponent.unsigned_abs();
        let (mut result, mut square) = (Ratio::ONE, base);
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(square)?;
            }
            left >>= 1;
            if left > 0 {
                square = square.times(square)?;
            }
        }
        Some(result)
    }

    /// The square root, if it is rational.
    pub(super) fn root(self) -> Option<Ratio> {
        // in lowest terms the square of a rational number has an even power of ten
        if self.ten % 2 != 0 {
            return None;
        }
        Ratio::new(whole_root(self.num)?, whole_root(self.den)?.max(1), self.ten / 2)
    }

    /// Numerator and denominator as whole numbers where they are not enormous.
    pub(super) fn fraction(self) -> (f64, f64) {
        (float(self.num, self.ten.max(0)), float(self.den, -self.ten.min(0)))
    }

    /// The digits of numerator and denominator, and the power of ten beside them.
    pub(super) fn parts(self) -> (i128, i128, i32) {
        (self.num, self.den, self.ten)
    }

    /// Exact if the decimal ends and fits, rounded to 20 significant digits otherwise;
    /// nothing if it is too large, or so small that nothing would be left of it.
    pub(super) fn to_decimal(self) -> Option<Decimal> {
        let divisor = self.den.unsigned_abs();
        let mut digits = self.num.unsigned_abs() / divisor;
        let mut rest = self.num.unsigned_abs() % divisor;
        let mut ten = self.ten;
        while rest != 0 && digits < 10u128.pow(DIGITS) {
            rest = rest.checked_mul(10)?;
            digits = digits * 10 + rest / divisor;
            rest %= divisor;
            ten -= 1;
        }
        if rest != 0 || digits > LARGEST_MANTISSA {
            while digits >= 10u128.pow(DIGITS) {
                let next = digits / 10;
                let last = next < 10u128.pow(DIGITS);
                digits = next + u128::from(last && digits % 10 >= 5);
                ten += 1;
            }
        }
        decimal(digits, ten, self.num < 0)
    }

    fn shifted_to(self, ten: i32) -> Option<i128> {
        let by = u32::try_from(self.ten.checked_sub(ten)?).ok()?;
        self.num.checked_mul(10i128.checked_pow(by)?)
    }
}

fn decimal(mut digits: u128, mut ten: i32, negative: bool) -> Option<Decimal> {
    if digits == 0 {
        return Some(Decimal::ZERO);
    }
    if ten > 0 {
        digits = digits.checked_mul(10u128.checked_pow(ten.unsigned_abs())?)?;
        ten = 0;
    }
    if ten < -LARGEST_SCALE {
        let unit = 10u128.checked_pow((-LARGEST_SCALE - ten).unsigned_abs())?;
        digits = digits / unit + u128::from(digits % unit >= unit / 2);
        ten = -LARGEST_SCALE;
    }
    if digits == 0 || digits > LARGEST_MANTISSA {
        return None;
    }
    let digits = i128::try_from(digits).ok()?;
    let signed = if negative { -digits } else { digits };
    let value = Decimal::try_from_i128_with_scale(signed, ten.unsigned_abs()).ok()?;
    Some(value.normalize())
}

fn float(digits: i128, ten: i32) -> f64 {
    format!("{digits}e{ten}").parse().unwrap_or(f64::NAN)
}

/// Never more than `den`, which is positive.
fn greatest_common_divisor(num: i128, den: i128) -> Option<i128> {
    let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).ok()
}

fn whole_root(square: i128) -> Option<i128> {
    let root = square.checked_isqrt()?;
    (root.checked_mul(root)? == square).then_some(root)
}
