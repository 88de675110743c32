//! The grid of 14 significant digits: what is computed comes out as the double of the number that people would write.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The double nearest to the value rounded to 14 significant digits or more. Operations err by a few units in the 16th
/// digit, so this gives the double of the exact result whenever that has no more digits.
pub fn to_grid(value: f64) -> f64 {
    sum_to_grid(value, value.abs())
}

/// The same for a sum or difference of numbers up to this size, which err by the last digits of the largest: what is
/// left of 0.1 + 0.2 - 0.3 is nothing.
pub fn sum_to_grid(value: f64, size: f64) -> f64 {
    if whole(value) == value || !size.is_finite() {
        // whole numbers are on every grid; the sum also turns minus zero into zero
        return value + 0.0;
    }
    let decimals = 13 - magnitude(size);
    match POWERS.get(usize::try_from(decimals).unwrap_or(0)) {
        // 14 digits in front of the point: whole numbers that doubles hold
        _ if decimals < 1 => value,
        Some(grid) => whole(value * grid) / grid + 0.0,
        None => format!("{value:.0$}", decimals as usize).parse::<f64>().unwrap_or(value) + 0.0,
    }
}

/// Numbers added up, with the size that says how exact the result can be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    value: f64,
    size: f64,
}

impl Sum {
    pub fn add(&mut self, value: f64) {
        self.value += value;
        // an endless end has no digits to lose
        self.size += if value.is_finite() { value.abs() } else { 0.0 };
    }

    pub fn on_grid(self) -> f64 {
        sum_to_grid(self.value, self.size)
    }
}

/// More sums than this are not told apart.
const MOST_SUMS: usize = 4096;

/// All sums of one number from each of some choices, in order; nothing where there are too many.
pub fn sums(choices: impl IntoIterator<Item = Vec<f64>>) -> Option<Vec<f64>> {
    let mut sums = vec![0.0f64];
    for choice in choices {
        if sums.len() * choice.len() > 16 * MOST_SUMS {
            return None;
        }
        let added = |sum: f64, one: f64| sum_to_grid(sum + one, sum.abs().max(one.abs()));
        sums = choice.iter().flat_map(|one| sums.iter().map(move |sum| added(*sum, *one))).collect();
        sums.sort_by(f64::total_cmp);
        sums.dedup();
        if sums.len() > MOST_SUMS {
            return None;
        }
    }
    Some(sums)
}

/// The nearest double; constants of up to 15 digits come back exactly. One with more digits comes from a conversion
/// without end, such as days in weeks: it is set on the grid that converted facts are set on.
pub fn nearest(number: Decimal) -> f64 {
    let number = number.normalize();
    let double = number.to_string().parse().ok().or_else(|| number.to_f64()).unwrap_or(f64::NAN);
    let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(1, |tens| tens + 1);
    if digits > 15 { to_grid(double) } else { double }
}

/// The powers of ten that doubles hold exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// How many digits stand in front of the point, less one; for small numbers, below zero. At most one too few.
fn magnitude(size: f64) -> i64 {
    let two = (size.to_bits() >> 52 & 0x7ff) as i64 - 1023;
    // log10 of 2 is 0.30103
    (two * 30_103).div_euclid(100_000)
}

/// The nearest whole number, of numbers below 2^51: adding and taking away a large number leaves no room for a fraction.
fn whole(value: f64) -> f64 {
    const LARGE: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52
    if value.abs() < 2_251_799_813_685_248.0 { (value + LARGE) - LARGE } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_decimals() {
        assert_eq!(sums([vec![100.1], vec![-100.0]]), Some(vec![0.1]));
        assert_eq!(sums([vec![0.0, 0.1], vec![0.0, 0.2], vec![-0.3]]), Some(vec![-0.3, -0.2, -0.1, 0.0]));
        assert_eq!(sums((0..20).map(|at| vec![0.0, f64::from(1 << at)])), None);
    }
}
