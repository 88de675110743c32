//! Numbers as formulas: by cases, each a constant or a function of one variable that only rises or only falls.

use super::atoms::{Line, VariableId};
use super::logic::{Lit, Logic};
use crate::algebra::Kinds;
use crate::eval::{Number, formula};
use crate::program::{Op, StepId};
use crate::syntax::tree::{Arithmetic, Function, Order};

/// A number: the cases exclude one another, and one holds unless it does not exist, is not applicable or failed.
#[derive(Debug, Clone)]
pub(crate) struct Num {
    pub cases: Vec<(Lit, Leaf)>,
    pub never: Lit,
    pub na: Lit,
    pub failed: Lit,
}

impl Num {
    pub fn kinds(&self, logic: &mut Logic) -> Kinds<Lit> {
        let value = logic.and(&[!self.never, !self.na, !self.failed]);
        Kinds { value, never: self.never, na: self.na, failed: self.failed }
    }

    /// The numbers it can be, in order; none where it can be others as well.
    pub fn constants(&self) -> Vec<f64> {
        let constant = |leaf: &Leaf| match leaf {
            Leaf::Constant(number) => Some(*number),
            Leaf::Of(_) | Leaf::Best { .. } => None,
        };
        let all: Option<Vec<f64>> = self.cases.iter().map(|(_, leaf)| constant(leaf)).collect();
        let mut all = all.unwrap_or_default();
        all.sort_by(f64::total_cmp);
        all
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf {
    Constant(f64),
    Of(Chain),
    /// The largest (or smallest) of those that are members; some is.
    Best {
        largest: bool,
        members: Vec<(Lit, Chain)>,
    },
}

/// A variable, and what is done with it in turn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chain {
    pub variable: VariableId,
    links: Vec<Link>,
    /// It is only asked of numbers up to this.
    up_to: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Link {
    op: Op,
    /// `None`: what came before.
    operands: Vec<Option<f64>>,
}

/// What an operation gives for some leaves.
pub(crate) enum Combined {
    Leaf(Leaf),
    /// It is left to the engine.
    Open,
    /// It has no result.
    Failed,
    /// It may have none.
    MayFail,
}

impl Leaf {
    /// The least and the most that it comes to.
    fn range<'l>(&self, line: &impl Fn(VariableId) -> Option<&'l Line>) -> Option<(f64, f64)> {
        let of = |chain: &Chain| line(chain.variable).map(|line| chain.range(line).0);
        match self {
            Leaf::Constant(number) => Some((*number, *number)),
            Leaf::Of(chain) => of(chain),
            Leaf::Best { members, .. } => {
                let ranges = members.iter().map(|(_, chain)| of(chain));
                ranges.reduce(|one, other| one.zip(other).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)))).flatten()
            }
        }
    }
}

impl Chain {
    pub fn of(variable: VariableId) -> Chain {
        Chain { variable, links: Vec::new(), up_to: f64::INFINITY }
    }

    /// It is the variable itself.
    pub fn is_plain(&self) -> bool {
        self.links.is_empty()
    }

    /// The same, only asked of numbers of the variable up to this.
    pub fn up_to(mut self, most: f64) -> Chain {
        self.up_to = self.up_to.min(most);
        self
    }

    /// What it comes to for intervals of the variable.
    fn along(&self, intervals: &[(f64, f64)]) -> Number {
        self.links.iter().fold(column(intervals), |value, link| link.apply(&value))
    }

    /// For the whole line; and whether there may be no result.
    fn range(&self, line: &Line) -> ((f64, f64), bool) {
        let value = self.along(&[(line.low, line.high.min(self.up_to).max(line.low))]);
        ((value.low[0], value.high[0]), value.failed[0] & 1 == 1)
    }

    /// What it comes to for one number.
    pub fn at(&self, number: f64) -> Option<f64> {
        let value = self.along(&[(number, number)]);
        (!value.is_empty(0)).then(|| value.low[0])
    }

    /// Stretches of the line, each from its first number to the first behind it, with the least and most that the chain
    /// comes to on each.
    pub fn stretches(&self, line: &Line, count: usize) -> Vec<((f64, f64), (f64, f64))> {
        let most = line.high.min(self.up_to).max(line.low);
        let at = |part: usize| {
            let number = line.low + (most - line.low) * part as f64 / count as f64;
            if line.whole { number.round() } else { crate::grid::to_grid(number) }
        };
        let behind = |part: usize| if part == count { most.next_up() } else { at(part) };
        let ends = (0..count).map(|part| (at(part), behind(part + 1))).filter(|(from, to)| from < to);
        ends.map(|(from, to)| {
            let value = self.along(&[(from, to.min(most))]);
            ((from, to), (value.low[0], value.high[0]))
        })
        .filter(|(_, (low, high))| low <= high)
        .collect()
    }

    fn with(&self, link: Link) -> Chain {
        let mut chain = self.clone();
        chain.links.push(link);
        chain
    }

    /// Where a comparison with a constant turns: from this number on it is as it is at the end of the line.
    pub fn turn(&self, line: &Line, order: Order, constant: f64) -> Turn {
        let holds = |number: f64| match order {
            Order::Less => number < constant,
            Order::AtMost => number <= constant,
            Order::More => number > constant,
            Order::AtLeast => number >= constant,
        };
        if self.links.is_empty() {
            return match order {
                Order::AtLeast => Turn::At(constant, true),
                Order::More => Turn::At(constant.next_up(), true),
                Order::Less => Turn::At(constant, false),
                Order::AtMost => Turn::At(constant.next_up(), false),
            };
        }
        let at = |numbers: &[f64]| -> Vec<bool> {
            let intervals: Vec<(f64, f64)> = numbers.iter().map(|number| (*number, *number)).collect();
            self.along(&intervals).low.into_iter().map(holds).collect()
        };
        let most = line.high.min(self.up_to).max(line.low);
        let ends = at(&[line.low, most]);
        if ends[0] == ends[1] {
            return Turn::Always(ends[0]);
        }
        // the turn lies above `low`, at `high` or below it
        let (mut low, mut high) = (line.low, most);
        loop {
            let probes = between(low, high, line.whole);
            if probes.is_empty() {
                return Turn::At(high, ends[1]);
            }
            let turned = at(&probes).iter().position(|here| *here == ends[1]);
            match turned {
                Some(0) => high = probes[0],
                Some(first) => (low, high) = (probes[first - 1], probes[first]),
                None => low = probes[probes.len() - 1],
            }
        }
    }
}

/// Where a comparison turns.
pub(crate) enum Turn {
    /// From this number on it holds (or does not).
    At(f64, bool),
    Always(bool),
}

/// Numbers strictly between two, evenly spread among those that there are.
fn between(low: f64, high: f64, whole: bool) -> Vec<f64> {
    const PROBES: i64 = 62;
    let (from, to) = match whole {
        true => (low as i64, high as i64),
        false => (rank(low), rank(high)),
    };
    let gap = i128::from(to) - i128::from(from);
    let count = (gap - 1).clamp(0, i128::from(PROBES));
    let ranks = (1..=count).map(|at| (i128::from(from) + gap * at / (count + 1)) as i64);
    ranks.map(|at| if whole { at as f64 } else { at_rank(at) }).collect()
}

/// Doubles in order, as whole numbers.
fn rank(number: f64) -> i64 {
    let bits = (number + 0.0).to_bits() as i64;
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

fn at_rank(rank: i64) -> f64 {
    f64::from_bits(if rank < 0 { i64::MIN.wrapping_sub(rank) } else { rank } as u64)
}

impl Link {
    fn apply(&self, value: &Number) -> Number {
        let rows = value.low.len();
        let constants: Vec<Option<Number>> =
            self.operands.iter().map(|one| one.map(|constant| column(&vec![(constant, constant); rows]))).collect();
        let operands: Vec<&Number> = constants.iter().map(|one| one.as_ref().unwrap_or(value)).collect();
        let mut out = column(&[]);
        out.reset(rows, true);
        formula(&self.op, &operands, &mut out);
        out
    }
}

fn column(intervals: &[(f64, f64)]) -> Number {
    let mut number = Number::default();
    number.reset(intervals.len(), true);
    number.low = intervals.iter().map(|(low, _)| *low).collect();
    number.high = intervals.iter().map(|(_, high)| *high).collect();
    number
}

/// An operation on one leaf of each operand. `line`: that of a chain's variable.
pub(crate) fn combine<'l>(op: &Op, leaves: &[&Leaf], line: impl Fn(VariableId) -> Option<&'l Line>) -> Combined {
    let constant = |leaf: &&Leaf| match leaf {
        Leaf::Constant(number) => Some(*number),
        _ => None,
    };
    let operands: Vec<Option<f64>> = leaves.iter().map(constant).collect();
    let mut open = leaves.iter().enumerate().filter(|(at, _)| operands[*at].is_none());
    let (first, second) = (open.next(), open.next());
    let link = Link { op: op.with_operands(|_| StepId(0)), operands: operands.clone() };
    match (first, second) {
        (None, _) => match link_constant(&link) {
            Some(number) => Combined::Leaf(Leaf::Constant(number)),
            None => Combined::Failed,
        },
        (Some((at, Leaf::Of(chain))), None) => link_chain(&link, at, chain, &line).map_or(Combined::MayFail, |chain| {
            chain.map_or(Combined::Open, |(chain, _)| Combined::Leaf(Leaf::Of(chain)))
        }),
        (Some((at, Leaf::Best { largest, members })), None) => {
            let linked: Option<Vec<Option<(Chain, bool)>>> =
                members.iter().map(|(_, chain)| link_chain(&link, at, chain, &line)).collect();
            let Some(linked) = linked else { return Combined::MayFail };
            let Some(linked) = linked.into_iter().collect::<Option<Vec<(Chain, bool)>>>() else {
                return Combined::Open;
            };
            let rising = linked.iter().all(|(_, rising)| *rising);
            let members = members.iter().zip(linked).map(|((member, _), (chain, _))| (*member, chain)).collect();
            Combined::Leaf(Leaf::Best { largest: *largest == rising, members })
        }
        _ => match may_fail(op, leaves, &line) {
            true => Combined::MayFail,
            false => Combined::Open,
        },
    }
}

/// Whether an operation on several leaves may have no result, such as a division by what may be nothing.
fn may_fail<'l>(op: &Op, leaves: &[&Leaf], line: &impl Fn(VariableId) -> Option<&'l Line>) -> bool {
    let ranges: Option<Vec<Number>> =
        leaves.iter().map(|leaf| leaf.range(line).map(|range| column(&[range]))).collect();
    let Some(ranges) = ranges else { return true };
    let mut out = column(&[]);
    out.reset(1, true);
    formula(op, &ranges.iter().collect::<Vec<_>>(), &mut out);
    out.failed[0] & 1 == 1
}

fn link_constant(link: &Link) -> Option<f64> {
    let value = link.apply(&column(&[(0.0, 0.0)]));
    (!value.is_empty(0)).then(|| value.low[0])
}

/// A chain with one more link, and whether that rises. `None`: there may be no result; `Some(None)`: it may rise and fall.
fn link_chain<'l>(
    link: &Link,
    at: usize,
    chain: &Chain,
    line: &impl Fn(VariableId) -> Option<&'l Line>,
) -> Option<Option<(Chain, bool)>> {
    let Some(line) = line(chain.variable) else { return Some(None) };
    let (range, _) = chain.range(line);
    if link.apply(&column(&[range])).failed[0] & 1 == 1 {
        return None;
    }
    if !is_monotone(link, at, range) {
        return Some(None);
    }
    let longer = chain.with(link.clone());
    let ends = link.apply(&column(&[(range.0, range.0), (range.1, range.1)]));
    Some(Some((longer, ends.low[0] <= ends.low[1])))
}

/// Whether an operation only rises or only falls with one operand in this range.
fn is_monotone(link: &Link, at: usize, (low, high): (f64, f64)) -> bool {
    let one_sign = low >= 0.0 || high <= 0.0;
    let other = |at: usize| link.operands.get(at).copied().flatten();
    match &link.op {
        Op::Negative(_) | Op::Convert { .. } => true,
        Op::Arithmetic(operator, ..) => match operator {
            Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply => true,
            Arithmetic::Divide => at == 0 || one_sign,
            Arithmetic::Power if at == 0 => low >= 0.0,
            Arithmetic::Power => other(0).is_some_and(|base| base > 0.0),
        },
        Op::Call(function, _) => match function {
            Function::Abs => one_sign,
            Function::Min | Function::Max | Function::Exp | Function::Ln | Function::Log10 | Function::Sqrt => true,
            Function::Round | Function::Clamp => at == 0,
        },
        Op::Since(..) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_keep_the_order_of_doubles() {
        let numbers = [-1e300, -2.5, -1.0, -1e-300, 0.0, 1e-300, 0.1, 1.0, 1e300];
        for two in numbers.windows(2) {
            assert!(rank(two[0]) < rank(two[1]), "{two:?}");
            assert_eq!(at_rank(rank(two[0])), two[0]);
        }
    }

    #[test]
    fn a_turn_is_the_first_double_behind_it() {
        let line = Line { low: 0.0, high: 1000.0, whole: false, date: false, cuts: Vec::new() };
        let op = Op::Convert { value: StepId(0), numerator: 1.0, shift: 0.0, denominator: 88.42 };
        let chain = Chain::of(VariableId(0)).with(Link { op, operands: vec![None] });
        let Turn::At(edge, true) = chain.turn(&line, Order::AtLeast, 1.5) else { panic!("it turns") };
        let at = |number: f64| chain.along(&[(number, number)]).low[0] >= 1.5;
        assert!(at(edge) && !at(edge.next_down()), "{edge}");
    }

    #[test]
    fn whole_numbers_turn_at_whole_numbers() {
        let line = Line { low: 0.0, high: 100.0, whole: true, date: false, cuts: Vec::new() };
        let op = Op::Arithmetic(Arithmetic::Multiply, StepId(0), StepId(0));
        let chain = Chain::of(VariableId(0)).with(Link { op, operands: vec![Some(-10.0), None] });
        let Turn::At(edge, holds) = chain.turn(&line, Order::More, -505.0) else { panic!("it turns") };
        assert_eq!((edge, holds), (51.0, false));
    }
}
