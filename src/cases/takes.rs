//! Which numbers a value can take: any, whole ones, or a few.

use crate::answer::Engine;
use crate::grid::sums;
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

    /// The sum of one of each.
    fn sum(each: &[Takes]) -> Takes {
        let values = |one: &Takes| match one {
            Takes::Only(values) => Some(values.clone()),
            Takes::Any | Takes::Whole => None,
        };
        let choices: Option<Vec<Vec<f64>>> = each.iter().map(values).collect();
        match choices.and_then(sums) {
            Some(sums) => Takes::Only(sums),
            None if each.iter().all(Takes::is_whole) => Takes::Whole,
            None => Takes::Any,
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
            Op::Weights(items, scale) => {
                let weights = items.iter().map(|(_, weight)| Takes::Only(vec![0.0, *weight as f64 / scale]));
                Takes::sum(&weights.collect::<Vec<Takes>>())
            }
            Op::Sum(items) => {
                let points = items.iter().map(|(when, points)| match when {
                    Some(_) => Takes::Only(vec![0.0]).or(&of(points)),
                    None => of(points),
                });
                Takes::sum(&points.collect::<Vec<Takes>>())
            }
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
