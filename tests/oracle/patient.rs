//! Random records: with holes, and what the holes could be filled with.

use rulecheck::record::{Datum, Origin, Record, Value};
use rulecheck::rulebase::{Fact, FactId, Rulebase, Type};
use rulecheck::unit::Unit;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::eval::Oracle;
use super::facts::DIMS;
use super::tape::Tape;
use super::value::{Value as Full, double};

/// 2026-11-20
pub const AS_OF: i32 = 20_777;

fn datum(value: Value) -> Datum {
    Datum { written: format!("{value:?}"), value, origin: Origin::default() }
}

fn number(value: f64) -> Value {
    Value::Number { low: value, high: value }
}

/// Makes records for one rule base.
pub struct Ward<'a, 't> {
    pub base: &'a Rulebase,
    pub tape: Tape<'t>,
}

impl Ward<'_, '_> {
    // --- values --------------------------------------------------------------------------------------------------

    /// A value the fact may have; many stand just at the thresholds that rules use.
    fn value(&mut self, fact: &Fact) -> Value {
        if fact.or_never && self.tape.chance(15) {
            return Value::Never;
        }
        match &fact.ty {
            Type::YesNo => Value::YesNo(self.tape.below(2) == 1),
            Type::Choice(id) => Value::Label(self.tape.below(self.base.schema.choice(*id).labels.len())),
            Type::Number { unit, whole } => number(self.amount(fact, unit, *whole)),
            Type::Date => {
                let day = AS_OF - self.day();
                Value::Date { first: day, last: day }
            }
            Type::List(_) => unreachable!("lists are made element by element"),
        }
    }

    /// Days before the as-of date; some behind it.
    fn day(&mut self) -> i32 {
        match self.tape.below(4) {
            0 => *self.tape.pick(&[0, 7, 84, 90, 30, -1, 14, 365, 173, 630]),
            1 => self.tape.below(60) as i32 - 20,
            _ => self.tape.below(900) as i32 - 60,
        }
    }

    fn amount(&mut self, fact: &Fact, unit: &Unit, whole: bool) -> f64 {
        let (low, high) = fact.range.unwrap_or((Decimal::from(-20), Decimal::from(20)));
        if whole {
            return double(low.ceil()) + self.tape.below(double(high - low) as usize + 1) as f64;
        }
        if self.tape.chance(60) {
            let texts: Vec<&str> = DIMS.iter().flat_map(|dim| dim.constants()).copied().collect();
            let start = self.tape.below(texts.len());
            for at in 0..texts.len() {
                if let Some(value) = threshold(texts[(start + at) % texts.len()], unit)
                    && (low..=high).contains(&value)
                {
                    return double(value);
                }
            }
        }
        let steps = Decimal::from(self.tape.below(1001));
        double((low + (high - low) * steps / Decimal::from(1000)).round_dp(4))
    }

    // --- records with holes --------------------------------------------------------------------------------------

    /// A record in which so many of a hundred values are missing, or known only in part.
    pub fn record(&mut self, holes: usize) -> Record {
        let base = self.base;
        let facts = base.schema.facts.iter().map(|fact| match fact.ty {
            Type::List(finding) => self.list(&base.schema.finding(finding).fields, holes),
            _ => self.entry(fact, holes),
        });
        Record { name: "generated".to_owned(), facts: facts.collect(), ..Record::default() }
    }

    fn entry(&mut self, fact: &Fact, holes: usize) -> Option<Datum> {
        let value = self.value(fact);
        if self.tape.chance(holes) {
            return match self.tape.below(3) {
                0 => None,
                1 => Some(datum(Value::Unknown)),
                _ => Some(datum(self.partial(fact, value))),
            };
        }
        if fact.no_if_not_recorded && value == Value::YesNo(false) {
            return None;
        }
        Some(datum(value))
    }

    /// Known only within limits.
    fn partial(&mut self, fact: &Fact, value: Value) -> Value {
        match (value, &fact.ty) {
            (Value::Date { first, .. }, _) => {
                Value::Date { first: first - self.tape.below(40) as i32, last: first + self.tape.below(40) as i32 }
            }
            (Value::Number { low, .. }, Type::Number { unit, whole }) => {
                let other = self.amount(fact, unit, *whole);
                Value::Number { low: low.min(other), high: low.max(other) }
            }
            _ => Value::Unknown,
        }
    }

    fn list(&mut self, fields: &[Fact], holes: usize) -> Option<Datum> {
        if self.tape.chance(holes / 2) {
            return self.tape.chance(50).then(|| datum(Value::Unknown));
        }
        let count = self.tape.below(4);
        let elements = (0..count).map(|_| fields.iter().map(|field| self.entry(field, holes)).collect()).collect();
        let whole = holes == 0 || self.tape.chance(50);
        Some(datum(Value::List { elements, whole }))
    }

    // --- filling holes -------------------------------------------------------------------------------------------

    /// A complete record that the one given could turn out to be.
    pub fn completed(&mut self, given: &Record) -> Record {
        let base = self.base;
        let mut full = given.clone();
        let (lists, scalars): (Vec<usize>, Vec<usize>) =
            (0..full.facts.len()).partition(|at| matches!(base.schema.facts[*at].ty, Type::List(_)));
        for at in scalars {
            full.facts[at] = self.filled(&base.schema.facts[at], full.facts[at].take());
        }
        for at in lists {
            let whole = self.is_whole(&full, given, FactId(at));
            let Type::List(finding) = base.schema.facts[at].ty else { unreachable!("only lists") };
            let fields = &base.schema.finding(finding).fields;
            let mut elements = match full.facts[at].take().map(|datum| datum.value) {
                Some(Value::List { elements, .. }) => elements,
                _ => Vec::new(),
            };
            for element in &mut elements {
                for (field, datum) in fields.iter().zip(element) {
                    *datum = self.filled(field, datum.take());
                }
            }
            let extra = if whole { 0 } else { self.tape.below(3) };
            for _ in 0..extra {
                let element: Vec<Option<Datum>> = fields.iter().map(|field| self.entry(field, 0)).collect();
                if !self.was_seen(&full, given, FactId(at), &element) {
                    elements.push(element);
                }
            }
            full.facts[at] = Some(datum(Value::List { elements, whole: true }));
        }
        full
    }

    /// The record says that a list it gives is whole, or the rules say so of this patient.
    fn is_whole(&self, full: &Record, given: &Record, id: FactId) -> bool {
        match given.facts[id.0].as_ref().map(|datum| &datum.value) {
            Some(Value::List { whole: true, .. }) => true,
            Some(Value::List { .. }) => self.base.schema.fact(id).complete_if.as_ref().is_some_and(|condition| {
                let oracle = Oracle::new(self.base, full, given, AS_OF);
                // where rounding could decide it, nothing is added
                oracle.expr(condition, None) == Full::Truth(true) || oracle.doubt.get()
            }),
            _ => false,
        }
    }

    /// The element lies in a part of a given list that is whole, so that it cannot have been left out.
    fn was_seen(&self, full: &Record, given: &Record, id: FactId, element: &[Option<Datum>]) -> bool {
        let is_given = matches!(given.facts[id.0].as_ref().map(|datum| &datum.value), Some(Value::List { .. }));
        is_given
            && self.base.schema.fact(id).whole_parts.iter().any(|part| {
                let label = element[part.field].as_ref().map(|datum| &datum.value);
                let inside = matches!(label, Some(Value::Label(label)) if part.labels.contains(label));
                let oracle = Oracle::new(self.base, full, given, AS_OF);
                inside && (oracle.expr(&part.condition, None) == Full::Truth(true) || oracle.doubt.get())
            })
    }

    fn filled(&mut self, fact: &Fact, given: Option<Datum>) -> Option<Datum> {
        match given.as_ref().map(|datum| &datum.value) {
            None if fact.no_if_not_recorded => None,
            None | Some(Value::Unknown) => Some(datum(self.value(fact))),
            Some(Value::Number { low, high }) if low < high => {
                let inside = match (self.tape.below(3), &fact.ty) {
                    (0, _) => *low,
                    (1, _) => *high,
                    (_, Type::Number { unit, whole }) => self.amount(fact, unit, *whole).clamp(*low, *high),
                    _ => unreachable!("only numbers have ends"),
                };
                Some(datum(number(inside)))
            }
            Some(Value::Date { first, last }) if first < last => {
                let day = first + self.tape.below((last - first) as usize + 1) as i32;
                Some(datum(Value::Date { first: day, last: day }))
            }
            _ => given,
        }
    }

    /// The same record with one hole filled, or made smaller.
    pub fn one_hole_less(&mut self, given: &Record) -> Record {
        let mut record = given.clone();
        let start = self.tape.below(record.facts.len());
        for at in 0..record.facts.len() {
            let at = (start + at) % record.facts.len();
            let fact = &self.base.schema.facts[at];
            let before = record.facts[at].clone();
            record.facts[at] = match fact.ty {
                Type::List(finding) => {
                    let fields = &self.base.schema.finding(finding).fields;
                    self.list_filled(fields, before.clone(), fact.complete_if.is_none() && fact.whole_parts.is_empty())
                }
                _ => self.filled(fact, before.clone()),
            };
            if record.facts[at] != before {
                return record;
            }
        }
        record
    }

    /// `may_grow`: no condition can have made the list whole.
    fn list_filled(&mut self, fields: &[Fact], given: Option<Datum>, may_grow: bool) -> Option<Datum> {
        let Some(Datum { value: Value::List { mut elements, whole }, .. }) = given else {
            let empty = Value::List { elements: Vec::new(), whole: self.tape.chance(50) };
            return Some(datum(empty));
        };
        match self.tape.below(3) {
            0 if !whole => return Some(datum(Value::List { elements, whole: true })),
            1 if !whole && may_grow => elements.push(fields.iter().map(|field| self.entry(field, 30)).collect()),
            _ => {
                let holes = elements.iter_mut().flat_map(|element| fields.iter().zip(element));
                for (field, hole) in holes {
                    let filled = self.filled(field, hole.clone());
                    if filled != *hole {
                        *hole = filled;
                        break;
                    }
                }
            }
        }
        Some(datum(Value::List { elements, whole }))
    }
}

/// A constant of the rules in another unit, if it can be one.
fn threshold(text: &str, unit: &Unit) -> Option<Decimal> {
    let (value, from) = text.split_once(' ').unwrap_or((text, "1"));
    let converter = Unit::parse(from).ok()?.converter_to(unit, None).ok()?;
    let value = converter.apply(value.parse().ok()?)?.round_dp(6);
    value.to_f64().map(|_| value)
}
