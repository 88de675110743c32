//! Every record that a small rule book could meet, judged by the engine.

use jiff::civil::Date;
use rulecheck::answer::{Engine, Impossible, Outcome};
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Diagnostic, Style, code, render_all};
use rulecheck::prove::Options;
use rulecheck::record::{Datum, Origin, Record, Value};
use rulecheck::rulebase::{Fact, Schema, Type};
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

pub fn today() -> Date {
    jiff::civil::date(2026, 11, 20)
}

/// Days since 1970-01-01.
const TODAY: i32 = 20_777;

pub fn options() -> Options {
    Options { elements: Some(2), ..Options::on(today()) }
}

/// The rules of a text. `Ok(None)`: the checker finds that something can never hold, or a gap between bands.
pub fn engine(text: &str) -> Result<Option<(Engine, Sources)>, String> {
    let compiled = compile(&["small.rule"], &mut |_| Ok(text.to_owned()), today());
    let Compiled { sources, rules, mut diagnostics, .. } = compiled;
    diagnostics.retain(Diagnostic::is_error);
    let refused = [
        code::OUTSIDE_RANGE,
        code::NEVER_REACHED,
        code::BAND_GAP,
        code::OVERLAP,
        code::CONTRADICTS_ITSELF,
        code::CIRCULAR,
    ];
    match rules {
        Some(rules) => Ok(Some((Engine::new(rules, &Cores), sources))),
        None if diagnostics.iter().all(|one| refused.contains(&one.code)) => Ok(None),
        None => Err(format!("{}\n{text}", render_all(&diagnostics, &sources, Style::Plain))),
    }
}

/// The rules of a text that is right.
pub fn sound(text: &str) -> (Engine, Sources) {
    engine(text).unwrap_or_else(|error| panic!("{error}")).unwrap_or_else(|| panic!("refused:\n{text}"))
}

/// A record, whether it says everything, and what the engine says of it.
pub struct Case {
    pub record: Record,
    pub complete: bool,
    pub outcome: Result<Outcome, Impossible>,
}

/// All records of a rule book, judged.
pub fn everyone(engine: &Engine) -> Vec<Case> {
    let records = records(&engine.rulebase.schema);
    let all: Vec<Record> = records.iter().map(|(record, _)| record.clone()).collect();
    let outcomes = engine.judge(&all, today());
    let cases = records.into_iter().zip(outcomes);
    cases.map(|((record, complete), outcome)| Case { record, complete, outcome }).collect()
}

/// Each value of each fact, or none, with each of the others.
pub fn records(schema: &Schema) -> Vec<(Record, bool)> {
    let mut all = vec![(Vec::new(), true)];
    for fact in &schema.facts {
        let entries = entries(schema, fact);
        let longer = |(facts, complete): (Vec<Option<Datum>>, bool)| {
            entries.clone().into_iter().map(move |(entry, whole)| {
                let mut facts = facts.clone();
                facts.push(entry);
                (facts, complete && whole)
            })
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    let record = |facts| Record { facts, ..Record::default() };
    all.into_iter().map(|(facts, complete)| (record(facts), complete)).collect()
}

fn datum(value: Value) -> Datum {
    Datum { written: format!("{value:?}"), value, origin: Origin::default() }
}

/// What a record may say about a fact, and whether that is a value.
fn entries(schema: &Schema, fact: &Fact) -> Vec<(Option<Datum>, bool)> {
    let values = match &fact.ty {
        Type::List(finding) => lists(schema, &schema.finding(*finding).fields),
        _ => values(schema, fact),
    };
    let mut all: Vec<(Option<Datum>, bool)> = values.into_iter().map(|value| (Some(datum(value)), true)).collect();
    // silence is a no of one kind of fact, and otherwise nothing
    all.push((None, fact.no_if_not_recorded));
    if fact.no_if_not_recorded {
        all.push((Some(datum(Value::Unknown)), false));
    }
    all
}

/// The values of a fact: all of them; of a decimal eighths, so that some lie between any two halves, and between sums
/// and differences of two.
fn values(schema: &Schema, fact: &Fact) -> Vec<Value> {
    let mut values = match &fact.ty {
        Type::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
        Type::Choice(choice) => (0..schema.choice(*choice).labels.len()).map(Value::Label).collect(),
        Type::Number { whole, .. } => {
            let (low, high) = rulecheck::eval::range(fact);
            let step = if *whole { 1.0 } else { 0.125 };
            let count = ((high - low) / step).round() as usize;
            let numbers = (0..=count).map(|at| low + at as f64 * step);
            numbers.map(|number| Value::Number { low: number, high: number }).collect()
        }
        Type::Date => {
            let days = [0, 1, 2, 3, 4, -1].map(|ago| TODAY - ago);
            days.map(|day| Value::Date { first: day, last: day }).into_iter().chain([Value::Never]).collect()
        }
        Type::List(_) => Vec::new(),
    };
    if fact.or_never {
        values.push(Value::Never);
    }
    values
}

/// Whole lists of up to two elements.
fn lists(schema: &Schema, fields: &[Fact]) -> Vec<Value> {
    let mut elements: Vec<Vec<Option<Datum>>> = vec![Vec::new()];
    for field in fields {
        let values = values(schema, field);
        let longer = |element: Vec<Option<Datum>>| {
            values.clone().into_iter().map(move |value| [element.clone(), vec![Some(datum(value))]].concat())
        };
        elements = elements.into_iter().flat_map(longer).collect();
    }
    let list = |elements: Vec<Vec<Option<Datum>>>| Value::List { elements, whole: true };
    let mut all = vec![list(Vec::new())];
    all.extend(elements.iter().map(|one| list(vec![one.clone()])));
    all.extend(elements.iter().flat_map(|one| elements.iter().map(|two| list(vec![one.clone(), two.clone()]))));
    all
}
