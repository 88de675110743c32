//! Ranges of a fact in words: `below 540 ng/mL FEU`, `3 cm or more`, `before 2026-11-20`.

use super::value::{date_words, number_words};
use crate::grid::to_grid;
use crate::rulebase::{Fact, Type};

/// It holds no fractions.
pub fn is_whole(fact: &Fact) -> bool {
    matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date)
}

/// A stretch of numbers or days; an end that is no nearer than the limit is not named.
pub fn range_words(fact: &Fact, (low, high): (f64, f64), limits: (f64, f64)) -> String {
    if fact.ty == Type::Date {
        return days_words((low, high), limits);
    }
    let unit = match &fact.ty {
        Type::Number { unit, .. } if !unit.is_one() => format!(" {unit}"),
        _ => String::new(),
    };
    let whole = is_whole(fact);
    // numbers right beside a limit are what is left of it: below or above it
    let above = (!whole && to_grid(low) < low).then(|| to_grid(low));
    let below = (!whole && to_grid(high) > high).then(|| to_grid(high));
    let one = limit_words;
    match (low <= limits.0, high >= limits.1) {
        (true, true) => "any value".to_owned(),
        (true, false) => match below {
            Some(limit) => format!("below {}{unit}", one(limit)),
            None if low == high => format!("{}{unit}", one(low)),
            None => format!("at most {}{unit}", one(high)),
        },
        (false, true) => match above {
            Some(limit) => format!("above {}{unit}", one(limit)),
            None if low == high => format!("{}{unit}", one(low)),
            None => format!("{}{unit} or more", one(low)),
        },
        (false, false) if low == high => format!("{}{unit}", one(low)),
        (false, false) => {
            let from = above.map_or_else(|| one(low), |limit| format!("above {}", one(limit)));
            let to = below.map_or_else(|| one(high), |limit| format!("below {}", one(limit)));
            format!("{from} to {to}{unit}")
        }
    }
}

/// A limit; one that a formula comes to may have many digits, of which the first four tell enough.
fn limit_words(value: f64) -> String {
    const MOST_DIGITS: usize = 8;
    // a limit that was found by trying may lie a hair beside the number that is meant
    let near = format!("{value:.10e}").parse::<f64>().unwrap_or(value);
    let exact = number_words(near);
    if exact.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS {
        return exact;
    }
    let decimals = (3.0 - value.abs().log10().floor()).clamp(0.0, 12.0) as usize;
    let rounded = format!("{value:.decimals$}");
    let short = if rounded.contains('.') { rounded.trim_end_matches('0').trim_end_matches('.') } else { &rounded };
    format!("about {short}")
}

fn days_words((low, high): (f64, f64), limits: (f64, f64)) -> String {
    match (low <= limits.0, high >= limits.1) {
        (true, true) => "any day".to_owned(),
        (true, false) => format!("before {}", date_words(high + 1.0)),
        (false, true) => format!("{} or later", date_words(low)),
        (false, false) if low == high => date_words(low),
        (false, false) => format!("{} to {}", date_words(low), date_words(high)),
    }
}
