//! Which conclusions are computed from which others.

use crate::rulebase::{Body, Conclusion, ConclusionId, Expr, Item, Node, Rulebase};

/// For each conclusion, whether it leans on each other one, directly or by way of others.
pub(super) fn leaning(rulebase: &Rulebase) -> Vec<Vec<bool>> {
    let count = rulebase.conclusions.len();
    let mut all: Vec<Vec<bool>> = Vec::with_capacity(count);
    for conclusion in &rulebase.conclusions {
        let mut named = Vec::new();
        conclusion_names(rulebase, conclusion, &mut named);
        let mut leans = vec![false; count];
        for ConclusionId(on) in named {
            leans[on] = true;
            // every conclusion stands behind those it needs
            if let Some(further) = all.get(on) {
                leans.iter_mut().zip(further).for_each(|(leans, further)| *leans |= *further);
            }
        }
        all.push(leans);
    }
    all
}

fn conclusion_names(rulebase: &Rulebase, conclusion: &Conclusion, out: &mut Vec<ConclusionId>) {
    let mut read = |expr: &Expr| names(rulebase, expr, out);
    conclusion.applies_to.iter().for_each(&mut read);
    match &conclusion.body {
        Body::Value(value) => read(value),
        Body::Lines(lines) => lines.iter().for_each(|line| {
            line.when.iter().for_each(&mut read);
            read(&line.value);
        }),
        Body::Count(criteria) => criteria.iter().for_each(|criterion| read(&criterion.when)),
        Body::Score { items, .. } => items.iter().for_each(|item| item_names(item, &mut read)),
        Body::Rule(rule) => {
            rule.when.iter().chain(&rule.unless).for_each(&mut read);
            out.extend(&rule.overridden_by);
        }
    }
}

fn item_names(item: &Item, read: &mut dyn FnMut(&Expr)) {
    match item {
        Item::Points { points, when, .. } => {
            read(points);
            when.iter().for_each(read);
        }
        Item::FirstOf(items) => items.iter().for_each(|item| item_names(item, read)),
    }
}

/// The conclusions that an expression reads.
fn names(rulebase: &Rulebase, expr: &Expr, out: &mut Vec<ConclusionId>) {
    let mut read = |expr: &Expr| names(rulebase, expr, out);
    match &expr.node {
        Node::Constant(_) | Node::Field(_) | Node::AsOf => {}
        Node::Fact(id) => {
            let fact = rulebase.schema.fact(*id);
            fact.complete_if.iter().for_each(|condition| read(condition));
            fact.whole_parts.iter().for_each(|part| read(&part.condition));
        }
        Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => out.push(*id),
        Node::MostSevere(ids) => out.extend(ids),
        Node::Advised { verb, action } => out.extend(rulebase.advising(*action, verb.is_against())),
        Node::Not(inner)
        | Node::Known(inner)
        | Node::Exists(inner)
        | Node::CountOf(inner)
        | Node::Negative(inner)
        | Node::Aggregate { list: inner, .. }
        | Node::Convert { value: inner, .. }
        | Node::Shift { date: inner, .. }
        | Node::Since { date: inner, .. }
        | Node::Among { value: inner, .. } => read(inner),
        Node::Of { items, .. } | Node::Call { arguments: items, .. } => items.iter().for_each(read),
        Node::Order { left, right, .. }
        | Node::Equal { left, right }
        | Node::Same { left, right }
        | Node::Arithmetic { left, right, .. }
        | Node::Filter { list: left, condition: right }
        | Node::Every { list: left, condition: right } => {
            read(left);
            read(right);
        }
    }
}
