//! Comparing: numbers with numbers, and the answers of two versions with one another.

use std::rc::Rc;

use super::{Cell, Encoder, STRETCHES, Truth};
use crate::algebra::Kinds;
use crate::program::StepId;
use crate::solve::logic::{Lit, Logic};
use crate::solve::number::{Chain, Leaf, Num, Turn};
use crate::syntax::tree::Order;

impl Encoder<'_> {
    /// What does not exist compares as no.
    pub(super) fn compare(&mut self, order: Order, a: &Num, b: &Num) -> Truth {
        let kinds = [a.kinds(&mut self.logic), b.kinds(&mut self.logic)];
        let Kinds { na, failed, .. } = Kinds::of_all(&mut self.logic, kinds);
        let mut yes = Vec::new();
        for (here, left) in &a.cases {
            for (there, right) in &b.cases {
                let guard = self.logic.and(&[*here, *there, !na, !failed]);
                if guard == self.logic.no() {
                    continue;
                }
                let holds = match self.compare_leaves(order, left, right) {
                    Some(holds) => holds,
                    None => {
                        let holds = self.related(order, left, right);
                        self.bounded(order, left, right, (guard, holds));
                        holds
                    }
                };
                yes.push(self.logic.and(&[guard, holds]));
            }
        }
        let yes = self.logic.or(&yes);
        self.otherwise_no(yes, (na, failed))
    }

    fn compare_leaves(&mut self, order: Order, left: &Leaf, right: &Leaf) -> Option<Lit> {
        match (left, right) {
            (Leaf::Constant(a), Leaf::Constant(b)) => {
                let holds = match order {
                    Order::Less => a < b,
                    Order::AtMost => a <= b,
                    Order::More => a > b,
                    Order::AtLeast => a >= b,
                };
                Some(self.logic.constant(holds))
            }
            // the same of the same variable
            (Leaf::Of(one), Leaf::Of(other)) if one == other => {
                Some(self.logic.constant(matches!(order, Order::AtMost | Order::AtLeast)))
            }
            (Leaf::Of(chain), Leaf::Constant(edge)) => self.cut(chain, order, *edge),
            (Leaf::Best { largest, members }, Leaf::Constant(edge)) => {
                // the largest is at least so much if one is; the smallest if all are
                let some = *largest == matches!(order, Order::AtLeast | Order::More);
                let mut all = Vec::new();
                for (member, chain) in members {
                    let holds = self.cut(chain, order, *edge)?;
                    let here = if some { [*member, holds] } else { [*member, !holds] };
                    all.push(self.logic.and(&here));
                }
                let any = self.logic.or(&all);
                Some(if some { any } else { !any })
            }
            (Leaf::Constant(_), Leaf::Of(_) | Leaf::Best { .. }) => {
                let turned = match order {
                    Order::Less => Order::More,
                    Order::AtMost => Order::AtLeast,
                    Order::More => Order::Less,
                    Order::AtLeast => Order::AtMost,
                };
                self.compare_leaves(turned, right, left)
            }
            _ => None,
        }
    }

    /// A comparison that is left to the engine: wherever the same two are compared, the same comes of it.
    fn related(&mut self, order: Order, left: &Leaf, right: &Leaf) -> Lit {
        self.free.insert(self.making.0);
        let (one, other, not) = match order {
            Order::AtLeast => (left, right, false),
            Order::Less => (left, right, true),
            Order::AtMost => (right, left, false),
            Order::More => (right, left, true),
        };
        let known = |a: &Leaf, b: &Leaf| self.related.iter().find(|(x, y, _)| x == a && y == b).map(|known| known.2);
        let (there, back) = (known(one, other), known(other, one));
        let holds = there.unwrap_or_else(|| {
            let holds = self.logic.variable();
            if let Some(back) = back {
                self.logic.require(&[holds, back]);
            }
            self.related.push((one.clone(), other.clone(), holds));
            holds
        });
        if not { !holds } else { holds }
    }

    /// What is sure of a comparison of two variables that is left to the engine: along stretches of the one, how the
    /// other compares with the ends of the stretch.
    fn bounded(&mut self, order: Order, left: &Leaf, right: &Leaf, (guard, holds): (Lit, Lit)) {
        let (one, other, order) = match (left, right) {
            (Leaf::Of(one), Leaf::Of(other)) => (one, other, order),
            _ => return,
        };
        let ends = match self.atoms.line(other.variable) {
            Some(line) => other.stretches(line, STRETCHES),
            None => return,
        };
        for ((from, to), (low, high)) in ends {
            // within the stretch the other lies between `low` and `high`
            let from = self.atoms.at_least(other.variable, from, &mut self.logic);
            let beyond = self.atoms.at_least(other.variable, to, &mut self.logic);
            let (sure, can) = match order {
                Order::AtLeast | Order::More => (high, low),
                Order::AtMost | Order::Less => (low, high),
            };
            if let (Some(sure), Some(can)) = (self.cut(one, order, sure), self.cut(one, order, can)) {
                self.logic.require(&[!guard, !from, beyond, !sure, holds]);
                self.logic.require(&[!guard, !from, beyond, can, !holds]);
            }
        }
    }

    fn cut(&mut self, chain: &Chain, order: Order, edge: f64) -> Option<Lit> {
        let turn = chain.turn(self.atoms.line(chain.variable)?, order, edge);
        Some(match turn {
            Turn::Always(holds) => self.logic.constant(holds),
            Turn::At(from, holds) => {
                let lit = self.atoms.at_least(chain.variable, from, &mut self.logic);
                if holds { lit } else { !lit }
            }
        })
    }

    /// A patient's number lies between two others, both included.
    pub fn between(&mut self, step: StepId, low: f64, high: f64) -> Lit {
        let Cell::Number(number) = self.cell(step) else { return self.logic.no() };
        let (low, high) = (self.only(Leaf::Constant(low)), self.only(Leaf::Constant(high)));
        let (above, below) =
            (self.compare(Order::AtLeast, &number, &low).yes, self.compare(Order::AtMost, &number, &high).yes);
        self.logic.and(&[above, below])
    }

    /// Two values of one shape come to different things.
    pub fn differ(&mut self, a: &Cell, b: &Cell, pairs: &[(usize, usize)]) -> Lit {
        let agree = |logic: &mut Logic, all: &[(Lit, Lit)]| {
            let all: Vec<Lit> = all.iter().map(|(a, b)| logic.same(*a, *b)).collect();
            logic.and(&all)
        };
        match (a, b) {
            (Cell::Truth(a), Cell::Truth(b)) => {
                !agree(&mut self.logic, &[(a.yes, b.yes), (a.na, b.na), (a.failed, b.failed)])
            }
            (Cell::Labels(a), Cell::Labels(b)) => {
                let kinds = agree(&mut self.logic, &[(a.na, b.na), (a.failed, b.failed)]);
                let same = pairs.iter().map(|(one, other)| self.logic.and(&[a.each[*one], b.each[*other]]));
                let same: Vec<Lit> = same.collect::<Vec<_>>().into_iter().chain([a.na, a.failed]).collect();
                let same = self.logic.or(&same);
                !self.logic.and(&[kinds, same])
            }
            (Cell::Number(a), Cell::Number(b)) if Rc::ptr_eq(a, b) => self.logic.no(),
            (Cell::Number(a), Cell::Number(b)) => {
                let kinds = agree(&mut self.logic, &[(a.never, b.never), (a.na, b.na), (a.failed, b.failed)]);
                let most = self.compare(Order::AtMost, a, b).yes;
                let least = self.compare(Order::AtLeast, a, b).yes;
                let absent = self.logic.or(&[a.never, a.na, a.failed]);
                let equal = self.logic.and(&[most, least]);
                let same = self.logic.or(&[absent, equal]);
                !self.logic.and(&[kinds, same])
            }
            _ => self.logic.yes(),
        }
    }
}
