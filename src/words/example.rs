//! A record as an `example` block: the patient in the words of rule files, ready to paste.

use super::name::{is_short, name};
use super::value::{date_words, number_words};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{Fact, Schema, Type};

/// No more yes-or-no facts that are no than this are listed one by one, where all others are no.
const LISTED_NO: usize = 1;

/// A number with more digits than this is told as it was written: `90 days` rather than 12.8571428571429 weeks.
const LONGEST: usize = 9;

/// A whole block: `example "…"`, what is given, and the lines of what is expected. It is laid out as the formatter does.
pub fn example(schema: &Schema, name: &str, record: &Record, expect: &[String]) -> String {
    let mut lines = vec![format!("example \"{}\"", name.replace('"', "'"))];
    let given = given(schema, record);
    if !given.is_empty() {
        lines.push("  given".to_owned());
        lines.extend(given.into_iter().map(|line| format!("    {line}")));
    }
    lines.extend(record.as_of.map(|date| format!("  as of {date}")));
    if !expect.is_empty() {
        lines.push("  expect".to_owned());
        lines.extend(expect.iter().map(|line| format!("    {line}")));
    }
    lines.join("\n") + "\n"
}

/// The lines below `given`, without indentation. Where every yes-or-no fact is given, those that are no share a line.
pub fn given(schema: &Schema, record: &Record) -> Vec<String> {
    let data: Vec<(&Fact, &Datum)> =
        schema.facts.iter().zip(&record.facts).filter_map(|(fact, datum)| Some((fact, datum.as_ref()?))).collect();
    let is_no = |(fact, datum): &(&Fact, &Datum)| fact.ty == Type::YesNo && datum.value == Value::YesNo(false);
    let questions = schema.facts.iter().filter(|fact| fact.ty == Type::YesNo).count();
    let answered = data.iter().filter(|(fact, _)| fact.ty == Type::YesNo).count();
    let together = questions == answered && data.iter().filter(|one| is_no(one)).count() > LISTED_NO;
    let mut lines = Vec::new();
    for one in data.iter().filter(|one| !(together && is_no(one))) {
        let (fact, datum) = *one;
        match (&datum.value, &fact.ty) {
            (Value::List { elements, whole }, Type::List(finding)) => {
                list(schema, fact, &schema.finding(*finding).fields, (elements, *whole), &mut lines);
            }
            _ => lines.push(format!("{}: {}", name(&fact.name), value(schema, fact, datum))),
        }
    }
    if together {
        lines.push("all other yes or no: no".to_owned());
    }
    lines
}

fn list(
    schema: &Schema,
    fact: &Fact,
    fields: &[Fact],
    (elements, whole): (&[Vec<Option<Datum>>], bool),
    lines: &mut Vec<String>,
) {
    if elements.is_empty() && whole {
        return lines.push(format!("{}: none", name(&fact.name)));
    }
    lines.push(name(&fact.name));
    for element in elements {
        let given = fields.iter().zip(element).filter_map(|(field, datum)| {
            let datum = datum.as_ref()?;
            Some(format!("{}: {}", name(&field.name), value(schema, field, datum)))
        });
        lines.push(format!("  - {}", given.collect::<Vec<_>>().join(", ")));
    }
    if whole {
        lines.push("  - no others".to_owned());
    }
}

/// A value as a record gives it: `yes`, `3 cm`, `2026-11-20`. What is known in part stays as it was written.
fn value(schema: &Schema, fact: &Fact, datum: &Datum) -> String {
    match (&datum.value, &fact.ty) {
        (Value::Unknown, _) => "unknown".to_owned(),
        (Value::Never, _) => "never".to_owned(),
        (Value::YesNo(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (Value::Label(label), Type::Choice(choice)) => name(&schema.choice(*choice).labels[*label].name),
        (Value::Number { low, high }, Type::Number { unit, .. })
            if low == high && is_short(*low) && (datum.written.is_empty() || number_words(*low).len() <= LONGEST) =>
        {
            match unit.is_one() {
                true => number_words(*low),
                false => format!("{} {unit}", number_words(*low)),
            }
        }
        (Value::Date { first, last }, _) if first == last => date_words(f64::from(*first)),
        _ => datum.written.clone(),
    }
}
