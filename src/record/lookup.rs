//! A schema made quick to look names up in; built once, used for every record.

use std::collections::HashMap;

use crate::diagnostic::nearest;
use crate::rulebase::{Choice, ChoiceId, Fact, FindingId, Schema};
use crate::syntax::tree::key;

/// Longest name for which spelling suggestions are worth their time, in bytes.
const LONGEST_NAME: usize = 200;

/// The names of a schema, as records spell them.
#[derive(Debug)]
pub struct Lookup<'s> {
    schema: &'s Schema,
    facts: Names<'s>,
    findings: Vec<Names<'s>>,
    labels: Vec<HashMap<String, Vec<usize>>>,
}

impl<'s> Lookup<'s> {
    pub fn new(schema: &'s Schema) -> Lookup<'s> {
        Lookup {
            schema,
            facts: Names::new(&schema.facts),
            findings: schema.findings.iter().map(|finding| Names::new(&finding.fields)).collect(),
            labels: schema.choices.iter().map(labels).collect(),
        }
    }

    pub fn schema(&self) -> &'s Schema {
        self.schema
    }

    pub(super) fn facts(&self) -> &Names<'s> {
        &self.facts
    }

    pub(super) fn fields(&self, finding: FindingId) -> &Names<'s> {
        &self.findings[finding.0]
    }

    /// The labels a text may stand for; more than one when it is ambiguous.
    pub(super) fn labels(&self, choice: ChoiceId, text: &str) -> &[usize] {
        let known = &self.labels[choice.0];
        known.get(text).or_else(|| known.get(&key(text))).map_or(&[], Vec::as_slice)
    }
}

/// The names and synonyms of facts, or of the fields of a finding.
#[derive(Debug)]
pub(super) struct Names<'s> {
    pub facts: &'s [Fact],
    positions: HashMap<String, usize>,
    /// Of synonyms that carry a unit, the unit.
    units: HashMap<String, &'s str>,
}

impl<'s> Names<'s> {
    fn new(facts: &'s [Fact]) -> Names<'s> {
        let mut positions = HashMap::new();
        let names = facts.iter().enumerate().map(|(at, fact)| (at, &fact.name));
        let all_synonyms = || facts.iter().enumerate().flat_map(|(at, fact)| fact.synonyms.iter().map(move |one| (at, one)));
        let synonyms = all_synonyms().map(|(at, synonym)| (at, &synonym.name));
        for (at, name) in names.chain(synonyms) {
            let folded = key(name);
            for spelling in [folded.replace(' ', "_"), folded.replace(' ', "-"), folded] {
                positions.entry(spelling).or_insert(at);
            }
        }
        for (at, fact) in facts.iter().enumerate() {
            positions.entry(fact.name.clone()).or_insert(at);
        }
        let with_units = all_synonyms().filter_map(|(_, one)| Some((key(&one.name), one.unit.as_deref()?)));
        Names { facts, positions, units: with_units.collect() }
    }

    /// The unit of a bare number under this name, where it is not the declared one.
    pub fn unit(&self, name: &str) -> Option<&'s str> {
        if self.units.is_empty() { None } else { self.units.get(&key(name)).copied() }
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.positions.get(name).or_else(|| self.positions.get(&key(name))).copied()
    }

    /// Names a word may be a misspelling of.
    pub fn nearest(&self, word: &str) -> Vec<String> {
        if word.len() > LONGEST_NAME {
            return Vec::new();
        }
        let all = self.facts.iter().flat_map(spellings);
        nearest(word, all).into_iter().map(str::to_owned).collect()
    }

    /// Facts whose absence would mean no, and that a word may be a misspelling of.
    pub fn may_mean(&self, word: &str) -> Vec<usize> {
        if word.len() > LONGEST_NAME {
            return Vec::new();
        }
        let close = |fact: &Fact| fact.no_if_not_recorded && !nearest(word, spellings(fact)).is_empty();
        (0..self.facts.len()).filter(|&at| close(&self.facts[at])).collect()
    }
}

fn spellings(fact: &Fact) -> impl Iterator<Item = &str> {
    std::iter::once(fact.name.as_str()).chain(fact.synonyms.iter().map(|synonym| synonym.name.as_str()))
}

fn labels(choice: &Choice) -> HashMap<String, Vec<usize>> {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for label in &choice.labels {
        let all = std::iter::once(&label.name).chain(&label.synonyms);
        for name in all {
            known.entry(key(name)).or_insert_with(|| choice.find(name));
        }
    }
    known
}
