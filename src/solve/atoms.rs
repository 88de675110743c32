//! What can differ between patients, as variables of the solver: each fact, each field of each element of a list.

use std::collections::HashMap;

use super::logic::{Lit, Logic};
use crate::calendar::DAYS;
use crate::eval::range;
use crate::program::{Program, StepId};
use crate::rulebase::{Fact, FactId, Schema, Type};

/// No record holds a number beyond this: decimals have 96 bits.
const ENDLESS: f64 = 8e28;
/// What is computed can be more, up to this.
const COMPUTED: f64 = 1e300;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    Fact(FactId),
    /// Position of the list in [`Program::lists`], of the element, of the field.
    Field(usize, usize, usize),
    /// What a step comes to, of the patient (0) or of an element (from 1 on): no part of a record.
    Computed(StepId, usize),
}

/// An index into [`Atoms::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct VariableId(pub usize);

pub(crate) struct Variable {
    pub place: Place,
    pub value: Open,
    /// The record gives it; only of what some rule asks whether it is known.
    pub known: Option<Lit>,
    /// It does not exist.
    pub never: Option<Lit>,
}

/// What a variable can be.
pub(crate) enum Open {
    YesNo(Lit),
    /// One for each label, of which one holds.
    Labels(Vec<Lit>),
    Number(Line),
}

/// A stretch of numbers, cut wherever the rules tell numbers apart.
pub(crate) struct Line {
    pub low: f64,
    pub high: f64,
    /// Whole numbers only.
    pub whole: bool,
    /// Days since 1970-01-01.
    pub date: bool,
    /// In order: whether the number is at least this.
    pub cuts: Vec<(f64, Lit)>,
}

/// All variables that formulas have asked for so far.
pub(crate) struct Atoms {
    pub variables: Vec<Variable>,
    places: HashMap<Place, VariableId>,
    /// For each list, whether it has a first element, a second, …
    pub present: Vec<Vec<Lit>>,
    /// For each list that some rule asks about: whether the record gives it.
    given: HashMap<FactId, Lit>,
}

impl Atoms {
    pub fn new(program: &Program, elements: usize, logic: &mut Logic) -> Atoms {
        let mut present = Vec::new();
        for _ in &program.lists {
            let slots: Vec<Lit> = (0..elements).map(|_| logic.variable()).collect();
            for two in slots.windows(2) {
                logic.require(&[!two[1], two[0]]);
            }
            present.push(slots);
        }
        Atoms { variables: Vec::new(), places: HashMap::new(), present, given: HashMap::new() }
    }

    /// The variable of a place.
    pub fn variable(&mut self, schema: &Schema, program: &Program, place: Place, logic: &mut Logic) -> VariableId {
        if let Some(known) = self.places.get(&place) {
            return *known;
        }
        let Some(fact) = declared(schema, program, place) else {
            let line = Line { low: -COMPUTED, high: COMPUTED, whole: false, date: false, cuts: Vec::new() };
            return self.add(Variable { place, value: Open::Number(line), known: None, never: None });
        };
        let mut never = None;
        let value = match &fact.ty {
            Type::YesNo | Type::List(_) => Open::YesNo(logic.variable()),
            Type::Choice(choice) => {
                let labels: Vec<Lit> = schema.choice(*choice).labels.iter().map(|_| logic.variable()).collect();
                exactly_one(&labels, logic);
                Open::Labels(labels)
            }
            Type::Number { .. } | Type::Date => {
                never = fact.or_never.then(|| logic.variable());
                Open::Number(Line::of(fact))
            }
        };
        self.add(Variable { place, value, known: None, never })
    }

    fn add(&mut self, variable: Variable) -> VariableId {
        let id = VariableId(self.variables.len());
        self.places.insert(variable.place, id);
        self.variables.push(variable);
        id
    }

    pub fn get(&self, place: Place) -> Option<&Variable> {
        self.places.get(&place).map(|id| &self.variables[id.0])
    }

    /// Whether the record gives a fact or field.
    pub fn known(&mut self, id: VariableId, logic: &mut Logic) -> Lit {
        *self.variables[id.0].known.get_or_insert_with(|| logic.variable_like(true))
    }

    /// Whether the record gives a list.
    pub fn given(&mut self, list: FactId, logic: &mut Logic) -> Lit {
        *self.given.entry(list).or_insert_with(|| logic.variable_like(true))
    }

    /// Whether the record gives a list, if some rule asks.
    pub fn asked_given(&self, list: FactId) -> Option<Lit> {
        self.given.get(&list).copied()
    }

    /// Whether a number is at least this.
    pub fn at_least(&mut self, id: VariableId, edge: f64, logic: &mut Logic) -> Lit {
        match &mut self.variables[id.0].value {
            Open::Number(line) => line.at_least(edge, logic),
            Open::YesNo(_) | Open::Labels(_) => logic.no(),
        }
    }

    /// What makes a patient unlike others, of some facts and lists: a yes, a finding, what is not known.
    pub fn departures(&self, program: &Program, facts: &[FactId], lists: &[usize]) -> Vec<Lit> {
        let mut all = Vec::new();
        for variable in self.variables.iter().filter(|one| within(program, one.place, facts, lists)) {
            if let Open::YesNo(yes) = variable.value {
                all.push(yes);
            }
            all.extend(variable.known.map(|known| !known));
        }
        for list in lists {
            all.extend(&self.present[*list]);
            all.extend(self.given.get(&program.lists[*list]).map(|given| !*given));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What the model that was found last says of what is known of some facts, lists among them.
    pub fn chosen_known(&self, program: &Program, facts: &[FactId], logic: &Logic) -> Vec<Lit> {
        let lists = program.lists.iter().enumerate().filter(|(_, id)| facts.contains(id));
        let lists: Vec<usize> = lists.map(|(at, _)| at).collect();
        let given = lists.iter().filter_map(|list| self.given.get(&program.lists[*list]));
        let variables = self.variables.iter().filter(|one| within(program, one.place, facts, &lists));
        let known = given.copied().chain(variables.filter_map(|variable| variable.known));
        known.map(|lit| if logic.value(lit) { lit } else { !lit }).collect()
    }

    /// What the model that was found last says of some facts, lists among them, but for some places: literals that hold
    /// in it.
    pub fn chosen(&self, program: &Program, facts: &[FactId], except: &[Place], logic: &Logic) -> Vec<Lit> {
        let lists = program.lists.iter().enumerate().filter(|(_, id)| facts.contains(id));
        let lists: Vec<usize> = lists.map(|(at, _)| at).collect();
        let holding = |lit: Lit| if logic.value(lit) { lit } else { !lit };
        let mut all = Vec::new();
        for list in &lists {
            all.extend(self.present[*list].iter().map(|present| holding(*present)));
        }
        let said = |one: &&Variable| within(program, one.place, facts, &lists) && !except.contains(&one.place);
        for variable in self.variables.iter().filter(said) {
            all.extend(variable.never.iter().map(|lit| holding(*lit)));
            match &variable.value {
                Open::YesNo(yes) => all.push(holding(*yes)),
                Open::Labels(labels) => all.extend(labels.iter().copied().filter(|label| logic.value(*label))),
                Open::Number(line) => {
                    let at = line.cuts.iter().take_while(|(_, lit)| logic.value(*lit)).count();
                    all.extend(at.checked_sub(1).map(|below| line.cuts[below].1));
                    all.extend(line.cuts.get(at).map(|(_, lit)| !*lit));
                }
            }
        }
        all
    }

    /// Of the numbers of some facts, the one that the model found last leaves the most room, and the middle of its room.
    pub fn widest(&self, program: &Program, facts: &[FactId], logic: &Logic) -> Option<(VariableId, f64)> {
        let lists = program.lists.iter().enumerate().filter(|(_, id)| facts.contains(id));
        let lists: Vec<usize> = lists.map(|(at, _)| at).collect();
        let mut widest: Option<(f64, VariableId, f64)> = None;
        for (at, variable) in self.variables.iter().enumerate() {
            let Open::Number(line) = &variable.value else { continue };
            if !within(program, variable.place, facts, &lists) {
                continue;
            }
            let (low, high) = line.cell(logic);
            let width = (high - low) / low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
            let middle = crate::grid::to_grid(low + (high - low) / 2.0);
            let middle = if line.whole { middle.ceil() } else { middle };
            let room = low < middle && middle <= high && width > 1e-6;
            if room && widest.is_none_or(|(known, ..)| width > known) {
                widest = Some((width, VariableId(at), middle));
            }
        }
        widest.map(|(_, id, middle)| (id, middle))
    }

    /// The stretch that a variable lies in; none of one that is no number.
    pub fn line(&self, id: VariableId) -> Option<&Line> {
        match &self.variables[id.0].value {
            Open::Number(line) => Some(line),
            Open::YesNo(_) | Open::Labels(_) => None,
        }
    }
}

/// The declaration of a fact or field.
pub(crate) fn declared<'s>(schema: &'s Schema, program: &Program, place: Place) -> Option<&'s Fact> {
    match place {
        Place::Fact(id) => Some(schema.fact(id)),
        Place::Computed(..) => None,
        Place::Field(list, _, field) => match schema.fact(program.lists[list]).ty {
            Type::List(finding) => schema.finding(finding).fields.get(field),
            _ => None,
        },
    }
}

/// Whether a place belongs to some facts or lists.
fn within(program: &Program, place: Place, facts: &[FactId], lists: &[usize]) -> bool {
    match place {
        Place::Fact(id) => facts.contains(&id) && !program.lists.contains(&id),
        Place::Field(list, ..) => lists.contains(&list),
        Place::Computed(..) => false,
    }
}

/// One of them holds and no other: each is told from those before it.
fn exactly_one(labels: &[Lit], logic: &mut Logic) {
    logic.require(labels);
    let mut before: Option<Lit> = None;
    for label in labels {
        if let Some(before) = before {
            logic.require(&[!before, !*label]);
        }
        before = Some(match before {
            Some(before) => logic.or(&[before, *label]),
            None => *label,
        });
    }
}

impl Line {
    fn of(fact: &Fact) -> Line {
        let (low, high) = if fact.ty == Type::Date { DAYS } else { range(fact) };
        let whole = matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date);
        Line { low: low.max(-ENDLESS), high: high.min(ENDLESS), whole, date: fact.ty == Type::Date, cuts: Vec::new() }
    }

    fn at_least(&mut self, edge: f64, logic: &mut Logic) -> Lit {
        let edge = if self.whole { edge.ceil() } else { edge };
        if edge <= self.low || edge > self.high {
            return logic.constant(edge <= self.low);
        }
        match self.cuts.binary_search_by(|(cut, _)| cut.total_cmp(&edge)) {
            Ok(at) => self.cuts[at].1,
            Err(at) => {
                // what is tried first lies in the middle of what is plausible
                let lit = logic.variable_like(edge <= self.low + (self.high - self.low) / 2.0);
                if let Some((_, lower)) = at.checked_sub(1).and_then(|below| self.cuts.get(below)) {
                    logic.require(&[!lit, *lower]);
                }
                if let Some((_, higher)) = self.cuts.get(at) {
                    logic.require(&[!*higher, lit]);
                }
                self.cuts.insert(at, (edge, lit));
                lit
            }
        }
    }

    /// The numbers between the cuts that a model chose, both ends included, with the cuts at its ends.
    pub fn cell(&self, logic: &Logic) -> (f64, f64) {
        let at = self.cuts.iter().take_while(|(_, lit)| logic.value(*lit)).count();
        let low = if at == 0 { self.low } else { self.cuts[at - 1].0 };
        let high = match self.cuts.get(at) {
            Some((cut, _)) if self.whole => cut - 1.0,
            Some((cut, _)) => cut.next_down(),
            None => self.high,
        };
        (low, high)
    }
}
