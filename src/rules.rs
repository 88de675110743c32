//! Rules as checked: the rule base, and beside it the patients that are written into its files.

use rust_decimal::Decimal;

use crate::record::Record;
use crate::rulebase::{Advice, ConclusionId, Expr, Rulebase};
use crate::source::Span;
use crate::syntax::tree::Status;

/// All that rule files say.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub rulebase: Rulebase,
    pub examples: Vec<Example>,
}

/// A patient written into a rule file, with what the rules must conclude.
#[derive(Debug, Clone)]
pub struct Example {
    pub name: String,
    pub span: Span,
    pub book: usize,
    pub record: Record,
    pub expect: Vec<Expectation>,
}

#[derive(Debug, Clone)]
pub struct Expectation {
    pub text: String,
    pub span: Span,
    pub what: Expected,
}

#[derive(Debug, Clone)]
pub enum Expected {
    /// The condition is surely met.
    Holds(Expr),
    Advised {
        negated: bool,
        advice: Advice,
        certainty: Option<String>,
    },
    /// Just these criteria of a count, or items of a score, hold, and no other could.
    Lists {
        conclusion: ConclusionId,
        parts: Vec<String>,
    },
    /// A note with this text, or one that begins with it.
    Noted {
        negated: bool,
        text: String,
    },
    /// A warning with this text, or one that begins with it.
    Warned {
        negated: bool,
        text: String,
    },
    Status {
        conclusion: ConclusionId,
        status: Status,
    },
    /// Just these labels are still possible; of a score, its bands.
    CouldBe {
        conclusion: ConclusionId,
        labels: Vec<usize>,
    },
    /// Just this range is still possible, in the conclusion's own unit.
    CouldRange {
        conclusion: ConclusionId,
        low: Decimal,
        high: Decimal,
    },
    /// Each of these facts or fields, by name, is among what would settle something.
    Needs(Vec<String>),
}
