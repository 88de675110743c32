//! Two rule bases' programs in one: equal parts once, facts of one name once.

use std::collections::HashMap;

use crate::program::{Domain, Op, Program, Step, StepId};
use crate::rulebase::{Choice, ChoiceId, Fact, FactId, Finding, FindingId, Schema, Type};
use crate::syntax::tree::{has_key, key};

/// The conditions by which a step takes a list, or a part of it, for whole.
pub(super) fn whole_if(op: &Op) -> Vec<StepId> {
    match op {
        Op::StaysOpen { complete, .. } => vec![*complete],
        Op::UnseenField { except, .. } => except.iter().map(|(condition, _)| *condition).collect(),
        _ => Vec::new(),
    }
}

/// A program that others are added to.
pub(super) struct Joint {
    pub schema: Schema,
    pub program: Program,
    known: HashMap<Step, StepId>,
}

/// Where the parts of a program went.
pub(super) struct Joined {
    pub steps: Vec<StepId>,
    pub facts: Vec<FactId>,
    /// Facts of one name that are declared differently, and are taken for two.
    pub different: Vec<String>,
}

impl Joint {
    pub fn of(schema: &Schema, program: &Program) -> Joint {
        let (steps, lists) = (program.steps.clone(), program.lists.clone());
        let known = steps.iter().enumerate().map(|(at, step)| (step.clone(), StepId(at))).collect();
        Joint { schema: schema.clone(), program: Program { steps, lists, ..Program::default() }, known }
    }

    /// Adds a program over its own schema.
    pub fn add(&mut self, schema: &Schema, program: &Program) -> Joined {
        let mut joined = Joined { steps: Vec::new(), facts: Vec::new(), different: Vec::new() };
        for fact in &schema.facts {
            let id = self.fact(schema, fact, &mut joined.different);
            joined.facts.push(id);
        }
        let lists: Vec<usize> = program.lists.iter().map(|list| self.list(joined.facts[list.0])).collect();
        for step in &program.steps {
            let op = self.moved(&step.op, &joined, &lists);
            let domain = match step.domain {
                Domain::Patient => Domain::Patient,
                Domain::Element(list) => Domain::Element(lists[list]),
            };
            let step = self.step(Step { domain, shape: step.shape, op });
            joined.steps.push(step);
        }
        joined
    }

    fn step(&mut self, step: Step) -> StepId {
        let steps = &mut self.program.steps;
        *self.known.entry(step).or_insert_with_key(|step| {
            steps.push(step.clone());
            StepId(steps.len() - 1)
        })
    }

    fn moved(&self, op: &Op, joined: &Joined, lists: &[usize]) -> Op {
        let mut op = op.with_operands(|step| joined.steps[step.0]);
        match &mut op {
            Op::Fact(id) | Op::KnownFact(id) | Op::MayHaveMore(id) | Op::StaysOpen { list: id, .. } => {
                *id = joined.facts[id.0];
            }
            Op::UnseenField { list, .. } => *list = lists[*list],
            _ => {}
        }
        op
    }

    fn list(&mut self, id: FactId) -> usize {
        let lists = &mut self.program.lists;
        lists.iter().position(|list| *list == id).unwrap_or_else(|| {
            lists.push(id);
            lists.len() - 1
        })
    }

    /// The fact of the same name and type, with the range that both allow; otherwise a new one.
    fn fact(&mut self, schema: &Schema, fact: &Fact, different: &mut Vec<String>) -> FactId {
        let wanted = key(&fact.name);
        if let Some(at) = self.schema.facts.iter().position(|other| has_key(&other.name, &wanted)) {
            if self.alike(&self.schema.facts[at], schema, fact) {
                let own = &mut self.schema.facts[at];
                own.range = match (own.range, fact.range) {
                    (Some((a, b)), Some((c, d))) => Some((a.max(c), b.min(d))),
                    (own, other) => own.or(other),
                };
                return FactId(at);
            }
            different.push(fact.name.clone());
        }
        let ty = self.ty(schema, &fact.ty);
        self.schema.facts.push(Fact { ty, ..fact.clone() });
        FactId(self.schema.facts.len() - 1)
    }

    fn alike(&self, own: &Fact, schema: &Schema, fact: &Fact) -> bool {
        let same_labels = |a: &Choice, b: &Choice| {
            a.labels.len() == b.labels.len()
                && a.labels.iter().zip(&b.labels).all(|(a, b)| has_key(&a.name, &key(&b.name)))
        };
        let same = match (&own.ty, &fact.ty) {
            (Type::Choice(a), Type::Choice(b)) => same_labels(self.schema.choice(*a), schema.choice(*b)),
            (Type::List(a), Type::List(b)) => {
                let (a, b) = (&self.schema.finding(*a).fields, &schema.finding(*b).fields);
                let pairs = a.iter().zip(b);
                a.len() == b.len()
                    && pairs.clone().all(|(a, b)| a.name == b.name && a.range == b.range && self.alike(a, schema, b))
            }
            (a, b) => a == b,
        };
        same && own.or_never == fact.or_never && own.no_if_not_recorded == fact.no_if_not_recorded
    }

    /// A type of another schema, with what it names taken over.
    fn ty(&mut self, schema: &Schema, ty: &Type) -> Type {
        match ty {
            Type::Choice(id) => {
                self.schema.choices.push(schema.choice(*id).clone());
                Type::Choice(ChoiceId(self.schema.choices.len() - 1))
            }
            Type::List(id) => {
                let Finding { name, fields, span } = schema.finding(*id).clone();
                let fields: Vec<Fact> =
                    fields.into_iter().map(|field| Fact { ty: self.ty(schema, &field.ty), ..field }).collect();
                self.schema.findings.push(Finding { name, fields, span });
                Type::List(FindingId(self.schema.findings.len() - 1))
            }
            other => other.clone(),
        }
    }
}
