//! Alterations that no example notices, each with a patient who would have, as text and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::answer::Engine;
use crate::mutate::{Alteration, Fate, Tried, Witness};
use crate::record::Record;
use crate::source::Sources;
use crate::words::example;

/// Letters of the author's words that the name of an example takes up.
const NAME: usize = 60;

/// Tells of alterations as they are tried, and counts them file by file.
pub struct Survivors<'a> {
    engine: &'a Engine,
    sources: &'a Sources,
    /// Names that examples have.
    names: Vec<String>,
    /// By file: noticed, equivalent, survived, not proved.
    tally: BTreeMap<String, [usize; 4]>,
    found: Vec<Value>,
    /// The longest lists that equivalence was proved for.
    elements: Option<usize>,
    /// How many alterations there are.
    of: usize,
}

/// A patient, and the alterations that the same example would notice.
struct Told<'t> {
    record: &'t Record,
    expect: Vec<&'t str>,
    alterations: Vec<&'t Alteration>,
}

impl<'a> Survivors<'a> {
    /// `of`: how many alterations there are to try.
    pub fn new(engine: &'a Engine, sources: &'a Sources, of: usize) -> Survivors<'a> {
        let names = engine.examples.iter().map(|example| example.name.clone()).collect();
        Survivors { engine, sources, names, tally: BTreeMap::new(), found: Vec::new(), elements: None, of }
    }

    /// What is to be said of one conclusion's alterations; nothing where examples notice all of them.
    pub fn text(&mut self, tried: &Tried) -> String {
        let mut out = String::new();
        for (told, block) in self.take(tried) {
            for alteration in told {
                out.push_str(&format!("{}  {}\n", self.sources.place(alteration.span), words(alteration)));
            }
            match block {
                Some(block) => out.push_str(&format!("  no example notices; this one would\n\n{block}\n")),
                None => out.push_str(
                    "  no example notices; no patient was found for whom it makes a difference, and it is not proved\n  \
                     that there is none\n\n",
                ),
            }
        }
        out
    }

    /// The same, kept for [`Survivors::json`].
    pub fn keep(&mut self, tried: &Tried) {
        for (told, block) in self.take(tried) {
            let alterations: Vec<Value> = told
                .iter()
                .map(|alteration| {
                    let of = self.engine.rulebase.conclusions[alteration.of.0].each_name();
                    let at = self.sources.place(alteration.span).to_string();
                    json!({ "at": at, "of": of, "was": alteration.was, "becomes": alteration.becomes })
                })
                .collect();
            self.found.push(json!({ "alterations": alterations, "example": block }));
        }
    }

    /// Counts alterations; those that survived, put together where one example notices several.
    fn take<'t>(&mut self, tried: &'t Tried) -> Vec<(Vec<&'t Alteration>, Option<String>)> {
        let mut told: Vec<Told> = Vec::new();
        let mut unseen: Vec<(Vec<&Alteration>, Option<String>)> = Vec::new();
        for (alteration, fate) in tried.alterations.iter().zip(&tried.fates) {
            let file = self.engine.rulebase.books[alteration.book].file.clone();
            let tally = self.tally.entry(file).or_default();
            match fate {
                Fate::Noticed(_) => tally[0] += 1,
                Fate::Equivalent(elements) => {
                    tally[1] += 1;
                    self.elements = self.elements.max(*elements);
                }
                Fate::Survived(witness) => {
                    tally[2] += 1;
                    add(&mut told, alteration, witness);
                }
                Fate::NotProved => {
                    tally[3] += 1;
                    unseen.push((vec![alteration], None));
                }
            }
        }
        let told = told.into_iter().map(|told| {
            let name = self.name(told.alterations[0]);
            let expect: Vec<String> = told.expect.iter().map(|line| (*line).to_owned()).collect();
            (told.alterations, Some(example(&self.engine.rulebase.schema, &name, told.record, &expect)))
        });
        let mut told: Vec<_> = told.collect();
        told.extend(unseen);
        told
    }

    /// A name that no example has yet.
    fn name(&mut self, alteration: &Alteration) -> String {
        let conclusion = self.engine.rulebase.conclusions[alteration.of.0].each_name();
        let mut words: String = alteration.was.chars().take(NAME).collect();
        if words.len() < alteration.was.len() {
            words = format!("{} …", words.trim_end());
        }
        let plain = format!("{conclusion}: {words}").replace('"', "'");
        let mut name = plain.clone();
        let mut number = 1;
        while self.names.contains(&name) {
            number += 1;
            name = format!("{plain} ({number})");
        }
        self.names.push(name.clone());
        name
    }

    /// How many alterations of each file were noticed, and of all.
    pub fn summary(&self) -> String {
        let mut out = String::new();
        for (file, tally) in &self.tally {
            out.push_str(&format!("{file}: {}\n", counted(tally)));
        }
        if self.tally.len() > 1 {
            out.push_str(&format!("together: {}\n", counted(&self.together())));
        }
        if self.tried() < self.of {
            out.push_str(&format!("stopped: {} of {} alterations were tried\n", self.tried(), self.of));
        }
        if let Some(elements) = self.elements {
            out.push_str(&format!("equivalent, where a list is read: proved for lists of up to {elements} elements\n"));
        }
        out
    }

    /// Everything as one object.
    pub fn json(&self) -> Value {
        let count = |tally: &[usize; 4]| {
            let [noticed, equivalent, survived, not_proved] = tally;
            json!({ "noticed": noticed, "equivalent": equivalent, "survived": survived, "not_proved": not_proved })
        };
        let files: serde_json::Map<String, Value> =
            self.tally.iter().map(|(file, tally)| (file.clone(), count(tally))).collect();
        json!({ "tried": self.tried(), "of": self.of, "files": files, "together": count(&self.together()), "elements": self.elements, "survivors": self.found })
    }

    /// How many alterations survived, for which a patient was found or none.
    pub fn survived(&self) -> usize {
        let [_, _, survived, not_proved] = self.together();
        survived + not_proved
    }

    fn tried(&self) -> usize {
        self.together().iter().sum()
    }

    fn together(&self) -> [usize; 4] {
        let mut all = [0; 4];
        self.tally.values().for_each(|tally| all.iter_mut().zip(tally).for_each(|(all, one)| *all += one));
        all
    }
}

fn add<'t>(told: &mut Vec<Told<'t>>, alteration: &'t Alteration, witness: &'t Witness) {
    match told.iter_mut().find(|told| *told.record == witness.record) {
        Some(told) => {
            told.alterations.push(alteration);
            if !told.expect.contains(&witness.expect.as_str()) {
                told.expect.push(&witness.expect);
            }
        }
        None => {
            told.push(Told { record: &witness.record, expect: vec![&witness.expect], alterations: vec![alteration] })
        }
    }
}

/// `` `age >= 18 years` as `age > 18 years` ``
pub fn words(alteration: &Alteration) -> String {
    match &alteration.becomes {
        Some(becomes) => format!("`{}` as `{becomes}`", alteration.was),
        None => format!("`{}` left out", alteration.was),
    }
}

fn counted(tally: &[usize; 4]) -> String {
    let [noticed, equivalent, survived, not_proved] = tally;
    let all: usize = tally.iter().sum();
    let mut words = format!("{all} alterations: {noticed} noticed, {equivalent} equivalent, {survived} survived");
    if *not_proved > 0 {
        words.push_str(&format!(", {not_proved} not proved"));
    }
    words
}
