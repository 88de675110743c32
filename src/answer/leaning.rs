//! Which conclusions name which others.

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
pub(super) fn names(rulebase: &Rulebase, expr: &Expr, out: &mut Vec<ConclusionId>) {
    match &expr.node {
        Node::Fact(id) => {
            let fact = rulebase.schema.fact(*id);
            let parts = fact.whole_parts.iter().map(|part| &part.condition);
            fact.complete_if.iter().map(|condition| &**condition).chain(parts).for_each(|condition| {
                names(rulebase, condition, out);
            });
        }
        Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => out.push(*id),
        Node::MostSevere(ids) => out.extend(ids),
        Node::Advised { verb, action } => out.extend(rulebase.advising(*action, verb.is_against())),
        _ => {}
    }
    expr.node.operands().into_iter().for_each(|operand| names(rulebase, operand, out));
}
