//! Comparisons of decimals just at a threshold, in two units, worked out without any division.

use rulecheck::record::{Datum, Origin, Record, Value};
use rust_decimal::Decimal;

use super::tape::Tape;
use super::value::double;

/// In the base unit a value is `(value + offset) * numerator / denominator`; the last number is how many decimals
/// people write.
type Measure = (&'static str, i64, i64, i64, u32);

const PAIRS: [(Measure, Measure); 10] = [
    (("cm", 0, 10, 1, 6), ("mm", 0, 1, 1, 6)),
    (("mg/dL", 0, 1, 100, 6), ("g/L", 0, 1, 1, 6)),
    (("ng/mL FEU", 0, 1, 1000, 6), ("mg/L FEU", 0, 1, 1, 6)),
    (("°C", 0, 9, 1, 6), ("°F", -32, 5, 1, 6)),
    (("kg", 0, 1000, 1, 6), ("g", 0, 1, 1, 6)),
    (("weeks", 0, 7, 1, 3), ("days", 0, 1, 1, 3)),
    (("10^9/L", 0, 1000, 1, 4), ("/uL", 0, 1, 1, 1)),
    (("mmHg", 0, 133_322, 1, 4), ("Pa", 0, 1000, 1, 4)),
    (("ng/L", 0, 1, 1_000_000, 3), ("mg/L", 0, 1, 1, 9)),
    (("ng/mL", 0, 1, 1_000_000, 0), ("g/L", 0, 1, 1, 9)),
];

const ORDERS: [&str; 4] = ["<", "<=", ">=", ">"];

/// Facts `a` and `c` in one unit, `b` in another, and constants that they meet.
pub struct Thresholds {
    units: (Measure, Measure),
    order: usize,
    a: Decimal,
    b: Decimal,
    c: Decimal,
    difference: Decimal,
    sum: Decimal,
}

impl Thresholds {
    pub fn new(tape: &mut Tape) -> Thresholds {
        let pair = *tape.pick(&PAIRS);
        let units = if tape.chance(50) { (pair.1, pair.0) } else { pair };
        let order = tape.below(ORDERS.len());
        let (a, c) = (written(tape, units.0), written(tape, units.0));
        let mut all =
            Thresholds { units, order, a, b: Decimal::ZERO, c, difference: Decimal::ZERO, sum: Decimal::ZERO };
        all.b = all.near(tape, all.first(a));
        all.difference = (a - c + *tape.pick(&[Decimal::ZERO, Decimal::new(1, 6), Decimal::new(-1, 6)])).normalize();
        all.sum = all.near(tape, all.first(a) + all.second(all.b));
        all
    }

    /// A value of the first unit, scaled so that both units are whole numbers of it.
    fn first(&self, value: Decimal) -> Decimal {
        let ((_, _, numerator, _, _), (_, _, _, denominator, _)) = self.units;
        value * Decimal::from(numerator) * Decimal::from(denominator)
    }

    /// A value of the second unit, read in the first, on the same scale.
    fn second(&self, value: Decimal) -> Decimal {
        let ((_, offset, _, denominator, _), (_, own_offset, own_numerator, _, _)) = self.units;
        let base = (value + Decimal::from(own_offset)) * Decimal::from(own_numerator) * Decimal::from(denominator);
        base - self.first(Decimal::from(offset))
    }

    /// Something in the second unit that lies at this point of the scale, or just beside it.
    fn near(&self, tape: &mut Tape, scaled: Decimal) -> Decimal {
        let ((_, offset, _, denominator, _), (_, own_offset, own_numerator, _, digits)) = self.units;
        if tape.chance(20) {
            return written(tape, self.units.1);
        }
        let per = Decimal::from(own_numerator) * Decimal::from(denominator);
        let value = (scaled + self.first(Decimal::from(offset))) / per - Decimal::from(own_offset);
        let value = value.round_dp(digits).round_sf(10).unwrap_or(value);
        // the next that people would write, in the eleventh digit at the furthest
        let before_point = value.trunc().abs().to_string().len() as u32;
        let step = Decimal::new(1, digits.min(11 - before_point.min(11)));
        (value + *tape.pick(&[Decimal::ZERO, Decimal::ZERO, step, -step])).normalize()
    }

    /// Conditions, and whether they hold.
    fn conditions(&self) -> Vec<(String, bool)> {
        let ((one, offset, ..), (two, own_offset, ..)) = self.units;
        let order = ORDERS[self.order];
        let limit = signed(self.b, two);
        let (a, b) = (self.first(self.a), self.second(self.b));
        let mut all = vec![
            (format!("a {order} b"), self.compare(a, b)),
            (format!("a {order} {limit}"), self.compare(a, b)),
            (format!("a - c {order} {}", signed(self.difference, one)), self.compare(self.a - self.c, self.difference)),
        ];
        if self.digits_after(self.b, Decimal::ONE) < 14 && self.digits_after(self.sum, Decimal::ONE) < 14 {
            // a sum brings to light which digits of endless decimals were rounded away
            let sum = self.compare(a + b, self.second(self.sum));
            all.push((format!("a + b {order} {}", signed(self.sum, two)), sum));
        }
        if self.digits_after(self.b, Decimal::from(63)) < 14 {
            // ends, or repeats itself in sevenths or ninths: never so near to a half that doubles would take it for one
            all.push((format!("min(a, b) {order} {limit}"), self.compare(a.min(b), b)));
            all.push((format!("max(b, a) {order} {limit}"), self.compare(a.max(b), b)));
        }
        if offset == own_offset {
            // temperatures are never multiplied
            all.push((format!("a * 3 {order} b * 3"), self.compare(a, b)));
            all.push((format!("a / 8 {order} b / 8"), self.compare(a, b)));
        }
        all
    }

    fn compare(&self, left: Decimal, right: Decimal) -> bool {
        match ORDERS[self.order] {
            "<" => left < right,
            "<=" => left <= right,
            ">=" => left >= right,
            _ => left > right,
        }
    }

    /// How many decimals so many times a value of the second unit has, read in the first.
    fn digits_after(&self, value: Decimal, times: Decimal) -> u32 {
        (self.second(value) * times / self.first(Decimal::ONE)).normalize().scale()
    }

    pub fn text(&self) -> String {
        let ((one, ..), (two, ..)) = self.units;
        let conditions = self.conditions().into_iter().enumerate();
        let definitions: String =
            conditions.map(|(at, (condition, _))| format!("\n\ndefine met {at} as {condition}")).collect();
        format!("facts\n  a: {one}\n  b: {two}\n  c: {one}{definitions}\n")
    }

    /// What each definition must say, in the order they stand.
    pub fn answers(&self) -> Vec<bool> {
        self.conditions().into_iter().map(|(_, holds)| holds).collect()
    }

    pub fn record(&self) -> Record {
        let datum = |value: Decimal| {
            let number = double(value);
            let value = Value::Number { low: number, high: number };
            Some(Datum { written: number.to_string(), value, origin: Origin::default() })
        };
        let facts = vec![datum(self.a), datum(self.b), datum(self.c)];
        Record { name: "at the threshold".to_owned(), facts, ..Record::default() }
    }
}

/// Up to five digits before the point: with the decimals of both units, no more than 14 in all.
fn written(tape: &mut Tape, unit: Measure) -> Decimal {
    let digits = tape.below(unit.4 as usize + 1) as u32;
    let number = Decimal::new(tape.below(65_536) as i64, digits);
    if tape.chance(30) { number + Decimal::from(tape.below(30_000)) } else { number }
}

/// As a rule writes it; what is below zero in brackets.
fn signed(value: Decimal, unit: &str) -> String {
    if value.is_sign_negative() { format!("(-{} {unit})", value.abs()) } else { format!("{value} {unit}") }
}
