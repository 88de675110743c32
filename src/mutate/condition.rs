//! Alterations of conditions and values: one place of an expression at a time.

use rust_decimal::Decimal;

use super::number::stepped;
use crate::rulebase::{ChoiceId, Constant, Expr, Node, Schema, Type};
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Arithmetic, ListKind, Order};

/// An expression with one place altered.
pub(super) struct Change {
    pub span: Span,
    /// The author's words for the place, and what they become; `None`: they are left out.
    pub was: String,
    pub becomes: Option<String>,
    pub expr: Expr,
}

/// Every alteration of an expression.
pub(super) fn changes(schema: &Schema, expr: &Expr) -> Vec<Change> {
    let mut all = Vec::new();
    Places { schema, under_not: false, negated: false }.of(expr, &mut all);
    all
}

#[derive(Clone, Copy)]
struct Places<'s> {
    schema: &'s Schema,
    /// Inside a `not`, which is left out in its own right.
    under_not: bool,
    /// The words of the expression hold that `not`.
    negated: bool,
}

impl Places<'_> {
    fn of(self, expr: &Expr, out: &mut Vec<Change>) {
        match &expr.node {
            Node::Of { items, .. } if is_one_phrase(expr, items) => return phrase(expr, items, out),
            Node::Of { kind, items } => list(expr, *kind, items, out),
            Node::Order { order, left, right } => ordered(expr, *order, (left, right), out),
            Node::Equal { .. } | Node::Same { .. } | Node::Known(_) => self.not(expr, out),
            Node::Among { value, labels } => {
                self.labels(expr, value, labels, out);
                self.not(expr, out);
            }
            Node::Not(inner) => out.push(change(expr, Some(without_not(&expr.text)), (**inner).clone())),
            Node::Filter { list, .. } => out.push(change(expr, Some(list.text.clone()), (**list).clone())),
            Node::Aggregate { aggregate, .. } => aggregated(expr, *aggregate, out),
            Node::Arithmetic { operator, left, right } => computed(expr, *operator, (left, right), out),
            Node::Constant(Constant::Number(_)) => numbers(expr, out),
            _ if expr.ty == Type::YesNo && !matches!(expr.node, Node::Constant(_)) => self.not(expr, out),
            _ => {}
        }
        // whether a fact is known is asked of nothing but a fact
        if !matches!(expr.node, Node::Known(_)) {
            self.operands(expr, out);
        }
    }

    /// What can be altered inside.
    fn operands(self, expr: &Expr, out: &mut Vec<Change>) {
        for (at, operand) in expr.node.operands().into_iter().enumerate() {
            let under_not = matches!(expr.node, Node::Not(_));
            let negated = under_not && operand.span == expr.span;
            let mut inside = Vec::new();
            Places { under_not, negated, ..self }.of(operand, &mut inside);
            for mut change in inside {
                if matches!(operand.node, Node::Constant(_)) {
                    // a number alone says little
                    change.becomes = change.becomes.map(|words| replaced(expr, operand, &words));
                    (change.was, change.span) = (expr.text.clone(), expr.span);
                }
                let mut whole = expr.clone();
                if let Some(place) = whole.node.operands_mut().into_iter().nth(at) {
                    *place = change.expr;
                    out.push(Change { expr: whole, ..change });
                }
            }
        }
    }

    /// The opposite of a condition.
    fn not(self, expr: &Expr, out: &mut Vec<Change>) {
        if !self.under_not {
            out.push(change(expr, Some(with_not(&expr.text)), negated(expr)));
        }
    }

    /// Another label or trait; of several, each left out.
    fn labels(self, expr: &Expr, value: &Expr, labels: &[usize], out: &mut Vec<Change>) {
        let Type::Choice(choice) = value.ty else { return };
        let name = |at: usize| self.schema.choice(choice).labels[at].name.as_str();
        let among =
            |labels: Vec<usize>| Expr { node: Node::Among { value: Box::new(value.clone()), labels }, ..expr.clone() };
        let is = if self.negated { "is not" } else { "is" };
        if let [only] = labels {
            if let Some(next) = self.next_label(choice, *only) {
                let words = format!("{} {is} {}", value.text, name(next));
                out.push(change(expr, Some(words), among(vec![next])));
            }
        } else if let Some((word, other)) = self.next_trait(choice, labels) {
            out.push(change(expr, Some(format!("{} {is} {word}", value.text)), among(other)));
        } else {
            for left_out in labels {
                let kept: Vec<usize> = labels.iter().copied().filter(|label| label != left_out).collect();
                let names: Vec<&str> = kept.iter().map(|label| name(*label)).collect();
                let one_of = if names.len() > 1 { " one of" } else { "" };
                let words =
                    format!("{} {is}{one_of} {}", value.text, crate::diagnostic::one_of(&names).replace('`', ""));
                out.push(change(expr, Some(words), among(kept)));
            }
        }
    }

    fn next_label(self, choice: ChoiceId, label: usize) -> Option<usize> {
        let count = self.schema.choice(choice).labels.len();
        (count > 1).then(|| (label + 1) % count)
    }

    /// The next value of the trait that these labels share, and its labels.
    fn next_trait(self, choice: ChoiceId, labels: &[usize]) -> Option<(String, Vec<usize>)> {
        let choice = self.schema.choice(choice);
        for one in &choice.traits {
            let carrying: Vec<Vec<usize>> =
                one.values.iter().map(|value| choice.with_trait(value).unwrap_or_default()).collect();
            if let Some(at) = carrying.iter().position(|carrying| carrying == labels) {
                let next = (at + 1) % carrying.len();
                return (next != at).then(|| (one.values[next].clone(), carrying[next].clone()));
            }
        }
        None
    }
}

fn change(expr: &Expr, becomes: Option<String>, altered: Expr) -> Change {
    Change { span: expr.span, was: expr.text.clone(), becomes, expr: altered }
}

fn negated(expr: &Expr) -> Expr {
    Expr { node: Node::Not(Box::new(expr.clone())), text: with_not(&expr.text), ..expr.clone() }
}

/// `X is not Y`, `X is unknown`, `no X`, or `not X`
fn with_not(text: &str) -> String {
    let tests = [(" is known", " is unknown"), (" is ", " is not ")];
    if let Some(list) = text.strip_prefix("any ") {
        return format!("no {list}");
    }
    match tests.iter().find(|(is, _)| text.matches(is).count() == 1) {
        Some((is, is_not)) => text.replacen(is, is_not, 1),
        None => format!("not {text}"),
    }
}

fn without_not(text: &str) -> String {
    let tests = [(" is not ", " is "), (" is unknown", " is known")];
    if let Some(what) = text.strip_suffix(" is no") {
        return format!("{what} is yes");
    }
    match (text.strip_prefix("not "), text.strip_prefix("no ")) {
        (Some(rest), _) => rest.to_owned(),
        (_, Some(rest)) => format!("any {rest}"),
        _ => match tests.iter().find(|(is_not, _)| text.contains(is_not)) {
            Some((is_not, is)) => text.replacen(is_not, is, 1),
            None => format!("not ({text})"),
        },
    }
}

/// An expression's words with those of one operand replaced.
fn replaced(expr: &Expr, operand: &Expr, words: &str) -> String {
    let from = operand.span.start.saturating_sub(expr.span.start) as usize;
    // the words of several lines stand in one: a little further left than in the file
    let at = expr.text.get(..=from.min(expr.text.len())).unwrap_or(&expr.text).len().saturating_sub(1);
    let at = match expr.text.get(at..).is_some_and(|rest| rest.starts_with(&operand.text)) {
        true => Some(at),
        false => expr.text.rfind(&operand.text),
    };
    match at {
        Some(at) => format!("{}{words}{}", &expr.text[..at], &expr.text[at + operand.text.len()..]),
        None => format!("{} with {words} for {}", expr.text, operand.text),
    }
}

// --- lists of conditions ----------------------------------------------------------------------------------------------

/// Several conditions that one phrase stands for: `between … and …`, `within the last …`.
fn is_one_phrase(expr: &Expr, items: &[Expr]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.span == expr.span)
}

fn phrase(expr: &Expr, items: &[Expr], out: &mut Vec<Change>) {
    let mut put = |at: usize, item: Expr, words: String| {
        let mut whole = expr.clone();
        if let Some(place) = whole.node.operands_mut().into_iter().nth(at) {
            *place = item;
            out.push(change(expr, Some(words), whole));
        }
    };
    for (at, item) in items.iter().enumerate() {
        let Node::Order { order, left, right } = &item.node else { continue };
        if let Node::Shift { date, days } = &right.node {
            for by in [-1, 1] {
                let shift = Node::Shift { date: date.clone(), days: days + by };
                let right = Expr { node: shift, ..(**right).clone() };
                let node = Node::Order { order: *order, left: left.clone(), right: Box::new(right) };
                let longer = (by < 0) == (*order == Order::AtLeast);
                let words = format!("{}, and one day {}", expr.text, if longer { "more" } else { "less" });
                // a window that ends on the day itself is not made to end elsewhere
                if *days != 0 {
                    put(at, Expr { node, ..item.clone() }, words);
                }
            }
            continue;
        }
        let mut inside = Vec::new();
        limits(item, *order, (left, right), &mut inside);
        for changed in inside {
            let said = |at: usize| match &items[at].node {
                Node::Order { order, left, right } => compared(left, *order, right),
                _ => items[at].text.clone(),
            };
            let words: Vec<String> = (0..items.len())
                .map(|other| if other == at { changed.becomes.clone().unwrap_or_default() } else { said(other) })
                .collect();
            put(at, changed.expr, words.join(" and "));
        }
    }
}

/// Joined otherwise, counted otherwise, or one of the conditions left out.
fn list(expr: &Expr, kind: ListKind, items: &[Expr], out: &mut Vec<Change>) {
    let joined = |kind: ListKind, items: Vec<Expr>| Expr { node: Node::Of { kind, items }, ..expr.clone() };
    for other in other_kinds(kind, items.len()) {
        let words = (list_words(kind, items), Some(list_words(other, items)));
        out.push(Change { span: expr.span, was: words.0, becomes: words.1, expr: joined(other, items.to_vec()) });
    }
    if items.len() < 2 {
        return;
    }
    for (at, item) in items.iter().enumerate() {
        let mut kept: Vec<Expr> = items.to_vec();
        kept.remove(at);
        let left = match (kind, kept.as_slice()) {
            (ListKind::All | ListKind::Any, [one]) => one.clone(),
            _ => joined(kind, kept),
        };
        out.push(Change { span: item.span, was: item.text.clone(), becomes: None, expr: left });
    }
}

fn other_kinds(kind: ListKind, items: usize) -> Vec<ListKind> {
    let near = |n: u32| [n.wrapping_sub(1), n + 1].into_iter().filter(move |other| (1..=items as u32).contains(other));
    match kind {
        _ if items < 2 => Vec::new(),
        ListKind::All => vec![ListKind::Any],
        ListKind::Any => vec![ListKind::All],
        ListKind::None => vec![ListKind::Any],
        ListKind::AtLeast(n) => near(n).map(ListKind::AtLeast).collect(),
        ListKind::AtMost(n) => near(n).map(ListKind::AtMost).collect(),
        ListKind::Exactly(n) => near(n).map(ListKind::Exactly).collect(),
    }
}

/// The conditions of a list in one line.
pub(crate) fn list_words(kind: ListKind, items: &[Expr]) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|item| match &item.node {
            Node::Of { kind, items } if !is_one_phrase(item, items) => format!("({})", list_words(*kind, items)),
            _ => item.text.clone(),
        })
        .collect();
    let counted = |what: String| format!("{what} of: {}", words.join("; "));
    match kind {
        ListKind::All => words.join(" and "),
        ListKind::Any => words.join(" or "),
        ListKind::None => counted("none".to_owned()),
        ListKind::AtLeast(n) => counted(format!("at least {n}")),
        ListKind::AtMost(n) => counted(format!("at most {n}")),
        ListKind::Exactly(n) => counted(format!("exactly {n}")),
    }
}

// --- numbers ----------------------------------------------------------------------------------------------------------

/// The boundary, the direction; numbers that are compared with are altered as operands.
fn ordered(expr: &Expr, order: Order, (left, right): (&Expr, &Expr), out: &mut Vec<Change>) {
    let flipped = match order {
        Order::AtLeast => Order::AtMost,
        Order::AtMost => Order::AtLeast,
        Order::More => Order::Less,
        Order::Less => Order::More,
    };
    for other in boundary(order, (left, right)).into_iter().chain([flipped]) {
        out.push(reordered(expr, other, (left, right)));
    }
}

/// The boundary and the numbers of a comparison inside a phrase.
fn limits(expr: &Expr, order: Order, (left, right): (&Expr, &Expr), out: &mut Vec<Change>) {
    out.extend(boundary(order, (left, right)).map(|other| reordered(expr, other, (left, right))));
    for moved in [false, true].into_iter().filter_map(|up| stepped(right, up)) {
        let words = compared(left, order, &moved);
        let node = Node::Order { order, left: Box::new(left.clone()), right: Box::new(moved) };
        out.push(change(expr, Some(words), Expr { node, ..expr.clone() }));
    }
}

/// The same comparison with its boundary on the other side. Of whole numbers that is what one step of the limit does.
fn boundary(order: Order, (left, right): (&Expr, &Expr)) -> Option<Order> {
    let whole = |expr: &Expr| matches!(expr.ty, Type::Number { whole: true, .. });
    let constant = |expr: &Expr| matches!(expr.node, Node::Constant(_));
    if (whole(left) && constant(right)) || (whole(right) && constant(left)) {
        return None;
    }
    Some(match order {
        Order::AtLeast => Order::More,
        Order::More => Order::AtLeast,
        Order::AtMost => Order::Less,
        Order::Less => Order::AtMost,
    })
}

fn reordered(expr: &Expr, order: Order, (left, right): (&Expr, &Expr)) -> Change {
    let node = Node::Order { order, left: Box::new(left.clone()), right: Box::new(right.clone()) };
    change(expr, Some(compared(left, order, right)), Expr { node, ..expr.clone() })
}

fn compared(left: &Expr, order: Order, right: &Expr) -> String {
    let sign = match order {
        Order::AtLeast => ">=",
        Order::More => ">",
        Order::AtMost => "<=",
        Order::Less => "<",
    };
    format!("{} {sign} {}", left.text, right.text)
}

/// A number one step down and one step up.
fn numbers(expr: &Expr, out: &mut Vec<Change>) {
    for moved in [false, true].into_iter().filter_map(|up| stepped(expr, up)) {
        out.push(change(expr, Some(moved.text.clone()), moved));
    }
}

fn aggregated(expr: &Expr, aggregate: Aggregate, out: &mut Vec<Change>) {
    let (word, other, other_word) = match aggregate {
        Aggregate::Largest => ("largest", Aggregate::Smallest, "smallest"),
        Aggregate::Smallest => ("smallest", Aggregate::Largest, "largest"),
        Aggregate::Latest => ("latest", Aggregate::Earliest, "earliest"),
        Aggregate::Earliest => ("earliest", Aggregate::Latest, "latest"),
        Aggregate::Total => return,
    };
    let Node::Aggregate { field, list, .. } = &expr.node else { return };
    let node = Node::Aggregate { aggregate: other, field: *field, list: list.clone() };
    out.push(change(expr, Some(expr.text.replacen(word, other_word, 1)), Expr { node, ..expr.clone() }));
}

fn computed(expr: &Expr, operator: Arithmetic, (left, right): (&Expr, &Expr), out: &mut Vec<Change>) {
    let (other, sign) = match operator {
        Arithmetic::Add => (Arithmetic::Subtract, "-"),
        Arithmetic::Subtract => (Arithmetic::Add, "+"),
        Arithmetic::Multiply => (Arithmetic::Divide, "/"),
        Arithmetic::Divide => (Arithmetic::Multiply, "*"),
        Arithmetic::Power => return,
    };
    let one = |expr: &Expr| matches!(expr.node, Node::Constant(Constant::Number(value)) if value == Decimal::ONE);
    // times one is divided by one
    if matches!(operator, Arithmetic::Multiply | Arithmetic::Divide) && one(right) {
        return;
    }
    let node = Node::Arithmetic { operator: other, left: Box::new(left.clone()), right: Box::new(right.clone()) };
    out.push(change(expr, Some(format!("{} {sign} {}", left.text, right.text)), Expr { node, ..expr.clone() }));
}
