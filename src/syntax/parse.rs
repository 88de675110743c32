//! The one place that runs the grammar: a line of text and a production in, pairs or a diagnostic out.

use pest::iterators::Pair;

use super::grammar::{Rule, pairs};
use super::layout::{Line, NESTING, nesting};
use super::slips;
use crate::diagnostic::{Diagnostic, code};

/// Reads one line by one production. The error carries code, place, reason and next step.
pub fn line<'i>(rule: Rule, line: &'i Line) -> Result<Pair<'i, Rule>, Box<Diagnostic>> {
    if nesting(&line.text) > NESTING {
        return Err(Box::new(
            Diagnostic::error(code::TOO_DEEP, line.span, "this line is nested too deeply to be read")
                .help("give parts of it names of their own with `define`"),
        ));
    }
    match pairs(rule, line) {
        Ok(mut pairs) => pairs.next().ok_or_else(|| Box::new(slips::not_understood(rule, line, 0, &[]))),
        Err(error) => Err(Box::new(slips::explain(rule, line, &error))),
    }
}
