//! Pieces of values in words: `yes`, `soleal or peroneal`, `below 540 ng/mL FEU`, `3 cm or more`.

use super::value::{date_words, either, number_words};
use crate::outcome::{Engine, Hole, Piece};
use crate::rulebase::{Fact, Schema, Type};

/// Labels that are named one by one; more of them are `anything else`, if that is all that is left.
const NAMED: usize = 6;

/// Some pieces of what a fact could be, of all the pieces that it could be.
pub fn piece_words(engine: &Engine, hole: Hole, pieces: &[Piece], all: &[Piece]) -> String {
    let schema = &engine.rulebase.schema;
    let Some(fact) = engine.declared(hole) else { return list_words(pieces) };
    let mut words = Vec::new();
    for piece in pieces {
        match piece {
            Piece::YesNo(yes) => words.push(if *yes { "yes" } else { "no" }.to_owned()),
            Piece::Label(label) => words.extend(label_name(schema, fact, *label)),
            Piece::Never => words.push("never".to_owned()),
            Piece::Between(..) | Piece::Whole | Piece::Empty | Piece::Open => {}
        }
    }
    if words.len() > NAMED && words.len() < all.len() {
        words = vec!["anything else".to_owned()];
    }
    let numbers = stretches(pieces, is_whole(fact));
    let limits = limits(all);
    let ranges = numbers.iter().map(|ends| range_words(fact, *ends, limits));
    words.splice(0..0, ranges.collect::<Vec<_>>());
    either(words)
}

fn list_words(pieces: &[Piece]) -> String {
    let word = |piece: &Piece| match piece {
        Piece::Empty => "none",
        Piece::Whole => "yes",
        _ => "otherwise",
    };
    either(pieces.iter().map(|piece| word(piece).to_owned()).collect())
}

fn label_name(schema: &Schema, fact: &Fact, label: usize) -> Option<String> {
    match fact.ty {
        Type::Choice(choice) => schema.choice(choice).labels.get(label).map(|label| label.name.clone()),
        _ => None,
    }
}

/// It holds no fractions.
pub fn is_whole(fact: &Fact) -> bool {
    matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date)
}

/// Stretches of numbers, neighbours as one.
pub fn stretches(pieces: &[Piece], whole: bool) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Between(low, high) => Some((*low, *high)),
            _ => None,
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (low, high) in ends {
        match merged.last_mut() {
            Some(last) if low <= if whole { last.1 + 1.0 } else { last.1.next_up() } => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}

/// The lowest and the highest of some pieces.
fn limits(pieces: &[Piece]) -> (f64, f64) {
    let ends = stretches(pieces, false);
    ends.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), ends| (low.min(ends.0), high.max(ends.1)))
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
    let above = (!whole && crate::grid::to_grid(low) < low).then(|| crate::grid::to_grid(low));
    let below = (!whole && crate::grid::to_grid(high) > high).then(|| crate::grid::to_grid(high));
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
