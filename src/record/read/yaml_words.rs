//! What to say where YAML text cannot be read: our words for each complaint of the parser.

use super::super::fault::Wrong;
use super::super::tree::At;
use crate::diagnostic::code;

/// A complaint of the parser, what it means, and what to do.
const COMPLAINTS: [(&str, &str, &str); 11] = [
    (
        "quoted scalar",
        "a quote is opened and not closed properly",
        "close the quote; inside double quotes write `\\\\` for a backslash",
    ),
    (
        "cannot start any token",
        "a value begins with a sign that YAML keeps for itself",
        "put the value in double quotes",
    ),
    ("tab character", "a tab stands where only blanks may", "indent with blanks"),
    (
        "mapping values are not allowed",
        "a second `: ` stands in the line, or the line is indented wrongly",
        "write one `name: value` a line; put a value that holds a colon in double quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins behind a name, or is indented wrongly",
        "begin each entry of the list on a line of its own with `- `",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "close every `[` and `{`, and put commas between entries",
    ),
    (
        "expected '-' indicator",
        "an entry of a list is not in line with the others",
        "start every `- ` in the same column",
    ),
    ("expected ':'", "`name: value` is expected", "put a colon and a blank behind the name, as in `age: 44`"),
    (
        "expected key",
        "`name: value` is expected here, in line with the entries above",
        "start all entries of one record in the same column; put a colon and a blank behind each name",
    ),
    (
        "node content",
        "a value is missing or a bracket is not closed",
        "write a value, or nothing at all behind the colon",
    ),
    ("control characters", "a control character stands in the text", "remove it, or save the file again as plain text"),
];

/// Our words for an error of the parser, and the place in the file; the text starts in line `first`.
pub(super) fn explain(error: &serde_yaml::Error, text: &str, first: usize) -> (Wrong, At) {
    let said = error.to_string();
    let (line, column) = match error.location() {
        Some(location) => (location.line(), location.column()),
        None => (1, 1),
    };
    // for a quote, the place where it was opened says more than the end of the file
    let opened = said.contains("quoted scalar").then(|| last_place(&said)).flatten();
    let (line, column) = opened.unwrap_or((line, column));
    let last = text.lines().count().max(1);
    let at = At { line: first + line.clamp(1, last) - 1, column };
    if said.contains("recursion limit") {
        let wrong = Wrong::new(code::TOO_LARGE, "the record is nested too deeply");
        return (wrong.help(format!("at most {} entries within one another are read", super::MAX_NESTING)), at);
    }
    if ["alias", "anchor", "repetition"].iter().any(|word| said.contains(word)) {
        return (no_aliases(), at);
    }
    if ["tag", "directive"].iter().any(|word| said.contains(word)) {
        return (no_tags(), at);
    }
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    if source.trim_start_matches(' ').starts_with('\t') {
        return (syntax("a tab stands where only blanks may", "indent with blanks"), at);
    }
    let known = COMPLAINTS.iter().find(|(complaint, _, _)| said.contains(complaint));
    let wrong = match known {
        Some((_, message, help)) => syntax(message, help),
        None => syntax(
            "this is not a list of entries `name: value`",
            "write one `name: value` a line; put text with unusual signs in double quotes",
        ),
    };
    (wrong, at)
}

pub(super) fn no_aliases() -> Wrong {
    syntax("YAML anchors and aliases (`&name`, `*name`, `<<`) are not read in records", "write the values out")
}

pub(super) fn no_tags() -> Wrong {
    syntax("YAML tags and directives (`!name`, `%name`) are not read in records", "write plain values")
}

fn syntax(message: &str, help: &str) -> Wrong {
    Wrong::new(code::RECORD_SYNTAX, message).help(help)
}

/// The last `line 3 column 5` of the parser's text.
pub(super) fn last_place(said: &str) -> Option<(usize, usize)> {
    let (_, place) = said.rsplit_once(" at line ").or_else(|| said.strip_prefix("at line ").map(|rest| ("", rest)))?;
    let (line, column) = place.split_once(" column ")?;
    Some((line.trim().parse().ok()?, column.trim().parse().ok()?))
}
