//! Numbers: interval arithmetic whose ends are decimals.
//!
//! Facts are the doubles nearest to what was written. After each operation the result is set on a decimal grid of 14
//! significant digits (see [`to_grid`]), so that sums, differences and products of what people write come out as the very double of
//! the exact decimal, and a comparison at a threshold is exact.

use super::column::{EMPTY, Number, set};
use crate::algebra::{Kinds, Words};
use crate::calendar::day;
use crate::grid::{sum_to_grid, to_grid};
use crate::program::Op;
use crate::syntax::tree::{Arithmetic, Function, TimeUnit};

/// What an operation gives for a pair of intervals: an interval, and whether it may have no result.
type Result = ((f64, f64), bool);

/// An operation whose operands are numbers; says whether this was one.
pub fn formula(op: &Op, operands: &[&Number], out: &mut Number) -> bool {
    match (op, operands) {
        (Op::Arithmetic(operator, ..), [a, b]) => arithmetic(*operator, a, b, out),
        (Op::Negative(_), [a]) => negative(a, out),
        (Op::Convert { numerator, shift, denominator, .. }, [a]) => convert(a, *numerator, *shift, *denominator, out),
        (Op::Call(function, _), arguments) => call(*function, arguments, out),
        (Op::Since(unit, ..), [date, now]) => since(*unit, date, now, out),
        _ => return false,
    }
    true
}

fn arithmetic(operator: Arithmetic, a: &Number, b: &Number, out: &mut Number) {
    for row in 0..a.low.len() {
        if a.is_empty(row) || b.is_empty(row) {
            continue;
        }
        let (x, y) = ((a.low[row], a.high[row]), (b.low[row], b.high[row]));
        let (interval, may_fail) = match operator {
            Arithmetic::Add => ((added(x.0, y.0), added(x.1, y.1)), false),
            Arithmetic::Subtract => ((added(x.0, -y.1), added(x.1, -y.0)), false),
            Arithmetic::Multiply => (corners(x, y, product), false),
            Arithmetic::Divide => divide(x, y),
            Arithmetic::Power => power(x, y),
        };
        put(out, row, interval, may_fail);
    }
    carry(&[a, b], out);
}

fn added(a: f64, b: f64) -> f64 {
    sum_to_grid(a + b, a.abs().max(b.abs()))
}

/// Sets an interval on the grid; ends that are no numbers mean that nothing is known about that end.
fn put(out: &mut Number, row: usize, (low, high): (f64, f64), may_fail: bool) {
    if may_fail {
        set(&mut out.failed, row);
    }
    if low > high {
        return;
    }
    out.low[row] = if low.is_nan() { f64::NEG_INFINITY } else { to_grid(low) };
    out.high[row] = if high.is_nan() { f64::INFINITY } else { to_grid(high) };
}

/// What is failed, not applicable or missing in an operand is so in the result, in that order.
fn carry(operands: &[&Number], out: &mut Number) {
    for w in 0..out.never.len() {
        if operands.iter().all(|operand| operand.never[w] | operand.na[w] | operand.failed[w] == 0) {
            continue;
        }
        let kinds = Kinds::of_all(&mut Words, operands.iter().map(|operand| operand.kinds(w)));
        out.never[w] |= kinds.never;
        out.na[w] |= kinds.na;
        out.failed[w] |= kinds.failed;
    }
}

fn product(a: f64, b: f64) -> f64 {
    // nothing times something endless is nothing
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

fn corners(x: (f64, f64), y: (f64, f64), f: impl Fn(f64, f64) -> f64) -> (f64, f64) {
    let all = [f(x.0, y.0), f(x.0, y.1), f(x.1, y.0), f(x.1, y.1)];
    if all.iter().any(|value| value.is_nan()) {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

fn divide(x: (f64, f64), y: (f64, f64)) -> Result {
    if y == (0.0, 0.0) {
        return (EMPTY, true);
    }
    if y.0 > 0.0 || y.1 < 0.0 {
        return (corners(x, y, |a, b| if b.is_infinite() && !a.is_infinite() { 0.0 } else { a / b }), false);
    }
    if y.0 == 0.0 && x.0 >= 0.0 {
        return ((product(x.0, 1.0 / y.1), f64::INFINITY), true);
    }
    ((f64::NEG_INFINITY, f64::INFINITY), true)
}

fn power(x: (f64, f64), y: (f64, f64)) -> Result {
    if y.0 == y.1 && y.0.fract() == 0.0 {
        let whole = whole_power(x, y.0.abs());
        return if y.0 < 0.0 { divide((1.0, 1.0), whole) } else { (whole, false) };
    }
    if x.0 > 0.0 || (x.0 >= 0.0 && y.0 >= 0.0) {
        // monotone in each operand: the ends are at the corners
        return (corners(x, y, libm::pow), false);
    }
    let some_whole = y.0.ceil() <= y.1;
    if (x.1 < 0.0 && !some_whole) || (x == (0.0, 0.0) && y.1 < 0.0) {
        return (EMPTY, true);
    }
    // a number below zero has powers only where the exponent is whole
    ((f64::NEG_INFINITY, f64::INFINITY), true)
}

/// `n`: 0, 1, 2 …
fn whole_power(x: (f64, f64), n: f64) -> (f64, f64) {
    let (a, b) = (libm::pow(x.0, n), libm::pow(x.1, n));
    let crosses = x.0 < 0.0 && x.1 > 0.0;
    match n % 2.0 == 0.0 {
        true if crosses && n > 0.0 => (0.0, a.max(b)),
        true => (a.min(b), a.max(b)),
        false => (a, b),
    }
}

fn negative(a: &Number, out: &mut Number) {
    for row in 0..a.low.len() {
        if !a.is_empty(row) {
            put(out, row, (-a.high[row], -a.low[row]), false);
        }
    }
    carry(&[a], out);
}

/// `(value * numerator + shift) / denominator`
fn convert(a: &Number, numerator: f64, shift: f64, denominator: f64, out: &mut Number) {
    for row in 0..a.low.len() {
        if !a.is_empty(row) {
            let one = |value: f64| match shift {
                0.0 => value * numerator / denominator,
                _ => added(value * numerator, shift) / denominator,
            };
            put(out, row, (one(a.low[row]), one(a.high[row])), false);
        }
    }
    carry(&[a], out);
}

fn call(function: Function, arguments: &[&Number], out: &mut Number) {
    let Some(first) = arguments.first() else { return };
    for row in 0..first.low.len() {
        if arguments.iter().any(|argument| argument.is_empty(row)) {
            continue;
        }
        let at = |n: usize| (arguments[n].low[row], arguments[n].high[row]);
        let (interval, may_fail) = match function {
            Function::Min => (extreme(arguments, row, f64::min), false),
            Function::Max => (extreme(arguments, row, f64::max), false),
            Function::Clamp => clamp(at(0), at(1), at(2)),
            Function::Abs => (absolute(at(0)), false),
            Function::Exp => ((libm::exp(at(0).0), libm::exp(at(0).1)), false),
            Function::Ln => root_like(at(0), libm::log, true),
            Function::Log10 => root_like(at(0), libm::log10, true),
            Function::Sqrt => root_like(at(0), libm::sqrt, false),
            Function::Round => {
                let digits = arguments.get(1).map_or(0.0, |digits| digits.low[row]);
                ((round(at(0).0, digits), round(at(0).1, digits)), false)
            }
        };
        put(out, row, interval, may_fail);
    }
    carry(arguments, out);
}

fn extreme(arguments: &[&Number], row: usize, f: impl Fn(f64, f64) -> f64) -> (f64, f64) {
    let first = (arguments[0].low[row], arguments[0].high[row]);
    arguments[1..].iter().fold(first, |(low, high), other| (f(low, other.low[row]), f(high, other.high[row])))
}

fn clamp(value: (f64, f64), low: (f64, f64), high: (f64, f64)) -> Result {
    if low.0 > high.1 {
        return (EMPTY, true);
    }
    let within = |value: f64, low: f64, high: f64| value.max(low).min(high);
    ((within(value.0, low.0, high.0), within(value.1, low.1, high.1)), low.1 > high.0)
}

fn absolute((low, high): (f64, f64)) -> (f64, f64) {
    if low >= 0.0 {
        (low, high)
    } else if high <= 0.0 {
        (-high, -low)
    } else {
        (0.0, high.max(-low))
    }
}

/// A growing function that exists from zero on; `open`: not at zero itself.
fn root_like((low, high): (f64, f64), f: impl Fn(f64) -> f64, open: bool) -> Result {
    let exists = |value: f64| if open { value > 0.0 } else { value >= 0.0 };
    if !exists(high) {
        return (EMPTY, true);
    }
    if exists(low) {
        return ((f(low), f(high)), false);
    }
    let least = if open { f64::NEG_INFINITY } else { f(0.0) };
    ((least, f(high)), true)
}

/// Half away from zero, as people round.
fn round(value: f64, digits: f64) -> f64 {
    let scale = libm::pow(10.0, digits);
    (to_grid(value * scale)).round() / scale
}

/// Completed units of time from a date to another, both in days since 1970-01-01; none before the date.
fn since(unit: TimeUnit, date: &Number, now: &Number, out: &mut Number) {
    for row in 0..date.low.len() {
        if date.is_empty(row) || now.is_empty(row) {
            continue;
        }
        let late = completed(unit, date.high[row], now.low[row]);
        let early = completed(unit, date.low[row], now.high[row]);
        // an event after the as-of date has not happened
        if date.high[row] > now.low[row] {
            set(&mut out.never, row);
        }
        if date.low[row] <= now.high[row] {
            put(out, row, (late.max(0.0), early), false);
        }
    }
    carry(&[date, now], out);
}

fn completed(unit: TimeUnit, from: f64, to: f64) -> f64 {
    if !from.is_finite() || !to.is_finite() {
        return if from == f64::NEG_INFINITY { f64::INFINITY } else { 0.0 };
    }
    let days = to - from;
    match unit {
        TimeUnit::Hour => days * 24.0,
        TimeUnit::Day => days,
        TimeUnit::Week => (days / 7.0).floor(),
        TimeUnit::Month => calendar(from, to, false),
        TimeUnit::Year => calendar(from, to, true),
    }
}

/// Completed calendar years or months.
fn calendar(from: f64, to: f64, years: bool) -> f64 {
    let (Some(from), Some(to)) = (day(from), day(to)) else { return 0.0 };
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month());
    let completed = months - i32::from(to.day() < from.day());
    f64::from(if years { completed.div_euclid(12) } else { completed })
}
