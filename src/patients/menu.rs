//! The values worth trying for a fact: those around its limits, its labels, not known, and known in part.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::cuts::{self, Cut, Spot, cuts};
use crate::answer::Engine;
use crate::calendar::{day, days_since_epoch};
use crate::program::{Op, Shape};
use crate::record::{Datum, Lookup, Origin, Record, Value, answer};
use crate::rulebase::{Fact, FactId, Type};
use crate::syntax::tree::TimeUnit;
use crate::words::{date_words, number_words};

/// Lists of findings that examples give are tried as they are, as many as this.
const LISTS: usize = 16;

/// What a fact can be set to.
pub(crate) struct Menu<'e> {
    pub engine: &'e Engine,
    cuts: BTreeMap<Spot, Vec<(Cut, String)>>,
    /// For each fact, values that examples give.
    seen: Vec<Vec<Datum>>,
    /// For each choice, labels of which the rules tell each from the others.
    labels: Vec<Vec<usize>>,
    lookup: Lookup<'e>,
}

impl<'e> Menu<'e> {
    pub fn new(engine: &'e Engine) -> Menu<'e> {
        let mut seen: Vec<Vec<Datum>> = vec![Vec::new(); engine.rulebase.schema.facts.len()];
        for example in &engine.examples {
            for (seen, datum) in seen.iter_mut().zip(&example.record.facts) {
                let Some(datum) = datum else { continue };
                let datum = plainly(datum);
                if seen.len() < LISTS
                    && datum.value != Value::Unknown
                    && !seen.iter().any(|one| one.value == datum.value)
                {
                    seen.push(datum);
                }
            }
        }
        let lookup = Lookup::new(&engine.rulebase.schema);
        Menu { engine, cuts: cuts(engine), seen, labels: told_apart(engine), lookup }
    }

    fn fact(&self, id: FactId) -> &'e Fact {
        self.engine.rulebase.schema.fact(id)
    }

    /// The patient with other values of this fact.
    pub fn of(&self, record: &Record, id: FactId) -> Vec<Record> {
        self.others(record, id).into_iter().map(|value| with(record, id, value)).collect()
    }

    /// All that a fact or a field may be given as: what is known, and what is known in part.
    pub fn choices(&self, spot: Spot, record: &Record) -> (Vec<Datum>, Vec<Datum>) {
        let schema = &self.engine.rulebase.schema;
        let fact = match spot {
            Spot::Fact(id) => schema.fact(id),
            Spot::Field(list, at) => match schema.fact(self.engine.program.lists[list]).ty {
                Type::List(finding) => &schema.finding(finding).fields[at],
                _ => return (Vec::new(), Vec::new()),
            },
        };
        (self.known(fact, spot, record), self.parts(fact, spot, record))
    }

    /// Other values of this fact for a patient.
    pub fn others(&self, record: &Record, id: FactId) -> Vec<Option<Datum>> {
        let fact = self.fact(id);
        let now = &record.facts[id.0];
        let mut values: Vec<Option<Datum>> = match fact.ty {
            Type::List(_) => self.lists(record, id),
            _ => self.values(fact, Spot::Fact(id), record),
        };
        values.retain(|value| value.as_ref().map(|datum| &datum.value) != now.as_ref().map(|datum| &datum.value));
        values
    }

    /// Everything worth trying for a fact or a field: what is known, what is not known, what is known in part.
    fn values(&self, fact: &Fact, spot: Spot, record: &Record) -> Vec<Option<Datum>> {
        let mut values: Vec<Option<Datum>> = self.known(fact, spot, record).into_iter().map(Some).collect();
        values.push(fact.no_if_not_recorded.then(unknown));
        values.extend(self.parts(fact, spot, record).into_iter().map(Some));
        values
    }

    fn known(&self, fact: &Fact, spot: Spot, record: &Record) -> Vec<Datum> {
        let schema = &self.engine.rulebase.schema;
        let mut values: Vec<Datum> = match &fact.ty {
            Type::YesNo => [true, false].map(yes_no).to_vec(),
            Type::Choice(choice) => {
                let label = |at: &usize| schema.choice(*choice).labels[*at].name.clone();
                self.labels[choice.0].iter().map(|at| datum(Value::Label(*at), label(at))).collect()
            }
            Type::Number { .. } | Type::Date => self.numbers(fact, spot, record),
            Type::List(_) => Vec::new(),
        };
        if let (Spot::Fact(id), Type::Number { .. } | Type::Date) = (spot, &fact.ty) {
            values.extend(self.seen[id.0].iter().take(4).cloned());
        }
        if fact.or_never || fact.ty == Type::Date {
            values.push(datum(Value::Never, "never".to_owned()));
        }
        values
    }

    /// Values that are known in part: numbers on both sides of a limit or between two, the month or the year of a date.
    fn parts(&self, fact: &Fact, spot: Spot, record: &Record) -> Vec<Datum> {
        let cuts = self.cuts.get(&spot).map_or(&[][..], Vec::as_slice);
        let mut limits: Vec<f64> = cuts.iter().filter_map(|(cut, _)| limit(*cut, record)).collect();
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        let texts: Vec<String> = match &fact.ty {
            Type::Number { unit, .. } => stretches(fact, &limits, &unit.to_string()),
            Type::Date => limits.iter().filter_map(|limit| day(*limit)).flat_map(around_day).collect(),
            _ => Vec::new(),
        };
        // a text that no record could hold is no value
        let read = texts.iter().filter_map(|text| answer(&self.lookup, fact, text).ok().flatten());
        read.map(|read| datum(read.value, read.written)).collect()
    }

    fn numbers(&self, fact: &Fact, spot: Spot, record: &Record) -> Vec<Datum> {
        let cuts = self.cuts.get(&spot).map_or(&[][..], Vec::as_slice);
        let mut data: Vec<(f64, Datum)> = Vec::new();
        for (cut, words) in cuts {
            let Some(limit) = limit(*cut, record) else { continue };
            for value in cuts::around(fact, limit) {
                let Some(mut datum) = number(fact, value) else { continue };
                // `90 days` says more than 12.8571428571429 weeks
                if value == limit && matches!(fact.ty, Type::Number { .. }) && has_unit(words) {
                    datum.written.clone_from(words);
                }
                data.push((value, datum));
            }
        }
        if data.is_empty() {
            // it is only computed with
            data.extend(across(fact).into_iter().filter_map(|value| Some((value, number(fact, value)?))));
        }
        data.sort_by(|a, b| a.0.total_cmp(&b.0));
        data.dedup_by(|a, b| a.0 == b.0);
        data.into_iter().map(|(_, datum)| datum).collect()
    }

    /// Lists with one element or field changed, those of examples, none, and not known.
    fn lists(&self, record: &Record, id: FactId) -> Vec<Option<Datum>> {
        let list = |elements: Vec<Vec<Option<Datum>>>, whole: bool| {
            let given = elements.iter().all(|element| element.iter().any(Option::is_some));
            let says = !elements.is_empty() || whole;
            (given && says).then(|| Some(datum(Value::List { elements, whole }, String::new())))
        };
        let mut out: Vec<Option<Option<Datum>>> = vec![Some(None), list(Vec::new(), true)];
        if let Some(Datum { value: Value::List { elements, whole }, .. }) = &record.facts[id.0] {
            out.push(list(elements.clone(), !whole));
            for at in 0..elements.len() {
                let mut fewer = elements.clone();
                let element = fewer.remove(at);
                out.push(list(fewer, *whole));
                for changed in self.elements(&element, id, record) {
                    let mut other = elements.clone();
                    other[at] = changed.clone();
                    out.push(list(other, *whole));
                    if at == 0 {
                        let mut more = elements.clone();
                        more.push(changed);
                        out.push(list(more, *whole));
                    }
                }
            }
        }
        if let Some(usual) = self.usual(id, record) {
            for element in self.elements(&usual, id, record).into_iter().chain([usual]) {
                out.extend([list(vec![element.clone()], true), list(vec![element], false)]);
            }
        }
        out.extend(self.seen[id.0].iter().map(|datum| Some(Some(datum.clone()))));
        out.into_iter().flatten().collect()
    }

    /// An element to start from, where neither the patient nor an example has one.
    fn usual(&self, id: FactId, record: &Record) -> Option<Vec<Option<Datum>>> {
        let has = |datum: &Datum| matches!(&datum.value, Value::List { elements, .. } if !elements.is_empty());
        let (Type::List(finding), false) =
            (&self.fact(id).ty, record.facts[id.0].iter().chain(&self.seen[id.0]).any(has))
        else {
            return None;
        };
        let list = self.engine.program.lists.iter().position(|list| *list == id).unwrap_or(0);
        let fields = self.engine.rulebase.schema.finding(*finding).fields.iter().enumerate();
        let first =
            |(at, field): (usize, &Fact)| self.values(field, Spot::Field(list, at), record).into_iter().next()?;
        Some(fields.map(first).collect())
    }

    /// An element with one field changed.
    fn elements(&self, element: &[Option<Datum>], id: FactId, record: &Record) -> Vec<Vec<Option<Datum>>> {
        let Type::List(finding) = self.fact(id).ty else { return Vec::new() };
        let list = self.engine.program.lists.iter().position(|list| *list == id).unwrap_or(0);
        let fields = self.engine.rulebase.schema.finding(finding).fields.iter().enumerate();
        let changed = fields.flat_map(|(at, field)| {
            let values = self.values(field, Spot::Field(list, at), record);
            values.into_iter().map(move |value| (at, value))
        });
        changed
            .map(|(at, value)| {
                let mut other = element.to_vec();
                other[at] = value;
                other
            })
            .collect()
    }

    /// A patient without any finding, for files that have no examples to start from.
    pub fn plain(&self, as_of: Date) -> Record {
        let facts = self.engine.rulebase.schema.facts.iter().enumerate();
        let mut record = Record { as_of: Some(as_of), ..Record::default() };
        record.facts = facts
            .map(|(at, fact)| match (self.seen[at].first(), &fact.ty) {
                (_, Type::YesNo) => Some(yes_no(false)),
                (_, Type::List(_)) => Some(datum(Value::List { elements: Vec::new(), whole: true }, String::new())),
                (Some(seen), _) => Some(seen.clone()),
                (None, Type::Number { .. }) => {
                    let (least, most) = crate::eval::range(fact);
                    let middle = ((least + most) / 2.0).round();
                    number(fact, if middle.is_finite() { middle.clamp(least, most) } else { 0.0 })
                }
                (None, Type::Date) => Some(datum(Value::Never, "never".to_owned())),
                (None, Type::Choice(_)) => Some(datum(Value::Label(0), String::new())),
            })
            .collect();
        record
    }
}

/// Numbers across the plausible range, both ends among them.
fn across(fact: &Fact) -> Vec<f64> {
    let (low, high) = crate::eval::range(fact);
    let bounded = matches!(fact.ty, Type::Number { .. }) && low.is_finite() && high.is_finite();
    if !bounded {
        return Vec::new();
    }
    let at = |share: f64| (low + (high - low) * share).round().clamp(low, high);
    let middle = [at(0.25), at(0.5), at(0.75)];
    [low].into_iter().chain(middle).chain([high]).collect()
}

/// Numbers that are known in part, as a record writes them: on both sides of each limit, and between two of them.
fn stretches(fact: &Fact, limits: &[f64], unit: &str) -> Vec<String> {
    let sides = |limit: &f64| {
        let near = cuts::around(fact, *limit);
        (near.iter().copied().find(|value| value < limit), near.iter().copied().find(|value| value > limit))
    };
    let near: Vec<_> = limits.iter().map(sides).collect();
    let words = number_words;
    // of whole numbers, the next above the one just below is the limit itself
    let from = if matches!(fact.ty, Type::Number { whole: true, .. }) { ">=" } else { ">" };
    let mut texts = Vec::new();
    for (below, above) in &near {
        texts.extend(below.map(|below| format!("{from} {} {unit}", words(below))));
        texts.extend(below.zip(*above).map(|(below, above)| format!("{} to {} {unit}", words(below), words(above))));
    }
    for pair in near.windows(2) {
        let between = pair[0].1.zip(pair[1].0).filter(|(low, high)| low < high);
        texts.extend(between.map(|(low, high)| format!("{} to {} {unit}", words(low), words(high))));
    }
    texts.extend(near.first().and_then(|(below, _)| *below).map(|below| format!("< {} {unit}", words(below))));
    texts.extend(near.last().and_then(|(_, above)| *above).map(|above| format!("> {} {unit}", words(above))));
    texts
}

/// The month and the year that a day lies in.
fn around_day(day: Date) -> [String; 2] {
    [format!("{:04}-{:02}", day.year(), day.month()), format!("{:04}", day.year())]
}

/// The first of the labels that no test of the rules tells from one another.
fn told_apart(engine: &Engine) -> Vec<Vec<usize>> {
    let steps = &engine.program.steps;
    let tests = |count: usize| {
        steps.iter().filter_map(move |step| match &step.op {
            Op::Among(value, labels) if steps[value.0].shape == Shape::Labels(count) => Some(labels),
            _ => None,
        })
    };
    let choices = engine.rulebase.schema.choices.iter();
    choices
        .map(|choice| {
            let count = choice.labels.len();
            let mut known = BTreeSet::new();
            let answers = |label: &usize| tests(count).map(|labels| labels.contains(label)).collect::<Vec<bool>>();
            (0..count).filter(|label| known.insert(answers(label))).collect()
        })
        .collect()
}

/// The patient with another value of a fact.
pub(crate) fn with(record: &Record, id: FactId, value: Option<Datum>) -> Record {
    let mut other = record.clone();
    other.facts[id.0] = value;
    other
}

/// The value without where it came from, which would only be copied along.
pub(crate) fn plainly(given: &Datum) -> Datum {
    let value = match &given.value {
        Value::List { elements, whole } => {
            let plain = |element: &Vec<Option<Datum>>| element.iter().map(|one| one.as_ref().map(plainly)).collect();
            Value::List { elements: elements.iter().map(plain).collect(), whole: *whole }
        }
        other => other.clone(),
    };
    datum(value, given.written.clone())
}

fn datum(value: Value, written: String) -> Datum {
    Datum { value, written, origin: Origin::default() }
}

pub(crate) fn unknown() -> Datum {
    datum(Value::Unknown, "unknown".to_owned())
}

pub(crate) fn yes_no(yes: bool) -> Datum {
    datum(Value::YesNo(yes), if yes { "yes" } else { "no" }.to_owned())
}

/// A number or a date as an example would write it.
pub(crate) fn number(fact: &Fact, value: f64) -> Option<Datum> {
    let value = crate::grid::to_grid(value);
    match &fact.ty {
        Type::Date => {
            day(value)?;
            let day = value as i32;
            Some(datum(Value::Date { first: day, last: day }, date_words(value)))
        }
        Type::Number { unit, .. } => {
            let words = number_words(value);
            // what cannot be written in full cannot stand in an example
            (words.parse() == Ok(value))
                .then(|| datum(Value::Number { low: value, high: value }, format!("{words} {unit}")))
        }
        _ => None,
    }
}

/// A number with a unit behind it.
fn has_unit(words: &str) -> bool {
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    rest.len() < words.len()
        && rest.starts_with(' ')
        && rest.trim().starts_with(|c: char| c.is_alphabetic() || "%°".contains(c))
}

/// The value of a limit for this patient.
fn limit(cut: Cut, record: &Record) -> Option<f64> {
    let as_of = record.as_of?;
    match cut {
        Cut::Value(value) => Some(value),
        Cut::FromNow(days) => Some(f64::from(days_since_epoch(as_of)) + days),
        Cut::From(fact, days) => match record.facts.get(fact.0)?.as_ref()?.value {
            Value::Date { first, last } if first == last => Some(f64::from(first) + days),
            _ => None,
        },
        Cut::Ago(unit, count) => {
            let now = f64::from(days_since_epoch(as_of));
            let months = |count: f64| {
                let span = jiff::Span::new().try_months(count as i64).ok()?;
                Some(f64::from(days_since_epoch(as_of.checked_sub(span).ok()?)))
            };
            match unit {
                TimeUnit::Hour => None,
                TimeUnit::Day => Some(now - count),
                TimeUnit::Week => Some(now - count * 7.0),
                TimeUnit::Month => months(count),
                TimeUnit::Year => months(count * 12.0),
            }
        }
    }
}
