//! Pieces of values in words: `yes`, `soleal or peroneal`, `below 540 ng/mL FEU`, `3 cm or more`.

use crate::answer::{Engine, Hole, Piece};
use crate::rulebase::{Fact, Schema, Type};
use crate::words::{either, is_whole, range_words};

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
