//! One value, read as the declared type of its fact says.

use super::Value;
use super::date;
use super::fault::{Wrong, quoted};
use super::lookup::Lookup;
use super::number::{Quantity, begins_like_a_number};
use super::tree::{Entry, Kind, Node};
use crate::diagnostic::{code, nearest, one_of};
use crate::rulebase::{ChoiceId, Fact, Type};
use crate::syntax::tree::key;

const UNKNOWN: [&str; 4] = ["unknown", "?", "not known", "not recorded"];

/// The value of anything but a list; `None` where the record does not mention it. `unit`: that of a bare number, where it
/// is not the declared one. `bits`: 1 and 0 answer yes or no.
pub(super) fn read<P>(
    lookup: &Lookup<'_>,
    (fact, unit): (&Fact, Option<&str>),
    node: &Node<'_, P>,
    bits: bool,
) -> Result<Option<Value>, Wrong> {
    if let Type::Choice(choice) = fact.ty
        && let Some(label) = exact_label(lookup, choice, node)
    {
        return Ok(Some(Value::Label(label)));
    }
    if node.is_blank() {
        return Ok(None);
    }
    if says_unknown(node) {
        return Ok(Some(Value::Unknown));
    }
    if says(node, "never") && !matches!(fact.ty, Type::Choice(_)) {
        return never(fact).map(Some);
    }
    match fact.ty {
        Type::YesNo => yes_no(fact, node, bits),
        Type::Choice(choice) => label(lookup, fact, choice, node),
        Type::Number { .. } => number(fact, unit, node),
        Type::Date => day(fact, node),
        Type::List(_) => {
            Err(Wrong::new(code::WRONG_TYPE, format!("`{}` is a list, found {}", fact.name, node.described())))
        }
    }
    .map(Some)
}

/// The value as the record wrote it.
pub(super) fn written<P>(node: &Node<'_, P>) -> String {
    match &node.kind {
        Kind::Map(entries) => quantity_text(entries).unwrap_or_default(),
        _ => node.text().unwrap_or_default().trim().to_owned(),
    }
}

pub(super) fn says_unknown<P>(node: &Node<'_, P>) -> bool {
    UNKNOWN.iter().any(|word| says(node, word))
}

pub(super) fn says<P>(node: &Node<'_, P>, word: &str) -> bool {
    let Kind::Text(text) = &node.kind else { return false };
    // to fold every text would cost more than to read it
    let first = |text: &str| text.trim_start().bytes().next().map(|byte| byte.to_ascii_lowercase());
    first(text) == first(word) && text.len() <= 2 * word.len() + 8 && key(text) == word
}

fn exact_label<P>(lookup: &Lookup<'_>, choice: ChoiceId, node: &Node<'_, P>) -> Option<usize> {
    match lookup.labels(choice, node.text()?) {
        [only] => Some(*only),
        _ => None,
    }
}

fn never(fact: &Fact) -> Result<Value, Wrong> {
    match fact.ty {
        Type::Date => Ok(Value::Never),
        Type::Number { .. } if fact.or_never => Ok(Value::Never),
        _ => {
            let message = format!("`{}` is `never`, but it is not declared as something that may not exist", fact.name);
            let help = format!(
                "write a value, or `unknown`; only a date, or a number declared with `or never`, can be `never`: \
                 `{}: …, or never`",
                fact.name
            );
            Err(Wrong::new(code::WRONG_TYPE, message).help(help))
        }
    }
}

fn yes_no<P>(fact: &Fact, node: &Node<'_, P>, bits: bool) -> Result<Value, Wrong> {
    let answer = match &node.kind {
        Kind::Bool(answer) => Some(*answer),
        Kind::Text(text) => {
            let is = |word: &&str| text.trim().eq_ignore_ascii_case(word);
            let yes = ["yes", "y", "true"].iter().any(is) || bits && is(&"1");
            let no = ["no", "n", "false"].iter().any(is) || bits && is(&"0");
            (yes || no).then_some(yes)
        }
        _ => None,
    };
    answer.map(Value::YesNo).ok_or_else(|| {
        let message = format!("`{}` is yes or no, found {}", fact.name, node.described());
        Wrong::new(code::WRONG_TYPE, message).help("write `yes`, `no` or `unknown`")
    })
}

fn label<P>(lookup: &Lookup<'_>, fact: &Fact, choice: ChoiceId, node: &Node<'_, P>) -> Result<Value, Wrong> {
    let known = lookup.schema().choice(choice);
    let name = |at: &usize| known.labels[*at].name.as_str();
    let Some(text) = node.text() else {
        let message = format!("`{}` is one word or name, found {}", fact.name, node.described());
        let labels: Vec<&str> = known.labels.iter().take(6).map(|label| label.name.as_str()).collect();
        return Err(Wrong::new(code::WRONG_TYPE, message).help(format!("write one value, such as {}", one_of(&labels))));
    };
    match lookup.labels(choice, text.trim()) {
        [only] => Ok(Value::Label(*only)),
        [] => Err(unknown_label(fact, text, known)),
        several => {
            let names: Vec<&str> = several.iter().map(name).collect();
            let message = format!("`{}` is {}, which may be {}", fact.name, quoted(text), one_of(&names));
            Err(Wrong::new(code::AMBIGUOUS_SYNONYM, message).help("write the one that is meant, or `unknown`"))
        }
    }
}

fn unknown_label(fact: &Fact, text: &str, known: &crate::rulebase::Choice) -> Wrong {
    let labels = || known.labels.iter();
    let spellings = labels().flat_map(|label| std::iter::once(&label.name).chain(&label.synonyms)).map(String::as_str);
    let close = if text.len() > 200 { Vec::new() } else { nearest(text.trim(), spellings) };
    let help = if !close.is_empty() {
        format!("did you mean {}?", one_of(&close))
    } else if known.labels.len() <= 20 {
        let all: Vec<&str> = labels().map(|label| label.name.as_str()).collect();
        format!("write {}, or `unknown`", one_of(&all))
    } else {
        let some: Vec<&str> = labels().take(5).map(|label| label.name.as_str()).collect();
        format!(
            "the {} values declared begin with {}; write one of them, or `unknown`",
            known.labels.len(),
            one_of(&some)
        )
    };
    let message = format!("`{}` is {}, which is not one of its declared values", fact.name, quoted(text));
    Wrong::new(code::RECORD_LABEL, message).help(help)
}

fn number<P>(fact: &Fact, unit: Option<&str>, node: &Node<'_, P>) -> Result<Value, Wrong> {
    let Some(quantity) = Quantity::of(fact).map(|quantity| quantity.bare_in(unit)) else { return Ok(Value::Unknown) };
    match &node.kind {
        Kind::Number(text) | Kind::Text(text) => quantity.read(text),
        Kind::Map(entries) => match quantity_text(entries) {
            Some(text) if begins_like_a_number(&text) => quantity.read(&text),
            _ => Err(quantity
                .not_a_number("entries of its own")
                .help("write `{value: 0.5, unit: mg/L}`, or the number and its unit behind one another: `0.5 mg/L`")),
        },
        _ => Err(quantity.not_a_number(&node.described().replace('`', ""))),
    }
}

/// `{value: 0.5, unit: mg/L FEU}`, perhaps with a `comparator`, as one text.
fn quantity_text<P>(entries: &[Entry<'_, P>]) -> Option<String> {
    let mut parts: [Option<&str>; 3] = [None; 3];
    for entry in entries {
        let at = ["comparator", "value", "unit"].iter().position(|name| key(&entry.name) == *name)?;
        let blank = entry.value.is_blank();
        let text = if blank { "" } else { entry.value.text()? };
        if parts[at].replace(text).is_some() {
            return None;
        }
    }
    let [comparator, value, unit] = parts;
    let text = format!("{}{} {}", comparator.unwrap_or_default(), value?, unit.unwrap_or_default());
    Some(text.trim().to_owned())
}

fn day<P>(fact: &Fact, node: &Node<'_, P>) -> Result<Value, Wrong> {
    match &node.kind {
        Kind::Number(text) | Kind::Text(text) => {
            let (first, last) = date::read(&fact.name, text)?;
            Ok(Value::Date { first: date::day_number(first), last: date::day_number(last) })
        }
        _ => {
            let message = format!("`{}` is a date, found {}", fact.name, node.described());
            Err(Wrong::new(code::WRONG_TYPE, message).help("write year-month-day, as in `2026-11-20`"))
        }
    }
}
