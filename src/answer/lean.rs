//! Which conclusions are computed from which others, and from which facts, fields and labels.

use super::engine::Engine;
use super::leaning::names;
use crate::program::{Domain, Op, Step, StepId};
use crate::rulebase::{ChoiceId, ConclusionId, Expr, FactId, FindingId, Type};

/// What a record gives and conclusions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Fact(FactId),
    /// A field, by position, of the elements of any list of this finding.
    Field(FindingId, usize),
    /// Any fact or field that takes these labels.
    Choice(ChoiceId),
}

impl Engine {
    /// The conclusions that are computed from this, directly or by way of others.
    pub fn reading(&self, what: Read) -> Vec<ConclusionId> {
        let steps = self.program.steps.iter().enumerate();
        let reading: Vec<usize> = steps.filter(|(_, step)| self.reads(step, what)).map(|(at, _)| at).collect();
        let reads = |id: &ConclusionId| reading.iter().any(|step| self.needed[id.0].has(StepId(*step)));
        (0..self.rulebase.conclusions.len()).map(ConclusionId).filter(reads).collect()
    }

    /// The conclusions that are computed from facts or fields of this name.
    pub fn reading_name(&self, name: &str) -> Vec<ConclusionId> {
        let schema = &self.rulebase.schema;
        let facts = (0..schema.facts.len()).map(FactId).filter(|id| schema.fact(*id).name == name).map(Read::Fact);
        let findings = schema.findings.iter().enumerate();
        let fields = findings.flat_map(|(finding, declared)| {
            let named = declared.fields.iter().enumerate().filter(|(_, field)| field.name == name);
            named.map(move |(at, _)| Read::Field(FindingId(finding), at))
        });
        let mut ids: Vec<ConclusionId> = facts.chain(fields).flat_map(|read| self.reading(read)).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The facts and lists that these conclusions are computed from.
    pub fn facts_of(&self, ids: &[ConclusionId]) -> Vec<FactId> {
        let needed = || ids.iter().map(|id| &self.needed[id.0]);
        let facts = needed().flat_map(|needed| needed.facts.iter().copied());
        let lists = needed().flat_map(|needed| needed.lists.iter().map(|list| self.program.lists[*list]));
        let mut all: Vec<FactId> = facts.chain(lists).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The conclusions that an expression names, and the rules whose advice it asks about.
    pub fn named(&self, expr: &Expr) -> Vec<ConclusionId> {
        let mut ids = Vec::new();
        names(&self.rulebase, expr, &mut ids);
        ids
    }

    fn reads(&self, step: &Step, what: Read) -> bool {
        if let Domain::Element(list) = step.domain
            && what == Read::Fact(self.program.lists[list])
        {
            return true;
        }
        match (&step.op, step.domain) {
            (Op::Fact(id) | Op::KnownFact(id) | Op::MayHaveMore(id), _) => self.is_fact(*id, what),
            (Op::StaysOpen { list, .. }, _) => self.is_fact(*list, what),
            (Op::Field(field) | Op::KnownField(field), Domain::Element(list)) => self.is_field(list, *field, what),
            (Op::UnseenField { list, field, .. }, _) => self.is_field(*list, *field, what),
            _ => false,
        }
    }

    fn is_fact(&self, id: FactId, what: Read) -> bool {
        match what {
            Read::Fact(wanted) => wanted == id,
            Read::Choice(choice) => self.rulebase.schema.fact(id).ty == Type::Choice(choice),
            Read::Field(..) => false,
        }
    }

    /// `list` is a position in the lists of the program.
    fn is_field(&self, list: usize, field: usize, what: Read) -> bool {
        let Type::List(finding) = self.rulebase.schema.fact(self.program.lists[list]).ty else { return false };
        match what {
            Read::Field(wanted, at) => (wanted, at) == (finding, field),
            Read::Choice(choice) => self.rulebase.schema.finding(finding).fields[field].ty == Type::Choice(choice),
            Read::Fact(_) => false,
        }
    }
}
