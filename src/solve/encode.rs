//! The steps of a program as formulas: what each comes to for a complete patient.
//!
//! A patient of a proof has one value for everything, lists of up to so many elements that are whole, and for each fact of
//! which some rule asks whether it is known, whether the record gives it. The record of a patient is what is then given;
//! its completions are the patients with the same record. What the engine is sure of for a record holds for each of its
//! completions, so a claim that holds for all patients holds for all records.
//!
//! Formulas may say less than the engine (a number that is computed is free where it is not followed): they then allow
//! patients that the engine does not, never the other way round. Not modelled are lists that are longer, records that
//! hold part of a list for whole, and days other than the as-of date: who uses a proof has to say so, or to look.

mod compare;
mod number;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::atoms::{Atoms, Open, Place, VariableId};
use super::logic::{Lit, Logic};
use super::number::{Leaf, Num};
use crate::program::{Domain, Edges, Op, Program, Shape, StepId};
use crate::rulebase::Schema;
use crate::syntax::tree::{ListKind, Order};

/// Whole numbers of one fact that are told apart when they are added up.
const FEW: f64 = 16.0;
/// Stretches that a variable is cut into when it is compared with another.
const STRETCHES: usize = 6;
/// Cases that one number is told apart into.
const CASES: usize = 512;

/// Yes, not applicable or failed; none of them: no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Truth {
    pub yes: Lit,
    pub na: Lit,
    pub failed: Lit,
}

/// One label, not applicable or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labels {
    pub labels: Vec<Lit>,
    pub na: Lit,
    pub failed: Lit,
}

/// What a step comes to.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Truth(Truth),
    Labels(Rc<Labels>),
    Number(Rc<Num>),
}

/// Formulas for the steps of a program.
pub(crate) struct Encoder<'p> {
    pub schema: &'p Schema,
    pub program: &'p Program,
    /// Elements that a list can have.
    pub elements: usize,
    /// Days since 1970-01-01.
    pub as_of: f64,
    pub logic: Logic,
    pub atoms: Atoms,
    cells: HashMap<(StepId, usize), Cell>,
    /// Steps of which the formulas say less than the engine.
    free: HashSet<StepId>,
    /// By two leaves that are left to the engine: the first is at least the second.
    related: Vec<(Leaf, Leaf, Lit)>,
    /// The step that is being made, and of which element.
    making: (StepId, usize),
}

impl<'p> Encoder<'p> {
    pub fn new(schema: &'p Schema, program: &'p Program, elements: usize, as_of: f64) -> Encoder<'p> {
        let mut logic = Logic::new();
        let atoms = Atoms::new(program, elements, &mut logic);
        Encoder {
            schema,
            program,
            elements,
            as_of,
            logic,
            atoms,
            cells: HashMap::new(),
            free: HashSet::new(),
            related: Vec::new(),
            making: (StepId(0), 0),
        }
    }

    /// What a patient's step comes to.
    pub fn cell(&mut self, step: StepId) -> Cell {
        self.at(step, 0)
    }

    pub fn truth(&mut self, step: StepId) -> Truth {
        self.truth_at(step, 0)
    }

    fn at(&mut self, step: StepId, slot: usize) -> Cell {
        if let Some(known) = self.cells.get(&(step, slot)) {
            return known.clone();
        }
        let outer = std::mem::replace(&mut self.making, (step, slot));
        let cell = self.make(step, slot);
        self.making = outer;
        self.cells.insert((step, slot), cell.clone());
        cell
    }

    fn truth_at(&mut self, step: StepId, slot: usize) -> Truth {
        match self.at(step, slot) {
            Cell::Truth(truth) => truth,
            Cell::Labels(_) | Cell::Number(_) => self.plain(self.logic.no()),
        }
    }

    fn labels_at(&mut self, step: StepId, slot: usize) -> Rc<Labels> {
        match self.at(step, slot) {
            Cell::Labels(labels) => labels,
            Cell::Truth(_) | Cell::Number(_) => {
                let no = self.logic.no();
                Rc::new(Labels { labels: Vec::new(), na: no, failed: no })
            }
        }
    }

    fn number_at(&mut self, step: StepId, slot: usize) -> Rc<Num> {
        match self.at(step, slot) {
            Cell::Number(number) => number,
            Cell::Truth(_) | Cell::Labels(_) => Rc::new(self.only(Leaf::Constant(f64::NAN))),
        }
    }

    /// A yes or no.
    fn plain(&self, yes: Lit) -> Truth {
        Truth { yes, na: self.logic.no(), failed: self.logic.no() }
    }

    pub fn no(&mut self, truth: Truth) -> Lit {
        self.logic.and(&[!truth.yes, !truth.na, !truth.failed])
    }

    /// A number that there always is.
    fn only(&self, leaf: Leaf) -> Num {
        let no = self.logic.no();
        Num { cases: vec![(self.logic.yes(), leaf)], never: no, na: no, failed: no }
    }

    fn make(&mut self, step: StepId, slot: usize) -> Cell {
        let program = self.program;
        let this = &program.steps[step.0];
        match this.shape {
            Shape::Truth if !matches!(this.op, Op::First(_) | Op::Gate { .. } | Op::Spread(_)) => {
                Cell::Truth(self.make_truth(step, slot))
            }
            Shape::Number if !matches!(this.op, Op::First(_) | Op::Gate { .. } | Op::Spread(_)) => {
                Cell::Number(Rc::new(self.make_number(step, slot)))
            }
            _ => self.make_any(step, slot),
        }
    }

    fn place(&self, step: StepId, slot: usize) -> Option<Place> {
        let step = &self.program.steps[step.0];
        match (&step.op, step.domain) {
            (Op::Fact(id) | Op::KnownFact(id), _) => Some(Place::Fact(*id)),
            (Op::Field(at) | Op::KnownField(at), Domain::Element(list)) => Some(Place::Field(list, slot - 1, *at)),
            _ => None,
        }
    }

    fn variable(&mut self, place: Place) -> VariableId {
        self.atoms.variable(self.schema, self.program, place, &mut self.logic)
    }

    fn make_any(&mut self, step: StepId, slot: usize) -> Cell {
        let program = self.program;
        match &program.steps[step.0].op {
            Op::Spread(from) => self.at(*from, 0),
            Op::Gate { population, value } => {
                let population = self.truth_at(*population, slot);
                let value = self.at(*value, slot);
                self.gate(population, &value)
            }
            Op::First(lines) => self.first(lines, slot, program.steps[step.0].shape),
            _ => Cell::Labels(Rc::new(self.make_labels(step, slot))),
        }
    }

    // --- yes and no ------------------------------------------------------------------------------------------------

    fn make_truth(&mut self, step: StepId, slot: usize) -> Truth {
        let program = self.program;
        match &program.steps[step.0].op {
            Op::ConstantTruth(yes) => self.plain(self.logic.constant(*yes)),
            Op::Fact(_) | Op::Field(_) => {
                let yes = match self.place(step, slot).map(|place| self.variable(place)) {
                    Some(id) => match self.atoms.variables[id.0].value {
                        Open::YesNo(yes) => yes,
                        Open::Labels(_) | Open::Number(_) => self.logic.no(),
                    },
                    None => self.logic.no(),
                };
                self.plain(yes)
            }
            Op::KnownFact(id) if program.lists.contains(id) => {
                let given = self.atoms.given(*id, &mut self.logic);
                self.plain(given)
            }
            Op::KnownFact(_) | Op::KnownField(_) => {
                let known = match self.place(step, slot).map(|place| self.variable(place)) {
                    Some(id) => self.atoms.known(id, &mut self.logic),
                    None => self.logic.yes(),
                };
                self.plain(known)
            }
            // a patient's list is whole: nothing is asked of an element that is not there
            Op::MayHaveMore(_) | Op::StaysOpen { .. } | Op::KnownUnseen | Op::UnseenField { .. } => {
                self.plain(self.logic.no())
            }
            Op::Not(a) => {
                let a = self.truth_at(*a, slot);
                Truth { yes: self.no(a), ..a }
            }
            Op::Holds(a) => {
                let a = self.truth_at(*a, slot);
                Truth { na: self.logic.no(), ..a }
            }
            Op::Of(kind, items) => self.of(*kind, items, slot),
            Op::Order(order, a, b) => {
                let (a, b) = (self.number_at(*a, slot), self.number_at(*b, slot));
                self.compare(*order, &a, &b)
            }
            Op::Equal(a, b) => {
                let (a, b) = (self.number_at(*a, slot), self.number_at(*b, slot));
                let (most, least) = (Order::AtMost, Order::AtLeast);
                let (most, least) = (self.compare(most, &a, &b), self.compare(least, &a, &b));
                Truth { yes: self.logic.and(&[most.yes, least.yes]), ..most }
            }
            Op::Among(value, labels) => {
                let value = self.labels_at(*value, slot);
                let any: Vec<Lit> = labels.iter().filter_map(|label| value.labels.get(*label).copied()).collect();
                Truth { yes: self.logic.or(&any), na: value.na, failed: value.failed }
            }
            Op::SameLabel(a, b) => {
                let (a, b) = (self.labels_at(*a, slot), self.labels_at(*b, slot));
                let pairs: Vec<Lit> = a.labels.iter().zip(&b.labels).map(|(a, b)| self.logic.and(&[*a, *b])).collect();
                self.both((a.na, a.failed), (b.na, b.failed), |logic| logic.or(&pairs))
            }
            Op::SameTruth(a, b) => {
                let (a, b) = (self.truth_at(*a, slot), self.truth_at(*b, slot));
                self.both((a.na, a.failed), (b.na, b.failed), |logic| logic.same(a.yes, b.yes))
            }
            Op::Exists { members, .. } => {
                let members = self.members(*members);
                let negated: Vec<Truth> = members.iter().map(|one| self.negated(*one)).collect();
                self.all(&negated, true)
            }
            _ => self.plain(self.logic.no()),
        }
    }

    /// What is not applicable or failed in either is so in the result; otherwise `yes`.
    fn both(&mut self, a: (Lit, Lit), b: (Lit, Lit), yes: impl FnOnce(&mut Logic) -> Lit) -> Truth {
        let failed = self.logic.or(&[a.1, b.1]);
        let na = self.logic.or(&[a.0, b.0]);
        let na = self.logic.and(&[na, !failed]);
        let yes = yes(&mut self.logic);
        Truth { yes: self.logic.and(&[yes, !na, !failed]), na, failed }
    }

    fn negated(&mut self, truth: Truth) -> Truth {
        Truth { yes: self.no(truth), ..truth }
    }

    /// All of them: no as soon as one is; otherwise failed, not applicable, yes, in that order. `not`: the opposite.
    fn all(&mut self, items: &[Truth], not: bool) -> Truth {
        let nos: Vec<Lit> = items.iter().map(|item| self.no(*item)).collect();
        let some_no = self.logic.or(&nos);
        let (failed, na): (Vec<Lit>, Vec<Lit>) = items.iter().map(|item| (item.failed, item.na)).unzip();
        let (failed, na) = (self.logic.or(&failed), self.logic.or(&na));
        let failed = self.logic.and(&[failed, !some_no]);
        let na = self.logic.and(&[na, !some_no, !failed]);
        let yes: Vec<Lit> = items.iter().map(|item| item.yes).collect();
        let yes = if not { some_no } else { self.logic.and(&yes) };
        Truth { yes, na, failed }
    }

    fn of(&mut self, kind: ListKind, items: &[StepId], slot: usize) -> Truth {
        let mut truths = Vec::with_capacity(items.len());
        for item in items {
            let truth = self.truth_at(*item, slot);
            // what stands behind a sure no asks nothing more
            if kind == ListKind::All && self.no(truth) == self.logic.yes() {
                return self.plain(self.logic.no());
            }
            truths.push(truth);
        }
        match kind {
            ListKind::All => self.all(&truths, false),
            ListKind::Any | ListKind::None => {
                let negated: Vec<Truth> = truths.iter().map(|one| self.negated(*one)).collect();
                self.all(&negated, kind == ListKind::Any)
            }
            ListKind::AtLeast(n) => self.counted(&truths, n as usize, usize::MAX),
            ListKind::AtMost(n) => self.counted(&truths, 0, n as usize),
            ListKind::Exactly(n) => self.counted(&truths, n as usize, n as usize),
        }
    }

    fn counted(&mut self, items: &[Truth], least: usize, most: usize) -> Truth {
        let yes: Vec<Lit> = items.iter().map(|item| item.yes).collect();
        let at_least = self.logic.counted(&yes, items.len().min(least.max(most.saturating_add(1))));
        let enough = match least {
            0 => self.logic.yes(),
            n => at_least.get(n - 1).copied().unwrap_or(self.logic.no()),
        };
        let too_many = at_least.get(most).copied().unwrap_or(self.logic.no());
        let (na, failed) = self.kinds(items.iter().map(|item| (item.na, item.failed)));
        Truth { yes: self.logic.and(&[enough, !too_many, !na, !failed]), na, failed }
    }

    /// What needs all of them: failed if one is, otherwise not applicable if one is.
    fn kinds(&mut self, items: impl Iterator<Item = (Lit, Lit)>) -> (Lit, Lit) {
        let (na, failed): (Vec<Lit>, Vec<Lit>) = items.unzip();
        let (na, failed) = (self.logic.or(&na), self.logic.or(&failed));
        (self.logic.and(&[na, !failed]), failed)
    }

    /// For each element that a list can have, whether it is there and a member.
    fn members(&mut self, members: StepId) -> Vec<Truth> {
        let Domain::Element(list) = self.program.steps[members.0].domain else { return Vec::new() };
        let mut all = Vec::new();
        for slot in 0..self.elements {
            let (present, member) = (self.atoms.present[list][slot], self.truth_at(members, slot + 1));
            let mut here = |lit: Lit| self.logic.and(&[present, lit]);
            all.push(Truth { yes: here(member.yes), na: here(member.na), failed: here(member.failed) });
        }
        all
    }

    // --- labels ----------------------------------------------------------------------------------------------------

    fn make_labels(&mut self, step: StepId, slot: usize) -> Labels {
        let program = self.program;
        let Shape::Labels(count) = program.steps[step.0].shape else {
            return Labels { labels: Vec::new(), na: self.logic.no(), failed: self.logic.no() };
        };
        let mut out = Labels { labels: vec![self.logic.no(); count], na: self.logic.no(), failed: self.logic.no() };
        match &program.steps[step.0].op {
            Op::ConstantLabel(label) => out.labels[*label] = self.logic.yes(),
            Op::Fact(_) | Op::Field(_) => {
                if let Some(id) = self.place(step, slot).map(|place| self.variable(place))
                    && let Open::Labels(labels) = &self.atoms.variables[id.0].value
                {
                    out.labels.clone_from(labels);
                }
            }
            Op::Bands(points, edges) => {
                let points = self.number_at(*points, slot);
                self.bands(&points, edges, &mut out);
            }
            Op::MostSevere(all) => {
                let all: Vec<Rc<Labels>> = all.iter().map(|one| self.labels_at(*one, slot)).collect();
                self.most_severe(&all, &mut out);
            }
            _ => {}
        }
        out
    }

    /// A fact or field has one of these labels.
    pub fn labelled(&mut self, place: Place, labels: &[usize]) -> Lit {
        let id = self.variable(place);
        let any: Vec<Lit> = match &self.atoms.variables[id.0].value {
            Open::Labels(all) => labels.iter().filter_map(|label| all.get(*label).copied()).collect(),
            Open::YesNo(_) | Open::Number(_) => Vec::new(),
        };
        self.logic.or(&any)
    }

    fn bands(&mut self, points: &Num, edges: &[Edges], out: &mut Labels) {
        out.na = points.na;
        let mut failed = vec![points.failed, points.never];
        let mut labels: Vec<Vec<Lit>> = vec![Vec::new(); out.labels.len()];
        // each case by itself: that there is a band for a constant is no question for the solver
        for (guard, leaf) in &points.cases {
            let one = self.only(leaf.clone());
            let mut hit = Vec::new();
            for band in edges {
                let mut inside = vec![*guard];
                if let Some((edge, included)) = band.low {
                    let order = if included { Order::AtLeast } else { Order::More };
                    let edge = self.only(Leaf::Constant(edge));
                    inside.push(self.compare(order, &one, &edge).yes);
                }
                if let Some((edge, included)) = band.high {
                    let order = if included { Order::AtMost } else { Order::Less };
                    let edge = self.only(Leaf::Constant(edge));
                    inside.push(self.compare(order, &one, &edge).yes);
                }
                let inside = self.logic.and(&inside);
                labels[band.label].push(inside);
                hit.push(inside);
            }
            let hit = self.logic.or(&hit);
            failed.push(self.logic.and(&[*guard, !hit]));
        }
        out.labels = labels.iter().map(|any| self.logic.or(any)).collect();
        out.failed = self.logic.or(&failed);
    }

    fn most_severe(&mut self, all: &[Rc<Labels>], out: &mut Labels) {
        let (na, failed): (Vec<Lit>, Vec<Lit>) = all.iter().map(|one| (one.na, one.failed)).unzip();
        (out.na, out.failed) = (self.logic.and(&na), self.logic.or(&failed));
        let mut worse = vec![out.failed];
        for label in 0..out.labels.len() {
            let some: Vec<Lit> = all.iter().map(|one| one.labels[label]).collect();
            let some = self.logic.or(&some);
            let none_worse = self.logic.or(&worse);
            out.labels[label] = self.logic.and(&[some, !none_worse]);
            worse.push(some);
        }
    }

    // --- choosing --------------------------------------------------------------------------------------------------

    fn gate(&mut self, population: Truth, value: &Cell) -> Cell {
        let inside = population.yes;
        let outside = self.no(population);
        let outside = self.logic.or(&[outside, population.na]);
        let mut turned = |na: Lit, failed: Lit| {
            let (na, failed) = (self.logic.and(&[na, inside]), self.logic.and(&[failed, inside]));
            (self.logic.or(&[outside, na]), self.logic.or(&[population.failed, failed]))
        };
        match value {
            Cell::Truth(value) => {
                let (na, failed) = turned(value.na, value.failed);
                Cell::Truth(Truth { yes: self.logic.and(&[value.yes, inside]), na, failed })
            }
            Cell::Labels(value) => {
                let (na, failed) = turned(value.na, value.failed);
                let labels = value.labels.iter().map(|label| self.logic.and(&[*label, inside])).collect();
                Cell::Labels(Rc::new(Labels { labels, na, failed }))
            }
            Cell::Number(value) => {
                let (na, failed) = turned(value.na, value.failed);
                let cases = value.cases.iter();
                let cases = cases.map(|(guard, leaf)| (self.logic.and(&[*guard, inside]), leaf.clone())).collect();
                let never = self.logic.and(&[value.never, inside]);
                Cell::Number(Rc::new(Num { cases, never, na, failed }))
            }
        }
    }

    /// For each line, whether it is the first that holds; and whether none can be told because one before is not
    /// applicable, or because it failed or none holds.
    pub fn taken(&mut self, conditions: &[Option<StepId>], slot: usize) -> (Vec<Lit>, Lit, Lit) {
        let mut left = self.logic.yes();
        let (mut taken, mut na, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for condition in conditions {
            let truth = match condition {
                Some(step) => self.truth_at(*step, slot),
                None => self.plain(self.logic.yes()),
            };
            taken.push(self.logic.and(&[left, truth.yes]));
            na.push(self.logic.and(&[left, truth.na]));
            failed.push(self.logic.and(&[left, truth.failed]));
            let no = self.no(truth);
            left = self.logic.and(&[left, no]);
        }
        failed.push(left);
        (taken, self.logic.or(&na), self.logic.or(&failed))
    }

    fn first(&mut self, lines: &[(Option<StepId>, StepId)], slot: usize, shape: Shape) -> Cell {
        let conditions: Vec<Option<StepId>> = lines.iter().map(|(when, _)| *when).collect();
        let (taken, na, failed) = self.taken(&conditions, slot);
        let (mut na, mut failed) = (vec![na], vec![failed]);
        match shape {
            Shape::Truth => {
                let mut yes = Vec::new();
                for (taken, (_, value)) in taken.iter().zip(lines) {
                    let value = self.truth_at(*value, slot);
                    yes.push(self.logic.and(&[*taken, value.yes]));
                    na.push(self.logic.and(&[*taken, value.na]));
                    failed.push(self.logic.and(&[*taken, value.failed]));
                }
                let yes = self.logic.or(&yes);
                Cell::Truth(Truth { yes, na: self.logic.or(&na), failed: self.logic.or(&failed) })
            }
            Shape::Labels(count) => {
                let mut labels: Vec<Vec<Lit>> = vec![Vec::new(); count];
                for (taken, (_, value)) in taken.iter().zip(lines) {
                    let value = self.labels_at(*value, slot);
                    for (out, label) in labels.iter_mut().zip(&value.labels) {
                        out.push(self.logic.and(&[*taken, *label]));
                    }
                    na.push(self.logic.and(&[*taken, value.na]));
                    failed.push(self.logic.and(&[*taken, value.failed]));
                }
                let labels = labels.iter().map(|any| self.logic.or(any)).collect();
                Cell::Labels(Rc::new(Labels { labels, na: self.logic.or(&na), failed: self.logic.or(&failed) }))
            }
            Shape::Number => {
                let (mut cases, mut never) = (Vec::new(), Vec::new());
                for (taken, (_, value)) in taken.iter().zip(lines) {
                    let value = self.number_at(*value, slot);
                    for (guard, leaf) in &value.cases {
                        cases.push((self.logic.and(&[*taken, *guard]), leaf.clone()));
                    }
                    never.push(self.logic.and(&[*taken, value.never]));
                    na.push(self.logic.and(&[*taken, value.na]));
                    failed.push(self.logic.and(&[*taken, value.failed]));
                }
                let (never, na, failed) = (self.logic.or(&never), self.logic.or(&na), self.logic.or(&failed));
                Cell::Number(Rc::new(Num { cases: self.merged(cases), never, na, failed }))
            }
        }
    }
}
