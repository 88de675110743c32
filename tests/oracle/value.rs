//! The values of a complete record: exactly one each.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What a conclusion or an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Truth(bool),
    Label(usize),
    Number(Num),
    /// Days since 1970-01-01.
    Date(i32),
    /// There is none: an event that never happened, the largest of nothing.
    Never,
    NotApplicable,
    Failed,
}

/// An exact decimal, or one with a bound on how far the engine's doubles may be from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Num {
    pub value: Decimal,
    /// 0: the engine must have the very double of this decimal.
    pub error: f64,
}

impl Num {
    pub fn exact(value: Decimal) -> Num {
        Num { value, error: 0.0 }
    }

    pub fn whole(value: usize) -> Num {
        Num::exact(Decimal::from(value))
    }

    pub fn float(&self) -> f64 {
        double(self.value)
    }
}

/// The decimal a double was written as.
pub fn decimal(double: f64) -> Decimal {
    double.to_string().parse().unwrap_or_else(|_| panic!("{double} is no decimal"))
}

pub fn double(decimal: Decimal) -> f64 {
    decimal.to_string().parse().ok().or_else(|| decimal.to_f64()).expect("every decimal has a nearest double")
}
