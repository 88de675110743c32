//! Numbers: formulas, sums of points, and what lists come to.

use std::rc::Rc;

use super::{CASES, Encoder, FEW, Truth};
use crate::algebra::{Kinds, given};
use crate::program::{Op, StepId};
use crate::solve::atoms::Place;
use crate::solve::logic::Lit;
use crate::solve::number::{Chain, Combined, Leaf, Num, combine};
use crate::syntax::tree::Order;

impl Encoder<'_> {
    pub(super) fn make_number(&mut self, step: StepId, slot: usize) -> Num {
        let program = self.program;
        match &program.steps[step.0].op {
            Op::ConstantNumber(number) => self.only(Leaf::Constant(*number)),
            Op::AsOf => self.only(Leaf::Constant(self.as_of)),
            Op::Fact(_) | Op::Field(_) => match self.place(step, slot).map(|place| self.variable(place)) {
                Some(id) => {
                    let never = self.atoms.variables[id.0].never.unwrap_or(self.logic.no());
                    Num { cases: vec![(!never, Leaf::Of(Chain::of(id)))], never, ..self.only(Leaf::Constant(0.0)) }
                }
                None => self.only(Leaf::Constant(f64::NAN)),
            },
            Op::Since(_, date, now) => {
                let (date, now) = (self.number_at(*date, slot), self.number_at(*now, slot));
                let date = self.happened(&date, &now);
                self.formula(&program.steps[step.0].op, &[Rc::new(date), now])
            }
            op @ (Op::Arithmetic(..) | Op::Negative(_) | Op::Convert { .. } | Op::Call(..)) => {
                let operands: Vec<Rc<Num>> =
                    op.operands().into_iter().map(|operand| self.number_at(operand, slot)).collect();
                self.formula(op, &operands)
            }
            Op::Weights(items, scale) => {
                let items: Vec<(Option<Truth>, Rc<Num>)> = items
                    .iter()
                    .map(|(item, weight)| {
                        let points = self.only(Leaf::Constant(*weight as f64 / scale));
                        (Some(self.truth_at(*item, slot)), Rc::new(points))
                    })
                    .collect();
                self.sum(&items)
            }
            Op::Sum(items) => {
                let items: Vec<(Option<Truth>, Rc<Num>)> = items
                    .iter()
                    .map(|(when, points)| (when.map(|when| self.truth_at(when, slot)), self.number_at(*points, slot)))
                    .collect();
                self.sum(&items)
            }
            Op::CountMembers { members, .. } => {
                let one = Rc::new(self.only(Leaf::Constant(1.0)));
                let items: Vec<(Option<Truth>, Rc<Num>)> =
                    self.members(*members).into_iter().map(|member| (Some(member), Rc::clone(&one))).collect();
                self.sum(&items)
            }
            Op::Total { members, values, .. } => {
                let items: Vec<(Option<Truth>, Rc<Num>)> = self
                    .members(*members)
                    .into_iter()
                    .enumerate()
                    .map(|(at, member)| {
                        let values = self.number_at(*values, at + 1);
                        // a value that does not exist adds nothing
                        let there = self.logic.and(&[member.yes, !values.never]);
                        let values = Num { never: self.logic.no(), ..(*values).clone() };
                        (Some(self.otherwise_no(there, (member.na, member.failed))), Rc::new(values))
                    })
                    .collect();
                self.sum(&items)
            }
            Op::Extreme { largest, members, values, .. } => self.extreme(*largest, *members, *values),
            _ => self.only(Leaf::Constant(f64::NAN)),
        }
    }

    /// A date, as far as it has come by now.
    fn happened(&mut self, date: &Num, now: &Num) -> Num {
        let past = self.compare(Order::AtMost, date, now).yes;
        let to_come = self.logic.and(&[!past, !date.never, !date.na, !date.failed]);
        let until = |chain: &Chain| chain.clone().up_to(self.as_of);
        let narrowed = |leaf: &Leaf| match leaf {
            Leaf::Of(chain) if chain.is_plain() => Some(Leaf::Of(until(chain))),
            Leaf::Best { largest, members } if members.iter().all(|(_, chain)| chain.is_plain()) => {
                let members = members.iter().map(|(member, chain)| (*member, until(chain))).collect();
                Some(Leaf::Best { largest: *largest, members })
            }
            Leaf::Constant(day) => Some(Leaf::Constant(*day)),
            Leaf::Of(_) | Leaf::Best { .. } => None,
        };
        let cases: Vec<(Lit, Option<Leaf>)> = date.cases.iter().map(|(guard, leaf)| (*guard, narrowed(leaf))).collect();
        let cases: Vec<(Lit, Leaf)> =
            cases.into_iter().map(|(guard, leaf)| (guard, leaf.unwrap_or_else(|| self.computed()))).collect();
        let cases = cases.into_iter().map(|(guard, leaf)| (self.logic.and(&[guard, past]), leaf)).collect();
        Num { cases, never: self.logic.or(&[date.never, to_come]), na: date.na, failed: date.failed }
    }

    /// Equal leaves are one case; what cannot be is none.
    pub(super) fn merged(&mut self, cases: Vec<(Lit, Leaf)>) -> Vec<(Lit, Leaf)> {
        let mut distinct: Vec<(Leaf, Vec<Lit>)> = Vec::new();
        for (guard, leaf) in cases.into_iter().filter(|(guard, _)| *guard != self.logic.no()) {
            match distinct.iter_mut().find(|(known, _)| *known == leaf) {
                Some((_, guards)) => guards.push(guard),
                None => distinct.push((leaf, vec![guard])),
            }
        }
        distinct.into_iter().map(|(leaf, any)| (self.logic.or(&any), leaf)).collect()
    }

    /// A formula on each combination of its operands' cases.
    fn formula(&mut self, op: &Op, operands: &[Rc<Num>]) -> Num {
        let kinds: Vec<Kinds<Lit>> = operands.iter().map(|operand| operand.kinds(&mut self.logic)).collect();
        let Kinds { value: there, never, na, failed } = Kinds::of_all(&mut self.logic, kinds.iter().copied());
        let mut combinations: Vec<(Vec<Lit>, Vec<&Leaf>)> = vec![(vec![there], Vec::new())];
        let all: usize = operands.iter().map(|operand| operand.cases.len()).product();
        if all > CASES {
            return self.unknown(there, (never, na, failed));
        }
        for operand in operands {
            let longer = combinations.iter().flat_map(|(guards, leaves)| {
                operand.cases.iter().map(move |(guard, leaf)| {
                    let guards = guards.iter().copied().chain([*guard]).collect();
                    (guards, leaves.iter().copied().chain([leaf]).collect())
                })
            });
            combinations = longer.collect();
        }
        let (mut cases, mut failures) = (Vec::new(), vec![failed]);
        for (guards, leaves) in combinations {
            let guard = self.logic.and(&guards);
            if guard == self.logic.no() {
                continue;
            }
            match combine(op, &leaves, |id| self.atoms.line(id)) {
                Combined::Leaf(leaf) => cases.push((guard, leaf)),
                Combined::Open => {
                    let leaf = self.computed();
                    cases.push((guard, leaf));
                }
                Combined::Failed => failures.push(guard),
                Combined::MayFail => {
                    let (fails, leaf) = (self.left_open(), self.computed());
                    failures.push(self.logic.and(&[guard, fails]));
                    cases.push((self.logic.and(&[guard, !fails]), leaf));
                }
            }
        }
        let failed = self.logic.or(&failures);
        Num { cases: self.merged(cases), never, na, failed }
    }

    /// Something that is left to the engine.
    pub(super) fn left_open(&mut self) -> Lit {
        self.free.insert(self.making.0);
        self.logic.variable()
    }

    /// The number that this step comes to, as a variable of its own: what it is computed from is left to the engine.
    fn computed(&mut self) -> Leaf {
        self.free.insert(self.making.0);
        let (step, slot) = self.making;
        Leaf::Of(Chain::of(self.variable(Place::Computed(step, slot))))
    }

    /// Whether the formulas of some steps say all that the engine says.
    pub fn is_exact(&self, steps: &[usize]) -> bool {
        self.free.iter().all(|step| steps.binary_search(&step.0).is_err())
    }

    /// A number of which nothing is said but whether there is one.
    fn unknown(&mut self, there: Lit, (never, na, failed): (Lit, Lit, Lit)) -> Num {
        let fails = self.left_open();
        let fails = self.logic.and(&[there, fails]);
        let value = self.logic.and(&[there, !fails]);
        Num { cases: vec![(value, self.computed())], never, na, failed: self.logic.or(&[failed, fails]) }
    }

    /// Points, each where its condition holds.
    fn sum(&mut self, items: &[(Option<Truth>, Rc<Num>)]) -> Num {
        let mut kinds = Vec::with_capacity(items.len());
        for (when, points) in items {
            let points = points.kinds(&mut self.logic);
            kinds.push(when.map_or(points, |when| given(&mut self.logic, when, points)));
        }
        let Kinds { value: there, never, na, failed } = Kinds::of_all(&mut self.logic, kinds.iter().copied());
        // constants first: there are fewer sums of them than ways to add them to something else
        let mut items: Vec<&(Option<Truth>, Rc<Num>)> = items.iter().collect();
        items.sort_by_key(|(_, points)| points.constants().is_empty());
        // what is added up so far, each sum once
        let mut sums: Vec<(Lit, Leaf)> = vec![(there, Leaf::Constant(0.0))];
        let add = Op::Arithmetic(crate::syntax::tree::Arithmetic::Add, StepId(0), StepId(0));
        for (when, points) in items {
            let counts = when.map_or(self.logic.yes(), |when| when.yes);
            let points = self.told_apart(points);
            if sums.len() * (points.cases.len() + 1) > CASES * 4 {
                return self.unknown(there, (never, na, failed));
            }
            let mut next = Vec::new();
            for (guard, so_far) in &sums {
                next.push((self.logic.and(&[*guard, !counts]), so_far.clone()));
                for (here, leaf) in &points.cases {
                    let guard = self.logic.and(&[*guard, counts, *here]);
                    if guard == self.logic.no() {
                        continue;
                    }
                    let added = match combine(&add, &[so_far, leaf], |id| self.atoms.line(id)) {
                        Combined::Leaf(leaf) => leaf,
                        Combined::Open | Combined::Failed | Combined::MayFail => self.computed(),
                    };
                    next.push((guard, added));
                }
            }
            sums = self.merged(next);
        }
        Num { cases: sums, never, na, failed }
    }

    /// A number with each of a few whole numbers as a case of its own.
    fn told_apart(&mut self, number: &Num) -> Num {
        let mut cases = Vec::new();
        for (guard, leaf) in &number.cases {
            let line = match leaf {
                Leaf::Of(chain) => {
                    self.atoms.line(chain.variable).filter(|line| line.whole && line.high - line.low <= FEW)
                }
                _ => None,
            };
            let (Leaf::Of(chain), Some(line)) = (leaf, line) else {
                cases.push((*guard, leaf.clone()));
                continue;
            };
            let whole: Vec<i64> = (line.low as i64..=line.high as i64).collect();
            for number in whole.into_iter().map(|number| number as f64) {
                let from = self.atoms.at_least(chain.variable, number, &mut self.logic);
                let beyond = self.atoms.at_least(chain.variable, number + 1.0, &mut self.logic);
                let Some(value) = chain.at(number) else { continue };
                cases.push((self.logic.and(&[*guard, from, !beyond]), Leaf::Constant(value)));
            }
        }
        Num { cases: self.merged(cases), ..number.clone() }
    }

    fn extreme(&mut self, largest: bool, members: StepId, values: StepId) -> Num {
        let members = self.members(members);
        let kinds: Vec<Kinds<Lit>> = members.iter().map(|member| member.kinds(&mut self.logic)).collect();
        let Kinds { value, na, failed, .. } = Kinds::of_all(&mut self.logic, kinds.iter().copied());
        let mut best = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let values = self.number_at(values, at + 1);
            match values.cases.as_slice() {
                [(there, Leaf::Of(chain))] => best.push((self.logic.and(&[member.yes, *there]), chain.clone())),
                _ => {
                    let leaf = self.computed();
                    return self.only(leaf);
                }
            }
        }
        let some: Vec<Lit> = best.iter().map(|(member, _)| *member).collect();
        let some = self.logic.or(&some);
        let there = self.logic.and(&[some, value]);
        let never = self.logic.and(&[!some, value]);
        Num { cases: vec![(there, Leaf::Best { largest, members: best })], never, na, failed }
    }
}
