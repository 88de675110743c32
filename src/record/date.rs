//! Dates of a record: a day, or the month or year it lies in.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::fault::{Wrong, quoted};
use crate::diagnostic::code;

const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// First and last possible day.
pub(super) fn read(fact: &str, text: &str) -> Result<(Date, Date), Wrong> {
    let text = text.trim();
    let day = calendar_day(text).ok_or_else(|| not_a_date(fact, text))?;
    let parts: Vec<&str> = day.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let partial = day.len() == text.len() || parts.len() == 3;
    if !digits || !partial || !matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2]) {
        return Err(not_a_date(fact, text));
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<i16>().ok());
    bounds(fact, text, number(0).unwrap_or(0), number(1), number(2))
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i32 {
    day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The part in front of a time of day: the calendar day as written.
fn calendar_day(text: &str) -> Option<&str> {
    let Some(at) = text.find(['T', 't', ' ']) else { return Some(text) };
    let time = &text.as_bytes()[at + 1..];
    let clock = time.len() >= 5
        && time[2] == b':'
        && [0, 1, 3, 4].iter().all(|&at: &usize| time[at].is_ascii_digit())
        && time.iter().all(|byte| byte.is_ascii_digit() || b":.+-Zz ".contains(byte));
    clock.then_some(&text[..at])
}

fn bounds(fact: &str, text: &str, year: i16, month: Option<i16>, day: Option<i16>) -> Result<(Date, Date), Wrong> {
    let wrong = |why: String| Wrong::new(code::RECORD_DATE, format!("`{fact}` is {}, {why}", quoted(text)));
    if !YEARS.contains(&year) {
        let why = format!("but years run from {} to {} here", YEARS.start(), YEARS.end());
        return Err(wrong(why).help("correct the year, or leave the entry out if the date is not known"));
    }
    let Some(month) = month else { return Ok((date(year, 1, 1), date(year, 12, 31))) };
    let Some(name) = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)) else {
        let help = "write year, month and day in this order, as in `2026-11-20`";
        return Err(wrong(format!("but there is no month {month:02}")).help(help));
    };
    let first = date(year, month as i8, 1);
    let last = first.last_of_month();
    let Some(day) = day else { return Ok((first, last)) };
    if day < 1 || day > i16::from(last.day()) {
        let why = format!("but {name} {year} has the days 1 to {}", last.day());
        return Err(wrong(why).help(format!("correct the day, or write `{year}-{month:02}` if it is not known")));
    }
    let exact = first.checked_add((day - 1).days()).unwrap_or(first);
    Ok((exact, exact))
}

fn not_a_date(fact: &str, text: &str) -> Wrong {
    let message = format!("`{fact}` is a date, found {}", quoted(text));
    let year_last = text.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty()).count() == 3;
    let why = if year_last { "; other orders can be mistaken for one another" } else { "" };
    let help = format!("write year-month-day, as in `2026-11-20`; `2026-11` or `2026` if only that is known{why}");
    Wrong::new(code::WRONG_TYPE, message).help(help)
}
