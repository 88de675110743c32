//! Messages for lines that are not as they should be, and the looks at a line's words that they take.

use super::super::grammar::{BLOCK_WORDS, Rule};
use super::super::layout::{Line, is_blank, is_double_quote};
use super::nouns::{noun, pattern};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::source::Span;

/// A line that cannot be read, in words of its own.
pub(super) fn unreadable(place: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code::NOT_UNDERSTOOD, place, message).help(help)
}

/// The general message: what was expected where.
pub fn not_understood(rule: Rule, line: &Line, at: usize, expected: &[&'static str]) -> Diagnostic {
    let place = word_at(line, at);
    let found = text_of(line, place);
    let message = match (expected, found) {
        ([], "") => format!("{} ends too early", noun(rule)),
        ([], found) => format!("`{found}` does not fit here"),
        (expected, "") => format!("expected {}, found the end of the line", join(expected)),
        (expected, found) => format!("expected {}, found `{found}`", join(expected)),
    };
    // behind `when` or `as` the line is a condition, whatever it began as
    let before = &line.text[..at];
    let inner = has_word(before, "when") || rule == Rule::define_header && has_word(before, "as");
    let (noun, pattern) = if inner { ("a condition", pattern(Rule::when_line)) } else { (noun(rule), pattern(rule)) };
    Diagnostic::error(code::NOT_UNDERSTOOD, place, message).label(format!("in {noun}")).help(pattern)
}

/// The words that start a line of a block.
pub const CLAUSE_WORDS: [&str; 21] = [
    "when",
    "and",
    "or",
    "unless",
    "suggest",
    "recommend",
    "warn",
    "note",
    "ask",
    "from",
    "because",
    "given",
    "expect",
    "applies",
    "as",
    "certainty",
    "rather",
    "overrides",
    "like",
    "never",
    "always",
];

/// What the lines of a `rulebook` start with.
pub(super) const CLAUSES_OF_BOOK: [&str; 9] =
    ["version", "status", "authors", "reviewed", "review by", "use for", "not for", "answers", "licence"];

/// The block keyword that a line may have been meant to start with.
pub fn near_block(line: &Line) -> Option<&'static str> {
    let word = line.first_word();
    let near = nearest(word.trim_end_matches(':'), BLOCK_WORDS).first().copied()?;
    BLOCK_WORDS.into_iter().find(|known| *known == near)
}

/// A line in the first column that opens no block.
pub fn unknown_block(line: &Line) -> Diagnostic {
    let place = first_word_of(line);
    if CLAUSE_WORDS.contains(&line.first_word().as_str()) {
        return not_indented(line);
    }
    let help = match near_block(line) {
        Some(near) => format!("did you mean `{near}`? If the line belongs to the block above, indent it by two blanks"),
        None => format!(
            "a block starts with one of: {}; a line that belongs to a block is indented",
            BLOCK_WORDS.join(", ")
        ),
    };
    Diagnostic::error(code::UNKNOWN_BLOCK, place, format!("`{}` does not start a block", text_of(line, place)))
        .help(help)
}

/// A line of a block that stands in the first column.
pub fn not_indented(line: &Line) -> Diagnostic {
    let place = if line.bullet { line.span } else { first_word_of(line) };
    Diagnostic::error(
        code::CLAUSE_NOT_INDENTED,
        place,
        format!("`{}` stands in the first column", text_of(line, place)),
    )
    .label("belongs to the block above")
    .help("indent this line by two blanks, and so the lines of this block that follow")
}

/// A block that stands indented, as if it were a line of the one above.
pub fn indented_block(line: &Line) -> Diagnostic {
    let word = line.first_word();
    Diagnostic::error(code::UNKNOWN_CLAUSE, first_word_of(line), format!("`{word}` starts a block, but is indented"))
        .help(format!("move `{word}` to the first column; the lines that belong to it stay indented"))
}

pub fn header_colon(line: &Line) -> Diagnostic {
    let at = line.text.len() - 1;
    let word = line.first_word();
    Diagnostic::error(
        code::NOT_UNDERSTOOD,
        part(line, at, 1),
        format!("a line that starts with `{word}` does not end in a colon"),
    )
    .help("take the `:` away")
}

/// The lines below `any of` that would be its items if they started with `-`.
pub fn bare_items(line: &Line) -> Vec<&Line> {
    let text = line.text.trim_end_matches(':').to_lowercase();
    let head = text.strip_suffix(" of").or((text == "of").then_some("")).is_some_and(|head| {
        let words: Vec<&str> = head.split(is_blank).filter(|word| !word.is_empty()).collect();
        matches!(words.as_slice(), [.., "any" | "all" | "none"] | [.., "at", "least" | "most", _] | [.., "exactly", _])
    });
    if !head || line.children.iter().any(|child| child.bullet) {
        return Vec::new();
    }
    let bare =
        |child: &&Line| !child.continues() && !child.is_text() && !CLAUSE_WORDS.contains(&child.first_word().as_str());
    line.children.iter().filter(bare).collect()
}

pub fn without_bullets(items: &[&Line]) -> Option<Diagnostic> {
    let (first, rest) = items.split_first()?;
    let mut diagnostic = Diagnostic::error(code::LIST_SHAPE, first.span, "this item of a list does not start with `-`")
        .help(format!("write `- {}`, and so the other items", first.text));
    for other in rest {
        diagnostic = diagnostic.related(other.span, "nor does this one");
    }
    Some(diagnostic)
}

/// What a line that cannot be read would have declared.
pub fn declares(rule: Rule, line: &Line) -> Option<String> {
    let declaring = matches!(
        rule,
        Rule::field_line
            | Rule::kind_line
            | Rule::alternative_line
            | Rule::classify_line
            | Rule::score_line
            | Rule::source_header
            | Rule::kind_header
            | Rule::finding_header
            | Rule::define_header
            | Rule::classify_header
            | Rule::count_header
            | Rule::score_header
            | Rule::rule_header
    );
    if !declaring {
        return None;
    }
    if rule == Rule::score_line || line.first_word() == "when" {
        return Some(line.text.replace(':', " "));
    }
    let mut text = line.text.split([':', '"', '(']).next().unwrap_or("").to_owned();
    if BLOCK_WORDS.contains(&line.first_word().as_str()) {
        text = text.get(line.first_word().len()..).unwrap_or("").to_owned();
    }
    for end in [" as ", " for each ", " when ", " otherwise"] {
        text.truncate(text.find(end).unwrap_or(text.len()));
    }
    let text = text.trim_matches(|c: char| is_blank(c) || c == '\'').to_owned();
    (!text.is_empty()).then_some(text)
}

/// What a block that cannot be read would have declared.
pub fn would_declare(line: &Line) -> Vec<String> {
    let own = declares(Rule::field_line, line).map(|text| match text.split_once(' ') {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    });
    let inner = line
        .children
        .iter()
        .filter(|child| child.text.contains(':'))
        .filter_map(|child| declares(Rule::field_line, child));
    own.into_iter().chain(inner).collect()
}

/// A line that its block has no place for.
pub fn unknown_clause(line: &Line, block: &str, clauses: &[&str]) -> Diagnostic {
    let word = line.first_word();
    let place = first_word_of(line);
    if let Some(help) = other_word(&word, block) {
        return Diagnostic::error(
            code::UNKNOWN_CLAUSE,
            place,
            format!("`{}` is no line of {block}", text_of(line, place)),
        )
        .help(help);
    }
    let help = match nearest(&word, clauses.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None if block != "a rule" => format!("the lines of {block} start with {}", one_of(clauses)),
        None => format!(
            "the lines of {block} start with {}; if this one is a condition, put `when` or `and` in front",
            one_of(clauses)
        ),
    };
    Diagnostic::error(code::UNKNOWN_CLAUSE, place, format!("`{}` is no line of {block}", text_of(line, place)))
        .help(help)
}

pub fn mixed(span: Span, line: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(code::MIXED_AND_OR, span, "`and` and `or` are mixed, which can be read in two ways")
            .help("put brackets around the part that belongs together, or write it as an `any of` list");
    if span == line { diagnostic } else { diagnostic.related(line, "in this condition") }
}

pub fn wrong_sign(span: Span, unequal: bool) -> Diagnostic {
    let word = if unequal { "is not" } else { "is" };
    Diagnostic::error(code::SIGN_FOR_WORD, span, format!("expected the word `{word}`, found a sign"))
        .label(format!("write `{word}`"))
        .help(format!("write `{word}`, as in `sex {word} male`; the signs `>=`, `>`, `<=`, `<` compare numbers"))
}

pub fn decimal_comma(span: Span, number: &str) -> Diagnostic {
    let none = number.replace(',', "");
    let groups: Vec<&str> = number.split(',').collect();
    let thousands = !number.starts_with('0') && groups[1..].iter().all(|group| group.len() == 3);
    let point = number.replacen(',', ".", 1);
    let diagnostic = Diagnostic::error(code::DECIMAL_COMMA, span, format!("`{number}` is written with a comma"));
    match (thousands, groups.len()) {
        (true, 2) => diagnostic
            .label("can be read in two ways")
            .help(format!("write `{none}` if the comma groups thousands, `{point}` if it marks the decimals")),
        (true, _) => diagnostic.help(format!("write `{none}`: thousands are not grouped")),
        (false, 2) => diagnostic.help(format!("write `{point}`: decimals stand behind a point")),
        (false, _) => diagnostic.help("write decimals behind a point, and thousands without a comma"),
    }
}

pub fn glued_unit(span: Span, text: &str) -> Diagnostic {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    Diagnostic::error(code::MISSING_BLANK, span, format!("`{text}` has no blank between number and unit"))
        .help(format!("write `{number} {unit}`"))
}

pub(super) fn missing_when(line: &Line) -> Diagnostic {
    let diagnostic = |place: Span, word: &str, right: &str| {
        Diagnostic::error(code::MISSING_WHEN, place, format!("expected `{right}`, found `{word}`"))
            .help(format!("write `{right}`"))
    };
    for (place, word) in words(line) {
        let lower = word.to_lowercase();
        match lower.as_str() {
            "if" | "where" | "whenever" => return diagnostic(place, word, "when"),
            "else" | "default" | "others" | "rest" => return diagnostic(place, word, "otherwise"),
            _ => {}
        }
        match nearest(&lower, ["when", "otherwise"]).first() {
            Some(near) if lower.len() > 3 && lower != "otherwise" => return diagnostic(place, word, near),
            _ => {}
        }
    }
    Diagnostic::error(code::MISSING_WHEN, line.span, "this line has no `when`")
        .help("write the name, then `when`, then the condition; the last line may be the name and `otherwise`")
}

pub(super) fn brackets(line: &Line) -> Option<Diagnostic> {
    let mut open = Vec::new();
    for (at, c) in outside_quotes(&line.text) {
        match c {
            '(' => open.push(at),
            ')' if open.pop().is_none() => {
                return Some(
                    Diagnostic::error(code::OPEN_BRACKET, part(line, at, 1), "this bracket was never opened")
                        .help("remove it, or put a `(` where it belongs"),
                );
            }
            _ => {}
        }
    }
    open.pop().map(|at| {
        Diagnostic::error(code::OPEN_BRACKET, part(line, at, 1), "this bracket is not closed")
            .help("put the missing `)`; a bracket is closed on the line that opens it")
    })
}

pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut inside = false;
    text.char_indices().filter(move |(_, c)| {
        if is_double_quote(*c) {
            inside = !inside;
        }
        !inside
    })
}

/// The first `2,5` of a line: its offset and text.
pub(super) fn comma_number(text: &str) -> Option<(usize, &str)> {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let at = outside_quotes(text).find(|(at, c)| *c == ',' && *at > 0 && digit(at - 1) && digit(at + 1))?.0;
    let start = text[..at].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |before| before + 1);
    let start = if text.is_char_boundary(start) { start } else { return None };
    let end = text[at + 1..].find(|c: char| !c.is_ascii_digit() && c != ',').map_or(text.len(), |after| at + 1 + after);
    Some((start, &text[start..end]))
}

pub fn has_word(text: &str, word: &str) -> bool {
    let plain: String = outside_quotes(text).map(|(_, c)| c).collect();
    plain.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').any(|other| other.eq_ignore_ascii_case(word))
}

pub(super) fn first_word_of(line: &Line) -> Span {
    Span { end: line.span.start + first_word_len(line) as u32, ..line.span }
}

/// The words of a line outside quotes, with their places.
pub(super) fn words(line: &Line) -> Vec<(Span, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    let open: std::collections::HashSet<usize> = outside_quotes(&line.text).map(|(at, _)| at).collect();
    for (at, c) in line.text.char_indices().chain(std::iter::once((line.text.len(), ' '))) {
        let inside = (c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’')) && open.contains(&at);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push((part(line, from, at - from), &line.text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// The word of this language for what other languages, and guidelines, call otherwise.
pub(super) fn other_word(word: &str, block: &str) -> Option<&'static str> {
    if block == "an example" {
        return match word {
            "then" | "should" | "result" | "expected" | "expects" => Some("write `expect`, then conclusions below it"),
            "patient" | "record" | "when" | "with" | "has" => Some("write `given`, then the facts below it"),
            "date" | "on" | "today" | "at" => Some("write `as of`, then a date such as `2026-11-20`"),
            _ => None,
        };
    }
    if block != "a rule" {
        return None;
    }
    Some(match word {
        "if" | "where" | "condition" => "write `when`",
        "then" => "leave `then` out: the line starts with `suggest`, `recommend`, `warn` or `ask for`",
        "else" | "otherwise" => "write a second rule for the other patients, with a `when` of its own",
        "but" | "except" | "excluding" => "write `unless`, then the exception",
        "give" | "start" | "prescribe" | "treat" | "advise" | "do" | "use" | "consider" | "action" | "therapy"
        | "treatment" => "write `suggest` (weak) or `recommend` (strong), then an action",
        "avoid" | "stop" | "withhold" | "not" | "never" | "contraindicated" => {
            "write `suggest against` (weak) or `recommend against` (strong), then an action"
        }
        "source" | "reference" | "ref" | "cite" | "see" => "write `from`, then the name of a source",
        "evidence" | "grade" | "quality" | "level" => "write `certainty high`, `moderate`, `low` or `very low`",
        "strength" | "class" => "write `recommend` for a strong and `suggest` for a weak recommendation",
        "alert" | "alarm" | "message" | "say" | "tell" => "write `warn` or `note`, then the text in quotes",
        "reason" | "why" | "rationale" => "write `because`, then the reason in quotes",
        "instead" | "over" | "versus" | "vs" | "preferred" => {
            "write `rather than`, then what the advice is preferred to, in quotes"
        }
        "replaces" | "supersedes" | "override" => "write `overrides`, then the name of the other rule",
        _ => return None,
    })
}

pub(super) fn first_word_len(line: &Line) -> usize {
    line.text.find(|c: char| is_blank(c) || c == ':').unwrap_or(line.text.len()).max(1).min(line.text.len())
}

pub(super) fn part(line: &Line, at: usize, len: usize) -> Span {
    let start = line.span.start + at as u32;
    Span { start, end: start + len as u32, ..line.span }
}

/// The word that starts at an offset of a line, or its end.
pub(super) fn word_at(line: &Line, at: usize) -> Span {
    let rest = &line.text[at..];
    let blank = rest.len() - rest.trim_start_matches(is_blank).len();
    let rest = &rest[blank..];
    let end = rest.find(is_blank).unwrap_or(rest.len());
    part(line, at + blank, end)
}

pub(super) fn text_of(line: &Line, span: Span) -> &str {
    let start = (span.start - line.span.start) as usize;
    let end = (span.end - line.span.start) as usize;
    line.text.get(start..end).unwrap_or("")
}

pub(super) fn join(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}
