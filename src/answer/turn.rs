//! The smallest change of a record that would turn a decided answer: one fact, and where none can, two.

use super::conclusion::Answer;
use super::engine::Engine;
use super::hole::Hole;
use super::outcome::{Need, Outcome};
use super::piece::Piece;
use super::vary::Changes;
use crate::eval::{Column, Row, Value};
use crate::program::{Domain, Op, Slice};
use crate::rulebase::{ConclusionId, Kind, Type};
use crate::unit::Unit;

/// Rows of one batch.
const ROWS: usize = 1024;
/// Pairs of changes that are tried.
const PAIRS: usize = 40_000;

/// Changes that turn an answer, the nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Turns {
    pub turns: Vec<Turn>,
    /// Facts that each of them changes: one, or where no single one turns the answer, two.
    pub size: usize,
    /// All changes of that size were tried.
    pub all_tried: bool,
}

/// Changes that together turn an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    pub changes: Vec<Change>,
    pub answer: Answer,
}

/// Another value of one fact or field.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub need: Need,
    pub hole: Hole,
    /// Any of these.
    pub pieces: Vec<Piece>,
    /// All that it may be.
    pub all: Vec<Piece>,
}

impl Engine {
    /// What would turn a decided answer.
    pub fn turns(&self, outcome: &Outcome, id: ConclusionId) -> Turns {
        let patient = outcome.at();
        let sites: Vec<(Hole, Vec<Piece>)> = self.sites(patient, &self.hinges[id.0]);
        let others: Vec<(Hole, Piece)> = sites
            .iter()
            .flat_map(|(hole, pieces)| {
                let said = self.is_said(outcome, *hole);
                let other = pieces.iter().filter(move |piece| !(said && self.is_now(patient, *hole, **piece)));
                other.map(|piece| (*hole, *piece))
            })
            .collect();
        let single: Vec<Changes> = others.iter().map(|change| vec![*change]).collect();
        let turned = self.turned(outcome, id, &single, true);
        if !turned.is_empty() {
            let turns = self.merged(outcome, &sites, turned);
            return Turns { turns: self.nearest(outcome, turns), size: 1, all_tried: true };
        }
        let (pairs, all_tried) = pairs(&others);
        let turns = self.paired(&sites, self.turned(outcome, id, &pairs, false));
        Turns { turns: self.nearest(outcome, turns), size: 2, all_tried }
    }

    /// The facts and fields that an answer hangs on, each with all that it may be.
    fn sites(&self, patient: Row<'_>, needed: &Slice) -> Vec<(Hole, Vec<Piece>)> {
        let mut holes = Vec::new();
        for fact in &needed.facts {
            match self.program.lists.iter().position(|list| list == fact) {
                None => holes.push(Hole::Fact(*fact)),
                Some(list) => holes.push(Hole::More(list)),
            }
        }
        for list in &needed.lists {
            let mut fields: Vec<usize> = needed
                .steps
                .iter()
                .filter(|step| self.program.steps[**step].domain == Domain::Element(*list))
                .filter_map(|step| match self.program.steps[*step].op {
                    Op::Field(at) | Op::KnownField(at) => Some(at),
                    _ => None,
                })
                .collect();
            fields.sort_unstable();
            fields.dedup();
            let elements = patient.elements(*list).len();
            holes.extend(
                (0..elements).flat_map(|element| fields.iter().map(move |at| Hole::Field(*list, element, *at))),
            );
        }
        holes.into_iter().map(|hole| (hole, self.all_pieces(patient, needed, hole))).collect()
    }

    /// The record says so, or no more than that.
    fn is_now(&self, patient: Row<'_>, hole: Hole, piece: Piece) -> bool {
        let Some((_, column, row)) = self.cell(patient, hole) else {
            let Hole::More(list) = hole else { return false };
            let whole = match patient.batch.inputs.fact(self.program.lists[list]) {
                Column::Truth(whole) => whole.could(patient.row).surely_yes(),
                _ => false,
            };
            return whole || piece == Piece::Open;
        };
        match (column, piece) {
            (Column::Truth(truth), Piece::YesNo(yes)) => {
                let could = truth.could(row);
                if yes { could.surely_yes() } else { could.surely_no() }
            }
            (Column::Labels(labels), Piece::Label(label)) => labels.could(row) == [label],
            (Column::Number(number), Piece::Between(low, high)) => number.low[row] >= low && number.high[row] <= high,
            (Column::Number(number), Piece::Never) => number.low[row] > number.high[row],
            _ => false,
        }
    }

    /// The ways of putting a record that turn the answer. `exact`: with the cases of what stays open told apart.
    fn turned(&self, outcome: &Outcome, id: ConclusionId, ways: &[Changes], exact: bool) -> Vec<(Changes, Answer)> {
        let now = &outcome.answers[id.0];
        let mut turned = Vec::new();
        for some in ways.chunks(ROWS) {
            let batch = self.varied(outcome.at(), some, &self.hinges[id.0]);
            for (row, way) in some.iter().enumerate() {
                let row = Row { batch: &batch, row };
                if self.is_ruled_out(row) {
                    continue;
                }
                let table = self.answer(&batch.table, id, row.row);
                let answer =
                    if exact && overlap(self.kind(id), &table.value, &now.value) { self.exact(row, id) } else { table };
                if !overlap(self.kind(id), &answer.value, &now.value) {
                    turned.push((way.clone(), answer));
                }
            }
        }
        turned
    }

    fn kind(&self, id: ConclusionId) -> Kind {
        self.rulebase.conclusions[id.0].kind
    }

    /// Single changes of one fact that give the same answer, as one; of numbers, each stretch for itself.
    fn merged(&self, outcome: &Outcome, sites: &[(Hole, Vec<Piece>)], turned: Vec<(Changes, Answer)>) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        for (way, answer) in turned {
            let Some((hole, piece)) = way.first().copied() else { continue };
            let same = |turn: &&mut Turn| {
                let change = &turn.changes[0];
                change.hole == hole && said(&turn.answer) == said(&answer) && self.joins(outcome, change, piece)
            };
            match turns.iter_mut().find(same) {
                Some(turn) => turn.changes[0].pieces.push(piece),
                None => turns.push(Turn { changes: vec![self.change(sites, hole, vec![piece])], answer }),
            }
        }
        turns
    }

    /// Pairs of changes of the same two facts that give the same answer, as few as say the same.
    fn paired(&self, sites: &[(Hole, Vec<Piece>)], turned: Vec<(Changes, Answer)>) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        for (way, answer) in turned {
            let [(hole, piece), (other, with)] = way.as_slice() else { continue };
            // one value of the first, with all values of the second
            let same = |turn: &&mut Turn| {
                let [first, second] = turn.changes.as_slice() else { return false };
                (first.hole, first.pieces.as_slice(), second.hole) == (*hole, &[*piece][..], *other)
                    && said(&turn.answer) == said(&answer)
            };
            match turns.iter_mut().find(same) {
                Some(turn) => turn.changes[1].pieces.push(*with),
                None => {
                    let changes =
                        vec![self.change(sites, *hole, vec![*piece]), self.change(sites, *other, vec![*with])];
                    turns.push(Turn { changes, answer });
                }
            }
        }
        let mut merged: Vec<Turn> = Vec::new();
        for turn in turns {
            let same = |known: &&mut Turn| {
                known.changes[0].hole == turn.changes[0].hole
                    && known.changes[1] == turn.changes[1]
                    && said(&known.answer) == said(&turn.answer)
            };
            match merged.iter_mut().find(same) {
                Some(known) => known.changes[0].pieces.extend(&turn.changes[0].pieces),
                None => merged.push(turn),
            }
        }
        merged
    }

    /// Whether a piece belongs to a change: a number only if it lies right beside and on the same side.
    fn joins(&self, outcome: &Outcome, change: &Change, piece: Piece) -> bool {
        match (change.pieces.last(), piece) {
            (Some(Piece::Between(_, before)), Piece::Between(low, high)) => {
                let now = self.number_now(outcome, change.hole);
                let beside = low <= before.next_up() || self.is_whole(change.hole) && low <= before + 1.0;
                beside && now.is_none_or(|now| !(*before < now && now < high))
            }
            (Some(Piece::YesNo(_) | Piece::Label(_)), Piece::YesNo(_) | Piece::Label(_)) => true,
            _ => false,
        }
    }

    fn is_whole(&self, hole: Hole) -> bool {
        self.declared(hole).is_some_and(|fact| matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date))
    }

    /// The number that the record gives, if it gives one.
    fn number_now(&self, outcome: &Outcome, hole: Hole) -> Option<f64> {
        let (_, column, row) = self.cell(outcome.at(), hole)?;
        let number = column.number()?;
        (number.low[row] == number.high[row]).then_some(number.low[row])
    }

    fn change(&self, sites: &[(Hole, Vec<Piece>)], hole: Hole, pieces: Vec<Piece>) -> Change {
        let all = sites.iter().find(|(other, _)| *other == hole).map(|(_, all)| all.clone()).unwrap_or_default();
        let mut need = self.hole_name(hole);
        if pieces.contains(&Piece::Empty) {
            need.name.clone_from(&need.fact);
        }
        Change { need, hole, pieces, all }
    }

    /// In order: what can change before what hardly can, short ways before long ones.
    fn nearest(&self, outcome: &Outcome, turns: Vec<Turn>) -> Vec<Turn> {
        let far = |turn: &Turn| -> f64 { turn.changes.iter().map(|change| self.distance(outcome, change)).sum() };
        let mut turns: Vec<(f64, Turn)> = turns.into_iter().map(|turn| (far(&turn), turn)).collect();
        turns.sort_by(|a, b| a.0.total_cmp(&b.0));
        turns.into_iter().map(|(_, turn)| turn).collect()
    }

    /// How far a change is: a number by its part of the range; times and dates, which pass by themselves, last.
    fn distance(&self, outcome: &Outcome, change: &Change) -> f64 {
        let Some(fact) = self.declared(change.hole) else { return 3.0 };
        let passes = fact.ty == Type::Date || matches!(&fact.ty, Type::Number { unit, .. } if is_time(unit));
        let base = match fact.ty {
            Type::Choice(_) => 2.0,
            _ if passes => 4.0,
            _ => 0.0,
        };
        let unknown = if self.is_said(outcome, change.hole) { 0.0 } else { 10.0 };
        let way = match (change.pieces.first(), change.pieces.last(), self.number_now(outcome, change.hole)) {
            (Some(Piece::Between(low, _)), Some(Piece::Between(_, high)), Some(now)) => {
                let gap = if now < *low { low - now } else { now - high };
                gap / (gap + now.abs() + f64::MIN_POSITIVE)
            }
            _ => 0.5,
        };
        base + unknown + way
    }

    /// The record says something of it.
    pub fn is_said(&self, outcome: &Outcome, hole: Hole) -> bool {
        let inputs = &outcome.batch.inputs;
        let bit = |bits: &[u64], row: usize| bits[row / 64] >> (row % 64) & 1 == 1;
        match hole {
            Hole::Fact(fact) => bit(&inputs.known[fact.0], outcome.row),
            Hole::Field(list, element, at) => {
                bit(&inputs.lists[list].known[at], outcome.elements(list).start + element)
            }
            Hole::More(list) => bit(&inputs.known[self.program.lists[list].0], outcome.row),
        }
    }

    /// What the record leaves possible of a fact or field.
    pub fn is_at(&self, outcome: &Outcome, hole: Hole) -> Option<Value> {
        let (_, column, row) = self.cell(outcome.at(), hole)?;
        Some(Value::of(column, row))
    }
}

fn is_time(unit: &Unit) -> bool {
    ["hours", "days", "weeks", "months", "years"].contains(&unit.to_string().as_str())
}

/// What tells answers apart: of a score with bands, the band.
fn said(answer: &Answer) -> &Value {
    match &answer.value {
        Value::Score { band: Some(band), .. } => band,
        Value::Score { points, .. } => points,
        value => value,
    }
}

/// Whether two values have something in common. Of a rule only whether it applies counts.
fn overlap(kind: Kind, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::YesNo(a), Value::YesNo(b)) if kind == Kind::Rule => {
            (a.yes && b.yes) || ((a.no || a.na) && (b.no || b.na)) || (a.failed && b.failed)
        }
        (Value::YesNo(a), Value::YesNo(b)) => {
            (a.yes && b.yes) || (a.no && b.no) || (a.na && b.na) || (a.failed && b.failed)
        }
        (Value::Labels { labels, na, failed }, Value::Labels { labels: other, na: na2, failed: failed2 }) => {
            labels.iter().any(|label| other.contains(label)) || (*na && *na2) || (*failed && *failed2)
        }
        (
            Value::Number { low, high, never, na, failed },
            Value::Number { low: low2, high: high2, never: never2, na: na2, failed: failed2 },
        ) => {
            let both = low <= high && low2 <= high2 && low <= high2 && low2 <= high;
            both || (*never && *never2) || (*na && *na2) || (*failed && *failed2)
        }
        (Value::Score { band: Some(a), .. }, Value::Score { band: Some(b), .. }) => overlap(kind, a, b),
        (Value::Score { points: a, .. }, Value::Score { points: b, .. }) => overlap(kind, a, b),
        _ => true,
    }
}

/// Two changes of different facts, and whether these are all.
fn pairs(changes: &[(Hole, Piece)]) -> (Vec<Changes>, bool) {
    let mut pairs = Vec::new();
    for (at, one) in changes.iter().enumerate() {
        for other in changes[at + 1..].iter().filter(|other| other.0 != one.0) {
            if pairs.len() == PAIRS {
                return (pairs, false);
            }
            pairs.push(vec![*one, *other]);
        }
    }
    (pairs, true)
}
