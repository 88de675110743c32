//! A program, as data: its steps, and where the parts of the rules are among them.

use std::hash::{Hash, Hasher};

use crate::rulebase::{ConclusionId, FactId, Type};
use crate::source::Span;
use crate::syntax::tree::{Arithmetic, Function, ListKind, Order, TimeUnit};

/// An index into [`Program::steps`]; a step uses only earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(pub usize);

/// An index into [`Program::notes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteId(pub usize);

/// Whose value a step computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Domain {
    /// One value a patient.
    Patient,
    /// One value for each element of a list: the position in [`Program::lists`].
    Element(usize),
}

/// What a step's values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    Truth,
    /// As many labels.
    Labels(usize),
    Number,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    pub domain: Domain,
    pub shape: Shape,
    pub op: Op,
}

/// One operation on whole columns. Operands are in the step's own domain unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    ConstantTruth(bool),
    ConstantLabel(usize),
    ConstantNumber(f64),
    /// As the record gives it.
    Fact(FactId),
    /// A field of the elements of a list.
    Field(usize),
    AsOf,
    KnownFact(FactId),
    KnownField(usize),
    /// Whether a field is known of an element that the record does not give: it may be, or not.
    KnownUnseen,
    /// Yes where a list may hold more than the record gives.
    MayHaveMore(FactId),
    /// Yes where a list that may hold more does: the record does not give it, or it is not complete by the condition.
    StaysOpen {
        list: FactId,
        complete: StepId,
    },
    /// What a field could be of an element that the record does not give, by position in [`Program::lists`]: not one of
    /// these labels where the condition surely holds and the record gives the list.
    UnseenField {
        list: usize,
        field: usize,
        except: Vec<(StepId, Vec<usize>)>,
    },
    /// A patient's value, for each of the elements.
    Spread(StepId),
    Not(StepId),
    Of(ListKind, Vec<StepId>),
    Order(Order, StepId, StepId),
    Equal(StepId, StepId),
    Among(StepId, Vec<usize>),
    SameLabel(StepId, StepId),
    SameTruth(StepId, StepId),
    Arithmetic(Arithmetic, StepId, StepId),
    Negative(StepId),
    Call(Function, Vec<StepId>),
    /// `(value * numerator + shift) / denominator`
    Convert {
        value: StepId,
        numerator: f64,
        shift: f64,
        denominator: f64,
    },
    Since(TimeUnit, StepId, StepId),
    /// Some element is a member. `members` is in the element's domain; `more`: the list may hold more members.
    Exists {
        members: StepId,
        more: StepId,
    },
    CountMembers {
        members: StepId,
        more: StepId,
    },
    Total {
        members: StepId,
        values: StepId,
        more: StepId,
    },
    /// The largest (or smallest) value of the members; none if there are none.
    Extreme {
        largest: bool,
        members: StepId,
        values: StepId,
        more: StepId,
    },
    /// The value of the first line whose condition holds; failed if none does.
    First(Vec<(Option<StepId>, StepId)>),
    /// Constant points, each where its condition holds: whole weights, at most 255 in all, divided by a scale.
    Weights(Vec<(StepId, i64)>, f64),
    /// Points, each where its condition holds.
    Sum(Vec<(Option<StepId>, StepId)>),
    Bands(StepId, Vec<Edges>),
    /// The first label, in the order of severity, that any of these has.
    MostSevere(Vec<StepId>),
    /// Not applicable outside a population.
    Gate {
        population: StepId,
        value: StepId,
    },
    /// Not applicable counts as no.
    Holds(StepId),
}

impl Op {
    /// The steps that it reads.
    pub fn operands(&self) -> Vec<StepId> {
        let mut all = Vec::new();
        self.with_operands(|step| {
            all.push(step);
            step
        });
        all
    }

    /// The same operation on other steps.
    pub fn with_operands(&self, mut to: impl FnMut(StepId) -> StepId) -> Op {
        let mut op = self.clone();
        let mut one = |step: &mut StepId| *step = to(*step);
        match &mut op {
            Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_) | Op::Fact(_) | Op::Field(_) => {}
            Op::AsOf | Op::KnownFact(_) | Op::KnownField(_) | Op::KnownUnseen | Op::MayHaveMore(_) => {}
            Op::UnseenField { except, .. } => except.iter_mut().for_each(|(condition, _)| one(condition)),
            Op::StaysOpen { complete, .. } => one(complete),
            Op::Spread(a) | Op::Not(a) | Op::Negative(a) | Op::Holds(a) | Op::Among(a, _) | Op::Bands(a, _) => one(a),
            Op::Convert { value, .. } => one(value),
            Op::Of(_, items) | Op::Call(_, items) | Op::MostSevere(items) => items.iter_mut().for_each(one),
            Op::Order(_, a, b) | Op::Equal(a, b) | Op::SameLabel(a, b) | Op::SameTruth(a, b) => {
                [a, b].into_iter().for_each(one);
            }
            Op::Arithmetic(_, a, b) | Op::Since(_, a, b) => [a, b].into_iter().for_each(one),
            Op::Exists { members, more } | Op::CountMembers { members, more } => {
                [members, more].into_iter().for_each(one);
            }
            Op::Total { members, values, more } | Op::Extreme { members, values, more, .. } => {
                [members, values, more].into_iter().for_each(one);
            }
            Op::Weights(items, _) => items.iter_mut().for_each(|(item, _)| one(item)),
            Op::First(lines) | Op::Sum(lines) => lines.iter_mut().for_each(|(when, value)| {
                when.iter_mut().for_each(&mut one);
                one(value);
            }),
            Op::Gate { population, value } => [population, value].into_iter().for_each(one),
        }
        op
    }
}

/// The numbers of a program are those of its rules: each equals itself.
impl Eq for Op {}

/// By what tells most operations apart; the rest is left to the comparison.
impl Hash for Op {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        self.operands().hash(state);
        match self {
            // zero has two signs, and is one number
            Op::ConstantNumber(number) => (number + 0.0).to_bits().hash(state),
            Op::Fact(id) | Op::KnownFact(id) | Op::MayHaveMore(id) | Op::StaysOpen { list: id, .. } => id.hash(state),
            Op::ConstantLabel(at) | Op::Field(at) | Op::KnownField(at) => at.hash(state),
            _ => {}
        }
    }
}

/// The edges of a band, and whether each belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edges {
    pub label: usize,
    pub low: Option<(f64, bool)>,
    pub high: Option<(f64, bool)>,
}

/// The steps, and where to read each conclusion and each reason off.
#[derive(Debug, Clone, Default)]
pub struct Program {
    pub steps: Vec<Step>,
    /// The list facts; their elements are domains of their own.
    pub lists: Vec<FactId>,
    pub notes: Vec<Note>,
    /// As [`crate::rulebase::Rulebase::conclusions`].
    pub conclusions: Vec<Lowered>,
    /// As [`crate::rulebase::Rulebase::impossible`].
    pub impossible: Vec<NoteId>,
    /// As [`crate::rulebase::Rulebase::guarantees`].
    pub guarantees: Vec<LoweredGuarantee>,
    /// For each example, the condition of each expectation that has one.
    pub expectations: Vec<Vec<Option<NoteId>>>,
    /// The single conditions that the rules are made of, in the order they stand.
    pub conditions: Vec<Condition>,
    /// What numbers and dates are compared with.
    pub thresholds: Vec<Threshold>,
}

/// Where the parts of a conclusion stand.
#[derive(Debug, Clone, Default)]
pub struct Lowered {
    /// The value: points of a score, truth of a rule.
    pub value: Option<StepId>,
    pub band: Option<StepId>,
    pub population: Option<NoteId>,
    /// The value of `define … as`.
    pub whole: Option<NoteId>,
    /// Lines, criteria or score items in the order they stand.
    pub parts: Vec<LoweredPart>,
    /// Of a rule: `when`, then each `unless`.
    pub conditions: Vec<(bool, NoteId)>,
    pub overridden_by: Vec<ConclusionId>,
    /// This step is the members of a list, for a definition that is a list.
    pub members: Option<(StepId, usize)>,
    /// Of such a definition: what must hold of an element that was not given, for it to be a member.
    pub unseen: Vec<StepId>,
    /// Of such a definition: the populations outside of which it does not apply, innermost first.
    pub populations: Vec<StepId>,
}

#[derive(Debug, Clone)]
pub struct LoweredPart {
    pub name: String,
    pub when: Option<NoteId>,
    /// The value of a line, or the points of an item.
    pub value: Option<NoteId>,
    /// Whether it counts: its condition, and in a `first of` none before it.
    pub counts: Option<StepId>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct LoweredGuarantee {
    pub premise: Option<NoteId>,
    /// What, and when.
    pub promises: Vec<(NoteId, Option<NoteId>)>,
}

/// An expression as its author wrote it, and the step that holds its value.
#[derive(Debug, Clone)]
pub struct Note {
    pub step: StepId,
    pub text: String,
    pub span: Span,
    pub ty: Type,
    pub about: About,
    pub children: Vec<NoteId>,
}

/// A condition that joins no others: a comparison, a test, a quantifier, a yes-or-no value.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The author's words.
    pub text: String,
    pub span: Span,
    /// What it is computed as; in a `for each` once for each label that makes a difference.
    pub judged: Vec<Judged>,
}

/// Where to read off what a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// A value for each patient; in a `where` for each element that the record gives.
    pub given: Reading,
    pub unseen: Option<Unseen>,
}

/// A step that holds a truth, and whether the words say the opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub step: StepId,
    pub opposite: bool,
}

/// A condition in a `where`, asked of an element that the record does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unseen {
    /// Position in [`Program::lists`].
    pub list: usize,
    pub reading: Reading,
    /// Whether there may be such an element.
    pub more: StepId,
}

/// A limit that a number or a date is compared with.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// The author's words for what is compared, and for the limit.
    pub value: String,
    pub limit: String,
    /// Both are dates.
    pub dates: bool,
    pub span: Span,
    /// In a `for each` once for each label that makes a difference.
    pub compared: Vec<Compared>,
}

/// Two numbers that are compared, for each patient or for each element that the record gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub value: StepId,
    pub limit: StepId,
    /// The same of an element that the record does not give.
    pub unseen: Option<(StepId, StepId)>,
}

/// What kind of expression a note is about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    Constant,
    Fact(FactId),
    Field(usize),
    Conclusion(ConclusionId),
    Not,
    Of(ListKind),
    /// A comparison, a formula: its operands are its children.
    Values,
    /// Of a list: the fact it comes from and which elements are members.
    List {
        list: usize,
        members: StepId,
    },
}

/// The type's shape.
pub fn shape(ty: &Type, labels: impl Fn(crate::rulebase::ChoiceId) -> usize) -> Shape {
    match ty {
        Type::YesNo | Type::List(_) => Shape::Truth,
        Type::Choice(id) => Shape::Labels(labels(*id)),
        Type::Number { .. } | Type::Date => Shape::Number,
    }
}
