//! What is decided in every record, because it asks only what is known.

use std::collections::BTreeSet;

use crate::answer::Engine;
use crate::program::{Op, StepId};
use crate::rulebase::{FactId, Type};
use crate::syntax::tree::ListKind;

/// For each conclusion, whether it is decided in every record, as it asks only what is known.
pub fn never_open(engine: &Engine) -> Vec<bool> {
    let needs = needs(engine);
    let lowered = engine.program.conclusions.iter();
    lowered
        .map(|lowered| {
            let mut steps = [lowered.value, lowered.band].into_iter().flatten().peekable();
            steps.peek().is_some() && steps.all(|step| needs[step.0].as_ref().is_some_and(BTreeSet::is_empty))
        })
        .collect()
}

/// For each step, whether it has a single value in every record.
pub(super) fn decided(engine: &Engine) -> Vec<bool> {
    needs(engine).iter().map(|need| need.as_ref().is_some_and(BTreeSet::is_empty)).collect()
}

/// For each step, the facts that a record must give for the step to be decided; `None` where no such facts are known.
///
/// A condition that asks only what is known needs none; nor does one that reads a fact only where it is known:
/// `X is known and X`.
fn needs(engine: &Engine) -> Vec<Option<BTreeSet<FactId>>> {
    let mut needs: Vec<Option<BTreeSet<FactId>>> = Vec::new();
    for step in &engine.program.steps {
        let need = match &step.op {
            Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_) | Op::AsOf => Some(BTreeSet::new()),
            Op::KnownFact(_) | Op::KnownField(_) => Some(BTreeSet::new()),
            // a number, a date or a list that is known may be so in part
            Op::Fact(id) => matches!(engine.rulebase.schema.fact(*id).ty, Type::YesNo | Type::Choice(_))
                .then(|| BTreeSet::from([*id])),
            Op::StaysOpen { .. } | Op::UnseenField { .. } => None,
            Op::Of(kind @ (ListKind::All | ListKind::Any), items) => {
                let mut known = BTreeSet::new();
                items.iter().for_each(|item| asked(engine, *item, *kind == ListKind::All, &mut known));
                together(items.iter().map(|item| needs[item.0].as_ref()))
                    .map(|need| need.difference(&known).copied().collect())
            }
            Op::First(lines) => {
                let each = lines.iter().map(|(when, value)| {
                    let mut known = BTreeSet::new();
                    when.iter().for_each(|when| asked(engine, *when, true, &mut known));
                    let value: BTreeSet<FactId> = needs[value.0].as_ref()?.difference(&known).copied().collect();
                    together([Some(&value)].into_iter().chain(when.iter().map(|when| needs[when.0].as_ref())))
                });
                let each: Vec<Option<BTreeSet<FactId>>> = each.collect();
                together(each.iter().map(Option::as_ref))
            }
            op => {
                let operands = op.operands();
                let none = operands.is_empty();
                together(operands.iter().map(|operand| needs[operand.0].as_ref())).filter(|_| !none)
            }
        };
        needs.push(need);
    }
    needs
}

/// What all of them need.
fn together<'n>(needs: impl Iterator<Item = Option<&'n BTreeSet<FactId>>>) -> Option<BTreeSet<FactId>> {
    let mut all = BTreeSet::new();
    for need in needs {
        all.extend(need?.iter().copied());
    }
    Some(all)
}

/// The facts that a record surely gives where this condition holds (or, with `holds` false, where it does not).
fn asked(engine: &Engine, condition: StepId, holds: bool, facts: &mut BTreeSet<FactId>) {
    match (&engine.program.steps[condition.0].op, holds) {
        (Op::KnownFact(id), true) => {
            facts.insert(*id);
        }
        (Op::Not(inner), _) => asked(engine, *inner, !holds, facts),
        (Op::Of(ListKind::All, items), true) | (Op::Of(ListKind::Any, items), false) => {
            items.iter().for_each(|item| asked(engine, *item, holds, facts));
        }
        _ => {}
    }
}
