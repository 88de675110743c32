//! Which operators a rule base uses: nothing may stay untested because it is never generated.

use std::collections::BTreeSet;

use rulecheck::rulebase::{Body, Constant, Expr, Item, Node, Rulebase};

/// The name of each operator, with its variant where it has some.
#[derive(Debug, Default)]
pub struct Seen {
    pub names: BTreeSet<String>,
}

impl Seen {
    pub fn base(&mut self, base: &Rulebase) {
        for fact in &base.schema.facts {
            fact.complete_if.iter().for_each(|condition| self.expr(condition));
            fact.whole_parts.iter().for_each(|part| self.expr(&part.condition));
        }
        for conclusion in &base.conclusions {
            conclusion.applies_to.iter().for_each(|condition| self.expr(condition));
            match &conclusion.body {
                Body::Value(value) => self.expr(value),
                Body::Lines(lines) => lines.iter().for_each(|line| {
                    self.expr(&line.value);
                    line.when.iter().for_each(|when| self.expr(when));
                }),
                Body::Count(criteria) => criteria.iter().for_each(|criterion| self.expr(&criterion.when)),
                Body::Score { items, .. } => items.iter().for_each(|item| self.item(item)),
                Body::Rule(rule) => rule.when.iter().chain(&rule.unless).for_each(|condition| self.expr(condition)),
            }
        }
        for guarantee in &base.guarantees {
            guarantee.premise.iter().for_each(|premise| self.expr(premise));
            for promise in &guarantee.promises {
                self.expr(&promise.what);
                promise.when.iter().for_each(|when| self.expr(when));
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Points { points, when, .. } => {
                self.expr(points);
                when.iter().for_each(|when| self.expr(when));
            }
            Item::FirstOf(items) => {
                self.add("FirstOf");
                items.iter().for_each(|item| self.item(item));
            }
        }
    }

    fn add(&mut self, name: impl Into<String>) {
        self.names.insert(name.into());
    }

    pub fn expr(&mut self, expr: &Expr) {
        let kind = |value: &dyn std::fmt::Debug| format!("{value:?}").split('(').next().unwrap_or_default().to_owned();
        self.add(match &expr.node {
            Node::Constant(Constant::YesNo(_)) => "Constant YesNo".to_owned(),
            Node::Constant(constant) => format!("Constant {}", kind(constant)),
            Node::Of { kind: list, .. } => format!("Of {}", kind(list)),
            Node::Order { order, .. } => format!("Order {order:?}"),
            Node::Aggregate { aggregate, .. } => format!("Aggregate {aggregate:?}"),
            Node::Arithmetic { operator, .. } => format!("Arithmetic {operator:?}"),
            Node::Call { function, .. } => format!("Call {function:?}"),
            Node::Since { unit, .. } => format!("Since {unit:?}"),
            Node::Convert { converter, .. } => {
                format!("Convert {}", if converter.is_some() { "factor" } else { "none" })
            }
            node => kind(node).split([' ', '{']).next().unwrap_or_default().to_owned(),
        });
        children(expr).into_iter().for_each(|child| self.expr(child));
    }
}

/// The parts of an expression.
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.node {
        Node::Constant(_)
        | Node::Fact(_)
        | Node::Field(_)
        | Node::AsOf
        | Node::Conclusion(_)
        | Node::Band(_)
        | Node::Applies(_)
        | Node::Advised { .. }
        | Node::MostSevere(_) => Vec::new(),
        Node::Not(inner)
        | Node::Known(inner)
        | Node::Exists(inner)
        | Node::CountOf(inner)
        | Node::Negative(inner)
        | Node::Among { value: inner, .. }
        | Node::Aggregate { list: inner, .. }
        | Node::Convert { value: inner, .. }
        | Node::Shift { date: inner, .. }
        | Node::Since { date: inner, .. } => vec![inner.as_ref()],
        Node::Of { items, .. } => items.iter().collect(),
        Node::Call { arguments, .. } => arguments.iter().collect(),
        Node::Order { left, right, .. }
        | Node::Equal { left, right }
        | Node::Same { left, right }
        | Node::Arithmetic { left, right, .. } => vec![left.as_ref(), right.as_ref()],
        Node::Filter { list, condition } | Node::Every { list, condition } => vec![list.as_ref(), condition.as_ref()],
    }
}

/// Every operator the language has.
pub const ALL: [&str; 59] = [
    "Constant YesNo",
    "Constant Label",
    "Constant Number",
    "Constant Date",
    "Fact",
    "Field",
    "AsOf",
    "Conclusion",
    "Band",
    "Applies",
    "Advised",
    "Not",
    "Of Any",
    "Of All",
    "Of None",
    "Of AtLeast",
    "Of AtMost",
    "Of Exactly",
    "Order Less",
    "Order AtMost",
    "Order AtLeast",
    "Order More",
    "Equal",
    "Among",
    "Same",
    "Known",
    "Filter",
    "Exists",
    "Every",
    "CountOf",
    "Aggregate Total",
    "Aggregate Largest",
    "Aggregate Smallest",
    "Aggregate Latest",
    "Aggregate Earliest",
    "Negative",
    "Arithmetic Add",
    "Arithmetic Subtract",
    "Arithmetic Multiply",
    "Arithmetic Divide",
    "Arithmetic Power",
    "Call Min",
    "Call Max",
    "Call Ln",
    "Call Log10",
    "Call Exp",
    "Call Sqrt",
    "Call Abs",
    "Call Round",
    "Call Clamp",
    "Convert factor",
    "Convert none",
    "Shift",
    "Since Day",
    "Since Week",
    "Since Month",
    "Since Year",
    "MostSevere",
    "FirstOf",
];
