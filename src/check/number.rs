//! Numbers: units are checked like types, and converted exactly.

use rust_decimal::Decimal;

use super::{Checker, Scope};
use crate::diagnostic::{Diagnostic, code};
use crate::rulebase::{Constant, Expr, Node, Type};
use crate::source::Span;
use crate::syntax::tree::{self, Arithmetic, Function, Order, Quantity, Text};
use crate::unit::{Unit, UnitError};

impl Checker<'_> {
    pub(super) fn number_expr(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let span = expr.span;
        match &expr.node {
            tree::Node::Quantity(quantity) => self.quantity(quantity),
            tree::Node::Negative(inner) => {
                let inner = self.number(inner, scope)?;
                if let Node::Constant(Constant::Number(value)) = inner.node {
                    return Some(self.made(span, inner.ty, Node::Constant(Constant::Number(-value))));
                }
                let ty = inner.ty.clone();
                Some(self.made(span, ty, Node::Negative(Box::new(inner))))
            }
            tree::Node::InUnit { value, unit } => self.in_unit(span, value, unit, scope),
            tree::Node::Arithmetic { operator, left, right } => {
                let left = self.number(left, scope);
                let right = self.number(right, scope);
                self.arithmetic(span, *operator, left?, right?)
            }
            tree::Node::Call { function, arguments } => {
                let checked: Vec<Option<Expr>> =
                    arguments.iter().map(|argument| self.number(argument, scope)).collect();
                let arguments: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
                self.call(span, *function, arguments)
            }
            _ => None,
        }
    }

    /// An expression that must be a number.
    pub(super) fn number(&mut self, expr: &tree::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(expr, scope)?;
        if let Type::Number { .. } = checked.ty {
            return Some(checked);
        }
        let (message, help) = match checked.ty {
            Type::Date => (
                format!("`{}` is a date, not a number", checked.text),
                "count from it: `days since …`, or compare it with `within`",
            ),
            Type::List(_) => {
                (format!("`{}` is a list, not a number", checked.text), "write `count of …` or `largest FIELD of …`")
            }
            _ => (format!("`{}` is not a number", checked.text), "use a fact declared with a unit, a count or a score"),
        };
        self.diagnostics.push(Diagnostic::error(code::NUMBER_EXPECTED, checked.span, message).help(help));
        None
    }

    pub(super) fn quantity(&mut self, quantity: &Quantity) -> Option<Expr> {
        let unit = match &quantity.unit {
            Some(text) => self.unit(text)?,
            None => Unit::one(),
        };
        let whole = unit.is_one() && quantity.value.is_integer();
        let node = Node::Constant(Constant::Number(quantity.value));
        Some(self.made(quantity.span, Type::Number { unit, whole }, node))
    }

    pub(super) fn unit(&mut self, text: &Text) -> Option<Unit> {
        match Unit::parse(&text.value) {
            Ok(unit) => Some(unit),
            Err(error) => {
                self.diagnostics.push(Diagnostic::error(code::UNKNOWN_UNIT, text.span, error.to_string()).help(
                    "write the unit as it is printed on the report, such as `mg/dL`, `mmol/L`, `10^9/L`, `years`",
                ));
                None
            }
        }
    }

    fn in_unit(&mut self, span: Span, value: &tree::Expr, unit: &Text, scope: &Scope) -> Option<Expr> {
        let value = self.number(value, scope)?;
        let target = self.unit(unit)?;
        if let Type::Number { unit: from, .. } = &value.ty
            && from.is_one()
            && !target.is_one()
        {
            self.diagnostics.push(
                Diagnostic::error(code::UNIT_MISSING, span, format!("`{}` has no unit to read it in", value.text))
                    .help("`… in UNIT` turns a quantity into a plain number; here it already is one"),
            );
            return None;
        }
        let whole = matches!(value.ty, Type::Number { whole: true, .. });
        let mut converted = self.convert(value, &target)?;
        converted.ty = Type::Number {
            unit: Unit::one(),
            whole: whole && matches!(converted.node, Node::Convert { converter: None, .. }),
        };
        converted.span = span;
        converted.text = self.words(span);
        Some(converted)
    }

    /// The same quantity in another unit; a `Convert` node even when nothing changes, so that it can be read plainly.
    pub(super) fn convert(&mut self, value: Expr, target: &Unit) -> Option<Expr> {
        let Type::Number { unit, whole } = &value.ty else { return None };
        let converter = match unit.converter_to(target, self.molar_mass(&value)) {
            Ok(converter) => converter,
            Err(error) => {
                self.unit_error(value.span, &value.text, unit, target, &error);
                return None;
            }
        };
        let ty = Type::Number { unit: target.clone(), whole: *whole && converter.is_identity() };
        if let Node::Constant(Constant::Number(number)) = &value.node {
            let Some(number) = converter.apply(*number) else {
                self.diagnostics.push(
                    Diagnostic::error(
                        code::BAD_NUMBER,
                        value.span,
                        format!("`{}` cannot be held exactly in {target}", value.text),
                    )
                    .help("write the number in the unit it is compared in"),
                );
                return None;
            };
            return Some(Expr {
                ty,
                node: Node::Constant(Constant::Number(number)),
                span: value.span,
                text: value.text,
            });
        }
        let converter = (!converter.is_identity()).then_some(converter);
        let (span, text) = (value.span, value.text.clone());
        Some(Expr { ty, node: Node::Convert { value: Box::new(value), converter }, span, text })
    }

    /// The molar mass of the analyte that an expression is about.
    fn molar_mass(&self, expr: &Expr) -> Option<Decimal> {
        match &expr.node {
            Node::Fact(id) => self.base.schema.fact(*id).molar_mass,
            Node::Negative(inner) | Node::Convert { value: inner, .. } => self.molar_mass(inner),
            // of a product or sum of two analytes neither mass is right
            Node::Arithmetic { left, right, .. } => match (&left.node, &right.node) {
                (_, Node::Constant(_)) => self.molar_mass(left),
                (Node::Constant(_), _) => self.molar_mass(right),
                _ => None,
            },
            _ => None,
        }
    }

    fn unit_error(&mut self, span: Span, text: &str, from: &Unit, to: &Unit, error: &UnitError) {
        let code = match error {
            UnitError::NeedsMolarMass { .. } => code::NEEDS_MOLAR_MASS,
            _ if from.is_one() || to.is_one() => code::UNIT_MISSING,
            _ => code::UNITS_DIFFER,
        };
        let (message, help) = if from.is_one() {
            (format!("`{text}` has no unit, but is used as {to}"), format!("write the unit: `{text} {to}`"))
        } else if to.is_one() {
            (
                format!("`{text}` is in {from}, but is used as a plain number"),
                match text.find(|c: char| !c.is_ascii_digit() && c != '.') {
                    Some(at) if at > 0 => {
                        format!("declare the other side in a unit, or leave the unit out: `{}`", &text[..at])
                    }
                    _ => format!("read it in its unit: `{text} in {from}`, or give the other side a unit"),
                },
            )
        } else {
            let help = match error {
                UnitError::NeedsMolarMass { .. } => format!("or write the number in {to}"),
                _ if text.ends_with(&from.to_string()) => format!("write a number in {to}, the unit of the other side"),
                _ => format!("`{text}` is in {from}, the other side is in {to}"),
            };
            (error.to_string(), help)
        };
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Two numbers in one unit: a constant is converted, otherwise the right side is.
    pub(super) fn same_unit(&mut self, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        let (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) = (&left.ty, &right.ty) else { return None };
        if a.same_kind(b) && a.converter_to(b, None).is_ok_and(|converter| converter.is_identity()) {
            return Some((left, right));
        }
        if matches!(left.node, Node::Constant(_)) {
            let unit = b.clone();
            // substance constants take the molar mass of the other side
            let left = self.convert_like(left, &unit, &right)?;
            return Some((left, right));
        }
        let unit = a.clone();
        let right = self.convert_like(right, &unit, &left)?;
        Some((left, right))
    }

    fn convert_like(&mut self, value: Expr, target: &Unit, other: &Expr) -> Option<Expr> {
        let Type::Number { unit, .. } = &value.ty else { return None };
        let own = self.molar_mass(&value);
        let molar_mass =
            if matches!(value.node, Node::Constant(_)) { own.or_else(|| self.molar_mass(other)) } else { own };
        match (unit.converter_to(target, molar_mass), &value.node) {
            (Ok(converter), Node::Constant(Constant::Number(number))) => {
                let number = converter.apply(*number)?;
                let ty = Type::Number { unit: target.clone(), whole: false };
                Some(Expr { ty, node: Node::Constant(Constant::Number(number)), ..value })
            }
            (Ok(converter), _) => {
                let ty = Type::Number { unit: target.clone(), whole: false };
                let (span, text) = (value.span, value.text.clone());
                let converter = (!converter.is_identity()).then_some(converter);
                Some(Expr { ty, node: Node::Convert { value: Box::new(value), converter }, span, text })
            }
            (Err(error), _) => {
                let unit = unit.clone();
                self.unit_error(value.span, &value.text, &unit, target, &error);
                None
            }
        }
    }

    pub(super) fn order(
        &mut self,
        span: Span,
        order: Order,
        left: &tree::Expr,
        right: &tree::Expr,
        scope: &Scope,
    ) -> Option<Expr> {
        let left = self.expr(left, scope);
        let right = self.expr(right, scope);
        let (left, right) = (left?, right?);
        let (left, right) = match (&left.ty, &right.ty) {
            (Type::Date, Type::Date) => (left, right),
            (Type::Number { .. }, Type::Number { .. }) => self.same_unit(left, right)?,
            (Type::Choice(_), Type::Choice(_)) => {
                self.diagnostics.push(
                    Diagnostic::error(code::NUMBER_EXPECTED, span, "labels have no order for `<` and `>`")
                        .help("write `is one of …` with the labels that are meant"),
                );
                return None;
            }
            _ => {
                self.incomparable(span, &left, &right);
                return None;
            }
        };
        let node = Node::Order { order, left: Box::new(left), right: Box::new(right) };
        Some(self.made(span, Type::YesNo, node))
    }

    fn arithmetic(&mut self, span: Span, operator: Arithmetic, left: Expr, right: Expr) -> Option<Expr> {
        let (Type::Number { unit: a, whole: whole_a }, Type::Number { unit: b, whole: whole_b }) =
            (&left.ty, &right.ty)
        else {
            return None;
        };
        let whole = *whole_a && *whole_b && !matches!(operator, Arithmetic::Divide | Arithmetic::Power);
        let (left, right, unit) = match operator {
            Arithmetic::Add | Arithmetic::Subtract => {
                let (left, right) = self.same_unit(left, right)?;
                let Type::Number { unit, .. } = &left.ty else { return None };
                let unit = unit.clone();
                (left, right, Ok(unit))
            }
            Arithmetic::Multiply => {
                let unit = a.times(b);
                (left, right, unit)
            }
            Arithmetic::Divide => {
                let unit = a.over(b);
                (left, right, unit)
            }
            Arithmetic::Power => {
                let unit = match &right.node {
                    _ if a.is_one() && b.is_one() => Ok(Unit::one()),
                    Node::Constant(Constant::Number(exponent)) if b.is_one() && exponent.is_integer() => {
                        a.power(i32::try_from(*exponent).unwrap_or(i32::MAX))
                    }
                    _ => {
                        self.diagnostics.push(
                            Diagnostic::error(
                                code::UNITS_DIFFER,
                                span,
                                "a quantity with a unit can only be raised to a whole number",
                            )
                            .help("read it as a plain number first: `… in UNIT`"),
                        );
                        return None;
                    }
                };
                (left, right, unit)
            }
        };
        let unit = self.unit_of(span, unit)?;
        let node = Node::Arithmetic { operator, left: Box::new(left), right: Box::new(right) };
        Some(self.made(span, Type::Number { unit, whole }, node))
    }

    fn unit_of(&mut self, span: Span, unit: Result<Unit, UnitError>) -> Option<Unit> {
        match unit {
            Ok(unit) => Some(unit),
            Err(error) => {
                self.diagnostics.push(
                    Diagnostic::error(code::UNITS_DIFFER, span, error.to_string())
                        .help("read the quantities as plain numbers first: `… in UNIT`"),
                );
                None
            }
        }
    }

    fn call(&mut self, span: Span, function: Function, arguments: Vec<Expr>) -> Option<Expr> {
        let (least, most, shape) = match function {
            Function::Min => (2, usize::MAX, "min(a, b, …)"),
            Function::Max => (2, usize::MAX, "max(a, b, …)"),
            Function::Clamp => (3, 3, "clamp(value, lowest, highest)"),
            Function::Round => (1, 2, "round(value, digits)"),
            Function::Ln => (1, 1, "ln(value)"),
            Function::Log10 => (1, 1, "log10(value)"),
            Function::Exp => (1, 1, "exp(value)"),
            Function::Sqrt => (1, 1, "sqrt(value)"),
            Function::Abs => (1, 1, "abs(value)"),
        };
        if arguments.len() < least || arguments.len() > most {
            self.diagnostics.push(
                Diagnostic::error(
                    code::NOT_UNDERSTOOD,
                    span,
                    format!("`{shape}` does not take {} values", arguments.len()),
                )
                .help(format!("write `{shape}`")),
            );
            return None;
        }
        let Type::Number { unit, whole } = arguments[0].ty.clone() else { return None };
        match function {
            Function::Min | Function::Max | Function::Clamp => {
                let mut same = Vec::new();
                for argument in arguments {
                    let is_same = matches!(&argument.ty, Type::Number { unit: other, .. } if *other == unit);
                    same.push(if is_same { argument } else { self.convert(argument, &unit)? });
                }
                Some(self.made(span, Type::Number { unit, whole: false }, Node::Call { function, arguments: same }))
            }
            Function::Round => {
                let digits = arguments.get(1).map(|digits| &digits.node);
                let digits_fit = match digits {
                    None => true,
                    Some(Node::Constant(Constant::Number(digits))) => {
                        digits.is_integer() && *digits >= Decimal::ZERO && *digits <= Decimal::from(9)
                    }
                    Some(_) => false,
                };
                if !digits_fit {
                    self.diagnostics.push(
                        Diagnostic::error(code::BAD_NUMBER, span, "`round` needs a plain number of digits, 0 to 9")
                            .help("write `round(value, 1)`"),
                    );
                    return None;
                }
                let whole = whole || digits.is_none();
                Some(self.made(span, Type::Number { unit, whole }, Node::Call { function, arguments }))
            }
            Function::Abs => Some(self.made(span, Type::Number { unit, whole }, Node::Call { function, arguments })),
            Function::Sqrt => {
                let unit = self.unit_of(span, unit.root())?;
                Some(self.made(span, Type::Number { unit, whole: false }, Node::Call { function, arguments }))
            }
            Function::Ln | Function::Log10 | Function::Exp => {
                if !unit.is_one() {
                    let text = arguments[0].text.clone();
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::UNITS_DIFFER,
                            arguments[0].span,
                            format!("`{text}` is in {unit}, and `{shape}` needs a plain number"),
                        )
                        .help(format!("read it in a unit: `{text} in {unit}`")),
                    );
                    return None;
                }
                Some(self.made(span, Self::plain(false), Node::Call { function, arguments }))
            }
        }
    }
}
