//! The usual slips of a line: other languages' signs and words, dates and numbers as they are written elsewhere.

use super::super::grammar::{Rule, fits};
use super::super::layout::{Line, is_blank, is_double_quote};
use super::dates::date;
use super::declared::{declaration, reserved};
use super::nouns::pattern;
use super::slip::{
    brackets, comma_number, decimal_comma, first_word_of, has_word, missing_when, outside_quotes, part, text_of,
    unknown_clause, unreadable, word_at, words, wrong_sign,
};
use crate::diagnostic::{Diagnostic, code};
use crate::source::Span;

/// Slips that the grammar would read as something else.
pub fn beforehand(rule: Rule, line: &Line) -> Option<Diagnostic> {
    let condition = matches!(
        rule,
        Rule::when_line
            | Rule::unless_line
            | Rule::applies_line
            | Rule::condition_line
            | Rule::define_header
            | Rule::define_line
            | Rule::classify_line
            | Rule::count_line
            | Rule::score_line
            | Rule::impossible_header
            | Rule::never_line
            | Rule::always_line
            | Rule::expectation_line
    );
    if !condition && !matches!(rule, Rule::entry_line | Rule::element_line | Rule::as_of_line) {
        return None;
    }
    if let Some(found) = date(line) {
        return Some(found);
    }
    if !condition {
        return None;
    }
    let words = words(line);
    for (at, (place, word)) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", |(_, next)| next).to_lowercase();
        let before = at.checked_sub(1).map_or("", |at| words[at].1).to_lowercase();
        match (before.as_str(), word.to_lowercase().as_str(), next.as_str()) {
            (_, "point" | "points" | "pt" | "pts", _)
                if rule == Rule::score_line && at == 1 && line.text.starts_with(['+', '-']) =>
            {
                return Some(unreadable(
                    *place,
                    format!("`{word}` is not needed"),
                    format!("leave `{word}` out: `+1 active cancer`"),
                ));
            }
            (before, "between", next)
                if !matches!(before, "is" | "not") && next.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                let message = "expected `is between`, found `between`";
                return Some(unreadable(*place, message, "write `is between`, as in `age is between 50 and 60 years`"));
            }
            ("is", "either", _) => {
                return Some(unreadable(*place, "`either` is no word of a condition", "write `is one of A, B`"));
            }
            (
                _,
                "then",
                "suggest" | "recommend" | "warn" | "ask" | "give" | "start" | "treat" | "consider" | "avoid",
            ) if at > 1 => {
                return Some(unreadable(
                    *place,
                    "`then` is no word of a condition",
                    "end the line here, and start a new one with the advice: `suggest …`, `recommend …` or `warn \"…\"`",
                ));
            }
            _ => {}
        }
    }
    None
}

/// Slips on a line that the grammar refuses at `at`.
pub fn slip(rule: Rule, line: &Line, at: usize) -> Option<Diagnostic> {
    let text = &line.text;
    if let Some(found) = brackets(line) {
        return Some(found);
    }
    if let Some((start, number)) = comma_number(text)
        && start.abs_diff(at) <= number.len()
    {
        return Some(decimal_comma(part(line, start, number.len()), number));
    }
    if let Some((at, sign)) = ["//", "/*", "--", ";"].iter().find_map(|sign| Some((find(text, sign)?, *sign))) {
        return Some(
            Diagnostic::error(
                code::SIGN_FOR_WORD,
                part(line, at, sign.len()),
                format!("`{sign}` does not start a comment"),
            )
            .help("write `#` before a comment; a line ends by itself"),
        );
    }
    if let Some(found) = date(line) {
        return Some(found);
    }
    if let Some(rather) = find(text, "rather than").filter(|_| rule == Rule::advice_line) {
        return Some(unreadable(
            part(line, rather, "rather than".len()),
            "`rather than` stands on a line of its own",
            "end the line before it; below, write `rather than`, then what the advice is preferred to, in quotes",
        ));
    }
    match rule {
        Rule::field_line | Rule::kind_line | Rule::alternative_line => declaration(rule, line),
        Rule::rulebook_line if line.first_word() == "answers" => Some(answers(line, at)),
        Rule::rulebook_line if !super::slip::CLAUSES_OF_BOOK.iter().any(|clause| starts_with_words(text, clause)) => {
            Some(unknown_clause(line, "a rulebook", &super::slip::CLAUSES_OF_BOOK))
        }
        Rule::entry_line if text.split_once(':').is_some_and(|(name, _)| reserved(line, name).is_some()) => {
            reserved(line, text.split(':').next().unwrap_or(""))
        }
        Rule::entry_line | Rule::element_line if !text.contains(':') => Some(match text.find('=') {
            Some(at) => Diagnostic::error(code::SIGN_FOR_WORD, part(line, at, 1), "expected a colon, found `=`")
                .help("write the name, a colon and the value: `age: 44 years`"),
            None => {
                let example = match text.split_once(" is ") {
                    Some((name, value)) => format!("`{}: {}`", name.trim(), value.trim()),
                    None => "`age: 44 years`".to_owned(),
                };
                unreadable(
                    line.span,
                    "this line gives no value",
                    format!("write the name, a colon and the value: {example}"),
                )
            }
        }),
        Rule::advice_line if text[at..].starts_with(is_double_quote) => Some(unreadable(
            part(line, at, text.len() - at),
            "the name of an action stands without quotes",
            format!("write `{} {}`", line.first_word(), text[at..].trim_matches(is_double_quote)),
        )),
        Rule::advice_line if has_word(&text[at..], "and") || has_word(&text[at..], "or") => Some(unreadable(
            word_at(line, at),
            "a line advises one action",
            format!("start a new line, with `{}` of its own, for the second action", line.first_word()),
        )),
        Rule::advice_line if text[at..].trim_start_matches(is_blank).starts_with(['-', '–']) => Some(unreadable(
            word_at(line, at),
            "a duration is one number with its unit",
            "write the shorter duration, as in `for 3 months`, and say in `because` when to go on",
        )),
        Rule::advice_line => Some(unreadable(
            word_at(line, at),
            format!("`{}` needs the name of an action, and perhaps a duration", line.first_word()),
            pattern(rule),
        )),
        Rule::score_line => score(line),
        Rule::define_header
        | Rule::kind_header
        | Rule::source_header
        | Rule::classify_header
        | Rule::count_header
        | Rule::score_header
        | Rule::finding_header
        | Rule::decision_header => header(line).or_else(|| condition(rule, line, at)),
        Rule::classify_line | Rule::count_line | Rule::define_line
            if !has_word(text, "when")
                && !has_word(text, "otherwise")
                && (rule != Rule::count_line || has_word(text, "if")) =>
        {
            condition(rule, line, at).or_else(|| Some(missing_when(line)))
        }
        _ => condition(rule, line, at),
    }
}

/// An `answers` line that cannot be read at `at`.
fn answers(line: &Line, at: usize) -> Diagnostic {
    let place = word_at(line, at);
    let found = text_of(line, place);
    if found.starts_with(is_double_quote) {
        return unreadable(
            part(line, at, line.text.len() - at),
            "the name of a conclusion or a decision stands without double quotes",
            "take the quotes away; a name that holds a comma, or a word such as `and`, stands in single quotes",
        );
    }
    let before = line.text[..at].trim_end_matches(is_blank);
    let name_missing = before.ends_with(',') || before.len() == line.first_word().len();
    let expected = if name_missing { "the name of a conclusion or a decision" } else { "a comma between two names" };
    let found = if found.is_empty() { "the end of the line".to_owned() } else { format!("`{found}`") };
    unreadable(
        place,
        format!("expected {expected}, found {found}"),
        "write `answers NAME, NAME`; a name that holds a comma, or a word such as `and`, stands in single quotes",
    )
}

fn header(line: &Line) -> Option<Diagnostic> {
    let rest = line.text.get(line.first_word().len()..)?;
    if let Some(at) =
        find(rest, "=").filter(|at| !rest[..*at].ends_with(['<', '>', '!', '=']) && !has_word(&rest[..*at], "as"))
    {
        let at = at + line.first_word().len();
        return Some(
            Diagnostic::error(code::SIGN_FOR_WORD, part(line, at, 1), "expected the word `as`, found `=`")
                .help("write `define NAME as …`"),
        );
    }
    if line.first_word() == "define" && !has_word(rest, "as") {
        let at = outside_quotes(rest)
            .map(|(at, _)| at)
            .find(|at| rest[*at..].starts_with(" is ") || rest[*at..].starts_with(": "));
        if let Some(at) = at {
            let (name, value) = (rest[..at].trim(), rest[at + 1..].trim_start_matches("is ").trim());
            let found = rest[at..].trim_start().chars().next().filter(|c| *c == ':').map_or("is", |_| ":");
            let start = line.first_word().len() + at + usize::from(found == "is");
            let value = value.trim_start_matches(':').trim();
            return Some(unreadable(
                part(line, start, found.len()),
                format!("expected `as`, found `{found}`"),
                format!("write `define {name} as {value}`"),
            ));
        }
    }
    let end = [" as ", " for each "].iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    if rest[..end].contains(['"', '“', '”']) {
        return Some(unreadable(
            part(line, line.first_word().len() + 1, rest.len().saturating_sub(1)),
            "a name stands without double quotes",
            "take the quotes away; they are for texts",
        ));
    }
    reserved(line, &rest[..end])
}

fn score(line: &Line) -> Option<Diagnostic> {
    let text = &line.text;
    let no_points = |help: String| {
        Diagnostic::error(code::NOT_UNDERSTOOD, line.span, "this line has no points").label("in a score").help(help)
    };
    if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(':') {
        let item = text.replacen(" points ", " ", 1).replacen(" point ", " ", 1);
        return Some(no_points(format!("put a `+` or `-` before the points: `+{item}`")));
    }
    if text.starts_with(['+', '-', '−', '–']) {
        let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
        return condition(Rule::score_line, line, at);
    }
    match text.rsplit_once(':') {
        None => Some(no_points(format!(
            "start an item with its points, such as `+1 {text}`; write a band as `likely: at least 2`"
        ))),
        Some((item, points))
            if points.trim().trim_start_matches('+').chars().all(|c| c.is_ascii_digit())
                && fits(Rule::condition_line, &Line { text: item.to_owned(), ..line.clone() }) =>
        {
            Some(no_points(format!(
                "points stand in front: `+{} {}`",
                points.trim().trim_start_matches('+'),
                item.trim()
            )))
        }
        Some((band, label))
            if label.trim().starts_with(char::is_alphabetic) && band.contains(|c: char| c.is_ascii_digit()) =>
        {
            Some(unreadable(
                line.span,
                "the label of a band stands in front",
                format!("write `{}: {}`", label.trim(), band.trim()),
            ))
        }
        Some((label, band)) if has_word(band, "points") || has_word(band, "point") => {
            let band = band.replace(" points", "").replace(" point", "");
            Some(unreadable(
                line.span,
                "a band is written without `points`",
                format!("write `{}: {}`", label.trim(), band.trim()),
            ))
        }
        Some(_) => None,
    }
}

/// A slip inside a condition.
fn condition(rule: Rule, line: &Line, at: usize) -> Option<Diagnostic> {
    let text = &line.text;
    if matches!(rule, Rule::classify_line | Rule::count_line | Rule::define_line) {
        let first = line.first_word();
        if matches!(first.as_str(), "when" | "otherwise") {
            let message = format!("`{first}` stands behind the label, or the value, that it decides");
            return Some(unreadable(
                first_word_of(line),
                message,
                format!("write `… {first}{}`", if first == "when" { " condition" } else { "" }),
            ));
        }
        if let Some(label) = text.get(..at).and_then(|before| before.trim().strip_suffix("otherwise")) {
            let label = label.trim();
            let help = format!("write `{label} otherwise`, which takes every patient who is left, or `{label} when …`");
            return Some(unreadable(word_at(line, at), "`otherwise` takes no condition", help));
        }
    }
    let rest = &text[at..];
    if let Some(sign) = ["!=", "≠", "<>", "==", "="].iter().find(|sign| rest.starts_with(**sign)) {
        return Some(wrong_sign(part(line, at, sign.len()), matches!(*sign, "!=" | "≠" | "<>")));
    }
    let reads_condition = matches!(
        rule,
        Rule::when_line
            | Rule::unless_line
            | Rule::applies_line
            | Rule::condition_line
            | Rule::define_line
            | Rule::classify_line
            | Rule::count_line
            | Rule::score_line
            | Rule::impossible_header
            | Rule::never_line
            | Rule::always_line
            | Rule::define_header
            | Rule::expectation_line
    );
    if !reads_condition {
        return None;
    }
    let sign = |len: usize, message: String, help: String| {
        Some(Diagnostic::error(code::SIGN_FOR_WORD, part(line, at, len), message).help(help))
    };
    for (written, word) in [("&&", "and"), ("&", "and"), ("||", "or"), ("|", "or"), ("!", "not")] {
        if rest.starts_with(written) {
            return sign(
                written.len(),
                format!("expected the word `{word}`, found `{written}`"),
                format!("write `{word}`"),
            );
        }
    }
    if rest.starts_with(',') {
        return sign(
            1,
            "a comma joins no conditions".to_owned(),
            "write `and` or `or`; a longer list stands below `any of` or `all of`".to_owned(),
        );
    }
    if rest.starts_with(is_double_quote) {
        let text = rest.trim_matches(is_double_quote);
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| is_double_quote(*c))
            .map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let name = rest.get(..end).map_or(text, |quoted| quoted.trim_matches(is_double_quote));
        return Some(unreadable(
            part(line, at, rest.get(..end).map_or(rest.len(), str::len)),
            "a name stands without double quotes",
            format!(
                "write `{name}`; double quotes are for texts, single ones for a name that holds a word such as `and`"
            ),
        ));
    }
    if rest.starts_with(':') && has_word(&text[..at], &line.first_word()) {
        let (before, behind) = (text[..at].trim(), rest[1..].trim());
        let help = match rule {
            Rule::expectation_line => format!("write `{before} is {behind}`"),
            _ => "take the `:` away".to_owned(),
        };
        return Some(unreadable(part(line, at, 1), format!("`{}` takes no colon", last_word(before)), help));
    }
    let before = text[..at].trim_end_matches(is_blank);
    if rest.starts_with(['<', '>', '≤', '≥']) && before.contains(['<', '>', '≤', '≥']) {
        return Some(unreadable(
            part(line, at, rest.chars().next().map_or(0, char::len_utf8)),
            "this is a second comparison of the same value",
            "write `… is between A and B`, or two comparisons joined with `and`",
        ));
    }
    if rest.trim_matches(is_blank).is_empty() {
        return unfinished(rule, line, before);
    }
    let lower = before.to_ascii_lowercase();
    if lower.ends_with(" in the")
        || lower.ends_with(" during the")
        || (lower.ends_with(" in") && rest.to_lowercase().starts_with("last"))
    {
        let word = word_at(line, at);
        if matches!(text_of(line, word).to_lowercase().as_str(), "last" | "past") {
            let from = lower.rfind(" in").or(lower.rfind(" during")).map_or(at, |from| from + 1);
            let place = Span { start: line.span.start + from as u32, ..word };
            let message = format!("expected `within the last`, found `{}`", text_of(line, place));
            return Some(unreadable(
                place,
                message,
                "write `within the last`, as in `surgery date within the last 3 months`",
            ));
        }
    }
    None
}

/// A condition that ends too early.
fn unfinished(rule: Rule, line: &Line, before: &str) -> Option<Diagnostic> {
    let end = part(line, line.text.len(), 0);
    let lower = before.to_ascii_lowercase();
    let bullets = line.children.iter().any(|child| child.bullet);
    let alone = matches!(rule, Rule::when_line | Rule::unless_line) && lower == line.first_word();
    if bullets && (alone || matches!(last_word(&lower), "when" | "and" | "or" | "not")) {
        return Some(
            Diagnostic::error(code::LIST_SHAPE, first_word_of(line), "this line does not say how its items are joined")
                .help(format!(
                    "write `{before} any of` if one of the items is enough, `{before} all of` if all must hold"
                )),
        );
    }
    if before.ends_with(['<', '>', '≤', '≥', '='])
        || matches!(last_word(&lower), "least" | "most" | "above" | "below" | "than")
    {
        return Some(unreadable(
            end,
            "expected a number, found the end of the line",
            "write the number and its unit, as in `age >= 50 years`",
        ));
    }
    if let Some(at) = lower.rfind("within ") {
        let duration = before.get(at + 7..).unwrap_or("").trim();
        return Some(unreadable(
            part(line, at, before.len() - at),
            format!("this does not say from when the {duration} count"),
            format!("write `within the last {duration}`, or `within {duration} before` (or `after`) a date"),
        ));
    }
    matches!(last_word(&lower), "and" | "or" | "not" | "is" | "when" | "unless").then(|| {
        unreadable(
            end,
            format!("expected more behind `{}`, found the end of the line", last_word(before)),
            "finish the condition on this line, or start the next one with `and` or `or`",
        )
    })
}

fn last_word(text: &str) -> &str {
    text.trim_end_matches(|c: char| is_blank(c) || c == ':').rsplit(is_blank).next().unwrap_or("")
}

fn starts_with_words(text: &str, words: &str) -> bool {
    let mut have = text.split(is_blank).filter(|word| !word.is_empty());
    words.split(' ').all(|word| have.next().is_some_and(|other| other.eq_ignore_ascii_case(word)))
}

/// Where a sign stands outside quotes.
fn find(text: &str, sign: &str) -> Option<usize> {
    outside_quotes(text).map(|(at, _)| at).find(|at| text[*at..].starts_with(sign))
}
