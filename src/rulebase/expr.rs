//! Expressions with their types: what a condition or a value is computed from.

use rust_decimal::Decimal;

use super::types::{ActionId, ConclusionId, FactId, Type};
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Arithmetic, Function, ListKind, Order, TimeUnit, Verb};
use crate::unit::Converter;

/// A typed expression, with the author's words for it. Two are equal when they mean the same, however they are worded.
#[derive(Debug, Clone)]
pub struct Expr {
    pub ty: Type,
    pub node: Node,
    pub span: Span,
    /// The author's words, in one line.
    pub text: String,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.ty == other.ty && self.node == other.node
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    YesNo(bool),
    /// Index into the labels of the expression's choice.
    Label(usize),
    /// In the unit of the expression's type.
    Number(Decimal),
    /// Days since 1970-01-01.
    Date(i32),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Constant(Constant),
    Fact(FactId),
    /// A field of the element that the surrounding `where` or aggregate is about.
    Field(usize),
    /// The as-of date.
    AsOf,
    /// The value of a define, classify or count; the points of a score.
    Conclusion(ConclusionId),
    /// The band of a score.
    Band(ConclusionId),
    /// A rule applies; not applicable counts as no.
    Applies(ConclusionId),
    /// Some rule that applies advises for the action (or against it), strongly or weakly: a promise that something is
    /// never suggested is broken by a recommendation too.
    Advised {
        verb: Verb,
        action: ActionId,
    },
    Not(Box<Expr>),
    /// A list of conditions; `and` is `All`, `or` is `Any`.
    Of {
        kind: ListKind,
        items: Vec<Expr>,
    },
    Order {
        order: Order,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// Two numbers, or two dates, are the same.
    Equal {
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// A label is one of these.
    Among {
        value: Box<Expr>,
        labels: Vec<usize>,
    },
    /// Two values of one choice have the same label, or two yes-or-no values agree.
    Same {
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// The record gives the value of this fact or field.
    Known(Box<Expr>),
    /// The elements of a list that meet a condition.
    Filter {
        list: Box<Expr>,
        condition: Box<Expr>,
    },
    /// A list has an element.
    Exists(Box<Expr>),
    /// Every element of `list` meets `condition`; true of an empty list.
    Every {
        list: Box<Expr>,
        condition: Box<Expr>,
    },
    CountOf(Box<Expr>),
    Aggregate {
        aggregate: Aggregate,
        field: usize,
        list: Box<Expr>,
    },
    Negative(Box<Expr>),
    Arithmetic {
        operator: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    /// Another unit, or the plain number in it.
    Convert {
        value: Box<Expr>,
        converter: Option<Converter>,
    },
    /// Days added to a date.
    Shift {
        date: Box<Expr>,
        days: i32,
    },
    /// Completed units of time from a date to the as-of date.
    Since {
        unit: TimeUnit,
        date: Box<Expr>,
    },
    /// The most severe of several classifications with the same labels.
    MostSevere(Vec<ConclusionId>),
}

impl Node {
    /// The expressions that it is made of.
    pub fn operands(&self) -> Vec<&Expr> {
        match self {
            Node::Constant(_) | Node::Fact(_) | Node::Field(_) | Node::AsOf => Vec::new(),
            Node::Conclusion(_) | Node::Band(_) | Node::Applies(_) => Vec::new(),
            Node::MostSevere(_) | Node::Advised { .. } => Vec::new(),
            Node::Not(inner) | Node::Known(inner) | Node::Exists(inner) | Node::CountOf(inner) => vec![inner],
            Node::Negative(inner) | Node::Aggregate { list: inner, .. } | Node::Convert { value: inner, .. } => {
                vec![inner]
            }
            Node::Shift { date: inner, .. } | Node::Since { date: inner, .. } | Node::Among { value: inner, .. } => {
                vec![inner]
            }
            Node::Of { items, .. } | Node::Call { arguments: items, .. } => items.iter().collect(),
            Node::Order { left, right, .. } | Node::Equal { left, right } | Node::Same { left, right } => {
                vec![left, right]
            }
            Node::Arithmetic { left, right, .. } => vec![left, right],
            Node::Filter { list: left, condition: right } | Node::Every { list: left, condition: right } => {
                vec![left, right]
            }
        }
    }

    /// As [`Node::operands`], to be altered.
    pub fn operands_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Node::Constant(_) | Node::Fact(_) | Node::Field(_) | Node::AsOf => Vec::new(),
            Node::Conclusion(_) | Node::Band(_) | Node::Applies(_) => Vec::new(),
            Node::MostSevere(_) | Node::Advised { .. } => Vec::new(),
            Node::Not(inner) | Node::Known(inner) | Node::Exists(inner) | Node::CountOf(inner) => vec![inner],
            Node::Negative(inner) | Node::Aggregate { list: inner, .. } | Node::Convert { value: inner, .. } => {
                vec![inner]
            }
            Node::Shift { date: inner, .. } | Node::Since { date: inner, .. } | Node::Among { value: inner, .. } => {
                vec![inner]
            }
            Node::Of { items, .. } | Node::Call { arguments: items, .. } => items.iter_mut().collect(),
            Node::Order { left, right, .. } | Node::Equal { left, right } | Node::Same { left, right } => {
                vec![left, right]
            }
            Node::Arithmetic { left, right, .. } => vec![left, right],
            Node::Filter { list: left, condition: right } | Node::Every { list: left, condition: right } => {
                vec![left, right]
            }
        }
    }
}
