//! Dates as other countries write them.

use super::super::layout::Line;
use super::slip::{outside_quotes, part};
use crate::diagnostic::{Diagnostic, code};

/// A date that is not written year-month-day: `20.11.2026`, `11/20/2026`, `2026/11/20`.
pub fn date(line: &Line) -> Option<Diagnostic> {
    let bytes = line.text.as_bytes();
    let (at, _) = outside_quotes(&line.text).find(|(at, c)| {
        c.is_ascii_digit()
            && (*at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.'))
            && written(&line.text[*at..]).is_some()
    })?;
    let (len, numbers, sign) = written(&line.text[at..])?;
    let found = &line.text[at..at + len];
    let [a, b, c] = numbers;
    let iso = |year: u32, month: u32, day: u32| {
        let year = if year < 100 { 2000 + year } else { year };
        format!("`{year:04}-{month:02}-{day:02}`")
    };
    let help = if a > 31 {
        format!("write {}", iso(a, b, c))
    } else if sign == '.' || a > 12 || a == b {
        format!("write {}", iso(c, b, a))
    } else if b > 12 {
        format!("write {}", iso(c, a, b))
    } else {
        format!("write {} if the day comes first, {} if the month does", iso(c, b, a), iso(c, a, b))
    };
    Some(
        Diagnostic::error(code::BAD_DATE, part(line, at, len), format!("`{found}` is not written as year-month-day"))
            .help(help),
    )
}

/// The length, the numbers and the sign of a date at the start of a text.
fn written(text: &str) -> Option<(usize, [u32; 3], char)> {
    let mut numbers = [0u32; 3];
    let mut rest = text;
    let mut sign = None;
    for (at, number) in numbers.iter_mut().enumerate() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || digits > 4 || digits == 3 {
            return None;
        }
        *number = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        if at < 2 {
            let c = rest.chars().next().filter(|c| matches!(c, '.' | '/' | '-'))?;
            if *sign.get_or_insert(c) != c {
                return None;
            }
            rest = &rest[1..];
        }
    }
    let len = text.len() - rest.len();
    let [a, b, c] = numbers;
    let sign = sign?;
    let day_first = (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12) && c >= 1900;
    let year_first = a >= 1900 && (1..=12).contains(&b) && (1..=31).contains(&c);
    let plain = year_first && sign == '-' && text[..len].len() == 10;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.');
    ((day_first || year_first) && !plain && ends).then_some((len, numbers, sign))
}
