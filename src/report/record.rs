//! A record as YAML or JSON that is read back as the same record.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use crate::record::{Datum, Lookup, Record, Value, stands_for};
use crate::rulebase::{Fact, Schema, Type};
use crate::words::{date_words, number_words};

/// A value as a record writes it.
enum Written {
    Text(String),
    List { elements: Vec<Vec<(String, String)>>, whole: bool },
}

/// One YAML document.
pub fn yaml(schema: &Schema, record: &Record) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "record: {}", scalar(&record.name));
    if let Some(as_of) = record.as_of {
        let _ = writeln!(out, "as of: {as_of}");
    }
    for (name, written) in entries(schema, record) {
        match written {
            Written::Text(text) => {
                let _ = writeln!(out, "{}: {}", scalar(&name), scalar(&text));
            }
            Written::List { elements, whole } => list(&name, &elements, whole, &mut out),
        }
    }
    out
}

fn list(name: &str, elements: &[Vec<(String, String)>], whole: bool, out: &mut String) {
    if elements.is_empty() {
        let _ = writeln!(out, "{}: {}", scalar(name), if whole { "none" } else { "[]" });
        return;
    }
    let _ = writeln!(out, "{}:", scalar(name));
    for element in elements {
        if element.is_empty() {
            out.push_str("  - {}\n");
        }
        for (at, (name, text)) in element.iter().enumerate() {
            let dash = if at == 0 { "-" } else { " " };
            let _ = writeln!(out, "  {dash} {}: {}", scalar(name), scalar(text));
        }
    }
    if whole {
        out.push_str("  - no others\n");
    }
}

/// One JSON object.
pub fn json(schema: &Schema, record: &Record) -> Json {
    let mut object = Map::new();
    object.insert("record".to_owned(), Json::String(record.name.clone()));
    if let Some(as_of) = record.as_of {
        object.insert("as of".to_owned(), Json::String(as_of.to_string()));
    }
    let fields = |fields: Vec<(String, String)>| {
        Json::Object(fields.into_iter().map(|(name, text)| (name, Json::String(text))).collect())
    };
    for (name, written) in entries(schema, record) {
        let value = match written {
            Written::Text(text) => Json::String(text),
            Written::List { elements, whole: true } if elements.is_empty() => Json::String("none".to_owned()),
            Written::List { elements, whole } => {
                let others = whole.then(|| Json::String("no others".to_owned()));
                Json::Array(elements.into_iter().map(fields).chain(others).collect())
            }
        };
        object.insert(name, value);
    }
    Json::Object(object)
}

fn entries(schema: &Schema, record: &Record) -> Vec<(String, Written)> {
    let lookup = Lookup::new(schema);
    let given = schema.facts.iter().zip(&record.facts).filter_map(|(fact, datum)| Some((fact, datum.as_ref()?)));
    let write = |(fact, datum): (&Fact, &Datum)| {
        let written = match (&datum.value, &fact.ty) {
            (Value::List { elements, whole }, Type::List(finding)) => {
                let fields = &schema.finding(*finding).fields;
                let element = |element: &Vec<Option<Datum>>| {
                    let given = fields.iter().zip(element).filter_map(|(field, datum)| Some((field, datum.as_ref()?)));
                    given.map(|(field, datum)| (field.name.clone(), text(&lookup, field, datum))).collect()
                };
                Written::List { elements: elements.iter().map(element).collect(), whole: *whole }
            }
            _ => Written::Text(text(&lookup, fact, datum)),
        };
        (fact.name.clone(), written)
    };
    given.map(write).collect()
}

/// The plainest text that is read back as just this value; failing that, the nearest that holds it.
fn text(lookup: &Lookup<'_>, fact: &Fact, datum: &Datum) -> String {
    let all = texts(lookup.schema(), fact, datum);
    let fits = |text: &&String| stands_for(lookup, fact, text, &datum.value);
    all.iter().find(fits).or(all.first()).cloned().unwrap_or_default()
}

fn texts(schema: &Schema, fact: &Fact, datum: &Datum) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match (&datum.value, &fact.ty) {
        (Value::Unknown, _) => one("unknown"),
        (Value::Never, _) => one("never"),
        (Value::YesNo(yes), _) => one(if *yes { "yes" } else { "no" }),
        (Value::Label(label), Type::Choice(choice)) => one(&schema.choice(*choice).labels[*label].name),
        (Value::Number { low, high }, Type::Number { unit, .. }) => {
            let unit = if unit.is_one() { String::new() } else { format!(" {unit}") };
            let mut all: Vec<String> =
                number_texts(*low, *high).into_iter().map(|text| format!("{text}{unit}")).collect();
            // a number that another unit was converted into may have no short words of its own
            all.push(datum.written.clone());
            all
        }
        (Value::Date { first, last }, _) => {
            let day = date_words(f64::from(*first));
            match first == last {
                true => vec![day],
                false => [7, 4].iter().filter_map(|length| day.get(..*length)).map(str::to_owned).collect(),
            }
        }
        _ => one(&datum.written),
    }
}

fn number_texts(low: f64, high: f64) -> Vec<String> {
    let one = number_words;
    if low == high {
        return vec![one(low)];
    }
    let mut all = Vec::new();
    if low.is_finite() && high.is_finite() {
        all.push(format!("{} to {}", one(low), one(high)));
    }
    if high.is_finite() {
        all.extend([
            format!("<= {}", one(high)),
            format!("< {}", one(high.next_up())),
            format!("< {}", one(high + 1.0)),
        ]);
    }
    if low.is_finite() {
        all.extend([
            format!(">= {}", one(low)),
            format!("> {}", one(low.next_down())),
            format!("> {}", one(low - 1.0)),
        ]);
    }
    all
}

/// A text as YAML has it: as it is where that can be nothing else, otherwise in quotes.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " _-.,/()%'+^".contains(c);
    let safe = text.chars().all(plain)
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && !text.ends_with(' ')
        && !text.contains("  ")
        && !text.eq_ignore_ascii_case("null");
    if safe { text.to_owned() } else { Json::String(text.to_owned()).to_string() }
}
