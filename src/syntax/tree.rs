//! What a rule file says, as a tree: names not yet resolved, every part with its place.

use rust_decimal::Decimal;

use crate::source::{SourceId, Span};

/// A name as written; two names are the same when their [`Name::key`]s are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

impl Name {
    pub fn key(&self) -> String {
        key(&self.text)
    }
}

/// The words that end a name; a name that holds one stands in single quotes.
pub const ENDING_WORDS: [&str; 10] = ["is", "and", "or", "not", "where", "when", "unless", "otherwise", "within", "in"];

/// Letter case is ignored; blanks, hyphens and underscores are the same.
pub fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(folded(text));
    out
}

/// Whether a name has this key.
pub fn has_key(name: &str, key: &str) -> bool {
    folded(name).eq(key.chars())
}

/// The letters of a name's key.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let (mut begun, mut gap) = (false, false);
    text.chars().flat_map(move |c| {
        if !c.is_ascii_alphanumeric()
            && (c == '-' || c == '_' || c == '‑' || c.is_whitespace() || super::layout::is_blank(c))
        {
            gap = begun;
            return None.into_iter().chain(None.into_iter().flatten());
        }
        begun = true;
        let between = std::mem::take(&mut gap).then_some(' ');
        let c = if c == '’' || c == '‘' { '\'' } else { c };
        between.into_iter().chain(Some(c.to_lowercase()).into_iter().flatten())
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    pub value: Decimal,
    pub unit: Option<Text>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub date: jiff::civil::Date,
    pub span: Span,
}

/// `3 months`
#[derive(Debug, Clone, PartialEq)]
pub struct Duration {
    pub count: Decimal,
    pub unit: TimeUnit,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl TimeUnit {
    pub fn word(self) -> &'static str {
        match self {
            TimeUnit::Hour => "hour",
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub span: Span,
    pub node: Node,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    Less,
    AtMost,
    AtLeast,
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    Any,
    All,
    None,
    AtLeast(u32),
    AtMost(u32),
    Exactly(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    Any,
    Every,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    Total,
    Largest,
    Smallest,
    Latest,
    Earliest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    Min,
    Max,
    Ln,
    Log10,
    Exp,
    Sqrt,
    Abs,
    Round,
    Clamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relative {
    Before,
    After,
    Of,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A fact, a field, a conclusion, or a label: told apart by `check`.
    Name(Name),
    Quantity(Quantity),
    Date(Date),
    /// `this side`
    This(Name),
    /// in brackets
    Group(Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    List {
        kind: ListKind,
        items: Vec<Expr>,
    },
    Order {
        order: Order,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `left is right`, where the right side is a value or a label
    Is {
        negated: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Among {
        negated: bool,
        left: Box<Expr>,
        items: Vec<Expr>,
    },
    Between {
        negated: bool,
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    Known {
        negated: bool,
        value: Box<Expr>,
    },
    WithinLast {
        date: Box<Expr>,
        duration: Duration,
    },
    WithinRelative {
        date: Box<Expr>,
        duration: Duration,
        relative: Relative,
        anchor: Box<Expr>,
    },
    Negative(Box<Expr>),
    Arithmetic {
        operator: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    InUnit {
        value: Box<Expr>,
        unit: Text,
    },
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    Since {
        unit: TimeUnit,
        date: Name,
    },
    Where {
        list: Name,
        condition: Box<Expr>,
    },
    Quantified {
        quantifier: Quantifier,
        list: Box<Expr>,
    },
    CountOf {
        list: Box<Expr>,
    },
    Aggregate {
        aggregate: Aggregate,
        field: Name,
        list: Box<Expr>,
    },
    MostSevere {
        of: Name,
    },
    Advice(Advice),
    /// Stands where a fault was already reported; silences what would follow from it.
    Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    Recommend,
    Suggest,
    SuggestAgainst,
    RecommendAgainst,
}

impl Verb {
    pub fn words(self) -> &'static str {
        match self {
            Verb::Recommend => "recommend",
            Verb::Suggest => "suggest",
            Verb::SuggestAgainst => "suggest against",
            Verb::RecommendAgainst => "recommend against",
        }
    }

    pub fn is_against(self) -> bool {
        matches!(self, Verb::SuggestAgainst | Verb::RecommendAgainst)
    }

    /// Guidelines word strong advice as `recommend`, weak advice as `suggest`.
    pub fn strength(self) -> &'static str {
        match self {
            Verb::Recommend | Verb::RecommendAgainst => "strong",
            Verb::Suggest | Verb::SuggestAgainst => "weak",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    pub verb: Verb,
    pub action: Name,
    pub duration: Option<Duration>,
    pub span: Span,
}

/// `from CHEST 2021, "statement 1"`
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    pub source: Name,
    pub places: Vec<Text>,
}

/// `for each side of thrombus`
#[derive(Debug, Clone, PartialEq)]
pub struct ForEach {
    pub field: Name,
    pub finding: Name,
}

/// Clauses that every conclusion may have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clauses {
    pub applies_to: Option<Expr>,
    pub from: Vec<Citation>,
    pub because: Option<Text>,
    pub reviews: Vec<Text>,
    /// Shown with every answer.
    pub notes: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The header line.
    pub span: Span,
    pub item: Item,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Rulebook(Box<Rulebook>),
    Use(Text),
    Source(SourceBlock),
    Kind(Kind),
    Finding(Finding),
    Facts(Vec<Field>),
    Define(Define),
    Classify(Classify),
    Count(Count),
    Score(Score),
    Decision(Decision),
    Rule(Box<RuleBlock>),
    Impossible(Expr),
    Guarantee(Guarantee),
    Example(Example),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    pub title: Text,
    pub version: Option<Text>,
    pub status: Option<Text>,
    pub authors: Option<Text>,
    pub reviewed: Option<Date>,
    pub review_by: Option<Date>,
    pub use_for: Option<Text>,
    pub not_for: Option<Text>,
    /// Conclusions and decisions, in the order they answer the question of the title.
    pub answers: Option<Vec<Name>>,
    pub licence: Option<Text>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SourceBlock {
    pub name: Name,
    pub citation: Vec<Text>,
    /// `doi`, `pmid`, `url`, `isbn` with its value
    pub ids: Vec<(String, Text)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub name: Name,
    pub traits: Vec<(Name, Vec<Name>)>,
    pub labels: Vec<KindLabel>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct KindLabel {
    pub name: Name,
    pub traits: Vec<Name>,
    pub synonyms: Vec<Synonym>,
    pub reviews: Vec<Text>,
}

/// `complete where vein is proximal if proximal veins assessed`
#[derive(Debug, Clone, PartialEq)]
pub struct CompleteWhere {
    /// `vein is proximal`
    pub part: Expr,
    pub condition: Expr,
}

/// `also "MGV"`, `also "scr_umol_l" in umol/L`
#[derive(Debug, Clone, PartialEq)]
pub struct Synonym {
    pub name: Text,
    /// The unit of a bare number under this name.
    pub unit: Option<Text>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub name: Name,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: Name,
    pub kind: FieldType,
    pub kind_span: Span,
    pub range: Option<(Decimal, Decimal, Span)>,
    pub complete_if: Option<Expr>,
    pub complete_where: Vec<CompleteWhere>,
    pub no_if_not_recorded: bool,
    pub or_never: bool,
    pub unit_required: bool,
    pub molar_mass: Option<Decimal>,
    pub synonyms: Vec<Synonym>,
    pub definition: Option<Text>,
    pub reviews: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    YesNo,
    Date,
    List(Name),
    Choice(Vec<Name>),
    Number,
    WholeNumber,
    UnitOrKind(Text),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    pub name: Name,
    pub unit: Option<Text>,
    pub body: DefineBody,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DefineBody {
    As(Expr),
    Lines(Vec<ValueLine>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct ValueLine {
    pub value: Expr,
    /// `None`: `otherwise`
    pub when: Option<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Classify {
    pub name: Name,
    pub for_each: Option<ForEach>,
    pub lines: Vec<ClassifyLine>,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ClassifyLine {
    pub label: Name,
    pub when: Option<Expr>,
    /// What the label means, in quotes behind the condition.
    pub meaning: Option<Text>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    pub name: Name,
    pub for_each: Option<ForEach>,
    pub criteria: Vec<Criterion>,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    pub name: Name,
    pub when: Option<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub name: Name,
    pub for_each: Option<ForEach>,
    pub items: Vec<ScoreItem>,
    pub bands: Vec<Band>,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ScoreItem {
    Points { points: Points, name: Option<Name>, when: Option<Expr>, span: Span },
    FirstOf { items: Vec<ScoreItem>, span: Span },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    Weight(Decimal),
    Expr(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub label: Name,
    /// Lower edge and whether it belongs to the band.
    pub low: Option<(Decimal, bool)>,
    pub high: Option<(Decimal, bool)>,
    /// What the band means, in quotes behind its range.
    pub meaning: Option<Text>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub name: Name,
    pub alternatives: Vec<(Name, Option<Text>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RuleBlock {
    pub name: Name,
    pub when: Option<Expr>,
    pub unless: Vec<Expr>,
    pub outcomes: Vec<Outcome>,
    pub certainty: Option<Text>,
    /// What the advice is preferred to.
    pub rather_than: Option<Text>,
    pub overrides: Vec<Name>,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Advice(Advice),
    Warn(Text),
    AskFor(Name),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Guarantee {
    pub text: Text,
    pub premise: Option<Expr>,
    pub promises: Vec<Promise>,
    pub clauses: Clauses,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// `never`; otherwise `always`
    pub never: bool,
    pub what: Expr,
    pub when: Option<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    pub name: Text,
    pub like: Option<Text>,
    pub as_of: Option<Date>,
    pub given: Vec<Entry>,
    pub all_other_no: bool,
    pub expect: Vec<Expectation>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: Name,
    pub value: EntryValue,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EntryValue {
    Date(Date),
    Quantity(Quantity),
    Word(Name),
    Text(Text),
    List { elements: Vec<Vec<Entry>>, whole: bool },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    pub span: Span,
    pub what: Expected,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Holds(Expr),
    Advised {
        negated: bool,
        advice: Advice,
        certainty: Option<Text>,
    },
    /// `list of NAME is A and B`
    Lists {
        name: Name,
        parts: Vec<Name>,
    },
    Warned {
        negated: bool,
        text: Text,
    },
    /// `note "text"`
    Noted {
        negated: bool,
        text: Text,
    },
    Rule {
        rule: Name,
        status: Status,
    },
    Status {
        name: Name,
        status: Status,
    },
    CouldBe {
        name: Name,
        labels: Vec<Name>,
    },
    CouldRange {
        name: Name,
        low: Quantity,
        high: Quantity,
    },
    Needs(Vec<Name>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Applies,
    DoesNotApply,
    Undecided,
    NotApplicable,
    Failed,
}

/// One rule file: its blocks in the order they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    pub source: SourceId,
    pub blocks: Vec<Block>,
    /// What the lines that could not be read would have declared, as far as it can be told: using it is no second fault.
    pub unread: Vec<String>,
    /// A file that this one uses could not be read: any name may be declared there.
    pub lacks_file: bool,
    /// Every line could be read, and every file it uses.
    pub whole: bool,
}
