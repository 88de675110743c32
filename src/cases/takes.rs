//! Which numbers a value can take: any, whole ones, or a few.

use crate::answer::Engine;
use crate::program::{Domain, Op, StepId};
use crate::rulebase::{Fact, Type};

/// More values than this are not told apart.
const MOST: usize = 4096;

/// Which numbers a value can be; more than it really can, never fewer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Takes {
    Any,
    Whole,
    /// In order.
    Only(Vec<f64>),
}

impl Takes {
    fn of(mut values: Vec<f64>) -> Takes {
        values.sort_by(f64::total_cmp);
        values.dedup();
        if values.len() > MOST { Takes::Any } else { Takes::Only(values) }
    }

    fn or(&self, other: &Takes) -> Takes {
        match (self, other) {
            (Takes::Only(a), Takes::Only(b)) => Takes::of(a.iter().chain(b).copied().collect()),
            (a, b) if a.is_whole() && b.is_whole() => Takes::Whole,
            _ => Takes::Any,
        }
    }

    /// Each of these added to each of those.
    fn plus(&self, other: &Takes) -> Takes {
        match (self, other) {
            (Takes::Only(a), Takes::Only(b)) if a.len() * b.len() <= 16 * MOST => {
                Takes::of(a.iter().flat_map(|a| b.iter().map(move |b| crate::grid::to_grid(a + b))).collect())
            }
            (a, b) if a.is_whole() && b.is_whole() => Takes::Whole,
            _ => Takes::Any,
        }
    }

    fn is_whole(&self) -> bool {
        match self {
            Takes::Any => false,
            Takes::Whole => true,
            Takes::Only(values) => values.iter().all(|value| value.fract() == 0.0),
        }
    }
}

/// For each step what it can be; of what is no number, any.
pub(super) fn takes(engine: &Engine) -> Vec<Takes> {
    let mut all: Vec<Takes> = Vec::new();
    for (at, step) in engine.program.steps.iter().enumerate() {
        let of = |step: &StepId| all[step.0].clone();
        let nothing = || Takes::Only(vec![0.0]);
        let own = match &step.op {
            Op::ConstantNumber(number) => Takes::Only(vec![*number]),
            Op::Fact(id) => of_fact(engine.rulebase.schema.fact(*id)),
            Op::Field(field) => match engine.program.steps[at].domain {
                Domain::Element(list) => of_field(engine, list, *field),
                Domain::Patient => Takes::Any,
            },
            Op::UnseenField { list, field, .. } => of_field(engine, *list, *field),
            Op::CountMembers { .. } | Op::Since(..) | Op::AsOf => Takes::Whole,
            Op::Extreme { values, .. } | Op::Spread(values) | Op::Gate { value: values, .. } => of(values),
            Op::Negative(value) => match of(value) {
                Takes::Only(values) => Takes::of(values.into_iter().map(|value| 0.0 - value).collect()),
                other => other,
            },
            Op::Weights(items, scale) => items.iter().fold(nothing(), |sum, (_, weight)| {
                sum.plus(&nothing().or(&Takes::Only(vec![*weight as f64 / scale])))
            }),
            Op::Sum(items) => items.iter().fold(nothing(), |sum, (when, points)| match when {
                Some(_) => sum.plus(&nothing().or(&of(points))),
                None => sum.plus(&of(points)),
            }),
            Op::First(lines) => lines.iter().map(|(_, value)| of(value)).reduce(|a, b| a.or(&b)).unwrap_or(Takes::Any),
            _ => Takes::Any,
        };
        all.push(own);
    }
    all
}

fn of_fact(fact: &Fact) -> Takes {
    match fact.ty {
        Type::Number { whole: true, .. } | Type::Date => Takes::Whole,
        _ => Takes::Any,
    }
}

fn of_field(engine: &Engine, list: usize, field: usize) -> Takes {
    match engine.rulebase.schema.fact(engine.program.lists[list]).ty {
        Type::List(finding) => of_fact(&engine.rulebase.schema.finding(finding).fields[field]),
        _ => Takes::Any,
    }
}
