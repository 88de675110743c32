//! The part of a rule base that some conclusions need. Everything else stands in it as a plain constant, so that an
//! altered part is quickly made ready and every conclusion keeps its number.

use rust_decimal::Decimal;

use crate::answer::Engine;
use crate::rulebase::{Body, Conclusion, ConclusionId, Constant, Expr, Kind, Node, Rulebase, Schema, Type};

/// The rules that these conclusions need, without guarantees and examples.
pub(super) fn part(engine: &Engine, roots: impl IntoIterator<Item = ConclusionId>) -> Rulebase {
    let base = &engine.rulebase;
    let count = base.conclusions.len();
    let mut kept = vec![false; count];
    let impossible = base.impossible.iter().flat_map(|condition| engine.named(condition));
    for root in roots.into_iter().chain(impossible) {
        if !std::mem::replace(&mut kept[root.0], true) {
            (0..count).for_each(|at| kept[at] |= engine.leans(root, ConclusionId(at)));
        }
    }
    let conclusions = base.conclusions.iter().zip(kept);
    Rulebase {
        books: base.books.clone(),
        schema: plain(&base.schema),
        conclusions: conclusions
            .map(|(conclusion, kept)| {
                let kept = kept || matches!(conclusion.ty, Type::List(_));
                if kept { Conclusion { reviews: Vec::new(), ..conclusion.clone() } } else { stub(conclusion) }
            })
            .collect(),
        decisions: base.decisions.clone(),
        actions: base.actions.clone(),
        impossible: base.impossible.clone(),
        ..Rulebase::default()
    }
}

/// Without what is only said of facts and labels.
fn plain(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let fields = schema.findings.iter_mut().flat_map(|finding| &mut finding.fields);
    for fact in fields.chain(&mut schema.facts) {
        (fact.definition, fact.synonyms, fact.reviews) = (None, Vec::new(), Vec::new());
    }
    for label in schema.choices.iter_mut().flat_map(|choice| &mut choice.labels) {
        (label.meaning, label.synonyms, label.reviews, label.traits) = (None, Vec::new(), Vec::new(), Vec::new());
    }
    schema
}

/// A constant of the same type.
fn stub(conclusion: &Conclusion) -> Conclusion {
    let constant = match conclusion.ty {
        Type::YesNo | Type::List(_) => Constant::YesNo(false),
        Type::Choice(_) => Constant::Label(0),
        Type::Number { .. } => Constant::Number(Decimal::ZERO),
        Type::Date => Constant::Date(0),
    };
    let node = Node::Constant(constant);
    let value = Expr { ty: conclusion.ty.clone(), node, span: conclusion.span, text: String::new() };
    let body = match &conclusion.body {
        // its bands can be asked for
        Body::Score { bands, choice, .. } => Body::Score { items: Vec::new(), bands: bands.clone(), choice: *choice },
        _ => Body::Value(value),
    };
    Conclusion {
        name: conclusion.name.clone(),
        kind: if conclusion.kind == Kind::Rule { Kind::Define } else { conclusion.kind },
        ty: conclusion.ty.clone(),
        each: conclusion.each.clone(),
        span: conclusion.span,
        book: conclusion.book,
        applies_to: None,
        body,
        cited: Vec::new(),
        because: None,
        notes: Vec::new(),
        reviews: Vec::new(),
    }
}
