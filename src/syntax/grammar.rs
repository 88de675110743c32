//! The grammar: its productions, and whether a line fits one.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pairs;

use super::layout::{Line, NESTING, nesting};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/rule.pest"]
struct Grammar;

/// How often productions may be tried for one line: far above any real line, so that no line takes for ever.
const CALLS: NonZeroUsize = NonZeroUsize::new(3_000_000).expect("not zero");

/// The words a block may start with.
pub const BLOCK_WORDS: [&str; 15] = [
    "rulebook",
    "use",
    "source",
    "kind",
    "finding",
    "facts",
    "define",
    "classify",
    "count",
    "score",
    "decision",
    "rule",
    "impossible",
    "guarantee",
    "example",
];

/// A line as a production has it; it must not be nested more deeply than [`NESTING`].
pub fn pairs(rule: Rule, line: &Line) -> Result<Pairs<'_, Rule>, Error<Rule>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(Some(CALLS)));
    Grammar::parse(rule, &line.text)
}

/// Whether a line can be read by a production, without saying why not.
pub fn fits(rule: Rule, line: &Line) -> bool {
    nesting(&line.text) <= NESTING && Grammar::parse(rule, &line.text).is_ok()
}
