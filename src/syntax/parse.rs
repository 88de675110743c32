//! The one place that runs the grammar: a line of text and a production in, pairs or a diagnostic out.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::Parser;
use pest::iterators::Pair;

use super::layout::Line;
use super::slips;
use crate::diagnostic::{Diagnostic, code};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/rule.pest"]
pub struct Grammar;

/// How often productions may be tried for one line: far above any real line, so that no line takes for ever.
const CALLS: NonZeroUsize = NonZeroUsize::new(3_000_000).expect("not zero");

/// Brackets, `not`, `of`, `where` and signs that one line may hold: each can be one level of nesting.
pub const NESTING: usize = 200;

/// Reads one line by one production. The error carries code, place, reason and next step.
pub fn line<'i>(rule: Rule, line: &'i Line) -> Result<Pair<'i, Rule>, Box<Diagnostic>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(Some(CALLS)));
    if nesting(&line.text) > NESTING {
        return Err(Box::new(
            Diagnostic::error(code::TOO_DEEP, line.span, "this line is nested too deeply to be read")
                .help("give parts of it names of their own with `define`"),
        ));
    }
    match Grammar::parse(rule, &line.text) {
        Ok(mut pairs) => pairs.next().ok_or_else(|| Box::new(slips::not_understood(rule, line, 0, &[]))),
        Err(error) => Err(Box::new(slips::explain(rule, line, &error))),
    }
}

/// Whether a line can be read by a production, without saying why not.
pub fn fits(rule: Rule, line: &Line) -> bool {
    nesting(&line.text) <= NESTING && Grammar::parse(rule, &line.text).is_ok()
}

/// How deep a line can go at most.
pub fn nesting(text: &str) -> usize {
    // a name in single quotes may hold a double one: then it is not known what is text
    let names = text.contains(['\'', '‘', '’']);
    let mut quoted = false;
    let bare: String = text
        .chars()
        .filter(|c| {
            quoted ^= super::layout::is_double_quote(*c);
            names || !quoted
        })
        .collect();
    let signs =
        bare.chars().filter(|c| matches!(c, '(' | '+' | '-' | '−' | '–' | '*' | '×' | '·' | '/' | '÷' | '^')).count();
    let words = bare
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| ["not", "of", "where"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword)))
        .count();
    signs + words
}
