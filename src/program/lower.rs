//! From rules to their program.

mod conditions;
mod list;
mod thresholds;

use std::collections::HashMap;

use super::steps::{
    About, Domain, Edges, Lowered, LoweredGuarantee, LoweredPart, Note, NoteId, Op, Program, Shape, Step, StepId,
};
use crate::grid::nearest;
use crate::rulebase::{
    Body, Conclusion, ConclusionId, Constant, Expr, FactId, Item, Node, Outcome, Part, Rulebase, Template, Type,
};
use crate::rules::{Expected, Rules};
use crate::syntax::tree::ListKind;

/// Lowers everything that rules hold.
pub fn lower(rules: &Rules) -> Program {
    let rulebase = &rules.rulebase;
    let mut lowering = Lowering {
        rulebase,
        program: Program::default(),
        known: HashMap::new(),
        scope: Scope::Patient,
        lists: HashMap::new(),
    };
    for (at, fact) in rulebase.schema.facts.iter().enumerate() {
        if let Type::List(_) = fact.ty {
            lowering.lists.insert(FactId(at), lowering.program.lists.len());
            lowering.program.lists.push(FactId(at));
        }
    }
    for conclusion in &rulebase.conclusions {
        let lowered = lowering.conclusion(conclusion);
        lowering.program.conclusions.push(lowered);
    }
    lowering.program.impossible = rulebase.impossible.iter().map(|condition| lowering.note(condition)).collect();
    for guarantee in &rulebase.guarantees {
        let premise = guarantee.premise.as_ref().map(|premise| lowering.note(premise));
        let promises = guarantee
            .promises
            .iter()
            .map(|promise| (lowering.note(&promise.what), promise.when.as_ref().map(|when| lowering.note(when))))
            .collect();
        lowering.program.guarantees.push(LoweredGuarantee { premise, promises });
    }
    for example in &rules.examples {
        let conditions = example
            .expect
            .iter()
            .map(|expectation| match &expectation.what {
                Expected::Holds(expr) => Some(lowering.note(expr)),
                _ => None,
            })
            .collect();
        lowering.program.expectations.push(conditions);
    }
    lowering.program.conditions = lowering.conditions();
    lowering.band_edges();
    lowering.program
}

struct Lowering<'r> {
    rulebase: &'r Rulebase,
    program: Program,
    /// Equal parts are computed once.
    known: HashMap<Step, StepId>,
    scope: Scope,
    lists: HashMap<FactId, usize>,
}

/// What is being looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scope {
    Patient,
    /// Each element that the records give of a list.
    Element(usize),
    /// An element of a list that the record does not give; it stands beside the patient's values.
    Unseen(usize),
}

/// A list expression: the fact it comes from, and the members among its elements (in the element's domain).
struct Members {
    list: usize,
    members: StepId,
    /// What must hold of an element that was not given, for it to be a member.
    unseen: Vec<StepId>,
    /// The populations of the definitions it comes from, innermost first: outside of them there is no list.
    populations: Vec<StepId>,
    notes: Vec<NoteId>,
}

impl Lowering<'_> {
    fn add(&mut self, domain: Domain, shape: Shape, op: Op) -> StepId {
        let step = Step { domain, shape, op };
        *self.known.entry(step).or_insert_with_key(|step| {
            self.program.steps.push(step.clone());
            StepId(self.program.steps.len() - 1)
        })
    }

    fn domain(&self) -> Domain {
        match self.scope {
            Scope::Element(list) => Domain::Element(list),
            Scope::Patient | Scope::Unseen(_) => Domain::Patient,
        }
    }

    fn shape(&self, ty: &Type) -> Shape {
        super::steps::shape(ty, |id| self.rulebase.schema.choice(id).labels.len())
    }

    fn here(&mut self, shape: Shape, op: Op) -> StepId {
        self.add(self.domain(), shape, op)
    }

    fn truth(&mut self, op: Op) -> StepId {
        self.here(Shape::Truth, op)
    }

    fn number(&mut self, op: Op) -> StepId {
        self.here(Shape::Number, op)
    }

    /// A patient's step, spread over the elements where elements are being looked at.
    fn patient(&mut self, shape: Shape, op: Op) -> StepId {
        let id = self.add(Domain::Patient, shape, op);
        self.spread(id)
    }

    fn spread(&mut self, id: StepId) -> StepId {
        match self.scope {
            Scope::Element(_) => {
                let shape = self.program.steps[id.0].shape;
                self.here(shape, Op::Spread(id))
            }
            Scope::Patient | Scope::Unseen(_) => id,
        }
    }

    fn step(&self, note: NoteId) -> StepId {
        self.program.notes[note.0].step
    }

    fn write(&mut self, expr: &Expr, step: StepId, about: About, children: Vec<NoteId>) -> NoteId {
        self.program.notes.push(Note {
            step,
            text: expr.text.clone(),
            span: expr.span,
            ty: expr.ty.clone(),
            about,
            children,
        });
        NoteId(self.program.notes.len() - 1)
    }

    fn notes<'e>(&mut self, all: impl IntoIterator<Item = &'e Expr>) -> (Vec<StepId>, Vec<NoteId>) {
        let notes: Vec<NoteId> = all.into_iter().map(|expr| self.note(expr)).collect();
        (notes.iter().map(|note| self.step(*note)).collect(), notes)
    }

    /// The step of an expression, with a note that says where it came from.
    fn note(&mut self, expr: &Expr) -> NoteId {
        let shape = self.shape(&expr.ty);
        match &expr.node {
            Node::Constant(constant) => {
                let op = match constant {
                    Constant::YesNo(yes) => Op::ConstantTruth(*yes),
                    Constant::Label(label) => Op::ConstantLabel(*label),
                    Constant::Number(number) => Op::ConstantNumber(nearest(*number)),
                    Constant::Date(days) => Op::ConstantNumber(f64::from(*days)),
                };
                let step = self.here(shape, op);
                self.write(expr, step, About::Constant, Vec::new())
            }
            Node::Fact(id) if matches!(expr.ty, Type::List(_)) => self.list_note(expr, *id),
            Node::Fact(id) => {
                let step = self.patient(shape, Op::Fact(*id));
                self.write(expr, step, About::Fact(*id), Vec::new())
            }
            Node::Field(at) => {
                let step = match self.scope {
                    Scope::Unseen(list) => {
                        let except = self.whole_parts(list, *at);
                        self.here(shape, Op::UnseenField { list, field: *at, except })
                    }
                    Scope::Element(_) | Scope::Patient => self.here(shape, Op::Field(*at)),
                };
                self.write(expr, step, About::Field(*at), Vec::new())
            }
            Node::AsOf => {
                let step = self.patient(Shape::Number, Op::AsOf);
                self.write(expr, step, About::Constant, Vec::new())
            }
            Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => {
                let is_band = matches!(expr.node, Node::Band(_));
                let holds = matches!(expr.node, Node::Applies(_));
                self.conclusion_note(expr, *id, is_band, holds)
            }
            Node::Advised { verb, action } => {
                let rules: Vec<ConclusionId> = self.rulebase.advising(*action, verb.is_against()).collect();
                let items: Vec<StepId> = rules.iter().map(|id| self.holds(*id)).collect();
                let step = self.truth(Op::Of(ListKind::Any, items));
                self.write(expr, step, About::Values, Vec::new())
            }
            Node::Not(inner) => {
                let note = self.note(inner);
                let step = self.step(note);
                let step = self.truth(Op::Not(step));
                self.write(expr, step, About::Not, vec![note])
            }
            Node::Of { kind, items } => {
                let (steps, notes) = self.notes(items);
                let step = self.truth(Op::Of(*kind, steps));
                self.write(expr, step, About::Of(*kind), notes)
            }
            Node::Order { order, left, right } => self.two(expr, left, right, |a, b| Op::Order(*order, a, b)),
            Node::Equal { left, right } => self.two(expr, left, right, Op::Equal),
            Node::Same { left, right } if left.ty == Type::YesNo => self.two(expr, left, right, Op::SameTruth),
            Node::Same { left, right } => self.two(expr, left, right, Op::SameLabel),
            Node::Among { value, labels } => {
                let labels = labels.clone();
                self.one(expr, value, |value| Op::Among(value, labels))
            }
            Node::Known(value) => {
                let note = self.note(value);
                let step = match value.node {
                    Node::Fact(id) => self.patient(Shape::Truth, Op::KnownFact(id)),
                    Node::Field(_) if matches!(self.scope, Scope::Unseen(_)) => self.truth(Op::KnownUnseen),
                    Node::Field(at) => self.truth(Op::KnownField(at)),
                    _ => self.truth(Op::ConstantTruth(true)),
                };
                self.write(expr, step, About::Values, vec![note])
            }
            Node::Filter { .. } => self.filter_note(expr),
            Node::Exists(list) => {
                let members = self.members(list);
                let step = self.exists(&members);
                self.write_list(expr, step, members)
            }
            Node::Every { list, condition } => {
                let members = self.members(list);
                let outer = std::mem::replace(&mut self.scope, Scope::Element(members.list));
                let note = self.note(condition);
                let met = self.step(note);
                let unmet = self.truth(Op::Not(met));
                let exception = self.truth(Op::Of(ListKind::All, vec![members.members, unmet]));
                self.scope = outer;
                let met = self.unseen(members.list, condition);
                let unmet = self.add(Domain::Patient, Shape::Truth, Op::Not(met));
                let unseen: Vec<StepId> = members.unseen.iter().copied().chain([unmet]).collect();
                let exists = Op::Exists { members: exception, more: self.more(members.list, &unseen) };
                let exists = self.of_list(&members.populations, Shape::Truth, exists);
                let step = self.truth(Op::Not(exists));
                self.write_list(expr, step, members)
            }
            Node::CountOf(list) => {
                let members = self.members(list);
                let count =
                    Op::CountMembers { members: members.members, more: self.more(members.list, &members.unseen) };
                let step = self.of_list(&members.populations, Shape::Number, count);
                self.write_list(expr, step, members)
            }
            Node::Aggregate { aggregate, field, list } => self.aggregate(expr, *aggregate, *field, list),
            Node::Negative(value) => self.one(expr, value, Op::Negative),
            Node::Arithmetic { operator, left, right } => {
                let operator = *operator;
                self.two(expr, left, right, |a, b| Op::Arithmetic(operator, a, b))
            }
            Node::Call { function, arguments } => {
                let (steps, notes) = self.notes(arguments);
                let step = self.number(Op::Call(*function, steps));
                self.write(expr, step, About::Values, notes)
            }
            Node::Convert { value, converter } => {
                let note = self.note(value);
                let value = self.step(note);
                let step = match converter {
                    Some(converter) => {
                        let (numerator, shift, denominator) = converter.combined_factors();
                        self.number(Op::Convert { value, numerator, shift, denominator })
                    }
                    None => value,
                };
                self.write(expr, step, About::Values, vec![note])
            }
            Node::Shift { date, days } => {
                let note = self.note(date);
                let date = self.step(note);
                let days = self.number(Op::ConstantNumber(f64::from(*days)));
                let step = self.number(Op::Arithmetic(crate::syntax::tree::Arithmetic::Add, date, days));
                self.write(expr, step, About::Values, vec![note])
            }
            Node::Since { unit, date } => {
                let note = self.note(date);
                let date = self.step(note);
                let now = self.patient(Shape::Number, Op::AsOf);
                let step = self.number(Op::Since(*unit, date, now));
                self.write(expr, step, About::Values, vec![note])
            }
            Node::MostSevere(ids) => {
                let steps: Vec<StepId> = ids.iter().filter_map(|id| self.program.conclusions[id.0].value).collect();
                let step = self.patient(shape, Op::MostSevere(steps));
                let children: Vec<NoteId> = ids.iter().map(|id| self.reference(*id, false, false)).collect();
                self.write(expr, step, About::Values, children)
            }
        }
    }

    /// A patient's value that is computed from a list, in the populations that the list has.
    fn of_list(&mut self, populations: &[StepId], shape: Shape, op: Op) -> StepId {
        let mut value = self.add(Domain::Patient, shape, op);
        for population in populations {
            value = self.add(Domain::Patient, shape, Op::Gate { population: *population, value });
        }
        self.spread(value)
    }

    fn exists(&mut self, list: &Members) -> StepId {
        let more = self.more(list.list, &list.unseen);
        self.of_list(&list.populations, Shape::Truth, Op::Exists { members: list.members, more })
    }

    fn one(&mut self, expr: &Expr, value: &Expr, op: impl FnOnce(StepId) -> Op) -> NoteId {
        let shape = self.shape(&expr.ty);
        let note = self.note(value);
        let step = self.step(note);
        let step = self.here(shape, op(step));
        self.write(expr, step, About::Values, vec![note])
    }

    fn two(&mut self, expr: &Expr, left: &Expr, right: &Expr, op: impl FnOnce(StepId, StepId) -> Op) -> NoteId {
        let shape = self.shape(&expr.ty);
        let (left, right) = (self.note(left), self.note(right));
        let op = op(self.step(left), self.step(right));
        let step = self.here(shape, op);
        self.write(expr, step, About::Values, vec![left, right])
    }

    fn write_list(&mut self, expr: &Expr, step: StepId, members: Members) -> NoteId {
        let about = About::List { list: members.list, members: members.members };
        self.write(expr, step, about, members.notes)
    }

    fn holds(&mut self, id: ConclusionId) -> StepId {
        let value = self.program.conclusions[id.0].value.unwrap_or(StepId(0));
        self.patient(Shape::Truth, Op::Holds(value))
    }

    fn conclusion_note(&mut self, expr: &Expr, id: ConclusionId, band: bool, holds: bool) -> NoteId {
        let value = if band { self.program.conclusions[id.0].band } else { self.program.conclusions[id.0].value };
        let step = match value {
            Some(_) if holds => self.holds(id),
            Some(value) => self.spread(value),
            None => self.truth(Op::ConstantTruth(false)),
        };
        self.write(expr, step, About::Conclusion(id), Vec::new())
    }

    /// A note that refers to a conclusion by its name.
    fn reference(&mut self, id: ConclusionId, band: bool, holds: bool) -> NoteId {
        let conclusion = &self.rulebase.conclusions[id.0];
        let expr = Expr {
            ty: conclusion.ty.clone(),
            node: Node::Conclusion(id),
            span: conclusion.span,
            text: conclusion.name.clone(),
        };
        self.conclusion_note(&expr, id, band, holds)
    }

    // --- conclusions ---------------------------------------------------------------------------------------------

    fn conclusion(&mut self, conclusion: &Conclusion) -> Lowered {
        let population = conclusion.applies_to.as_ref().map(|condition| self.note(condition));
        let mut lowered = Lowered { population, ..Lowered::default() };
        let shape = self.shape(&conclusion.ty);
        let value = match &conclusion.body {
            Body::Value(value) => {
                let note = self.note(value);
                lowered.whole = Some(note);
                if let Type::List(_) = conclusion.ty {
                    let members = self.members(value);
                    lowered.members = Some((members.members, members.list));
                    let own = lowered.population.map(|population| self.step(population));
                    lowered.unseen = members.unseen;
                    lowered.populations = members.populations.into_iter().chain(own).collect();
                }
                self.step(note)
            }
            Body::Lines(lines) => {
                let mut all = Vec::new();
                for line in lines {
                    let when = line.when.as_ref().map(|when| self.note(when));
                    let value = self.note(&line.value);
                    all.push((when.map(|when| self.step(when)), self.step(value)));
                    lowered.parts.push(LoweredPart {
                        name: line.value.text.clone(),
                        when,
                        value: Some(value),
                        counts: when.map(|when| self.step(when)),
                        span: line.span,
                    });
                }
                self.here(shape, Op::First(all))
            }
            Body::Count(criteria) => {
                for criterion in criteria {
                    let when = self.note(&criterion.when);
                    lowered.parts.push(LoweredPart {
                        name: criterion.name.clone(),
                        when: Some(when),
                        value: None,
                        counts: Some(self.step(when)),
                        span: criterion.span,
                    });
                }
                let one = self.number(Op::ConstantNumber(1.0));
                let all: Vec<_> = lowered.parts.iter().map(|part| (part.counts, one)).collect();
                let op = self.weights(&all).unwrap_or(Op::Sum(all));
                self.number(op)
            }
            Body::Score { items, .. } => {
                let mut all = Vec::new();
                for item in items {
                    let (when, points) = self.item(item, None, &mut lowered.parts);
                    all.push((when, points));
                }
                let op = self.weights(&all).unwrap_or(Op::Sum(all));
                self.number(op)
            }
            Body::Rule(rule) => {
                let mut conditions = Vec::new();
                for (negated, expr) in
                    rule.when.iter().map(|when| (false, when)).chain(rule.unless.iter().map(|unless| (true, unless)))
                {
                    let note = self.note(expr);
                    lowered.conditions.push((negated, note));
                    let step = self.step(note);
                    conditions.push(if negated { self.truth(Op::Not(step)) } else { step });
                }
                for id in &rule.overridden_by {
                    let holds = self.holds(*id);
                    conditions.push(self.truth(Op::Not(holds)));
                }
                lowered.overridden_by.clone_from(&rule.overridden_by);
                self.truth(Op::Of(ListKind::All, conditions))
            }
        };
        let value = self.gate(&lowered, shape, value);
        lowered.value = Some(value);
        if let Body::Score { bands, choice: Some(choice), .. } = &conclusion.body {
            let edges = bands
                .iter()
                .map(|band| Edges {
                    label: band.label,
                    low: band.low.map(|(edge, included)| (nearest(edge), included)),
                    high: band.high.map(|(edge, included)| (nearest(edge), included)),
                })
                .collect();
            let labels = self.rulebase.schema.choice(*choice).labels.len();
            lowered.band = Some(self.here(Shape::Labels(labels), Op::Bands(value, edges)));
        }
        self.texts(conclusion);
        lowered
    }

    fn gate(&mut self, lowered: &Lowered, shape: Shape, value: StepId) -> StepId {
        match lowered.population {
            Some(population) => {
                let population = self.step(population);
                self.here(shape, Op::Gate { population, value })
            }
            None => value,
        }
    }

    /// Items that all have a condition and constant points, as whole weights over a common denominator.
    fn weights(&self, items: &[(Option<StepId>, StepId)]) -> Option<Op> {
        let mut points = Vec::new();
        for (condition, value) in items {
            match self.program.steps[value.0].op {
                Op::ConstantNumber(weight) => points.push(((*condition)?, weight)),
                _ => return None,
            }
        }
        for scale in [1.0, 2.0, 10.0, 20.0, 100.0] {
            let whole: Vec<(StepId, i64)> = points
                .iter()
                .map(|(condition, weight)| (*condition, crate::grid::to_grid(weight * scale) as i64))
                .collect();
            let exact = whole.iter().zip(&points).all(|((_, whole), (_, weight))| *whole as f64 / scale == *weight);
            let sum: u64 = whole.iter().map(|(_, weight)| weight.unsigned_abs()).sum();
            if exact && sum <= 255 {
                return Some(Op::Weights(whole, scale));
            }
        }
        None
    }

    /// An item's condition and points; the items of a `first of` count only where none before them does.
    fn item(&mut self, item: &Item, unless: Option<StepId>, parts: &mut Vec<LoweredPart>) -> (Option<StepId>, StepId) {
        match item {
            Item::Points { name, points, when, span } => {
                let when = when.as_ref().map(|when| self.note(when));
                let points = self.note(points);
                let condition = when.map(|when| self.step(when));
                let counts = match (condition, unless) {
                    (Some(condition), Some(earlier)) => {
                        let none_before = self.truth(Op::Not(earlier));
                        Some(self.truth(Op::Of(ListKind::All, vec![none_before, condition])))
                    }
                    (condition, _) => condition,
                };
                parts.push(LoweredPart { name: name.clone(), when, value: Some(points), counts, span: *span });
                (condition, self.step(points))
            }
            Item::FirstOf(items) => {
                let mut lines = Vec::new();
                let mut earlier = unless;
                for item in items {
                    let (condition, points) = self.item(item, earlier, parts);
                    lines.push((condition, points));
                    if let Some(condition) = condition {
                        earlier = Some(match earlier {
                            Some(before) => self.truth(Op::Of(ListKind::Any, vec![before, condition])),
                            None => condition,
                        });
                    }
                }
                let nothing = self.number(Op::ConstantNumber(0.0));
                lines.push((None, nothing));
                (None, self.number(Op::First(lines)))
            }
        }
    }

    /// Notes of the values that reasons, notes and warnings show; a text finds them again by their place.
    fn texts(&mut self, conclusion: &Conclusion) {
        let warnings = match &conclusion.body {
            Body::Rule(rule) => rule
                .outcomes
                .iter()
                .filter_map(|outcome| match outcome {
                    Outcome::Warn(template) => Some(template),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let templates: Vec<&Template> = conclusion.because.iter().chain(&conclusion.notes).chain(warnings).collect();
        for part in templates.iter().flat_map(|template| &template.parts) {
            if let Part::Value(expr) = part {
                self.note(expr);
            }
        }
    }
}
