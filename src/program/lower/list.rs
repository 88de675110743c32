//! Lists: from list expressions to members, and to what an element that a record does not give could be.

use super::{Lowering, Members, Scope};
use crate::program::{About, Domain, NoteId, Op, Shape, StepId};
use crate::rulebase::{Expr, FactId, Node, Type};
use crate::syntax::tree::{Aggregate, ListKind, Order};

impl Lowering<'_> {
    /// The list may hold an element that was not given and meets these conditions.
    pub(super) fn more(&mut self, list: usize, unseen: &[StepId]) -> StepId {
        let fact = self.program.lists[list];
        let may = self.add(Domain::Patient, Shape::Truth, Op::MayHaveMore(fact));
        let mut all = vec![may];
        if let Some(condition) = self.rulebase.schema.fact(fact).complete_if.clone() {
            let outer = std::mem::replace(&mut self.scope, Scope::Patient);
            let note = self.note(&condition);
            let complete = self.step(note);
            all.push(self.truth(Op::StaysOpen { list: fact, complete }));
            self.scope = outer;
        }
        for complete in self.all_parts_whole(list) {
            all.push(self.add(Domain::Patient, Shape::Truth, Op::StaysOpen { list: fact, complete }));
        }
        all.extend(unseen);
        match all.as_slice() {
            [may] => *may,
            _ => self.add(Domain::Patient, Shape::Truth, Op::Of(ListKind::All, all)),
        }
    }

    /// A condition on the elements of a list, asked of one that the record does not give. The note of its author's
    /// words stays with the elements that are given.
    pub(super) fn unseen(&mut self, list: usize, condition: &Expr) -> StepId {
        let notes = self.program.notes.len();
        let outer = std::mem::replace(&mut self.scope, Scope::Unseen(list));
        let note = self.note(condition);
        let step = self.step(note);
        self.scope = outer;
        self.program.notes.truncate(notes);
        step
    }

    /// For each field whose labels are all in some part that can be whole: that no label is left for an element that
    /// the record does not give.
    pub(super) fn all_parts_whole(&mut self, list: usize) -> Vec<StepId> {
        let fact = self.rulebase.schema.fact(self.program.lists[list]);
        let Type::List(finding) = fact.ty else { return Vec::new() };
        let fields = self.rulebase.schema.finding(finding).fields.iter().enumerate();
        let mut all = Vec::new();
        for (at, field) in fields {
            let Type::Choice(choice) = field.ty else { continue };
            let parts = self.whole_parts(list, at);
            let covering = |label: usize| -> Vec<StepId> {
                let of = parts.iter().filter(|(_, labels)| labels.contains(&label));
                of.map(|(condition, _)| *condition).collect()
            };
            let mut groups: Vec<Vec<StepId>> =
                (0..self.rulebase.schema.choice(choice).labels.len()).map(covering).collect();
            groups.sort_unstable();
            groups.dedup();
            if parts.is_empty() || groups.iter().any(Vec::is_empty) {
                continue;
            }
            let mut seen = Vec::new();
            for group in groups {
                seen.push(self.add(Domain::Patient, Shape::Truth, Op::Of(ListKind::Any, group)));
            }
            all.push(self.add(Domain::Patient, Shape::Truth, Op::Of(ListKind::All, seen)));
        }
        all
    }

    /// The labels that a field of an element not given cannot have, each with the condition on which it cannot.
    pub(super) fn whole_parts(&mut self, list: usize, field: usize) -> Vec<(StepId, Vec<usize>)> {
        let parts = self.rulebase.schema.fact(self.program.lists[list]).whole_parts.iter();
        let mut except = Vec::new();
        for part in parts.filter(|part| part.field == field) {
            let outer = std::mem::replace(&mut self.scope, Scope::Patient);
            let note = self.note(&part.condition);
            except.push((self.step(note), part.labels.clone()));
            self.scope = outer;
        }
        except
    }

    pub(super) fn members(&mut self, list: &Expr) -> Members {
        match &list.node {
            Node::Fact(id) => {
                let at = self.lists.get(id).copied().unwrap_or(0);
                let members = self.add(Domain::Element(at), Shape::Truth, Op::ConstantTruth(true));
                Members { list: at, members, unseen: Vec::new(), populations: Vec::new(), notes: Vec::new() }
            }
            Node::Filter { list, condition } => {
                let inner = self.members(list);
                let outer = std::mem::replace(&mut self.scope, Scope::Element(inner.list));
                let note = self.note(condition);
                let met = self.step(note);
                let members = self.truth(Op::Of(ListKind::All, vec![inner.members, met]));
                self.scope = outer;
                let (mut notes, mut unseen) = (inner.notes, inner.unseen);
                notes.push(note);
                unseen.push(self.unseen(inner.list, condition));
                Members { members, notes, unseen, ..inner }
            }
            Node::Conclusion(id) => {
                let lowered = &self.program.conclusions[id.0];
                let (members, at) = lowered.members.unwrap_or((StepId(0), 0));
                let (unseen, populations) = (lowered.unseen.clone(), lowered.populations.clone());
                let note = self.reference(*id, false, false);
                Members { list: at, members, unseen, populations, notes: vec![note] }
            }
            _ => {
                let members = self.add(Domain::Element(0), Shape::Truth, Op::ConstantTruth(false));
                Members { list: 0, members, unseen: Vec::new(), populations: Vec::new(), notes: Vec::new() }
            }
        }
    }

    pub(super) fn list_note(&mut self, expr: &Expr, id: FactId) -> NoteId {
        let members = self.members(expr);
        let step = self.exists(&members);
        self.write(expr, step, About::Fact(id), Vec::new())
    }

    pub(super) fn filter_note(&mut self, expr: &Expr) -> NoteId {
        let members = self.members(expr);
        let step = self.exists(&members);
        self.write_list(expr, step, members)
    }

    pub(super) fn aggregate(&mut self, expr: &Expr, aggregate: Aggregate, field: usize, list: &Expr) -> NoteId {
        let Members { list, mut members, unseen, populations, notes } = self.members(list);
        let more = self.more(list, &unseen);
        let outer = std::mem::replace(&mut self.scope, Scope::Element(list));
        let values = self.number(Op::Field(field));
        if matches!(aggregate, Aggregate::Latest | Aggregate::Earliest) {
            // a date behind the as-of date never counts: it would hide one that does
            let now = self.patient(Shape::Number, Op::AsOf);
            let happened = self.truth(Op::Order(Order::AtMost, values, now));
            members = self.truth(Op::Of(ListKind::All, vec![members, happened]));
        }
        self.scope = outer;
        let op = match aggregate {
            Aggregate::Total => Op::Total { members, values, more },
            Aggregate::Largest | Aggregate::Latest => Op::Extreme { largest: true, members, values, more },
            Aggregate::Smallest | Aggregate::Earliest => Op::Extreme { largest: false, members, values, more },
        };
        let step = self.of_list(&populations, Shape::Number, op);
        self.write(expr, step, About::List { list, members }, notes)
    }
}
