//! The values around each limit: just below, at, just above.

use std::collections::BTreeMap;

use crate::answer::Engine;
use crate::grid::to_grid;
use crate::program::{Compared, Domain, Op, StepId};
use crate::rulebase::{Fact, FactId, Type};
use crate::syntax::tree::{Arithmetic, TimeUnit};

/// A fact, or a field of the elements of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spot {
    Fact(FactId),
    /// Position of the list in the program, and of the field.
    Field(usize, usize),
}

/// A value that is compared somewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// In the declared unit; of a date, days since 1970-01-01.
    Value(f64),
    /// Days after the as-of date.
    FromNow(f64),
    /// Days after another date.
    From(FactId, f64),
    /// Completed units of time before the as-of date.
    Ago(TimeUnit, f64),
}

/// The limits of all facts and fields that are compared with a constant, with the as-of date or with another date; each with
/// its author's words.
pub(super) fn cuts(engine: &Engine) -> BTreeMap<Spot, Vec<(Cut, String)>> {
    let mut all: BTreeMap<Spot, Vec<(Cut, String)>> = BTreeMap::new();
    let cutter = Cutter { engine };
    for (threshold, compared) in
        engine.program.thresholds.iter().flat_map(|one| one.compared.iter().map(move |compared| (one, compared)))
    {
        let Some((spot, cut)) = cutter.of(compared) else { continue };
        // completed weeks, months or years are above a limit only when the next is completed
        let next = match cut {
            Cut::Ago(unit, count) => Some(Cut::Ago(unit, count + 1.0)),
            _ => None,
        };
        let known = all.entry(spot).or_default();
        for cut in [Some(cut), next].into_iter().flatten() {
            if !known.iter().any(|(one, _)| *one == cut) {
                known.push((cut, threshold.limit.clone()));
            }
        }
    }
    all
}

struct Cutter<'e> {
    engine: &'e Engine,
}

impl Cutter<'_> {
    fn of(&self, compared: &Compared) -> Option<(Spot, Cut)> {
        self.back(compared.value, self.limit(compared.limit)?)
    }

    fn op(&self, step: StepId) -> &Op {
        &self.engine.program.steps[step.0].op
    }

    fn limit(&self, step: StepId) -> Option<Cut> {
        match self.op(step) {
            Op::AsOf => Some(Cut::FromNow(0.0)),
            Op::Fact(id) if self.engine.rulebase.schema.fact(*id).ty == Type::Date => Some(Cut::From(*id, 0.0)),
            Op::Spread(inner) => self.limit(*inner),
            Op::Arithmetic(Arithmetic::Add, date, days) => match (self.limit(*date)?, self.fixed(*days)?) {
                (Cut::FromNow(from), days) => Some(Cut::FromNow(from + days)),
                (Cut::From(fact, from), days) => Some(Cut::From(fact, from + days)),
                (Cut::Value(from), days) => Some(Cut::Value(to_grid(from + days))),
                (Cut::Ago(..), _) => None,
            },
            _ => self.fixed(step).map(Cut::Value),
        }
    }

    fn fixed(&self, step: StepId) -> Option<f64> {
        match self.op(step) {
            Op::ConstantNumber(number) => Some(*number),
            Op::Negative(value) => Some(0.0 - self.fixed(*value)?),
            Op::Convert { value, numerator, shift, denominator } => {
                Some(to_grid((self.fixed(*value)? * numerator + shift) / denominator))
            }
            _ => None,
        }
    }

    /// What a fact must be for a step to have this value.
    fn back(&self, step: StepId, cut: Cut) -> Option<(Spot, Cut)> {
        match (self.op(step), cut) {
            (Op::Fact(id), _) => Some((Spot::Fact(*id), cut)),
            (Op::Field(at), _) => match self.engine.program.steps[step.0].domain {
                Domain::Element(list) => Some((Spot::Field(list, *at), cut)),
                Domain::Patient => None,
            },
            (Op::Spread(value) | Op::Gate { value, .. }, _) => self.back(*value, cut),
            (Op::Extreme { values, .. } | Op::Total { values, .. }, _) => self.back(*values, cut),
            (Op::Since(unit, date, _), Cut::Value(count)) => self.back(*date, Cut::Ago(*unit, count)),
            (Op::Convert { value, numerator, shift, denominator }, Cut::Value(limit)) => {
                self.back(*value, Cut::Value(to_grid((limit * denominator - shift) / numerator)))
            }
            (Op::Negative(value), Cut::Value(limit)) => self.back(*value, Cut::Value(0.0 - limit)),
            (Op::Arithmetic(operator, a, b), Cut::Value(limit)) => {
                let (value, limit) = match (operator, self.fixed(*a), self.fixed(*b)) {
                    (Arithmetic::Add, None, Some(b)) => (a, limit - b),
                    (Arithmetic::Add, Some(a), None) => (b, limit - a),
                    (Arithmetic::Subtract, None, Some(b)) => (a, limit + b),
                    (Arithmetic::Subtract, Some(a), None) => (b, a - limit),
                    (Arithmetic::Multiply, None, Some(b)) if b != 0.0 => (a, limit / b),
                    (Arithmetic::Multiply, Some(a), None) if a != 0.0 => (b, limit / a),
                    (Arithmetic::Divide, None, Some(b)) => (a, limit * b),
                    _ => return None,
                };
                self.back(*value, Cut::Value(to_grid(limit)))
            }
            _ => None,
        }
    }
}

/// A number just below a limit, the limit, and one just above, as far as they are plausible.
pub(crate) fn around(fact: &Fact, limit: f64) -> Vec<f64> {
    let whole = matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date);
    let step = if whole { 1.0 } else { step(limit) };
    let (floor, ceiling) = (to_grid((limit / step).floor() * step), to_grid((limit / step).ceil() * step));
    let below = if floor < limit { floor } else { to_grid(limit - step) };
    let above = if ceiling > limit { ceiling } else { to_grid(limit + step) };
    let (least, most) = crate::eval::range(fact);
    let mut values = vec![below, limit, above];
    values.retain(|value| (least..=most).contains(value) && (!whole || value.fract() == 0.0));
    values
}

/// Digits behind the point that a limit may have and still be stepped from as it is.
const DIGITS: i32 = 4;

/// A small step for a number of this size, as a clinician would read it: 0.1 for 3, 1 for 18 and for 500, 0.01 for 0.5. One
/// that is never written in full, such as 90 days in weeks, is stepped around in the same way.
pub(crate) fn step(size: f64) -> f64 {
    if size == 0.0 || !size.is_finite() {
        return 0.1;
    }
    let coarse = (1 - size.abs().log10().floor() as i32).clamp(0, 9);
    let written = |decimals: &i32| to_grid(size * 10f64.powi(*decimals)).fract() == 0.0;
    let decimals = (coarse..=coarse.max(DIGITS)).find(written).unwrap_or(coarse);
    to_grid(10f64.powi(-decimals))
}
