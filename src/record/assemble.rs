//! From entries to facts: names found, values read, and every fault of the record collected.

use super::fault::{Wrong, shown, twice};
use super::lookup::{Lookup, Names};
use super::tree::{Entry, Kind, Node};
use super::{Datum, Ignored, Origin, Value, value};
use crate::diagnostic::{Code, code};
use crate::rulebase::{FindingId, Type};

/// Entries of one record that no rule knows, beyond which the record is refused.
const MOST_IGNORED: usize = 10_000;
/// Faults of one record that are kept.
const MOST_FAULTS: usize = 10_000;

/// A fault with the place its format knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue<P> {
    pub code: Code,
    pub message: String,
    pub help: String,
    pub at: P,
    /// The way to the entry inside the record.
    pub path: String,
}

/// Makes facts of the entries of one record. `P` is what the format knows of a place; `place` turns it into an origin.
pub struct Assembler<'s, P> {
    pub(super) lookup: &'s Lookup<'s>,
    place: &'s dyn Fn(P, String) -> Origin,
    pub(super) bits: bool,
    /// What was wrong so far.
    pub issues: Vec<Issue<P>>,
    /// Entries that no rule knows, with their places.
    pub ignored: Vec<(Ignored, P)>,
}

impl<'s, P: Copy> Assembler<'s, P> {
    pub fn new(lookup: &'s Lookup<'s>, place: &'s dyn Fn(P, String) -> Origin) -> Assembler<'s, P> {
        Assembler { lookup, place, bits: false, issues: Vec::new(), ignored: Vec::new() }
    }

    /// The facts of the record, at their positions in the schema.
    pub fn facts(&mut self, entries: &[Entry<'_, P>]) -> Vec<Option<Datum>> {
        self.fields(None, entries, "")
    }

    /// The facts of a record, or the fields of a finding.
    pub(super) fn fields(
        &mut self,
        of: Option<FindingId>,
        entries: &[Entry<'_, P>],
        prefix: &str,
    ) -> Vec<Option<Datum>> {
        let lookup = self.lookup;
        let names = of.map_or(lookup.facts(), |of| lookup.fields(of));
        let mut data = vec![None; names.facts.len()];
        let mut seen: Vec<Option<&Entry<'_, P>>> = vec![None; names.facts.len()];
        let mut strays = Vec::new();
        for entry in entries {
            let Some(at) = names.find(&entry.name) else {
                strays.push(entry);
                continue;
            };
            let path = path(prefix, &entry.name);
            if let Some(first) = seen[at].replace(entry) {
                let line = (self.place)(first.at, String::new()).line;
                self.issue(twice(&names.facts[at], &first.name, &entry.name, line), entry.at, &path);
            }
            data[at] = self.datum(names, (at, names.unit(&entry.name)), &entry.value, entry.at, path);
        }
        self.strays(names, &strays, prefix, &mut data);
        data
    }

    /// One value with its origin; `unit` is that of a bare number, where it is not the declared one.
    pub(super) fn datum(
        &mut self,
        names: &Names<'_>,
        (at, unit): (usize, Option<&str>),
        node: &Node<'_, P>,
        place: P,
        path: String,
    ) -> Option<Datum> {
        let fact = &names.facts[at];
        let value = match fact.ty {
            Type::List(of) => self.list(fact, of, node, place, &path)?,
            _ => match value::read(self.lookup, (fact, unit), node, self.bits) {
                Ok(value) => value?,
                Err(wrong) => {
                    self.issue(wrong, place, &path);
                    return None;
                }
            },
        };
        let written = match &value {
            Value::List { elements, .. } if elements.is_empty() => "none listed".to_owned(),
            Value::List { elements, .. } => format!("{} listed", elements.len()),
            _ => value::written(node),
        };
        Some(Datum { value, written, origin: (self.place)(place, path) })
    }

    pub(super) fn issue(&mut self, wrong: Wrong, at: P, path: &str) {
        let Wrong { code, message, help } = wrong;
        if self.issues.len() < MOST_FAULTS {
            self.issues.push(Issue { code, message, help, at, path: path.to_owned() });
        }
    }

    fn strays(&mut self, names: &Names<'_>, strays: &[&Entry<'_, P>], prefix: &str, data: &mut [Option<Datum>]) {
        for stray in strays {
            let path = path(prefix, &stray.name);
            if self.ignored.len() == MOST_IGNORED {
                let message = format!("more than {MOST_IGNORED} entries of this record are known to no rule");
                let help = "leave out what the rules do not ask for";
                self.issue(Wrong::new(code::TOO_LARGE, message).help(help), stray.at, &path);
            }
            if self.ignored.len() >= MOST_IGNORED {
                // counts the rest without looking further: the record is refused
                return;
            }
            self.shadow(names, stray, &path, data);
            let nearest = names.nearest(&stray.name);
            let ignored = Ignored { name: shown(&stray.name), nearest, origin: (self.place)(stray.at, path) };
            self.ignored.push((ignored, stray.at));
        }
    }

    /// What may be a misspelling of a fact keeps its absence from meaning no; so does a fact one level too deep.
    fn shadow(&mut self, names: &Names<'_>, stray: &Entry<'_, P>, path: &str, data: &mut [Option<Datum>]) {
        if stray.value.is_blank() {
            return;
        }
        let mut meant = names.may_mean(&stray.name);
        if let Kind::Map(entries) = &stray.value.kind {
            let inside = entries.iter().filter_map(|entry| names.find(&entry.name));
            meant.extend(inside.filter(|&at| names.facts[at].no_if_not_recorded));
        }
        for at in meant.into_iter().filter(|&at| data[at].is_none()).collect::<Vec<_>>() {
            data[at] = Some(self.perhaps(&stray.name, stray.at, path));
        }
    }

    /// Unknown, because an entry may have meant it.
    pub(super) fn perhaps(&self, name: &str, at: P, path: &str) -> Datum {
        let origin = (self.place)(at, path.to_owned());
        Datum { value: Value::Unknown, written: shown(name), origin }
    }
}

pub(super) fn path(prefix: &str, name: &str) -> String {
    let name = shown(name);
    if prefix.is_empty() { name } else { format!("{prefix}.{name}") }
}
