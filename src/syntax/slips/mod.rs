//! What went wrong on a line, in the words of the person who wrote it: the usual slips first, the grammar's own
//! expectation last.

mod dates;
mod declared;
mod nouns;
mod slip;
mod usual;

pub use slip::{
    CLAUSE_WORDS, bare_items, decimal_comma, declares, glued_unit, has_word, header_colon, indented_block, mixed,
    near_block, not_indented, not_understood, unknown_block, unknown_clause, without_bullets, would_declare,
    wrong_sign,
};
pub use usual::beforehand;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::layout::Line;
use crate::diagnostic::{Diagnostic, code};
use nouns::nouns;

/// The diagnostic for a line that a production does not fit.
pub fn explain(rule: Rule, line: &Line, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(line.text.len()),
    };
    if matches!(&error.variant, ErrorVariant::CustomError { .. }) {
        return Diagnostic::error(code::TOO_DEEP, line.span, "this line is nested too deeply to be read")
            .help("give parts of it names of their own with `define`");
    }
    usual::slip(rule, line, at).unwrap_or_else(|| {
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => nouns(positives),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        not_understood(rule, line, at, &expected)
    })
}
