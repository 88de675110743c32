//! Which example notices an alteration: one of its expectations fails, its advice conflicts, or it breaks a guarantee.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::alteration::Alteration;
use super::part::part;
use crate::answer::Engine;
use crate::calendar::days_since_epoch;
use crate::eval::{Inputs, Table};
use crate::record::Record;
use crate::rulebase::{Body, Conclusion, ConclusionId, Guarantee, Node, Outcome, Part, Rulebase, Template, Type};
use crate::rules::{Example, Expectation, Expected, Rules};
use crate::syntax::tree::{Status, key};
use crate::test::fails;

/// Examples that are tried together: mostly one of the first few notices.
const TRIED: usize = 16;

/// The examples of a rule base, and what each expectation is about.
pub(super) struct Examples<'e> {
    pub engine: &'e Engine,
    pub today: Date,
    /// For each example, for each expectation, the conclusions that it is about.
    about: Vec<Vec<Vec<ConclusionId>>>,
    /// By example and the key of a name that it expects to be needed: the conclusions that need it.
    needing: HashMap<(usize, String), Vec<ConclusionId>>,
    /// The patients of all examples.
    inputs: Inputs,
}

/// What an alteration can change, ready for the alterations of one conclusion.
pub(super) struct Reach<'e> {
    examples: &'e Examples<'e>,
    /// All rules that advise on the decisions that the altered ones advise on.
    advising: Vec<ConclusionId>,
    /// What the altered conclusions say shows in the answers to these.
    pub watched: Vec<ConclusionId>,
    /// Examples with an expectation about what may change, those of the same file first.
    told: Vec<usize>,
    /// Any other example may notice too: that advice conflicts, or that a guarantee is broken.
    judged: bool,
    /// The author's rules as far as they matter; of the examples only what they expect of what may change.
    old: Engine,
    /// What the author's rules say of all examples.
    table: Table,
}

impl<'e> Examples<'e> {
    pub fn new(engine: &'e Engine, today: Date) -> Examples<'e> {
        let examples = engine.examples.iter();
        let about = examples.map(|example| example.expect.iter().map(|one| about(engine, one)).collect()).collect();
        let mut examples = Examples { engine, today, about, needing: HashMap::new(), inputs: Inputs::default() };
        examples.needing = examples.find_needing();
        let dated = |at: usize| {
            let (record, as_of) = examples.record(at);
            (record, days_since_epoch(as_of))
        };
        let records: Vec<(&Record, i32)> = (0..examples.about.len()).map(dated).collect();
        examples.inputs = Inputs::of_records(&engine.rulebase.schema, &records);
        examples
    }

    pub fn record(&self, example: usize) -> (&'e Record, Date) {
        let record = &self.engine.examples[example].record;
        (record, record.as_of.unwrap_or(self.today))
    }

    /// Of an example that expects a fact to be needed: every conclusion that needs it, so that a change of one of them
    /// need not be taken for a change of all.
    fn find_needing(&self) -> HashMap<(usize, String), Vec<ConclusionId>> {
        let examples: Vec<usize> = (0..self.about.len()).filter(|at| self.needs(*at).next().is_some()).collect();
        let found = self.engine.workers.map(examples.chunks(TRIED), |chunk| {
            let records: Vec<_> = chunk.iter().map(|at| self.record(*at)).collect();
            let drafts = self.engine.drafts(&records);
            let mut found = Vec::new();
            for (draft, at) in drafts.into_iter().zip(chunk) {
                let Ok(mut draft) = draft else { continue };
                for name in self.needs(*at) {
                    let mut ids = self.engine.reading_name(name);
                    ids.retain(|id| draft.answer(*id).needs.iter().any(|need| need == name));
                    let asking = asking(&self.engine.rulebase, name);
                    ids.extend(asking.filter(|id| draft.answer(*id).status == Status::Applies));
                    found.push(((*at, key(name)), ids));
                }
            }
            found
        });
        found.into_iter().flatten().collect()
    }

    fn needs(&self, example: usize) -> impl Iterator<Item = &'e String> + 'e {
        let expect = self.engine.examples[example].expect.iter();
        expect.flat_map(|one| match &one.what {
            Expected::Needs(names) => names.as_slice(),
            _ => &[],
        })
    }

    /// What alterations of a conclusion, or of all instances of a `for each`, can change.
    pub fn reach(&'e self, alteration: &Alteration) -> Reach<'e> {
        let engine = self.engine;
        let base = &engine.rulebase;
        let altered: Vec<ConclusionId> = alteration.conclusions.iter().map(|(id, _)| *id).collect();
        let mut affected = vec![false; base.conclusions.len()];
        for at in 0..affected.len() {
            affected[at] = altered.iter().any(|id| id.0 == at || engine.leans(ConclusionId(at), *id));
        }
        let decisions = decisions(base, &affected);
        let own: HashSet<usize> = altered.iter().flat_map(|id| advises_on(base, id.0)).collect();
        let mut roots = altered.clone();
        let mut told = Vec::new();
        let mut kept: Vec<Example> = Vec::new();
        for (at, example) in engine.examples.iter().enumerate() {
            let mut expect = Vec::new();
            for (one, about) in example.expect.iter().zip(&self.about[at]) {
                let Some(one) = self.relevant(at, (one, about), &affected, &own) else { continue };
                let wanted = matches!(one.what, Expected::Needs(_));
                roots.extend(about.iter().filter(|id| !wanted || affected[id.0]));
                expect.push(one);
            }
            if !expect.is_empty() {
                told.push(at);
            }
            let (name, span, book) = (example.name.clone(), example.span, example.book);
            kept.push(Example { name, span, book, record: Record::default(), expect });
        }
        told.sort_by_key(|at| engine.examples[*at].book != alteration.book);
        let guarantees = self.guarantees(&affected, &decisions);
        roots.extend(guarantees.iter().flat_map(|guarantee| named_in(engine, guarantee)));
        let advising = |decisions: &HashSet<usize>| -> Vec<ConclusionId> {
            let all = (0..affected.len()).filter(|at| advises_on(base, *at).any(|one| decisions.contains(&one)));
            all.map(ConclusionId).collect()
        };
        roots.extend(advising(&decisions));
        let refused = base.impossible.iter().flat_map(|one| engine.named(one)).any(|id| affected[id.0]);
        let judged = !decisions.is_empty() || !guarantees.is_empty() || refused;
        let rulebase = Rulebase { guarantees, ..part(engine, roots) };
        let old = Engine::new(Rules { rulebase, examples: kept }, engine.workers);
        let watched = watched(base, &altered, &affected);
        let table = old.table(&self.inputs);
        Reach { examples: self, advising: advising(&own), watched, told, judged, old, table }
    }

    /// An expectation as far as it is about something that may change; `own`: decisions that the altered rules advise on.
    fn relevant(
        &self,
        example: usize,
        (one, about): (&Expectation, &[ConclusionId]),
        affected: &[bool],
        own: &HashSet<usize>,
    ) -> Option<Expectation> {
        let mut one = one.clone();
        let touched = || about.iter().any(|id| affected[id.0]);
        let is_relevant = match &mut one.what {
            Expected::Needs(names) => {
                // what another conclusion needs too stays needed
                names.retain(|name| {
                    let needing = self.needing.get(&(example, key(name)));
                    needing.is_some_and(|ids| ids.iter().all(|id| affected[id.0]))
                });
                !names.is_empty()
            }
            Expected::Advised { advice, .. } => {
                own.contains(&self.engine.rulebase.actions[advice.action.0].decision) || touched()
            }
            _ => touched(),
        };
        is_relevant.then_some(one)
    }

    /// Guarantees about what may change.
    fn guarantees(&self, affected: &[bool], decisions: &HashSet<usize>) -> Vec<Guarantee> {
        let base = &self.engine.rulebase;
        let advice = |guarantee: &Guarantee| {
            guarantee.promises.iter().any(|promise| match promise.what.node {
                Node::Advised { action, .. } => decisions.contains(&base.actions[action.0].decision),
                _ => false,
            })
        };
        let named = |guarantee: &Guarantee| named_in(self.engine, guarantee).iter().any(|id| affected[id.0]);
        base.guarantees.iter().filter(|one| advice(one) || named(one)).cloned().collect()
    }
}

impl Reach<'_> {
    /// The first example that notices the alteration.
    pub fn noticed(&self, alteration: &Alteration) -> Option<usize> {
        let mut rulebase = self.old.rulebase.clone();
        alteration.apply(&mut rulebase);
        let engine = Engine::new(Rules { rulebase, examples: self.old.examples.clone() }, self.old.workers);
        let touched = self.touched(&engine);
        for chunk in touched.chunks(TRIED) {
            let records: Vec<_> = chunk.iter().map(|at| self.examples.record(*at)).collect();
            for (draft, at) in engine.drafts(&records).into_iter().zip(chunk) {
                let failed = match draft {
                    Ok(mut draft) => fails(&mut draft, *at),
                    Err(_) => true,
                };
                if failed {
                    return Some(*at);
                }
            }
        }
        None
    }

    /// Examples of which the altered rules may say something else: where the tables differ, and where they leave open
    /// what going through the cases would tell.
    fn touched(&self, new: &Engine) -> Vec<usize> {
        let rows = self.examples.inputs.rows;
        let table = new.table(&self.examples.inputs);
        let (mut differs, mut open) = (vec![false; rows], vec![false; rows]);
        for id in &self.watched {
            let was = self.old.at_a_glance(&self.table, rows, *id);
            let is = new.at_a_glance(&table, rows, *id);
            let advises = !self.old.rulebase.conclusions[id.0].advice().eq(new.rulebase.conclusions[id.0].advice());
            for (row, pair) in was.iter().zip(&is).enumerate() {
                match pair {
                    (Some(was), Some(is)) => {
                        let same = (was.status, &was.value) == (is.status, &is.value);
                        differs[row] |= !same || (advises && is.status == Status::Applies);
                        open[row] |= is.status == Status::Undecided;
                    }
                    (was, is) => differs[row] |= was != is,
                }
            }
        }
        let told = self.told.iter().copied().filter(|at| differs[*at] || open[*at] || self.asks_inside(*at));
        let others = (0..rows).filter(|at| self.judged && differs[*at] && !self.told.contains(at));
        told.chain(others).collect()
    }

    /// Whether an example expects something that does not show in an answer: which items hold, a text, what is in a list.
    fn asks_inside(&self, example: usize) -> bool {
        let conclusions = &self.old.rulebase.conclusions;
        let is_list = |id: &ConclusionId| matches!(conclusions[id.0].ty, Type::List(_));
        self.old.examples[example].expect.iter().any(|one| match &one.what {
            Expected::Lists { .. } | Expected::Noted { .. } | Expected::Warned { .. } => true,
            Expected::Holds(condition) => self.old.named(condition).iter().any(is_list),
            _ => false,
        })
    }

    /// The examples that say something about what may change, those of the same file first.
    pub fn examples(&self) -> &[usize] {
        &self.told
    }

    pub fn advising(&self) -> impl Iterator<Item = ConclusionId> + '_ {
        self.advising.iter().copied()
    }
}

/// The conclusions whose answers show what has changed. A list has no answer of its own.
fn watched(rulebase: &Rulebase, altered: &[ConclusionId], affected: &[bool]) -> Vec<ConclusionId> {
    let is_list = |id: &ConclusionId| matches!(rulebase.conclusions[id.0].ty, Type::List(_));
    if !altered.iter().any(is_list) {
        return altered.to_vec();
    }
    (0..affected.len()).map(ConclusionId).filter(|id| affected[id.0] && !is_list(id)).collect()
}

/// The conclusions whose answers decide whether an expectation is met.
fn about(engine: &Engine, expectation: &Expectation) -> Vec<ConclusionId> {
    let base = &engine.rulebase;
    match &expectation.what {
        Expected::Holds(condition) => engine.named(condition),
        Expected::Advised { advice, .. } => {
            base.advising(advice.action, false).chain(base.advising(advice.action, true)).collect()
        }
        Expected::Lists { conclusion, .. }
        | Expected::Status { conclusion, .. }
        | Expected::CouldBe { conclusion, .. }
        | Expected::CouldRange { conclusion, .. } => vec![*conclusion],
        Expected::Noted { text, .. } => saying(engine, text, |conclusion| conclusion.notes.iter().collect()),
        Expected::Warned { text, .. } => saying(engine, text, warnings),
        Expected::Needs(names) => {
            let reading = names.iter().flat_map(|name| engine.reading_name(name));
            reading.chain(names.iter().flat_map(|name| asking(base, name))).collect()
        }
    }
}

fn warnings(conclusion: &Conclusion) -> Vec<&Template> {
    let Body::Rule(rule) = &conclusion.body else { return Vec::new() };
    let warned = rule.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Warn(text) => Some(text),
        _ => None,
    });
    warned.collect()
}

/// The conclusions with a text that may begin so, and those whose values it shows.
fn saying(engine: &Engine, text: &str, texts: impl Fn(&Conclusion) -> Vec<&Template>) -> Vec<ConclusionId> {
    let mut ids = Vec::new();
    for (at, conclusion) in engine.rulebase.conclusions.iter().enumerate() {
        for template in texts(conclusion) {
            let start = match template.parts.first() {
                Some(Part::Text(start)) => start.as_str(),
                _ => "",
            };
            if start.starts_with(text) || text.starts_with(start) {
                ids.push(ConclusionId(at));
                ids.extend(template.parts.iter().flat_map(|part| match part {
                    Part::Value(expr) => engine.named(expr),
                    Part::ListOf(of, _) => of.iter().copied().collect(),
                    Part::Text(_) | Part::Own => Vec::new(),
                }));
            }
        }
    }
    ids
}

/// The rules that ask for a fact.
fn asking<'r>(rulebase: &'r Rulebase, name: &'r str) -> impl Iterator<Item = ConclusionId> + 'r {
    let asks = move |outcome: &Outcome| match outcome {
        Outcome::AskFor(fact) => key(&rulebase.schema.fact(*fact).name) == key(name),
        _ => false,
    };
    let rules = rulebase.conclusions.iter().enumerate().filter(move |(_, conclusion)| match &conclusion.body {
        Body::Rule(rule) => rule.outcomes.iter().any(asks),
        _ => false,
    });
    rules.map(|(at, _)| ConclusionId(at))
}

/// The decisions that a conclusion gives advice on.
fn advises_on(rulebase: &Rulebase, conclusion: usize) -> impl Iterator<Item = usize> + '_ {
    rulebase.conclusions[conclusion].advice().map(|advice| rulebase.actions[advice.action.0].decision)
}

/// The decisions that what may change gives advice on.
fn decisions(rulebase: &Rulebase, affected: &[bool]) -> HashSet<usize> {
    let affected = (0..affected.len()).filter(|at| affected[*at]);
    affected.flat_map(|at| advises_on(rulebase, at)).collect()
}

fn named_in(engine: &Engine, guarantee: &Guarantee) -> Vec<ConclusionId> {
    let promises = guarantee.promises.iter().flat_map(|promise| [Some(&promise.what), promise.when.as_ref()]);
    promises.flatten().chain(&guarantee.premise).flat_map(|expr| engine.named(expr)).collect()
}
