//! A record as an `example` block: the patient in the words of rule files, ready to paste.

use crate::explain::{date_words, number_words, status_words};
use crate::outcome::{Answer, Engine, Value as Outcome};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{ConclusionId, Fact, Kind, Schema, Type};
use crate::syntax::tree::{ENDING_WORDS, Status};

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

/// A name as a rule file writes it: in single quotes if it holds a word that would end it, or begins like a number.
pub fn name(name: &str) -> String {
    let ends = |word: &str| ENDING_WORDS.iter().any(|ending| word.eq_ignore_ascii_case(ending));
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '\''));
    let begins = name.starts_with(char::is_alphabetic);
    match plain && begins && !name.split(' ').any(ends) {
        true => name.to_owned(),
        false => format!("'{name}'"),
    }
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

/// What an example expects of a conclusion, as its answer is now; nothing of a list.
pub fn expected(engine: &Engine, id: ConclusionId, answer: &Answer) -> Vec<String> {
    let conclusion = &engine.rulebase.conclusions[id.0];
    let (schema, name) = (&engine.rulebase.schema, name(&conclusion.name));
    if conclusion.kind == Kind::Rule {
        let status = match answer.status {
            Status::Undecided => "is undecided",
            Status::NotApplicable => "is not applicable",
            Status::Failed => "has failed",
            status => status_words(Kind::Rule, status),
        };
        return vec![format!("rule {} {status}", conclusion.name)];
    }
    match answer.status {
        Status::NotApplicable => return vec![format!("{name} is not applicable")],
        Status::Failed => return vec![format!("{name} is failed")],
        _ if matches!(conclusion.ty, Type::List(_)) => return Vec::new(),
        _ => {}
    }
    let band = engine.band_type(id).unwrap_or(conclusion.ty.clone());
    let values: Vec<Option<String>> = match &answer.value {
        Outcome::Score { points, band: Some(of_band) } => {
            vec![decided(schema, &conclusion.ty, &name, points), decided(schema, &band, &name, of_band)]
        }
        Outcome::Score { points, band: None } => vec![decided(schema, &conclusion.ty, &name, points)],
        value => vec![decided(schema, &conclusion.ty, &name, value)],
    };
    let lines: Vec<String> = values.into_iter().flatten().collect();
    match (lines.is_empty(), answer.status) {
        (false, _) => lines,
        (true, Status::Undecided) => vec![format!("{name} is undecided")],
        (true, _) => Vec::new(),
    }
}

/// A line for a value that is decided, or for the labels that are still possible.
fn decided(schema: &Schema, ty: &Type, of: &str, value: &Outcome) -> Option<String> {
    match (value, ty) {
        (Outcome::YesNo(could), _) if could.surely_yes() => Some(of.to_owned()),
        (Outcome::YesNo(could), _) if could.surely_no() => Some(format!("not {of}")),
        (Outcome::Labels { labels, na: false, failed: false }, Type::Choice(choice)) => {
            let labels: Vec<String> =
                labels.iter().map(|label| name(&schema.choice(*choice).labels[*label].name)).collect();
            match labels.as_slice() {
                [] => None,
                [one] => Some(format!("{of} is {one}")),
                [rest @ .., last] => Some(format!("{of} could be {} or {last}", rest.join(", "))),
            }
        }
        (Outcome::Number { low, high, never: false, na: false, failed: false }, ty) if low == high => match ty {
            Type::Date => Some(format!("{of} is {}", date_words(*low))),
            _ if !is_short(*low) => None,
            Type::Number { unit, .. } if !unit.is_one() => Some(format!("{of} is {} {unit}", number_words(*low))),
            _ => Some(format!("{of} is {}", number_words(*low))),
        },
        _ => None,
    }
}

/// Its words are read back as the same number; one converted from another unit may have no such words.
fn is_short(number: f64) -> bool {
    number_words(number).parse() == Ok(number)
}
