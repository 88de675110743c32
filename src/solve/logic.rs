//! Yes-or-no formulas, and a solver that finds out whether they can hold together.
//!
//! The only file that knows the solver. A formula is a literal; equal formulas are the same literal, and what follows
//! from constants is a constant.

use std::cell::Cell;
use std::collections::HashMap;

use batsat::{Callbacks, ClauseKind, Solver, SolverInterface, lbool};

use crate::algebra::Algebra;

/// A variable of the solver, or its opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Lit(batsat::Lit);

impl std::ops::Not for Lit {
    type Output = Lit;

    fn not(self) -> Lit {
        Lit(!self.0)
    }
}

/// What the solver found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A patient for whom all holds.
    Model,
    /// There is none.
    Nothing,
    /// It gave up: so many conflicts.
    GaveUp,
}

/// Counts conflicts: the same bound on every machine.
#[derive(Default)]
struct Budget {
    conflicts: Cell<u64>,
    most: u64,
}

impl Callbacks for Budget {
    fn on_new_clause(&mut self, _: &[batsat::Lit], kind: ClauseKind) {
        if kind == ClauseKind::Learnt {
            self.conflicts.set(self.conflicts.get() + 1);
        }
    }

    fn stop(&self) -> bool {
        self.conflicts.get() >= self.most
    }
}

/// Formulas and what is known of them.
pub(crate) struct Logic {
    solver: Solver<Budget>,
    /// Conjunctions by their parts.
    known: HashMap<Vec<Lit>, Lit>,
    yes: Lit,
}

impl Logic {
    pub fn new() -> Logic {
        let mut solver = Solver::default();
        let yes = Lit(batsat::Lit::new(solver.new_var_default(), true));
        solver.add_clause_reuse(&mut vec![yes.0]);
        Logic { solver, known: HashMap::new(), yes }
    }

    pub fn yes(&self) -> Lit {
        self.yes
    }

    pub fn no(&self) -> Lit {
        !self.yes
    }

    pub fn constant(&self, yes: bool) -> Lit {
        if yes { self.yes } else { !self.yes }
    }

    /// A new variable; what the solver tries first is no.
    pub fn variable(&mut self) -> Lit {
        Lit(batsat::Lit::new(self.solver.new_var(lbool::FALSE, true), true))
    }

    /// A new variable that the solver tries with this value first.
    pub fn variable_like(&mut self, yes: bool) -> Lit {
        let first = if yes { lbool::TRUE } else { lbool::FALSE };
        Lit(batsat::Lit::new(self.solver.new_var(first, true), true))
    }

    /// One of these must hold.
    pub fn require(&mut self, any: &[Lit]) {
        let mut clause: Vec<batsat::Lit> = any.iter().map(|lit| lit.0).collect();
        self.solver.add_clause_reuse(&mut clause);
    }

    pub fn and(&mut self, all: &[Lit]) -> Lit {
        let mut parts: Vec<Lit> = all.iter().copied().filter(|lit| *lit != self.yes).collect();
        parts.sort_unstable();
        parts.dedup();
        // a literal and its opposite are neighbours
        if parts.contains(&!self.yes) || parts.windows(2).any(|two| two[0] == !two[1]) {
            return !self.yes;
        }
        match parts.as_slice() {
            [] => return self.yes,
            [one] => return *one,
            _ => {}
        }
        if let Some(known) = self.known.get(&parts) {
            return *known;
        }
        // it follows from its parts: the solver never has to choose it
        let whole = Lit(batsat::Lit::new(self.solver.new_var(lbool::UNDEF, false), true));
        for part in &parts {
            self.require(&[!whole, *part]);
        }
        let clause: Vec<Lit> = parts.iter().map(|part| !*part).chain([whole]).collect();
        self.require(&clause);
        self.known.insert(parts, whole);
        whole
    }

    pub fn or(&mut self, any: &[Lit]) -> Lit {
        let none: Vec<Lit> = any.iter().map(|lit| !*lit).collect();
        !self.and(&none)
    }

    /// Both or neither.
    pub fn same(&mut self, a: Lit, b: Lit) -> Lit {
        let (both, neither) = (self.and(&[a, b]), self.and(&[!a, !b]));
        self.or(&[both, neither])
    }

    /// Looks for values with which all of these hold, within so many conflicts.
    pub fn solve(&mut self, all: &[Lit], conflicts: u64) -> Found {
        let budget = self.solver.cb_mut();
        budget.conflicts.set(0);
        budget.most = conflicts;
        let assumed: Vec<batsat::Lit> = all.iter().map(|lit| lit.0).collect();
        match self.solver.solve_limited(&assumed) {
            found if found == lbool::TRUE => Found::Model,
            found if found == lbool::FALSE => Found::Nothing,
            _ => Found::GaveUp,
        }
    }

    /// The value in the model found last.
    pub fn value(&self, lit: Lit) -> bool {
        self.solver.value_lit(lit.0) == lbool::TRUE
    }
}

/// The bits of the algebra are formulas: of a complete patient just one possibility of a cell holds.
impl Algebra for Logic {
    type Bit = Lit;

    /// However many items there are, each bit is one conjunction.
    fn all<T, const N: usize>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut bits: impl FnMut(&mut Self, T) -> [Lit; N],
    ) -> [Lit; N] {
        let items: Vec<[Lit; N]> = items.into_iter().map(|item| bits(self, item)).collect();
        std::array::from_fn(|bit| {
            let all: Vec<Lit> = items.iter().map(|bits| bits[bit]).collect();
            self.and(&all)
        })
    }

    fn not(&mut self, bit: Lit) -> Lit {
        !bit
    }

    fn otherwise(&mut self, others: impl IntoIterator<Item = Lit>, _: impl FnOnce(&mut Self) -> Lit) -> Lit {
        let none: Vec<Lit> = others.into_iter().map(|other| !other).collect();
        self.and(&none)
    }
}
