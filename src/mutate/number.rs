//! Numbers moved by one step: one unit of the last digit that the author gave.

use rust_decimal::Decimal;

use crate::rulebase::{Constant, Expr, Node, Type};

/// A constant number one step up or down, in its author's unit; nothing for any other expression.
pub(super) fn stepped(expr: &Expr, up: bool) -> Option<Expr> {
    let Node::Constant(Constant::Number(value)) = expr.node else { return None };
    let (written, rest) = written(&expr.text).unwrap_or((value, ""));
    let step = step(written, matches!(expr.ty, Type::Number { whole: true, .. }));
    let step = if up { step } else { -step };
    // the rule compares in another unit than the author may have written
    let scale = if written == value || written.is_zero() { Decimal::ONE } else { value / written };
    let moved = (written + step).normalize();
    let text = format!("{moved}{rest}");
    Some(Expr { node: Node::Constant(Constant::Number(value + step * scale)), text, ..expr.clone() })
}

/// One unit of the last digit.
pub(super) fn step(number: Decimal, whole: bool) -> Decimal {
    let digits = if whole { 0 } else { number.scale() };
    Decimal::new(1, digits)
}

/// The number that a text begins with, and the rest: `3.5` and ` cm`.
fn written(text: &str) -> Option<(Decimal, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..end].parse().ok()?;
    Some((number, &text[end..]))
}
