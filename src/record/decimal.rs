//! Numbers as people and machines type them, read exactly.

use rust_decimal::Decimal;

/// Significant digits that a number of a record may have: what an `f64` holds for certain.
const DIGITS: usize = 15;
/// Decimal places beyond which a number is too small to be held.
const PLACES: i64 = 28;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    NotANumber,
    TooManyDigits,
    TooLarge,
    TooSmall,
}

/// The number a text begins with, and the rest of the text.
pub(super) fn leading(text: &str) -> (Result<Decimal, Bad>, &str) {
    let (number, rest) = text.split_at(length(text));
    (parse(number), rest)
}

/// How many bytes of a text are its number: `-1.5e3`.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let sign = if text.starts_with('−') { '−'.len_utf8() } else { usize::from(text.starts_with(['+', '-'])) };
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = sign + digits(sign);
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if end > sign && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = digits((end + 1 + signed).min(bytes.len()));
        if power > 0 {
            end += 1 + signed + power;
        }
    }
    if end == sign { 0 } else { end }
}

fn parse(text: &str) -> Result<Decimal, Bad> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.len() + after.len() == 0 {
        return Err(Bad::NotANumber);
    }
    let after = after.trim_end_matches('0');
    let before = before.trim_start_matches('0');
    let digits: String = [before, after].concat();
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.len() > DIGITS {
        return Err(Bad::TooManyDigits);
    }
    if significant.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    // the power is so long only when it is far outside of what can be held
    let power: i64 = power.parse().unwrap_or(if power.starts_with('-') { -9999 } else { 9999 });
    let places = after.len() as i64 - zeros as i64 - power.clamp(-9999, 9999);
    let value: i128 = significant.parse().map_err(|_| Bad::NotANumber)?;
    scaled(if negative { -value } else { value }, places)
}

fn scaled(value: i128, places: i64) -> Result<Decimal, Bad> {
    if places > PLACES {
        return Err(Bad::TooSmall);
    }
    if places >= 0 {
        return Decimal::try_from_i128_with_scale(value, places as u32).map_err(|_| Bad::TooLarge);
    }
    let factor = u32::try_from(-places).ok().and_then(|zeros| 10i128.checked_pow(zeros)).ok_or(Bad::TooLarge)?;
    let value = value.checked_mul(factor).ok_or(Bad::TooLarge)?;
    Decimal::try_from_i128_with_scale(value, 0).map_err(|_| Bad::TooLarge)
}

/// The nearest `f64`, the same as for the decimal's text. One with more than 15 digits comes from a conversion without end,
/// such as days in weeks: it is set on the grid that the limits in rules are set on, or it would miss its own limit.
pub(super) fn to_f64(value: Decimal) -> f64 {
    const EXACT: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    const FIFTEEN: u128 = 1_000_000_000_000_000;
    let value = if value.mantissa().unsigned_abs() < FIFTEEN { value } else { value.normalize() };
    let mantissa = value.mantissa();
    let double = match EXACT.get(value.scale() as usize) {
        // both are exact, so the quotient is rounded once
        Some(power) if mantissa.unsigned_abs() <= 1 << 53 => mantissa as f64 / power,
        _ => value.to_string().parse().unwrap_or(f64::NAN),
    };
    if mantissa.unsigned_abs() < FIFTEEN { double } else { crate::grid::to_grid(double) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_becomes_the_nearest_f64() {
        for text in ["0.1", "-0.27", "123456789.012345", "1e28", "7.9e-20", "0.000001", "999999999999999", "0"] {
            let (value, rest) = leading(text);
            assert_eq!(to_f64(value.unwrap()), text.parse::<f64>().unwrap(), "{text}");
            assert_eq!(rest, "");
        }
    }

    #[test]
    fn a_number_ends_where_its_unit_begins() {
        assert_eq!(leading("5 cm"), (Ok(Decimal::from(5)), " cm"));
        assert_eq!(leading("5E9/L"), (Ok(Decimal::from(5_000_000_000_i64)), "/L"));
        assert_eq!(leading("5 eV").1, " eV");
        assert_eq!(leading("5e"), (Ok(Decimal::from(5)), "e"));
        assert_eq!(leading(".5"), (Ok(Decimal::new(5, 1)), ""));
        assert_eq!(leading("−5"), (Ok(Decimal::from(-5)), ""));
        assert_eq!(leading("cm").0, Err(Bad::NotANumber));
        assert_eq!(leading("-").0, Err(Bad::NotANumber));
    }

    #[test]
    fn what_cannot_be_held_is_told_apart() {
        assert_eq!(leading("1234567890.123456").0, Err(Bad::TooManyDigits));
        assert_eq!(leading("1234567890.1234500000").0, Ok(Decimal::new(123_456_789_012_345, 5)));
        assert_eq!(leading("1e400").0, Err(Bad::TooLarge));
        assert_eq!(leading("1e99999999999999999999").0, Err(Bad::TooLarge));
        assert_eq!(leading("1e-30").0, Err(Bad::TooSmall));
        assert_eq!(leading("1e-99999999999999999999").0, Err(Bad::TooSmall));
        assert_eq!(leading("0e400").0, Ok(Decimal::ZERO));
    }
}
