//! What a record may hold: facts, findings with fields, and the labels of choices and kinds.

use rust_decimal::Decimal;

use super::expr::Expr;
use super::types::{ChoiceId, FactId, FindingId, Type};
use crate::source::Span;
use crate::syntax::tree::{has_key, key};

/// Everything a record is read against.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub choices: Vec<Choice>,
    pub findings: Vec<Finding>,
    pub facts: Vec<Fact>,
}

impl Schema {
    pub fn choice(&self, id: ChoiceId) -> &Choice {
        &self.choices[id.0]
    }

    pub fn finding(&self, id: FindingId) -> &Finding {
        &self.findings[id.0]
    }

    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0]
    }

    /// The fact of a name or synonym, however it is spelt (see [`key`]).
    pub fn find_fact(&self, name: &str) -> Option<FactId> {
        find(&self.facts, name).map(FactId)
    }
}

/// The position of a fact or field by name or synonym.
pub fn find(facts: &[Fact], name: &str) -> Option<usize> {
    let wanted = key(name);
    facts
        .iter()
        .position(|fact| has_key(&fact.name, &wanted))
        .or_else(|| facts.iter().position(|fact| fact.synonyms.iter().any(|synonym| has_key(&synonym.name, &wanted))))
}

/// A closed set of labels: a `kind`, the labels of one fact, or what a conclusion may give.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub name: String,
    pub labels: Vec<Label>,
    pub traits: Vec<Trait>,
    pub span: Span,
}

impl Choice {
    /// Labels whose name or synonym this is; more than one when a synonym is ambiguous.
    pub fn find(&self, name: &str) -> Vec<usize> {
        let wanted = key(name);
        if let Some(exact) = self.labels.iter().position(|label| has_key(&label.name, &wanted)) {
            return vec![exact];
        }
        let fits = |label: &Label| label.synonyms.iter().any(|synonym| has_key(synonym, &wanted));
        self.labels.iter().enumerate().filter(|(_, label)| fits(label)).map(|(at, _)| at).collect()
    }

    /// The labels that carry a trait value such as `deep`.
    pub fn with_trait(&self, value: &str) -> Option<Vec<usize>> {
        let wanted = key(value);
        let known = self.traits.iter().any(|one| one.values.iter().any(|value| has_key(value, &wanted)));
        let carries = |label: &Label| label.traits.iter().any(|value| has_key(value, &wanted));
        known.then(|| self.labels.iter().enumerate().filter(|(_, label)| carries(label)).map(|(at, _)| at).collect())
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub name: String,
    pub traits: Vec<String>,
    pub synonyms: Vec<String>,
    /// What it means, shown behind the answer.
    pub meaning: Option<String>,
    pub reviews: Vec<Review>,
}

/// What a clinician still has to confirm about the label, fact or conclusion that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub text: String,
    pub span: Span,
}

impl Label {
    /// A name and nothing else.
    pub fn plain(name: &str) -> Label {
        Label { name: name.to_owned(), traits: Vec::new(), synonyms: Vec::new(), meaning: None, reviews: Vec::new() }
    }
}

/// A property of labels, such as `depth`, with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Trait {
    pub name: String,
    pub values: Vec<String>,
}

/// A kind of finding; a record holds lists of them.
#[derive(Debug, Clone)]
pub struct Finding {
    pub name: String,
    pub fields: Vec<Fact>,
    pub span: Span,
}

/// A fact about a patient, or a field of a finding.
#[derive(Debug, Clone)]
pub struct Fact {
    pub name: String,
    pub ty: Type,
    pub definition: Option<String>,
    /// Plausible range in the declared unit, both ends included.
    pub range: Option<(Decimal, Decimal)>,
    /// Absence means no.
    pub no_if_not_recorded: bool,
    /// May not exist: an event that never happened.
    pub or_never: bool,
    /// A number in a record must name its unit.
    pub unit_required: bool,
    /// g/mol
    pub molar_mass: Option<Decimal>,
    /// Of a list: it is whole when this holds.
    pub complete_if: Option<Box<Expr>>,
    /// Of a list: the parts of it that are whole when something holds.
    pub whole_parts: Vec<WholePart>,
    pub synonyms: Vec<Synonym>,
    pub reviews: Vec<Review>,
    pub span: Span,
}

/// A part of a list that is whole when the condition holds: no element that a record does not give then has one of
/// these labels in this field.
#[derive(Debug, Clone, PartialEq)]
pub struct WholePart {
    pub field: usize,
    pub labels: Vec<usize>,
    pub condition: Expr,
}

/// Another name of a fact or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    pub name: String,
    /// The unit of a bare number under this name, where it is not the declared one.
    pub unit: Option<String>,
}
