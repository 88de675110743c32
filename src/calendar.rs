//! Days as numbers: so many from 1970-01-01.

use jiff::Span;
use jiff::civil::{Date, date};

/// Days since 1970-01-01.
pub fn days_since_epoch(day: Date) -> i32 {
    date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

/// The days that are calculated with, from 1970-01-01.
pub const DAYS: (f64, f64) = (-800_000.0, 2_900_000.0);

/// The calendar day that is so many days after 1970-01-01.
pub fn day(days: f64) -> Option<Date> {
    let days = if (DAYS.0..=DAYS.1).contains(&days) { days as i64 } else { return None };
    date(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()
}
