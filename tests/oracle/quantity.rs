//! Numbers and dates of the oracle as values: what does not exist, does not apply or failed comes first.

use jiff::civil::{Date, date};
use rulecheck::rulebase::Band;
use rulecheck::syntax::tree::{Aggregate, Arithmetic, Function, Order, TimeUnit};
use rulecheck::unit::Converter;
use rust_decimal::Decimal;

use super::eval::void;
use super::number::{self, Outcome};
use super::value::{Num, Value};

/// A constant of a rule; one that a conversion made may have more digits than a double.
pub fn constant(number: Decimal) -> Value {
    let number = number.normalize();
    Value::Number(number::made(number, 0.0, 0.0))
}

pub fn order(order: Order, left: Value, right: Value) -> Outcome {
    compare(left, right, |a, b| number::order(order, a, b))
}

pub fn equal(left: Value, right: Value) -> Outcome {
    compare(left, right, number::equal)
}

/// What does not exist compares as no.
fn compare(left: Value, right: Value, holds: impl Fn(Num, Num) -> (bool, bool)) -> Outcome {
    let values = [left, right];
    match (void(&values), &values) {
        (Some(Value::Never), _) => (Value::Truth(false), false),
        (Some(void), _) => (void, false),
        (None, [left, right]) => {
            let (holds, doubt) = holds(num(left), num(right));
            (Value::Truth(holds), doubt)
        }
    }
}

/// The number, or a date as the number of its day.
fn num(value: &Value) -> Num {
    match value {
        Value::Number(number) => *number,
        Value::Date(days) => Num::exact(Decimal::from(*days)),
        other => unreachable!("{other:?} is neither a number nor a date"),
    }
}

pub fn arithmetic(operator: Arithmetic, left: Value, right: Value) -> Outcome {
    let values = [left, right];
    match void(&values) {
        Some(void) => (void, false),
        None => number::arithmetic(operator, num(&values[0]), num(&values[1])),
    }
}

pub fn call(function: Function, arguments: Vec<Value>) -> Outcome {
    match void(&arguments) {
        Some(void) => (void, false),
        None => number::call(function, &arguments.iter().map(num).collect::<Vec<_>>()),
    }
}

pub fn negative(value: Value) -> Outcome {
    match value {
        Value::Number(number) => (Value::Number(Num { value: -number.value, ..number }), false),
        void => (void, false),
    }
}

pub fn convert(value: Value, converter: Option<&Converter>) -> Outcome {
    let (Value::Number(number), Some(converter)) = (&value, converter) else { return (value, false) };
    let (numerator, denominator, offset) = converter.factors();
    let Some(converted) = converter.apply(number.value) else { return (Value::Failed, true) };
    // conversion is exact: what the engine may be off by comes from the operand and the digits it keeps
    let error = number.error * (numerator / denominator).abs();
    (Value::Number(number::made(converted, error, offset.abs())), false)
}

pub fn sum(points: &[Value]) -> Outcome {
    if let Some(void) = void(points) {
        return (void, false);
    }
    let points = points.iter().map(num);
    let sum = points.clone().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.value));
    // digits are lost at the size of everything that is added
    let (error, size) = points.fold((0.0, 0.0), |(error, size), one| (error + one.error, size + one.float().abs()));
    match sum {
        Some(sum) => (Value::Number(number::made(sum, error, size)), false),
        None => (Value::Failed, true),
    }
}

pub fn band(points: Num, bands: &[Band]) -> Outcome {
    let mut doubt = false;
    let mut found = Value::Failed;
    for band in bands {
        let mut inside = true;
        let mut side = |order: Order, edge: Option<(Decimal, bool)>| {
            let Some((edge, _)) = edge else { return };
            let (holds, unsure) = number::order(order, points, Num::exact(edge));
            inside &= holds;
            doubt |= unsure;
        };
        side(if band.low.is_some_and(|(_, included)| included) { Order::AtLeast } else { Order::More }, band.low);
        side(if band.high.is_some_and(|(_, included)| included) { Order::AtMost } else { Order::Less }, band.high);
        if inside {
            found = Value::Label(band.label);
        }
    }
    (found, doubt)
}

/// Of numbers or dates that all exist.
pub fn aggregate(aggregate: Aggregate, values: &[Value]) -> Outcome {
    let largest = matches!(aggregate, Aggregate::Largest | Aggregate::Latest);
    if aggregate == Aggregate::Total {
        return sum(values);
    }
    let better = |a: &Value, b: &Value| if largest { num(a).value > num(b).value } else { num(a).value < num(b).value };
    let best = values.iter().fold(None, |best: Option<&Value>, one| match best {
        Some(best) if !better(one, best) => Some(best),
        _ => Some(one),
    });
    (best.cloned().unwrap_or(Value::Never), false)
}

/// Completed units of time; a date behind the as-of date has not come yet.
pub fn since(unit: TimeUnit, from: i32, to: i32) -> Value {
    if from > to {
        return Value::Never;
    }
    let (start, end) = (day(from), day(to));
    // one more as long as that many calendar units later is not behind the end
    let months = (0..).find(|months| later(start, months + 1) > (end.year(), end.month(), end.day()));
    let months: i32 = months.expect("time passes");
    let completed = match unit {
        TimeUnit::Hour => (to - from) * 24,
        TimeUnit::Day => to - from,
        TimeUnit::Week => (to - from) / 7,
        TimeUnit::Month => months,
        TimeUnit::Year => months / 12,
    };
    Value::Number(Num::exact(Decimal::from(completed)))
}

/// The same day of the month so many months later; the 31st of a short month is behind its last day.
fn later(from: Date, months: i32) -> (i16, i8, i8) {
    let month = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 + months;
    ((month.div_euclid(12)) as i16, (month.rem_euclid(12) + 1) as i8, from.day())
}

pub fn day(days: i32) -> Date {
    date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day of the calendar")
}
