//! Arithmetic of the oracle: exact decimals, and where a result has no end or too many digits, an error bound.

use rulecheck::syntax::tree::{Arithmetic, Function, Order};
use rust_decimal::{Decimal, RoundingStrategy};

use super::value::{Num, Value, double};

/// The result of an operation, and whether a difference too small for doubles may have decided it.
pub type Outcome = (Value, bool);

/// A result of operands of at most this size, exact but for the errors of the operands. The engine holds 14 digits: of
/// the result, or of a sum's operands.
pub fn made(value: Decimal, error: f64, largest: f64) -> Num {
    let size = double(value).abs().max(largest).max(1e-26);
    // so small that a decimal may have lost digits itself
    let lost = size < 1e-13 && !value.is_zero();
    let decimals = 13 - size.log10().floor() as i64;
    if error == 0.0 && i64::from(value.normalize().scale()) <= decimals.max(0) && size < 1e15 && !lost {
        return Num::exact(value);
    }
    // decimals themselves end at the 28th
    Num { value, error: error + size * 1e-13 + 1e-27 }
}

fn number(value: Option<Decimal>, error: f64, largest: f64) -> Outcome {
    match value {
        Some(value) => (Value::Number(made(value, error, largest)), false),
        // too large for a decimal: no verdict
        None => (Value::Failed, true),
    }
}

/// Whether the difference of two numbers lies within their errors, without both being exact.
fn close(a: Num, b: Num) -> bool {
    a.error + b.error > 0.0 && double((a.value - b.value).abs()) <= (a.error + b.error) * 2.0
}

pub fn order(order: Order, a: Num, b: Num) -> (bool, bool) {
    let holds = match order {
        Order::Less => a.value < b.value,
        Order::AtMost => a.value <= b.value,
        Order::AtLeast => a.value >= b.value,
        Order::More => a.value > b.value,
    };
    (holds, close(a, b))
}

pub fn equal(a: Num, b: Num) -> (bool, bool) {
    (a.value == b.value, close(a, b))
}

pub fn arithmetic(operator: Arithmetic, a: Num, b: Num) -> Outcome {
    let (x, y) = (a.float().abs(), b.float().abs());
    let largest = x.max(y);
    match operator {
        Arithmetic::Add => number(a.value.checked_add(b.value), a.error + b.error, largest),
        Arithmetic::Subtract => number(a.value.checked_sub(b.value), a.error + b.error, largest),
        Arithmetic::Multiply => {
            let error = x * b.error + y * a.error + a.error * b.error;
            let product = a.value.checked_mul(b.value);
            let vanished = product.is_some_and(|product| product.is_zero()) && x != 0.0 && y != 0.0;
            number(product, if vanished { error + 1e-27 } else { error }, 0.0)
        }
        Arithmetic::Divide => {
            if close(b, Num::exact(Decimal::ZERO)) {
                return (Value::Failed, true);
            }
            if b.value.is_zero() {
                return (Value::Failed, false);
            }
            let quotient = a.value.checked_div(b.value);
            let error = (a.error + x / y * b.error) / (y - b.error);
            number(quotient, error, 0.0)
        }
        Arithmetic::Power => power(a, b),
    }
}

fn power(a: Num, b: Num) -> Outcome {
    let near_whole = b.error > 0.0 && double((b.value - b.value.round()).abs()) <= b.error * 2.0;
    if near_whole || close(a, Num::exact(Decimal::ZERO)) {
        return (Value::Failed, true);
    }
    if b.value.is_integer() && b.value.abs() <= Decimal::from(200) {
        let times = b.value.abs().to_string().parse::<f64>().map_or(0, |times| times as usize);
        let one = (Value::Number(Num::exact(Decimal::ONE)), false);
        let product = (0..times).fold(one, |(value, doubt), _| match value {
            Value::Number(so_far) if !doubt => arithmetic(Arithmetic::Multiply, so_far, a),
            other => (other, doubt),
        });
        return match product {
            (Value::Number(product), false) if b.value.is_sign_negative() && times > 0 => {
                arithmetic(Arithmetic::Divide, Num::exact(Decimal::ONE), product)
            }
            other => other,
        };
    }
    if b.value.is_integer() {
        return (Value::Failed, true);
    }
    if a.value < Decimal::ZERO || (a.value.is_zero() && b.value < Decimal::ZERO) {
        return (Value::Failed, false);
    }
    let (x, y) = (a.float(), b.float());
    let slack = if x == 0.0 { 0.0 } else { (y * a.error / x).abs() + (b.error * x.ln()).abs() };
    formula(x.powf(y), slack)
}

/// A result that was computed in doubles, with its relative error.
fn formula(result: f64, slack: f64) -> Outcome {
    match Decimal::from_f64_retain(result) {
        Some(value) if (1e-12..1e20).contains(&result.abs()) && slack < 1e-3 => {
            let error = result.abs() * (slack * 2.0 + 1e-13);
            (Value::Number(Num { value, error }), false)
        }
        _ => (Value::Failed, true),
    }
}

pub fn call(function: Function, arguments: &[Num]) -> Outcome {
    let first = arguments[0];
    let zero = Num::exact(Decimal::ZERO);
    let same = |num: Num| (Value::Number(num), false);
    match function {
        Function::Min => {
            same(arguments[1..].iter().fold(first, |least, one| chosen(*one, least, one.value < least.value)))
        }
        Function::Max => {
            same(arguments[1..].iter().fold(first, |most, one| chosen(*one, most, one.value > most.value)))
        }
        Function::Clamp => {
            let (low, high) = (arguments[1], arguments[2]);
            if close(low, high) {
                return (Value::Failed, true);
            }
            match first {
                _ if low.value > high.value => (Value::Failed, false),
                _ => {
                    let raised = chosen(low, first, first.value < low.value);
                    same(chosen(high, raised, raised.value > high.value))
                }
            }
        }
        Function::Abs => same(Num { value: first.value.abs(), ..first }),
        Function::Round => round(first, arguments.get(1)),
        Function::Exp => formula(first.float().exp(), first.error),
        Function::Ln | Function::Log10 => {
            if close(first, zero) {
                return (Value::Failed, true);
            }
            if first.value <= Decimal::ZERO {
                return (Value::Failed, false);
            }
            let logarithm = if function == Function::Ln { first.float().ln() } else { first.float().log10() };
            let (value, doubt) = formula(logarithm, 0.0);
            (widened(value, first.error / first.float() * 2.0), doubt)
        }
        Function::Sqrt => {
            if close(first, zero) {
                return (Value::Failed, true);
            }
            if first.value < Decimal::ZERO {
                return (Value::Failed, false);
            }
            let root = first.float().sqrt();
            let slack = if root == 0.0 { 0.0 } else { first.error / first.float() };
            formula(root, slack)
        }
    }
}

/// One of two numbers; where they are too close to tell, with the larger error of both.
fn chosen(one: Num, other: Num, takes_one: bool) -> Num {
    let taken = if takes_one { one } else { other };
    if close(one, other) { Num { error: one.error.max(other.error), ..taken } } else { taken }
}

fn widened(value: Value, by: f64) -> Value {
    match value {
        Value::Number(num) => Value::Number(Num { error: num.error + by, ..num }),
        other => other,
    }
}

/// Half away from zero.
fn round(value: Num, digits: Option<&Num>) -> Outcome {
    let digits = digits.map_or(0, |digits| digits.float() as u32);
    let rounded = value.value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    let scale = Decimal::from(10u64.pow(digits));
    let from_half = double(((value.value * scale).fract().abs() - Decimal::new(5, 1)).abs());
    let doubt = value.error > 0.0 && from_half <= value.error * double(scale) * 4.0;
    number(Some(rounded), 0.0, 0.0).also(doubt)
}

trait Also {
    fn also(self, doubt: bool) -> Self;
}

impl Also for Outcome {
    fn also(self, doubt: bool) -> Outcome {
        (self.0, self.1 || doubt)
    }
}
