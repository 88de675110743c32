//! The single conditions of the rules: each comparison, test or quantifier that joins no others, and its steps.

use super::{Lowering, Scope};
use crate::program::{Condition, Domain, Judged, Op, Reading, StepId, Unseen};
use crate::rulebase::{Body, Conclusion, Each, Expr, Item, Node, Type};

/// The author wrote it in one piece, with or without brackets around it.
fn is_one_piece(items: &[Expr], whole: &Expr) -> bool {
    match items {
        [one] => one.span == whole.span,
        [first, others @ ..] => others.iter().all(|item| item.span == first.span),
        [] => true,
    }
}

impl Lowering<'_> {
    /// All conditions of the rules in the order they stand. What `for each` makes of one line is one condition.
    pub(super) fn conditions(&mut self) -> Vec<Condition> {
        let mut all: Vec<Condition> = Vec::new();
        let rulebase = self.rulebase;
        for fact in &rulebase.schema.facts {
            let parts = fact.whole_parts.iter().map(|part| &part.condition);
            for condition in fact.complete_if.as_deref().into_iter().chain(parts) {
                self.condition(condition, None, &mut all);
            }
        }
        for conclusion in &rulebase.conclusions {
            for expr in expressions(conclusion) {
                self.condition(expr, conclusion.each.as_ref(), &mut all);
            }
        }
        for condition in &rulebase.impossible {
            self.condition(condition, None, &mut all);
        }
        all.sort_by_key(|condition| condition.span);
        all
    }

    /// The single conditions in an expression: itself, if it is one, and those that lists in it are filtered by.
    fn condition(&mut self, expr: &Expr, each: Option<&Each>, all: &mut Vec<Condition>) {
        if expr.ty != Type::YesNo || matches!(expr.node, Node::Constant(_)) {
            return self.filters(expr, each, all);
        }
        match &expr.node {
            // what the author wrote in one piece, such as `is not` or a window, is one condition
            Node::Not(inner) if inner.span != expr.span => self.condition(inner, each, all),
            Node::Of { items, .. } if !is_one_piece(items, expr) => {
                items.iter().for_each(|item| self.condition(item, each, all));
            }
            _ => {
                let judged = self.judged(expr);
                match all.iter_mut().find(|known| each.is_some() && known.span == expr.span) {
                    Some(known) if known.judged.contains(&judged) => {}
                    Some(known) => known.judged.push(judged),
                    None => all.push(Condition { text: expr.text.clone(), span: expr.span, judged: vec![judged] }),
                }
                self.thresholds(expr, each);
                self.filters(expr, each, all);
            }
        }
    }

    /// The conditions of the `where` in an expression, judged of the elements.
    fn filters(&mut self, expr: &Expr, each: Option<&Each>, all: &mut Vec<Condition>) {
        if let Node::Filter { list, condition } | Node::Every { list, condition } = &expr.node {
            let element = Scope::Element(self.list_of(list));
            let outer = std::mem::replace(&mut self.scope, element);
            self.condition(condition, each, all);
            self.scope = outer;
            return self.filters(list, each, all);
        }
        expr.node.operands().into_iter().for_each(|operand| self.filters(operand, each, all));
    }

    /// The position of the list that a list expression picks from.
    fn list_of(&self, list: &Expr) -> usize {
        match &list.node {
            Node::Fact(id) => self.lists.get(id).copied().unwrap_or(0),
            Node::Filter { list, .. } => self.list_of(list),
            Node::Conclusion(id) => self.program.conclusions[id.0].members.map_or(0, |(_, list)| list),
            _ => 0,
        }
    }

    /// Where to read off what a condition comes to. Its steps are there already: equal parts are computed once.
    fn judged(&mut self, expr: &Expr) -> Judged {
        let mut given = self.reading(expr);
        if let Op::Spread(patient) = self.program.steps[given.step.0].op {
            // it asks nothing of the element
            given = self.turned(patient, given.opposite);
        }
        let unseen = match self.program.steps[given.step.0].domain {
            Domain::Patient => None,
            Domain::Element(list) => {
                let outer = std::mem::replace(&mut self.scope, Scope::Unseen(list));
                let reading = self.reading(expr);
                self.scope = outer;
                Some(Unseen { list, reading, more: self.more(list, &[]) })
            }
        };
        Judged { given, unseen }
    }

    fn reading(&mut self, expr: &Expr) -> Reading {
        let step = self.quiet(expr);
        self.turned(step, false)
    }

    /// A step without the negations around it.
    fn turned(&self, mut step: StepId, mut opposite: bool) -> Reading {
        while let Op::Not(inner) = self.program.steps[step.0].op {
            (step, opposite) = (inner, !opposite);
        }
        Reading { step, opposite }
    }

    /// The step of an expression, without a note: its author's words have one already.
    pub(super) fn quiet(&mut self, expr: &Expr) -> StepId {
        let notes = self.program.notes.len();
        let note = self.note(expr);
        let step = self.step(note);
        self.program.notes.truncate(notes);
        step
    }
}

/// The expressions that a conclusion is decided by, in the order they stand.
fn expressions(conclusion: &Conclusion) -> Vec<&Expr> {
    let mut all: Vec<&Expr> = conclusion.applies_to.iter().collect();
    match &conclusion.body {
        Body::Value(value) => all.push(value),
        Body::Lines(lines) => lines.iter().for_each(|line| {
            all.push(&line.value);
            all.extend(&line.when);
        }),
        Body::Count(criteria) => all.extend(criteria.iter().map(|criterion| &criterion.when)),
        Body::Score { items, .. } => items.iter().for_each(|item| of_item(item, &mut all)),
        Body::Rule(rule) => all.extend(rule.when.iter().chain(&rule.unless)),
    }
    all
}

fn of_item<'e>(item: &'e Item, all: &mut Vec<&'e Expr>) {
    match item {
        Item::Points { points, when, .. } => {
            all.push(points);
            all.extend(when);
        }
        Item::FirstOf(items) => items.iter().for_each(|item| of_item(item, all)),
    }
}
