//! What no patient can come to, and why.

use std::collections::HashSet;

use super::takes::{Takes, takes};
use super::{Look, Side, Why};
use crate::answer::Engine;
use crate::eval::{Could, Inputs, Number, Table, run};
use crate::program::{Compared, Judged, Op, Reading, StepId};
use crate::syntax::tree::{ListKind, Order};

/// What no patient can come to.
pub(super) struct Proof<'e> {
    engine: &'e Engine,
    /// One row, for every patient there could be.
    anyone: Table,
    /// For each step, whether it has a single value in every record.
    decided: Vec<bool>,
    /// For each step, whether it reads nothing of the record.
    constant: Vec<bool>,
    /// For each number, which it can be.
    takes: Vec<Takes>,
    /// Steps that are never surely yes (or no): the record would be refused.
    refused: HashSet<(StepId, bool)>,
}

impl<'e> Proof<'e> {
    pub fn new(engine: &'e Engine) -> Proof<'e> {
        let mut anyone = Table::default();
        run(&engine.program, &engine.rulebase.schema, &Inputs::anyone(&engine.rulebase.schema), &mut anyone);
        Proof {
            engine,
            anyone,
            decided: super::known::decided(engine),
            constant: constant(engine),
            takes: takes(engine),
            refused: refused(engine),
        }
    }

    /// Why a side cannot be shown, if it cannot: of a line in a `for each`, for none of the labels.
    pub fn cannot(&self, look: &Look, side: Side) -> Option<Why> {
        let reasons: Vec<Option<Why>> = match look {
            Look::Truth(judged) => judged.iter().map(|one| self.not_judged(one, side)).collect(),
            Look::Compared(compared) => compared.iter().map(|one| self.not_compared(one, side)).collect(),
            Look::Label(labels) => labels.iter().map(|one| self.not_label(*one)).collect(),
            Look::Line(lines) => lines.iter().map(|(own, earlier)| self.not_line(*own, earlier)).collect(),
            Look::Alone(own, _) if own.is_empty() => return Some(Why::Unadvised),
            Look::Alone(own, _) => own.iter().map(|step| self.unless(self.could(*step).yes)).collect(),
            Look::Rule(rules) => rules.iter().map(|step| self.not_status(*step, side)).collect(),
        };
        let reasons: Vec<Why> = reasons.into_iter().collect::<Option<_>>()?;
        let Some(first) = reasons.first() else { return Some(Why::Everyone) };
        Some(if reasons.iter().all(|why| why == first) { *first } else { Why::Everyone })
    }

    fn could(&self, step: StepId) -> Could {
        self.anyone.truth(step).could(0)
    }

    fn unless(&self, possible: bool) -> Option<Why> {
        (!possible).then_some(Why::Everyone)
    }

    /// A condition on elements is bounded by an element of which nothing is known.
    fn not_judged(&self, judged: &Judged, side: Side) -> Option<Why> {
        let (given, unseen) = (judged.given, judged.unseen.map(|unseen| unseen.reading));
        let bound = unseen.unwrap_or(given);
        let could = self.could(bound.step);
        let wanted = match side {
            Side::Yes => Some(!bound.opposite),
            Side::No => Some(bound.opposite),
            _ => None,
        };
        let can_be = match wanted {
            Some(true) => could.yes,
            Some(false) => could.no,
            None => could.yes && could.no,
        };
        if !can_be {
            return Some(self.why_not(bound.step));
        }
        let decided = |reading: Reading| self.decided[reading.step.0];
        match wanted {
            None if decided(given) && unseen.is_none_or(decided) => Some(Why::Known),
            Some(yes) if self.refused.contains(&(given.step, yes)) => Some(Why::Impossible),
            _ => None,
        }
    }

    /// Why the answer of a step is the same for everybody.
    fn why_not(&self, step: StepId) -> Why {
        let fixed = |step: &StepId| self.constant[step.0];
        match self.op(step) {
            _ if fixed(&step) => Why::Constant,
            Op::Order(_, a, b) | Op::Equal(a, b)
                if (self.is_input(*a) && fixed(b)) || (fixed(a) && self.is_input(*b)) =>
            {
                Why::Range
            }
            Op::Among(value, _) if self.is_input(*value) => Why::Range,
            _ => Why::Everyone,
        }
    }

    fn op(&self, step: StepId) -> &Op {
        &self.engine.program.steps[step.0].op
    }

    /// A fact or a field, perhaps in another unit.
    fn is_input(&self, step: StepId) -> bool {
        match self.op(step) {
            Op::Convert { value, .. } => self.is_input(*value),
            op => matches!(op, Op::Fact(_) | Op::UnseenField { .. }),
        }
    }

    fn not_compared(&self, compared: &Compared, side: Side) -> Option<Why> {
        let (value, limit) = compared.unseen.unwrap_or((compared.value, compared.limit));
        let end = |step: StepId| {
            let number: &Number = self.anyone.number(step);
            (number.low[0], number.high[0])
        };
        let ((low, high), (from, to)) = (end(value), end(limit));
        let can_be = low <= high
            && from <= to
            && match side {
                Side::Below => low < to,
                Side::Above => high > from,
                _ => low <= to && from <= high,
            };
        if !can_be {
            let direct = self.is_input(value) && self.constant[limit.0];
            return Some(if direct { Why::Range } else { Why::Everyone });
        }
        let steps = || from == to && !self.takes[value.0].has(side, from);
        match self.is_refused(compared, side) {
            true => Some(Why::Impossible),
            false => steps().then_some(Why::Steps),
        }
    }

    /// Some comparison of the two is never yes (or no), and on this side it would be.
    fn is_refused(&self, compared: &Compared, side: Side) -> bool {
        self.refused.iter().any(|(step, yes)| {
            let on = |order: Order, side: Side| match order {
                Order::Less => side == Side::Below,
                Order::AtMost => side != Side::Above,
                Order::More => side == Side::Above,
                Order::AtLeast => side != Side::Below,
            };
            let turned = match side {
                Side::Below => Side::Above,
                Side::Above => Side::Below,
                other => other,
            };
            match self.op(*step) {
                Op::Order(order, a, b) if (*a, *b) == (compared.value, compared.limit) => on(*order, side) == *yes,
                Op::Order(order, a, b) if (*b, *a) == (compared.value, compared.limit) => on(*order, turned) == *yes,
                Op::Equal(a, b) if (*a, *b) == (compared.value, compared.limit) => (side == Side::At) == *yes,
                _ => false,
            }
        })
    }

    fn not_label(&self, (step, label): (StepId, usize)) -> Option<Why> {
        let possible = self.anyone.labels(step).could(0).contains(&label);
        let reached = match self.op(step) {
            Op::Bands(points, edges) => {
                edges.iter().filter(|edges| edges.label == label).any(|edges| self.takes[points.0].meets(edges))
            }
            _ => true,
        };
        match possible {
            false => Some(Why::Everyone),
            true => (!reached).then_some(Why::Steps),
        }
    }

    fn not_line(&self, own: Option<StepId>, earlier: &[StepId]) -> Option<Why> {
        let holds = own.is_none_or(|own| self.could(own).yes);
        self.unless(holds && earlier.iter().all(|step| self.could(*step).no))
    }

    fn not_status(&self, step: StepId, side: Side) -> Option<Why> {
        let could = self.could(step);
        let (yes, no) = (could.yes, could.no || could.na);
        match side {
            Side::Applies => self.unless(yes),
            Side::DoesNotApply => self.unless(no),
            _ if self.decided[step.0] => Some(Why::Known),
            _ => self.unless(yes && no),
        }
    }
}

/// The steps that are computed from constants alone.
fn constant(engine: &Engine) -> Vec<bool> {
    let steps = &engine.program.steps;
    let mut constant = vec![false; steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let operands = step.op.operands();
        let plain = matches!(step.op, Op::ConstantTruth(_) | Op::ConstantLabel(_) | Op::ConstantNumber(_));
        let computed = !operands.is_empty() && !matches!(step.op, Op::StaysOpen { .. } | Op::UnseenField { .. });
        constant[at] = plain || (computed && operands.iter().all(|operand| constant[operand.0]));
    }
    constant
}

/// The steps whose being surely yes (or no) makes a record impossible.
fn refused(engine: &Engine) -> HashSet<(StepId, bool)> {
    let mut refused = HashSet::new();
    for note in &engine.program.impossible {
        let mut stack = vec![(engine.program.notes[note.0].step, true)];
        while let Some((step, yes)) = stack.pop() {
            refused.insert((step, yes));
            match (&engine.program.steps[step.0].op, yes) {
                (Op::Not(inner), _) => stack.push((*inner, !yes)),
                (Op::Holds(inner), true) => stack.push((*inner, true)),
                (Op::Exists { members, .. }, true) => stack.push((*members, true)),
                (Op::Of(ListKind::All, items), true) => {
                    // of the elements of a whole list, one condition is left
                    let open = |item: &&StepId| engine.program.steps[item.0].op != Op::ConstantTruth(true);
                    let mut left = items.iter().filter(open);
                    if let (Some(only), None) = (left.next(), left.next()) {
                        stack.push((*only, true));
                    }
                }
                (Op::Of(ListKind::Any, items), true) => stack.extend(items.iter().map(|item| (*item, true))),
                (Op::Of(ListKind::All, items), false) => stack.extend(items.iter().map(|item| (*item, false))),
                (Op::Of(ListKind::None, items), false) => stack.extend(items.iter().map(|item| (*item, true))),
                _ => {}
            }
        }
    }
    refused
}
