//! What a clinician still has to confirm, as far as the answers to one record depend on it.

use super::engine::Engine;
use super::lean::Read;
use super::outcome::Outcome;
use crate::record::{Datum, Value};
use crate::rulebase::{ConclusionId, FactId, FindingId, Label, Type};
use crate::syntax::tree::Status;

impl Engine {
    /// The marks that this record's answers lean on, each once, with these answers.
    pub(super) fn review(&self, outcome: &mut Outcome) {
        let labels = self.label_marks(outcome);
        let mut marks: Vec<(String, Vec<ConclusionId>)> = Vec::new();
        let mut add = |text: &String, id: ConclusionId| match marks.iter_mut().find(|(known, _)| known == text) {
            Some((_, ids)) if ids.contains(&id) => {}
            Some((_, ids)) => ids.push(id),
            None => marks.push((text.clone(), vec![id])),
        };
        for (at, answer) in outcome.answers.iter().enumerate() {
            if matches!(answer.status, Status::NotApplicable | Status::DoesNotApply) {
                continue;
            }
            let id = ConclusionId(at);
            self.marks[at].iter().for_each(|text| add(text, id));
            labels.iter().filter(|(_, reading)| reading.contains(&id)).for_each(|(text, _)| add(text, id));
        }
        outcome.reviews = marks;
    }

    /// For each conclusion, the marks of itself and of the conclusions, facts and fields that it is computed from.
    pub(super) fn marks(&self) -> Vec<Vec<String>> {
        let conclusions = &self.rulebase.conclusions;
        let mut marks: Vec<Vec<String>> = vec![Vec::new(); conclusions.len()];
        for (on, conclusion) in conclusions.iter().enumerate().filter(|(_, one)| !one.reviews.is_empty()) {
            for at in (0..conclusions.len()).filter(|at| *at == on || self.leaning[*at][on]) {
                let name = conclusion.each_name();
                marks[at].extend(conclusion.reviews.iter().map(|review| format!("{name}: {}", review.text)));
            }
        }
        let schema = &self.rulebase.schema;
        let facts = schema.facts.iter().enumerate().map(|(at, fact)| (Read::Fact(FactId(at)), fact.name.clone(), fact));
        let fields = schema.findings.iter().enumerate().flat_map(|(finding, declared)| {
            declared.fields.iter().enumerate().map(move |(at, field)| {
                (Read::Field(FindingId(finding), at), format!("{} of {}", field.name, declared.name), field)
            })
        });
        for (read, name, fact) in facts.chain(fields).filter(|(_, _, fact)| !fact.reviews.is_empty()) {
            for id in self.reading(read) {
                marks[id.0].extend(fact.reviews.iter().map(|review| format!("{name}: {}", review.text)));
            }
        }
        marks
    }

    /// The marks of labels that the record gives, with the conclusions that look at the fact or list.
    fn label_marks(&self, outcome: &Outcome) -> Vec<(String, Vec<ConclusionId>)> {
        let mut marks = Vec::new();
        for (at, datum) in outcome.facts.iter().enumerate() {
            let given = datum.as_ref().map(|datum| self.labels(FactId(at), datum)).unwrap_or_default();
            let texts = given
                .iter()
                .flat_map(|label| label.reviews.iter().map(|review| format!("{}: {}", label.name, review.text)));
            let texts: Vec<String> = texts.collect();
            if !texts.is_empty() {
                let reading = self.reading(Read::Fact(FactId(at)));
                marks.extend(texts.into_iter().map(|text| (text, reading.clone())));
            }
        }
        marks
    }

    /// The labels that a value holds, those of a list's elements included.
    fn labels(&self, fact: FactId, datum: &Datum) -> Vec<&Label> {
        let schema = &self.rulebase.schema;
        let label = |ty: &Type, value: &Value| match (ty, value) {
            (Type::Choice(choice), Value::Label(label)) => schema.choice(*choice).labels.get(*label),
            _ => None,
        };
        match (&schema.fact(fact).ty, &datum.value) {
            (Type::List(finding), Value::List { elements, .. }) => {
                let fields = &schema.finding(*finding).fields;
                let given = elements.iter().flat_map(|element| fields.iter().zip(element));
                given.filter_map(|(field, datum)| label(&field.ty, &datum.as_ref()?.value)).collect()
            }
            (ty, value) => label(ty, value).into_iter().collect(),
        }
    }
}
