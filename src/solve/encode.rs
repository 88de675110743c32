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
use crate::algebra::{self, Reach};
use crate::program::{Domain, Edges, Op, Program, Shape, StepId};
use crate::rulebase::Schema;
use crate::syntax::tree::{ListKind, Order};

/// Whole numbers of one fact that are told apart when they are added up.
const FEW: f64 = 16.0;
/// Stretches that a variable is cut into when it is compared with another.
const STRETCHES: usize = 6;
/// Cases that one number is told apart into.
const CASES: usize = 512;

/// Just one of yes, no, not applicable and failed.
pub(crate) type Truth = algebra::Truth<Lit>;

/// Just one label, not applicable or failed.
pub(crate) type Labels = algebra::Labels<Vec<Lit>, Lit>;

impl Labels {
    fn bits(&self) -> algebra::Labels<impl Iterator<Item = Lit> + Clone + '_, Lit> {
        algebra::Labels { each: self.each.iter().copied(), na: self.na, failed: self.failed }
    }
}

/// What a step comes to.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Truth(Truth),
    Labels(Rc<Labels>),
    Number(Rc<Num>),
}

impl Cell {
    fn labels(&self) -> Option<&Labels> {
        match self {
            Cell::Labels(labels) => Some(labels),
            Cell::Truth(_) | Cell::Number(_) => None,
        }
    }

    fn number(&self) -> Option<&Num> {
        match self {
            Cell::Number(number) => Some(number),
            Cell::Truth(_) | Cell::Labels(_) => None,
        }
    }

    fn truth(&self) -> Option<&Truth> {
        match self {
            Cell::Truth(truth) => Some(truth),
            Cell::Labels(_) | Cell::Number(_) => None,
        }
    }

    /// Not applicable, failed.
    pub fn absent(&self) -> (Lit, Lit) {
        match self {
            Cell::Truth(truth) => (truth.na, truth.failed),
            Cell::Labels(labels) => (labels.na, labels.failed),
            Cell::Number(number) => (number.na, number.failed),
        }
    }
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
                Rc::new(Labels { each: Vec::new(), na: no, failed: no })
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
        Truth { yes, no: !yes, na: self.logic.no(), failed: self.logic.no() }
    }

    /// What is none of these is a no.
    fn otherwise_no(&mut self, yes: Lit, (na, failed): (Lit, Lit)) -> Truth {
        Truth { yes, no: self.logic.and(&[!yes, !na, !failed]), na, failed }
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
            Op::Not(a) => self.truth_at(*a, slot).opposite(),
            Op::Holds(a) => {
                let a = self.truth_at(*a, slot);
                algebra::holds(&mut self.logic, a)
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
                let yes = self.logic.and(&[most.yes, least.yes]);
                self.otherwise_no(yes, (most.na, most.failed))
            }
            Op::Among(value, labels) => {
                let value = self.labels_at(*value, slot);
                let each = || value.each.iter().copied().enumerate();
                let inside = each().filter(|(label, _)| labels.contains(label)).map(|(_, bit)| bit);
                let outside = each().filter(|(label, _)| !labels.contains(label)).map(|(_, bit)| bit);
                algebra::among(&mut self.logic, inside, outside, (value.na, value.failed))
            }
            Op::SameLabel(a, b) => {
                let (a, b) = (self.labels_at(*a, slot), self.labels_at(*b, slot));
                algebra::same_label(&mut self.logic, a.bits(), b.bits())
            }
            Op::SameTruth(a, b) => {
                let (a, b) = (self.truth_at(*a, slot), self.truth_at(*b, slot));
                algebra::same_truth(&mut self.logic, a, b)
            }
            Op::Exists { members, .. } => {
                let members = self.members(*members);
                algebra::any_of(&mut self.logic, members.iter().copied())
            }
            _ => self.plain(self.logic.no()),
        }
    }

    fn of(&mut self, kind: ListKind, items: &[StepId], slot: usize) -> Truth {
        let mut truths = Vec::with_capacity(items.len());
        for item in items {
            let truth = self.truth_at(*item, slot);
            // what stands behind a sure no asks nothing more
            if kind == ListKind::All && truth.no == self.logic.yes() {
                return self.plain(self.logic.no());
            }
            truths.push(truth);
        }
        algebra::of(&mut self.logic, kind, truths.iter().copied())
    }

    /// For each element that a list can have, whether it is there and a member.
    fn members(&mut self, members: StepId) -> Vec<Truth> {
        let Domain::Element(list) = self.program.steps[members.0].domain else { return Vec::new() };
        let mut all = Vec::new();
        for slot in 0..self.elements {
            let (present, member) = (self.atoms.present[list][slot], self.truth_at(members, slot + 1));
            let [yes, na, failed] = [member.yes, member.na, member.failed].map(|lit| self.logic.and(&[present, lit]));
            all.push(self.otherwise_no(yes, (na, failed)));
        }
        all
    }

    // --- labels ----------------------------------------------------------------------------------------------------

    fn make_labels(&mut self, step: StepId, slot: usize) -> Labels {
        let program = self.program;
        let Shape::Labels(count) = program.steps[step.0].shape else {
            return Labels { each: Vec::new(), na: self.logic.no(), failed: self.logic.no() };
        };
        let mut out = Labels { each: vec![self.logic.no(); count], na: self.logic.no(), failed: self.logic.no() };
        match &program.steps[step.0].op {
            Op::ConstantLabel(label) => out.each[*label] = self.logic.yes(),
            Op::Fact(_) | Op::Field(_) => {
                if let Some(id) = self.place(step, slot).map(|place| self.variable(place))
                    && let Open::Labels(labels) = &self.atoms.variables[id.0].value
                {
                    out.each.clone_from(labels);
                }
            }
            Op::Bands(points, edges) => {
                let points = self.number_at(*points, slot);
                self.bands(&points, edges, &mut out);
            }
            Op::MostSevere(all) => {
                let all: Vec<Rc<Labels>> = all.iter().map(|one| self.labels_at(*one, slot)).collect();
                let each = all.iter().map(|one| one.bits());
                for (label, bit) in out.each.iter_mut().enumerate() {
                    *bit = algebra::most_severe(&mut self.logic, each.clone(), label);
                }
                (out.na, out.failed) = algebra::none_severe(&mut self.logic, each);
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
        let mut labels: Vec<Vec<Lit>> = vec![Vec::new(); out.each.len()];
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
        out.each = labels.iter().map(|any| self.logic.or(any)).collect();
        out.failed = self.logic.or(&failed);
    }

    // --- choosing --------------------------------------------------------------------------------------------------

    fn gate(&mut self, population: Truth, value: &Cell) -> Cell {
        let (na, failed) = algebra::gate(&mut self.logic, population, value.absent());
        let mut inside = |bit: Lit| self.logic.and(&[bit, population.yes]);
        match value {
            Cell::Truth(value) => {
                let yes = inside(value.yes);
                Cell::Truth(self.otherwise_no(yes, (na, failed)))
            }
            Cell::Labels(value) => {
                let each = value.each.iter().map(|label| inside(*label)).collect();
                Cell::Labels(Rc::new(Labels { each, na, failed }))
            }
            Cell::Number(value) => {
                let cases = value.cases.iter().map(|(guard, leaf)| (inside(*guard), leaf.clone())).collect();
                Cell::Number(Rc::new(Num { cases, never: inside(value.never), na, failed }))
            }
        }
    }

    fn first(&mut self, lines: &[(Option<StepId>, StepId)], slot: usize, shape: Shape) -> Cell {
        let mut reach = Reach::new(&mut self.logic);
        let mut values = Vec::with_capacity(lines.len());
        for (when, value) in lines {
            let condition = match when {
                Some(step) => self.truth_at(*step, slot),
                None => self.plain(self.logic.yes()),
            };
            values.push((reach.take(&mut self.logic, condition), self.at(*value, slot)));
        }
        let (na, failed) = reach.finish(&mut self.logic);
        let own_na = self.chosen(&values, |value| Some(value.absent().0));
        let own_failed = self.chosen(&values, |value| Some(value.absent().1));
        let (na, failed) = (self.logic.or(&[na, own_na]), self.logic.or(&[failed, own_failed]));
        match shape {
            Shape::Truth => {
                let yes = self.chosen(&values, |value| Some(value.truth()?.yes));
                Cell::Truth(self.otherwise_no(yes, (na, failed)))
            }
            Shape::Labels(count) => {
                let each = (0..count)
                    .map(|label| self.chosen(&values, |value| value.labels()?.each.get(label).copied()))
                    .collect();
                Cell::Labels(Rc::new(Labels { each, na, failed }))
            }
            Shape::Number => {
                let never = self.chosen(&values, |value| Some(value.number()?.never));
                let numbers = values.iter().filter_map(|(taken, value)| Some((taken, value.number()?)));
                let cases = numbers.flat_map(|(taken, value)| value.cases.iter().map(move |case| (*taken, case)));
                let cases: Vec<(Lit, Leaf)> =
                    cases.map(|(taken, (guard, leaf))| (self.logic.and(&[taken, *guard]), leaf.clone())).collect();
                Cell::Number(Rc::new(Num { cases: self.merged(cases), never, na, failed }))
            }
        }
    }

    /// One bit of the value: of each line where it is taken.
    fn chosen(&mut self, lines: &[(Lit, Cell)], bit: impl Fn(&Cell) -> Option<Lit>) -> Lit {
        let lines = lines.iter().filter_map(|(taken, value)| Some((*taken, bit(value)?)));
        algebra::chosen(&mut self.logic, lines)
    }
}
