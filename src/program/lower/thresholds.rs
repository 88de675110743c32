//! The thresholds of the rules: each comparison of a number or a date with a limit, and each edge between two bands.

use super::{Lowering, Scope};
use crate::grid::nearest;
use crate::program::{Compared, Domain, Op, Shape, StepId, Threshold};
use crate::rulebase::{Band, Body, Each, Expr, Node, Type};
use crate::syntax::tree::ListKind;

impl Lowering<'_> {
    /// The comparisons in a single condition: one, or the two ends of a window.
    pub(super) fn thresholds(&mut self, expr: &Expr, each: Option<&Each>) {
        match &expr.node {
            Node::Not(inner) => self.thresholds(inner, each),
            Node::Of { kind: ListKind::All, items } => items.iter().for_each(|item| self.thresholds(item, each)),
            Node::Order { left, right, .. } | Node::Equal { left, right } => {
                let (value, limit) = if is_fixed(left) { (right, left) } else { (left, right) };
                // that nothing counts before it happens is the language's own limit, not the author's
                if !is_fixed(value) && !is_now(limit) {
                    let compared = self.compared(value, limit);
                    self.threshold(expr, each, (value.text.clone(), limit_words(limit)), compared);
                }
            }
            _ => {}
        }
    }

    fn threshold(&mut self, expr: &Expr, each: Option<&Each>, (value, limit): (String, String), compared: Compared) {
        let dates = match &expr.node {
            Node::Order { left, .. } | Node::Equal { left, .. } => left.ty == Type::Date,
            _ => false,
        };
        let mut known = self.program.thresholds.iter_mut();
        let same = known.find(|one| each.is_some() && one.span == expr.span && one.limit == limit);
        match same {
            Some(same) if same.compared.contains(&compared) => {}
            Some(same) => same.compared.push(compared),
            None => {
                let span = expr.span;
                self.program.thresholds.push(Threshold { value, limit, dates, span, compared: vec![compared] });
            }
        }
    }

    fn compared(&mut self, value: &Expr, limit: &Expr) -> Compared {
        let given = (self.quiet(value), self.quiet(limit));
        let unseen = match self.program.steps[given.0.0].domain {
            Domain::Patient => None,
            Domain::Element(list) => {
                let outer = std::mem::replace(&mut self.scope, Scope::Unseen(list));
                let unseen = (self.quiet(value), self.quiet(limit));
                self.scope = outer;
                Some(unseen)
            }
        };
        Compared { value: given.0, limit: given.1, unseen }
    }

    /// The edges between the bands of all scores.
    pub(super) fn band_edges(&mut self) {
        let rulebase = self.rulebase;
        for (at, conclusion) in rulebase.conclusions.iter().enumerate() {
            let (Body::Score { bands, .. }, Some(value)) = (&conclusion.body, self.program.conclusions[at].value)
            else {
                continue;
            };
            let mut bands: Vec<&Band> = bands.iter().collect();
            bands.sort_by_key(|band| band.low.map(|(low, _)| low));
            for pair in bands.windows(2) {
                self.band_edge(conclusion.each_name(), value, (pair[0], pair[1]));
            }
        }
    }

    /// The first value of the upper band; where that is none, the last of the lower one.
    fn band_edge(&mut self, name: &str, value: StepId, (lower, upper): (&Band, &Band)) {
        let Some((edge, _)) = upper.low.filter(|(_, included)| *included).or(lower.high) else { return };
        let limit = self.add(Domain::Patient, Shape::Number, Op::ConstantNumber(nearest(edge)));
        let compared = Compared { value, limit, unseen: None };
        let mut known = self.program.thresholds.iter_mut();
        match known.find(|one| one.span == upper.span) {
            Some(same) => same.compared.push(compared),
            None => self.program.thresholds.push(Threshold {
                value: name.to_owned(),
                limit: edge.normalize().to_string(),
                dates: false,
                span: upper.span,
                compared: vec![compared],
            }),
        }
    }
}

/// It reads nothing of a patient.
fn is_fixed(expr: &Expr) -> bool {
    match &expr.node {
        Node::Constant(_) => true,
        Node::Convert { value, .. } | Node::Negative(value) => is_fixed(value),
        _ => false,
    }
}

/// The as-of date itself.
fn is_now(expr: &Expr) -> bool {
    match &expr.node {
        Node::AsOf => true,
        Node::Shift { date, days: 0 } => is_now(date),
        _ => false,
    }
}

/// The limit as its author wrote it; of a window, counted from its anchor.
fn limit_words(limit: &Expr) -> String {
    match &limit.node {
        Node::Shift { date, days } if *days != 0 => {
            let side = if *days < 0 { "before" } else { "after" };
            let days = days.unsigned_abs();
            format!("{days} day{} {side} {}", if days == 1 { "" } else { "s" }, date.text)
        }
        Node::Shift { date, .. } => date.text.clone(),
        _ => limit.text.clone(),
    }
}
