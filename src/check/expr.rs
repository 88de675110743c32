//! Conditions and lists: which types go together.

use super::names::Found;
use super::{Checker, Scope};
use crate::calendar::days_since_epoch;
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{Constant, Expr, FindingId, Node, Type};
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Duration, ListKind, Name, Order, Quantifier, Relative, TimeUnit};
use crate::unit::Unit;

impl Checker<'_> {
    /// An expression that must be a yes or no.
    pub(super) fn truth(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(expr, scope)?;
        if checked.ty == Type::YesNo {
            return Some(checked);
        }
        let text = &checked.text;
        let (code, message, help) = match &checked.ty {
            Type::List(_) => (
                code::LIST_EXPECTED,
                format!("`{text}` is a list, not a yes or no"),
                format!("ask about it: `any {text}`, `no {text}` or `count of {text} > 1`"),
            ),
            Type::Number { .. } => (
                code::YES_NO_EXPECTED,
                format!("`{text}` is a number, not a yes or no"),
                format!("compare it: `{text} >= …`"),
            ),
            Type::Date => (
                code::YES_NO_EXPECTED,
                format!("`{text}` is a date, not a yes or no"),
                format!("compare it: `{text} within the last 12 weeks`"),
            ),
            _ => (
                code::YES_NO_EXPECTED,
                format!("`{text}` is a label, not a yes or no"),
                format!("compare it: `{text} is …`"),
            ),
        };
        self.diagnostics.push(Diagnostic::error(code, expr.span, message).help(help));
        None
    }

    /// An expression of any type.
    pub(super) fn expr(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let span = expr.span;
        match &expr.node {
            tree::Node::Fault => None,
            tree::Node::Name(name) => self.name(name, scope),
            tree::Node::Group(inner) => {
                let mut inner = self.expr(inner, scope)?;
                inner.span = span;
                Some(inner)
            }
            tree::Node::Date(date) => {
                Some(self.made(span, Type::Date, Node::Constant(Constant::Date(days_since_epoch(date.date)))))
            }
            tree::Node::This(name) => self.this(name, scope),
            tree::Node::Not(inner) => {
                let inner = self.truth(inner, scope)?;
                Some(self.made(span, Type::YesNo, Node::Not(Box::new(inner))))
            }
            tree::Node::And(items) => self.of(span, ListKind::All, items, scope),
            tree::Node::Or(items) => self.of(span, ListKind::Any, items, scope),
            tree::Node::List { kind, items } => self.of(span, *kind, items, scope),
            tree::Node::Order { order, left, right } => self.order(span, *order, left, right, scope),
            tree::Node::Is { negated, left, right } => self.is(span, *negated, left, right, scope),
            tree::Node::Among { negated, left, items } => self.among(span, *negated, left, items, scope),
            tree::Node::Between { negated, value, low, high } => {
                let low = &sharing_unit(low, high);
                let above = self.order(span, Order::AtLeast, value, low, scope);
                let below = self.order(span, Order::AtMost, value, high, scope);
                let both = self.made(span, Type::YesNo, Node::Of { kind: ListKind::All, items: vec![above?, below?] });
                Some(self.negated(*negated, both))
            }
            tree::Node::Known { negated, value } => self.known(span, *negated, value, scope),
            tree::Node::WithinLast { date, duration } => {
                let date = self.date(date, scope)?;
                let days = self.days(duration)?;
                Some(self.window(span, date, -days, None, 0))
            }
            tree::Node::WithinRelative { date, duration, relative, anchor } => {
                let date = self.date(date, scope)?;
                let anchor = self.date(anchor, scope)?;
                let days = self.days(duration)?;
                let (from, to) = match relative {
                    Relative::Before => (-days, 0),
                    Relative::After => (0, days),
                    Relative::Of => (-days, days),
                };
                Some(self.window(span, date, from, Some(anchor), to))
            }
            tree::Node::Since { unit, date } => self.since(span, *unit, date, scope),
            tree::Node::Where { list, condition } => self.filter(span, list, condition, scope),
            tree::Node::Quantified { quantifier, list } => self.quantified(span, *quantifier, list, scope),
            tree::Node::CountOf { list } => {
                let list = self.list(list, scope)?;
                Some(self.made(span, Self::plain(true), Node::CountOf(Box::new(list))))
            }
            tree::Node::Aggregate { aggregate, field, list } => self.aggregate(span, *aggregate, field, list, scope),
            tree::Node::MostSevere { of } => self.most_severe(span, of),
            tree::Node::Advice(advice) => self.advised(advice),
            tree::Node::Quantity(_)
            | tree::Node::Negative(_)
            | tree::Node::Arithmetic { .. }
            | tree::Node::InUnit { .. }
            | tree::Node::Call { .. } => self.number_expr(expr, scope),
        }
    }

    pub(super) fn made(&self, span: Span, ty: Type, node: Node) -> Expr {
        Expr { ty, node, span, text: self.words(span) }
    }

    pub(super) fn negated(&self, negated: bool, expr: Expr) -> Expr {
        if !negated {
            return expr;
        }
        Expr { ty: Type::YesNo, span: expr.span, text: expr.text.clone(), node: Node::Not(Box::new(expr)) }
    }

    fn this(&mut self, name: &Name, scope: &Scope) -> Option<Expr> {
        match &scope.each {
            Some((field, choice, label)) if *field == name.key() => {
                let text = self.base.schema.choice(*choice).labels[*label].name.clone();
                let node = Node::Constant(Constant::Label(*label));
                Some(Expr { ty: Type::Choice(*choice), node, span: name.span, text })
            }
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::THIS_OUTSIDE, name.span, format!("there is no `this {}` here", name.text))
                        .help(format!("`this {0}` is for a block whose header ends in `for each {0} of …`", name.text)),
                );
                None
            }
        }
    }

    fn of(&mut self, span: Span, kind: ListKind, items: &[tree::Expr], scope: &Scope) -> Option<Expr> {
        let checked: Vec<Option<Expr>> = items.iter().map(|item| self.truth(item, scope)).collect();
        let items: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
        let too_many = match kind {
            ListKind::AtLeast(n) | ListKind::Exactly(n) => n as usize > items.len(),
            _ => false,
        };
        if too_many {
            self.diagnostics.push(
                Diagnostic::error(
                    code::NEVER_REACHED,
                    span,
                    format!("this list has only {} items, so it can never hold", items.len()),
                )
                .help("lower the number, or add the missing items"),
            );
            return None;
        }
        Some(self.made(span, Type::YesNo, Node::Of { kind, items }))
    }

    fn known(&mut self, span: Span, negated: bool, value: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let value = self.expr(value, scope)?;
        if !matches!(value.node, Node::Fact(_) | Node::Field(_)) {
            self.diagnostics.push(
                Diagnostic::error(code::UNKNOWN_NAME, value.span, format!("`{}` is no fact", value.text))
                    .help("`is known` asks whether the record gives a fact; name the fact itself"),
            );
            return None;
        }
        let known = self.made(span, Type::YesNo, Node::Known(Box::new(value)));
        Some(self.negated(negated, known))
    }

    pub(super) fn date(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(expr, scope)?;
        if checked.ty == Type::Date {
            return Some(checked);
        }
        self.diagnostics.push(
            Diagnostic::error(code::DATE_EXPECTED, checked.span, format!("`{}` is not a date", checked.text))
                .help("declare it as `date`, or write a day such as `2026-11-20`"),
        );
        None
    }

    /// Whole days of a window: a week has 7, a month 30, a year 365.
    fn days(&mut self, duration: &Duration) -> Option<i32> {
        let per = match duration.unit {
            TimeUnit::Hour => 0,
            TimeUnit::Day => 1,
            TimeUnit::Week => 7,
            TimeUnit::Month => 30,
            TimeUnit::Year => 365,
        };
        let days = duration.count.checked_mul(per.into()).and_then(|days| i32::try_from(days).ok());
        match days {
            Some(days) if per > 0 && duration.count.is_integer() && days < 200_000 => Some(days),
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::BAD_NUMBER, duration.span, "a window is counted in whole days")
                        .help("write a whole number of days, weeks, months (30 days) or years (365 days)"),
                );
                None
            }
        }
    }

    /// `from` to `to` days around an anchor (the as-of date unless given); a date behind the as-of date never counts.
    fn window(&self, span: Span, date: Expr, from: i32, anchor: Option<Expr>, to: i32) -> Expr {
        let now = || Expr { ty: Type::Date, node: Node::AsOf, span, text: "the as-of date".to_owned() };
        let relative = anchor.is_some();
        let anchor = anchor.unwrap_or_else(now);
        let shift = |days: i32| {
            let node = Node::Shift { date: Box::new(anchor.clone()), days };
            Expr { ty: Type::Date, span, text: anchor.text.clone(), node }
        };
        let order = |order: Order, right: Expr| {
            let node = Node::Order { order, left: Box::new(date.clone()), right: Box::new(right) };
            Expr { ty: Type::YesNo, span, text: self.words(span), node }
        };
        let mut items = vec![order(Order::AtLeast, shift(from)), order(Order::AtMost, shift(to))];
        if relative {
            items.push(order(Order::AtMost, now()));
        }
        self.made(span, Type::YesNo, Node::Of { kind: ListKind::All, items })
    }

    fn since(&mut self, span: Span, unit: TimeUnit, date: &Name, scope: &Scope) -> Option<Expr> {
        // a fact may be called `days since diagnosis`
        let whole = Name { text: self.words(span), span };
        if let Found::Value(expr) = self.lookup(&whole, scope) {
            return Some(*expr);
        }
        let date = self.name(date, scope)?;
        if date.ty != Type::Date {
            self.diagnostics.push(
                Diagnostic::error(code::DATE_EXPECTED, date.span, format!("`{}` is not a date", date.text))
                    .help(format!("`{}s since` counts from a fact that is declared as `date`", unit.word())),
            );
            return None;
        }
        let printed = format!("{}s", unit.word());
        let unit_type = Unit::parse(&printed).ok()?;
        if unit == TimeUnit::Hour {
            self.diagnostics.push(
                Diagnostic::error(code::DATE_EXPECTED, span, "a date has no hours")
                    .help("count days, weeks, months or years"),
            );
            return None;
        }
        let ty = Type::Number { unit: unit_type, whole: true };
        Some(self.made(span, ty, Node::Since { unit, date: Box::new(date) }))
    }

    // --- lists ---------------------------------------------------------------------------------------------------

    pub(super) fn list(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(expr, scope)?;
        if let Type::List(_) = checked.ty {
            return Some(checked);
        }
        self.diagnostics.push(
            Diagnostic::error(code::LIST_EXPECTED, checked.span, format!("`{}` is not a list", checked.text))
                .help("name a fact declared as `list of …`, or a definition `as LIST where …`"),
        );
        None
    }

    fn finding_of(&mut self, list: &Expr) -> Option<FindingId> {
        match list.ty {
            Type::List(finding) => Some(finding),
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::LIST_EXPECTED, list.span, format!("`{}` is not a list", list.text))
                        .help("`where` picks elements of a list; for a single value use `and`"),
                );
                None
            }
        }
    }

    fn filter(&mut self, span: Span, list: &Name, condition: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let list = self.name(list, scope)?;
        let finding = self.finding_of(&list)?;
        let condition = self.truth(condition, &scope.within(finding))?;
        let ty = list.ty.clone();
        Some(self.made(span, ty, Node::Filter { list: Box::new(list), condition: Box::new(condition) }))
    }

    fn quantified(&mut self, span: Span, quantifier: Quantifier, list: &tree::Expr, scope: &Scope) -> Option<Expr> {
        if let tree::Node::Name(name) = &list.node {
            // a fact may be called `no leg trauma`
            let word = ["any", "every", "no"][quantifier as usize];
            let whole = Name { text: format!("{word} {}", name.text), span };
            if let Found::Value(expr) = self.lookup(&whole, scope) {
                return Some(*expr);
            }
        }
        if let (Quantifier::Every, tree::Node::Where { list, condition }) = (quantifier, &list.node) {
            let list = self.name(list, scope)?;
            let finding = self.finding_of(&list)?;
            let condition = self.truth(condition, &scope.within(finding))?;
            let node = Node::Every { list: Box::new(list), condition: Box::new(condition) };
            return Some(self.made(span, Type::YesNo, node));
        }
        let list = match &list.node {
            tree::Node::Name(name) => {
                let found = self.name(name, scope)?;
                if found.ty == Type::YesNo && quantifier == Quantifier::No {
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::LIST_EXPECTED,
                            span,
                            format!("`{}` is a yes or no, not a list", found.text),
                        )
                        .help(format!("write `not {}`", found.text)),
                    );
                    return None;
                }
                if let Type::List(_) = found.ty {
                    found
                } else {
                    return self.list(list, scope);
                }
            }
            _ => self.list(list, scope)?,
        };
        if quantifier == Quantifier::Every {
            self.diagnostics.push(
                Diagnostic::error(code::CLAUSE_MISSING, span, "`every` does not say what holds of every element")
                    .help(format!("write `every {} where …`", list.text)),
            );
            return None;
        }
        let exists = self.made(span, Type::YesNo, Node::Exists(Box::new(list)));
        Some(self.negated(quantifier == Quantifier::No, exists))
    }

    fn aggregate(
        &mut self,
        span: Span,
        aggregate: Aggregate,
        field: &Name,
        list: &tree::Expr,
        scope: &Scope,
    ) -> Option<Expr> {
        let list = self.list(list, scope)?;
        let finding = self.finding_of(&list)?;
        let fields = &self.base.schema.finding(finding).fields;
        let Some(at) = crate::rulebase::find(fields, &field.text) else {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let near = nearest(&field.text, names.iter().copied());
            let help = if near.is_empty() {
                format!("its fields are {}", one_of(&names))
            } else {
                format!("did you mean {}?", one_of(&near))
            };
            let name = self.base.schema.finding(finding).name.clone();
            self.diagnostics.push(
                Diagnostic::error(code::UNKNOWN_FIELD, field.span, format!("`{name}` has no field `{}`", field.text))
                    .help(help),
            );
            return None;
        };
        let ty = fields[at].ty.clone();
        let dates = matches!(aggregate, Aggregate::Latest | Aggregate::Earliest);
        let fits = if dates { ty == Type::Date } else { matches!(ty, Type::Number { .. }) };
        if !fits {
            let (what, help) = if dates {
                ("date", "use `largest` or `smallest` for numbers")
            } else {
                ("number", "use `latest` or `earliest` for dates, `count of` for everything else")
            };
            let code = if dates { code::DATE_EXPECTED } else { code::NUMBER_EXPECTED };
            self.diagnostics
                .push(Diagnostic::error(code, field.span, format!("`{}` is not a {what}", field.text)).help(help));
            return None;
        }
        Some(self.made(span, ty, Node::Aggregate { aggregate, field: at, list: Box::new(list) }))
    }

    fn most_severe(&mut self, span: Span, of: &Name) -> Option<Expr> {
        let ids = self.conclusions(of)?;
        let ty = self.base.conclusions[ids.first()?.0].ty.clone();
        if let Type::Choice(_) = ty {
            return Some(self.made(span, ty, Node::MostSevere(ids)));
        }
        self.diagnostics.push(
            Diagnostic::error(code::LABEL_EXPECTED, of.span, format!("`{}` has no labels to order", of.text))
                .help("`most severe` is for a `classify … for each …`, whose lines stand from most to least severe"),
        );
        None
    }
}

/// `between 50 and 60 years`: the unit of the upper end is also that of the lower.
fn sharing_unit(low: &tree::Expr, high: &tree::Expr) -> tree::Expr {
    let mut low = low.clone();
    if let (tree::Node::Quantity(low), tree::Node::Quantity(high)) = (&mut low.node, &high.node)
        && low.unit.is_none()
    {
        low.unit.clone_from(&high.unit);
    }
    low
}
