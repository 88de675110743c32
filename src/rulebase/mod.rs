//! A rule base: rule files checked as a whole. Names are resolved, types and units agree, nothing needs itself.
//!
//! Only `check` makes one.

mod expr;
mod schema;
mod types;

pub use expr::{Constant, Expr, Node};
pub use schema::{Choice, Fact, Finding, Label, Review, Schema, Synonym, Trait, WholePart, find};
pub use types::{ActionId, ChoiceId, ConclusionId, FactId, FindingId, Type};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::source::Span;
use crate::syntax::tree::{Duration, Verb};

/// Rules that were checked together.
#[derive(Debug, Clone, Default)]
pub struct Rulebase {
    pub books: Vec<Book>,
    pub citations: Vec<Citation>,
    pub schema: Schema,
    /// Every conclusion stands behind all those it needs.
    pub conclusions: Vec<Conclusion>,
    pub decisions: Vec<Decision>,
    /// The alternatives of all decisions.
    pub actions: Vec<Action>,
    /// Conditions that no record may meet.
    pub impossible: Vec<Expr>,
    pub guarantees: Vec<Guarantee>,
}

/// One rule file and what its header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    pub file: String,
    pub title: Option<String>,
    pub version: Option<String>,
    pub status: Option<String>,
    pub authors: Option<String>,
    pub reviewed: Option<Date>,
    pub review_by: Option<Date>,
    pub use_for: Option<String>,
    pub not_for: Option<String>,
    /// What answers the question of the title, in order; empty where the header does not say.
    pub answers: Vec<Answered>,
    pub licence: Option<String>,
    /// SHA-256 of the text, in hexadecimal.
    pub digest: String,
    /// The file was named by the user, not only used by one that was.
    pub asked_for: bool,
}

/// Something that answers the question of a rulebook's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Conclusion(ConclusionId),
    /// Index into [`Rulebase::decisions`].
    Decision(usize),
}

/// A `source` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    pub name: String,
    pub text: String,
    /// `doi`, `pmid`, `url` or `isbn`, each with its value
    pub ids: Vec<(String, String)>,
    pub span: Span,
}

/// `from CHEST 2021, "statement 1"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Index into [`Rulebase::citations`].
    pub citation: usize,
    pub places: Vec<String>,
}

/// What kind of conclusion it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Define,
    Classify,
    Count,
    Score,
    Rule,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Define => "define",
            Kind::Classify => "classify",
            Kind::Count => "count",
            Kind::Score => "score",
            Kind::Rule => "rule",
        }
    }
}

/// Something the rules conclude.
#[derive(Debug, Clone)]
pub struct Conclusion {
    pub name: String,
    /// The header line.
    pub span: Span,
    /// Index into [`Rulebase::books`].
    pub book: usize,
    pub kind: Kind,
    /// The type of its value; of a score its points, of a rule whether it applies.
    pub ty: Type,
    /// For an instance of `for each`: the name it was declared under.
    pub each: Option<Each>,
    pub applies_to: Option<Expr>,
    pub body: Body,
    pub cited: Vec<Cited>,
    pub because: Option<Template>,
    /// Shown with every answer it gives.
    pub notes: Vec<Template>,
    pub reviews: Vec<Review>,
}

impl Conclusion {
    /// The name it was declared under.
    pub fn each_name(&self) -> &str {
        self.each.as_ref().map_or(self.name.as_str(), |each| each.group.as_str())
    }

    /// It stands alone, or is the first instance of a `for each`: what is said once for each header is said here.
    pub fn is_first(&self) -> bool {
        self.each.as_ref().is_none_or(|each| each.label == 0)
    }

    /// What it advises where it applies.
    pub fn advice(&self) -> impl Iterator<Item = &Advice> + '_ {
        let outcomes = match &self.body {
            Body::Rule(rule) => rule.outcomes.as_slice(),
            _ => &[],
        };
        outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Advice(advice) => Some(advice),
            _ => None,
        })
    }
}

/// `leg location of left`: the group `leg location`, the label `left`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Each {
    pub group: String,
    pub choice: ChoiceId,
    pub label: usize,
}

#[derive(Debug, Clone)]
pub enum Body {
    /// `as …`
    Value(Expr),
    /// The first line that holds gives the value.
    Lines(Vec<Line>),
    Count(Vec<Criterion>),
    Score {
        items: Vec<Item>,
        bands: Vec<Band>,
        /// The bands' labels, lowest first; none when the score has no bands.
        choice: Option<ChoiceId>,
    },
    Rule(Rule),
}

impl Body {
    /// The names of the criteria of a count, or of the items of a score.
    pub fn part_names(&self) -> Vec<&str> {
        fn add<'b>(item: &'b Item, out: &mut Vec<&'b str>) {
            match item {
                Item::Points { name, .. } => out.push(name),
                Item::FirstOf(items) => items.iter().for_each(|item| add(item, out)),
            }
        }
        let mut names = Vec::new();
        match self {
            Body::Count(criteria) => names.extend(criteria.iter().map(|criterion| criterion.name.as_str())),
            Body::Score { items, .. } => items.iter().for_each(|item| add(item, &mut names)),
            _ => {}
        }
        names
    }
}

#[derive(Debug, Clone)]
pub struct Line {
    pub value: Expr,
    /// `None`: `otherwise`
    pub when: Option<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Criterion {
    pub name: String,
    pub when: Expr,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum Item {
    Points {
        name: String,
        points: Expr,
        when: Option<Expr>,
        span: Span,
    },
    /// Only the first that holds counts.
    FirstOf(Vec<Item>),
}

impl Item {
    /// Where it stands, or those of which the first counts.
    pub fn spans(&self) -> Vec<Span> {
        match self {
            Item::Points { span, .. } => vec![*span],
            Item::FirstOf(items) => items.iter().flat_map(Item::spans).collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Index into the labels of the score's choice.
    pub label: usize,
    /// Lower edge, and whether it belongs to the band.
    pub low: Option<(Decimal, bool)>,
    pub high: Option<(Decimal, bool)>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub when: Option<Expr>,
    pub unless: Vec<Expr>,
    pub outcomes: Vec<Outcome>,
    /// `high`, `moderate`, `low` or `very low`
    pub certainty: Option<String>,
    /// What the advice is preferred to.
    pub rather_than: Option<String>,
    /// Rules that withhold this one when they apply.
    pub overridden_by: Vec<ConclusionId>,
}

impl Rulebase {
    /// The files that the user named, not those that are only used by one that was.
    pub fn asked_for(&self) -> impl Iterator<Item = &Book> {
        self.books.iter().filter(|book| book.asked_for)
    }

    pub fn answered_name(&self, answered: Answered) -> &str {
        match answered {
            Answered::Conclusion(id) => &self.conclusions[id.0].name,
            Answered::Decision(at) => &self.decisions[at].name,
        }
    }

    /// The rules that advise for this action, or (`against`) against it, strongly or weakly.
    pub fn advising(&self, action: ActionId, against: bool) -> impl Iterator<Item = ConclusionId> + '_ {
        let gives = move |outcome: &Outcome| match outcome {
            Outcome::Advice(advice) => advice.action == action && advice.verb.is_against() == against,
            _ => false,
        };
        let rules = self.conclusions.iter().enumerate().filter(move |(_, conclusion)| match &conclusion.body {
            Body::Rule(rule) => rule.outcomes.iter().any(gives),
            _ => false,
        });
        rules.map(|(at, _)| ConclusionId(at))
    }
}

#[derive(Debug, Clone)]
pub enum Outcome {
    Advice(Advice),
    Warn(Template),
    AskFor(FactId),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    pub verb: Verb,
    pub action: ActionId,
    pub duration: Option<Duration>,
}

/// Alternatives of which at most one may be advised at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub name: String,
    pub span: Span,
    pub alternatives: Vec<ActionId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub name: String,
    pub text: Option<String>,
    /// Index into [`Rulebase::decisions`].
    pub decision: usize,
    pub span: Span,
}

/// Text with values in it.
#[derive(Debug, Clone)]
pub struct Template {
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub enum Part {
    Text(String),
    /// The value of an expression.
    Value(Expr),
    /// The value of the conclusion that the text stands in.
    Own,
    /// The names of the criteria of a count, or the items of a score, that hold, and what stands between them; `None` is
    /// the conclusion that the text stands in.
    ListOf(Option<ConclusionId>, String),
}

#[derive(Debug, Clone)]
pub struct Guarantee {
    pub text: String,
    pub span: Span,
    pub book: usize,
    pub premise: Option<Expr>,
    pub promises: Vec<Promise>,
}

#[derive(Debug, Clone)]
pub struct Promise {
    /// `never what when …`; otherwise `always what when …`
    pub never: bool,
    pub what: Expr,
    pub when: Option<Expr>,
    pub span: Span,
}
