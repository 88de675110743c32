//! Slips where something is declared: a fact, a label, an alternative, and the names of all of them.

use super::super::grammar::Rule;
use super::super::layout::{Line, is_blank, is_double_quote};
use super::slip::{has_word, part, unreadable};
use crate::diagnostic::Diagnostic;
use crate::syntax::tree::ENDING_WORDS;

/// A fact, label or alternative.
pub fn declaration(rule: Rule, line: &Line) -> Option<Diagnostic> {
    let text = &line.text;
    let Some((name, kind)) = text.split_once(':') else {
        if rule != Rule::field_line {
            return reserved(line, text);
        }
        let example = match text.to_ascii_lowercase().find(" yes or no") {
            Some(at) => format!("`{}: yes or no`", text[..at].trim()),
            None => "`severe symptoms: yes or no`, `age: years, 0 to 120`".to_owned(),
        };
        return Some(unreadable(
            line.span,
            "this line does not say what kind of value it is",
            format!("write a colon between the name and the kind of value: {example}"),
        ));
    };
    if let Some(found) = reserved(line, name) {
        return Some(found);
    }
    if rule != Rule::field_line {
        return None;
    }
    if let (Some(open), Some(close)) = (name.find('('), name.find(')'))
        && open < close
    {
        let (word, unit) = (name[..open].trim(), &name[open + 1..close]);
        let kind = kind.trim();
        return Some(unreadable(
            part(line, open, close + 1 - open),
            "a name holds no brackets",
            format!(
                "write the unit behind the colon: `{word}: {unit}{}{kind}`",
                if kind.is_empty() { "" } else { ", " }
            ),
        ));
    }
    let at = name.len() + 1 + (kind.len() - kind.trim_start_matches(is_blank).len());
    let kind = kind.trim_matches(is_blank);
    if let Some(start) = kind.to_ascii_lowercase().find("complete where") {
        let length = kind[start..].find(',').unwrap_or(kind.len() - start);
        return Some(unreadable(
            part(line, at + start, length),
            "a part of a list is told by one label of one field",
            "write `complete where FIELD is LABEL if CONDITION`; for another label, another `complete where`",
        ));
    }
    let labels: Vec<&str> = kind.split(", ").flat_map(|part| part.split(" or ")).map(str::trim).collect();
    if labels.len() > 1 && labels.iter().all(|label| label.chars().all(|c| c.is_ascii_digit()) && !label.is_empty()) {
        let quoted: Vec<String> = labels.iter().map(|label| format!("'{label}'")).collect();
        let (last, first) = (&quoted[quoted.len() - 1], quoted[..quoted.len() - 1].join(", "));
        let help =
            format!("put them in single quotes: `{}: {first} or {last}`; a count is a `whole number`", name.trim());
        return Some(unreadable(part(line, at, kind.len()), "labels that are numbers need quotes", help));
    }
    if kind.starts_with(|c: char| c.is_ascii_digit()) {
        let unit: String = kind
            .split(is_blank)
            .skip_while(|word| !word.starts_with(char::is_alphabetic) || *word == "to")
            .collect::<Vec<_>>()
            .join(" ");
        let range = kind.trim_end_matches(unit.as_str()).trim();
        let help = if unit.is_empty() || range.is_empty() || unit.contains('"') {
            "write the unit, then the range: `age: years, 0 to 120`; without a unit `number, 0 to 10`".to_owned()
        } else {
            format!("write the unit first: `{}: {unit}, {range}`", name.trim())
        };
        return Some(unreadable(part(line, at, kind.len()), "the range stands in front of its unit", help));
    }
    let numbers: Vec<&str> = kind.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let unit = kind.split([',', '(']).next().unwrap_or("").trim();
    if let [low, high] = numbers.as_slice()
        && !unit.contains(|c: char| c.is_ascii_digit())
        && !unit.contains(is_blank)
        && !kind.contains(is_double_quote)
    {
        return Some(unreadable(
            part(line, at, kind.len()),
            "the range is not written as `lowest to highest`",
            format!("write `{}: {unit}, {low} to {high}`", name.trim()),
        ));
    }
    let words: Vec<String> =
        kind.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if let [first, second] = words.as_slice()
        && matches!((first.as_str(), second.as_str()), ("yes", "no") | ("no", "yes") | ("y", "n") | ("true", "false"))
    {
        return Some(unreadable(
            part(line, at, kind.len()),
            format!("expected `yes or no`, found `{kind}`"),
            format!("write `{}: yes or no`", name.trim()),
        ));
    }
    if kind.contains(',') && !has_word(kind, "or") && !kind.contains(" to ") {
        return Some(unreadable(
            part(line, at, kind.len()),
            "expected `or` before the last label",
            "write the labels as `a, b or c`",
        ));
    }
    None
}

/// A name that holds one of the words that end a name.
pub fn reserved(line: &Line, name: &str) -> Option<Diagnostic> {
    let start = name.as_ptr() as usize - line.text.as_ptr() as usize;
    let blanks = name.len() - name.trim_start_matches(is_blank).len();
    let name = name.trim_matches(is_blank);
    if name.starts_with(['\'', '‘', '’', '"', '“']) || name.is_empty() {
        return None;
    }
    let word = name.split(is_blank).find(|word| ENDING_WORDS.iter().any(|one| word.eq_ignore_ascii_case(one)))?;
    Some(unreadable(
        part(line, start + blanks, name.len()),
        format!("the name `{name}` holds `{word}`, which would end it"),
        format!("put the name in single quotes, here and wherever it is used: `'{name}'`"),
    ))
}
