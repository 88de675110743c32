//! `is`: labels, traits, numbers, yes and no.

use super::{Checker, Scope};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{Body, ChoiceId, ConclusionId, Constant, Expr, Node, Type};
use crate::source::Span;
use crate::syntax::tree::{self, ListKind, Name, key};

impl Checker<'_> {
    pub(super) fn is(
        &mut self,
        span: Span,
        negated: bool,
        left: &tree::Expr,
        right: &tree::Expr,
        scope: &Scope,
    ) -> Option<Expr> {
        let value = self.expr(left, scope)?;
        if let tree::Node::Name(name) = &right.node {
            if let Some(band) = self.as_band(&value) {
                return self.label_is(span, negated, band, name, scope);
            }
            if let Type::Choice(_) = value.ty {
                return self.label_is(span, negated, value, name, scope);
            }
        }
        if let (tree::Node::Name(name), Type::Number { .. }) = (&right.node, &value.ty)
            && name.text.starts_with(char::is_alphabetic)
            && !name.text.contains(|c: char| c.is_ascii_digit())
            && matches!(self.lookup(name, scope), super::names::Found::Nothing)
            && !self.was_unread(&name.text)
        {
            self.diagnostics.push(
                Diagnostic::error(
                    code::NUMBER_EXPECTED,
                    name.span,
                    format!("`{}` is a number, and `{}` is none", value.text, name.text),
                )
                .help("compare it with a number; a score has labels when it has bands, such as `high: at least 2`"),
            );
            return None;
        }
        let other = self.expr(right, scope)?;
        let node = match (&value.ty, &other.ty) {
            (Type::Number { .. }, Type::Number { .. }) => {
                let (left, right) = self.same_unit(value, other)?;
                Node::Equal { left: Box::new(left), right: Box::new(right) }
            }
            (Type::Date, Type::Date) => Node::Equal { left: Box::new(value), right: Box::new(other) },
            (Type::YesNo, Type::YesNo) => match other.node {
                Node::Constant(Constant::YesNo(yes)) => return Some(self.yes_no_is(span, yes != negated, value)),
                _ => Node::Same { left: Box::new(value), right: Box::new(other) },
            },
            (Type::Choice(a), Type::Choice(b)) if a == b => {
                Node::Same { left: Box::new(value), right: Box::new(other) }
            }
            _ => {
                self.incomparable(span, &value, &other);
                return None;
            }
        };
        let same = self.made(span, Type::YesNo, node);
        Some(self.negated(negated, same))
    }

    fn yes_no_is(&self, span: Span, yes: bool, value: Expr) -> Expr {
        if yes { value } else { self.made(span, Type::YesNo, Node::Not(Box::new(value))) }
    }

    /// A score read as its band, where it stands before a label.
    pub(super) fn as_band(&self, value: &Expr) -> Option<Expr> {
        let Node::Conclusion(id) = value.node else { return None };
        let choice = self.bands_of(id)?;
        Some(Expr { ty: Type::Choice(choice), node: Node::Band(id), span: value.span, text: value.text.clone() })
    }

    pub(super) fn bands_of(&self, id: ConclusionId) -> Option<ChoiceId> {
        match &self.base.conclusions[id.0].body {
            Body::Score { choice, .. } => *choice,
            _ => None,
        }
    }

    fn label_is(&mut self, span: Span, negated: bool, value: Expr, name: &Name, scope: &Scope) -> Option<Expr> {
        let Type::Choice(choice) = value.ty else { return None };
        if let Some(labels) = self.labels(choice, name) {
            let among = self.made(span, Type::YesNo, Node::Among { value: Box::new(value), labels: labels? });
            return Some(self.negated(negated, among));
        }
        if let super::names::Found::Value(other) = self.lookup(name, scope)
            && other.ty == value.ty
        {
            let same = self.made(span, Type::YesNo, Node::Same { left: Box::new(value), right: other });
            return Some(self.negated(negated, same));
        }
        self.unknown_label(choice, name);
        None
    }

    /// The labels that a name means: one label, or all that carry a trait. `None`: neither.
    fn labels(&mut self, choice: ChoiceId, name: &Name) -> Option<Option<Vec<usize>>> {
        let known = self.base.schema.choice(choice);
        let found = known.find(&name.text);
        match found.as_slice() {
            [] => known.with_trait(&name.text).map(Some),
            [_] => Some(Some(found)),
            _ => {
                let names: Vec<&str> = found.iter().map(|at| known.labels[*at].name.as_str()).collect();
                let help = format!("write {}", one_of(&names));
                self.diagnostics.push(
                    Diagnostic::error(
                        code::AMBIGUOUS_SYNONYM,
                        name.span,
                        format!("`{}` can mean more than one thing", name.text),
                    )
                    .help(help),
                );
                Some(None)
            }
        }
    }

    pub(super) fn unknown_label(&mut self, choice: ChoiceId, name: &Name) {
        if self.was_unread(&name.text) || self.misworded(name) {
            return;
        }
        let known = self.base.schema.choice(choice);
        let synonyms = known.labels.iter().flat_map(|label| label.synonyms.iter());
        let traits = known.traits.iter().flat_map(|one| one.values.iter());
        let words: Vec<&str> =
            known.labels.iter().map(|label| &label.name).chain(synonyms).chain(traits).map(String::as_str).collect();
        let near = nearest(&name.text, words);
        let help = if near.is_empty() {
            let labels: Vec<&str> = known.labels.iter().take(8).map(|label| label.name.as_str()).collect();
            let more = if known.labels.len() > 8 { " …" } else { "" };
            format!("its labels are {}{more}", one_of(&labels))
        } else {
            format!("did you mean {}?", one_of(&near))
        };
        let message = format!("`{}` has no label `{}`", known.name, name.text);
        self.diagnostics.push(Diagnostic::error(code::UNKNOWN_LABEL, name.span, message).help(help));
    }

    pub(super) fn among(
        &mut self,
        span: Span,
        negated: bool,
        left: &tree::Expr,
        items: &[tree::Expr],
        scope: &Scope,
    ) -> Option<Expr> {
        let parts: Vec<Option<Expr>> =
            items.iter().map(|item| self.is(item.span.to(span), false, left, item, scope)).collect();
        let parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
        let mut all = Vec::new();
        let mut value = None;
        for part in &parts {
            match &part.node {
                Node::Among { value: one, labels } => {
                    value = Some(one.clone());
                    all.extend(labels.iter().copied());
                }
                _ => {
                    let any = self.made(span, Type::YesNo, Node::Of { kind: ListKind::Any, items: parts });
                    return Some(self.negated(negated, any));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        let among = self.made(span, Type::YesNo, Node::Among { value: value?, labels: all });
        Some(self.negated(negated, among))
    }

    pub(super) fn incomparable(&mut self, span: Span, left: &Expr, right: &Expr) {
        let what = |expr: &Expr| match &expr.ty {
            Type::YesNo => "a yes or no".to_owned(),
            Type::Choice(id) => format!("a label of `{}`", self.base.schema.choice(*id).name),
            Type::Number { .. } => "a number".to_owned(),
            Type::Date => "a date".to_owned(),
            Type::List(_) => "a list".to_owned(),
        };
        let message = format!(
            "`{}` is {} and `{}` is {}: the two cannot be compared",
            left.text,
            what(left),
            right.text,
            what(right)
        );
        let code = match &left.ty {
            Type::Number { .. } => code::NUMBER_EXPECTED,
            Type::Choice(_) => code::LABEL_EXPECTED,
            Type::Date => code::DATE_EXPECTED,
            Type::List(_) => code::LIST_EXPECTED,
            Type::YesNo => code::YES_NO_EXPECTED,
        };
        let help = match &left.ty {
            Type::Choice(id) => {
                let labels: Vec<&str> =
                    self.base.schema.choice(*id).labels.iter().take(6).map(|label| label.name.as_str()).collect();
                format!("compare it with one of its labels: {}", one_of(&labels))
            }
            Type::Number { .. } => "compare it with a number and its unit".to_owned(),
            Type::Date if matches!(right.ty, Type::Number { .. }) => {
                format!("write `{0} within the last {1}`, or count: `days since {0} < {1}`", left.text, right.text)
            }
            Type::Date => "compare it with a date, or use `within the last …`".to_owned(),
            Type::List(_) if matches!(right.ty, Type::Number { .. }) => {
                format!(
                    "count its elements: `count of {} > {}`, or compare a field: `largest FIELD of {0}`",
                    left.text, right.text
                )
            }
            Type::List(_) => format!("ask about the list: `any {}` or `count of {}`", left.text, left.text),
            Type::YesNo => format!("write `{0}` or `not {0}`", left.text),
        };
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    /// The label of a choice by name, for expectations; reports an unknown or ambiguous one.
    pub(super) fn one_label(&mut self, choice: ChoiceId, name: &Name) -> Option<usize> {
        let exact = self.base.schema.choice(choice).labels.iter().position(|label| key(&label.name) == name.key());
        if exact.is_some() {
            return exact;
        }
        match self.labels(choice, name) {
            Some(Some(labels)) if labels.len() == 1 => labels.first().copied(),
            Some(None) => None,
            _ => {
                self.unknown_label(choice, name);
                None
            }
        }
    }
}
