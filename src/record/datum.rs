//! A record: a value for each fact, each with where it came from.

use jiff::civil::Date;

/// One record. Facts stand at the positions of [`crate::rulebase::Schema::facts`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    pub name: String,
    /// The date the record itself gives as "now".
    pub as_of: Option<Date>,
    /// `None`: the record does not mention the fact.
    pub facts: Vec<Option<Datum>>,
    /// Entries that no rule knows.
    pub ignored: Vec<Ignored>,
    /// File, and line where the record starts.
    pub origin: Origin,
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    pub value: Value,
    /// As the record wrote it, for explanations: `0.5 mg/L FEU`.
    pub written: String,
    pub origin: Origin,
}

/// Where an entry stands. `line` counts from 1; 0 when it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub file: String,
    pub line: usize,
    /// The way to it inside the record: `thrombi[1].vein`.
    pub path: String,
}

/// A value in the units and labels of the rule base.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Said to be unknown: not even `no if not recorded` applies.
    Unknown,
    /// It never happened.
    Never,
    YesNo(bool),
    /// Index into the labels of the fact's choice.
    Label(usize),
    /// In the declared unit, both ends possible; they differ for values such as `< 0.27 mg/L`, whose `high` is the
    /// last number below 0.27 (of a whole number: the last whole one).
    Number {
        low: f64,
        high: f64,
    },
    /// Days since 1970-01-01, first and last possible day: `2026-05` is all of May.
    Date {
        first: i32,
        last: i32,
    },
    List {
        elements: Vec<Vec<Option<Datum>>>,
        whole: bool,
    },
}

/// An entry that no rule knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub name: String,
    /// Names it may be a misspelling of.
    pub nearest: Vec<String>,
    pub origin: Origin,
}
