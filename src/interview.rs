//! An interview: asks for one fact at a time, the most telling first, until the answers that are wanted are settled.

use jiff::civil::Date;

use crate::answer::{Engine, Hole, Impossible, Outcome};
use crate::record::{Datum, Fault, Lookup, Origin, Record, Value, answer, element};
use crate::rulebase::{Body, ConclusionId, Fact, FindingId, Type};
use crate::syntax::tree::Status;

/// A record while it is asked for.
pub struct Interview<'e> {
    engine: &'e Engine,
    lookup: Lookup<'e>,
    today: Date,
    /// What is wanted: each is settled before the next is asked for.
    goals: Vec<Vec<ConclusionId>>,
    now: State,
    /// What was known before each answer.
    before: Vec<State>,
}

#[derive(Clone)]
struct State {
    record: Record,
    /// What was asked in vain.
    skipped: Vec<Hole>,
    /// A list whose elements are being listed, by its position in the program.
    listing: Option<usize>,
}

/// What is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The value of a fact, or of a field of an element.
    Value(Hole),
    /// The elements of a list, by its position in the program: the first, or another.
    Element { list: usize, another: bool },
    /// Whether the elements given of a list are all.
    Whole(usize),
}

impl Engine {
    /// The name of what a question is about.
    pub fn question_name(&self, question: Question) -> String {
        match question {
            Question::Value(hole) => self.name_of(hole),
            Question::Element { list, .. } | Question::Whole(list) => {
                self.rulebase.schema.fact(self.program.lists[list]).name.clone()
            }
        }
    }
}

/// What an answer came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Taken,
    /// What is wrong with it; it was not taken.
    Wrong(Vec<Fault>),
    /// The record would hold this combination, which the rules call impossible; it was not taken.
    Impossible(String),
}

impl<'e> Interview<'e> {
    /// Begins with what a record says; goals: the conclusions that are wanted, those wanted first before the others.
    pub fn new(engine: &'e Engine, mut record: Record, today: Date, goals: Vec<Vec<ConclusionId>>) -> Interview<'e> {
        record.facts.resize(engine.rulebase.schema.facts.len(), None);
        let now = State { record, skipped: Vec::new(), listing: None };
        Interview { engine, lookup: Lookup::new(&engine.rulebase.schema), today, goals, now, before: Vec::new() }
    }

    pub fn record(&self) -> &Record {
        &self.now.record
    }

    /// What the rules say so far.
    pub fn outcome(&self) -> Result<Outcome, Impossible> {
        self.engine.judge_one(&self.now.record, self.today)
    }

    /// The goals that are still open.
    pub fn open(&self, outcome: &Outcome) -> Vec<ConclusionId> {
        let open = |id: &ConclusionId| outcome.answers[id.0].status == Status::Undecided;
        let mut all: Vec<ConclusionId> = self.goals.iter().flatten().copied().filter(open).collect();
        let mut seen = std::collections::HashSet::new();
        all.retain(|id| seen.insert(*id));
        all
    }

    /// The open goals that an answer may change.
    pub fn touched(&self, outcome: &Outcome, question: Question) -> Vec<ConclusionId> {
        let about = |hole: &Hole| match (question, hole) {
            (Question::Value(asked), hole) => asked == *hole,
            (Question::Element { list, .. } | Question::Whole(list), Hole::More(of) | Hole::Field(of, ..)) => {
                list == *of
            }
            _ => false,
        };
        let mut open = self.open(outcome);
        open.retain(|id| outcome.holes(*id).iter().any(about));
        open
    }

    /// What to ask next; nothing when the goals are settled, or nothing more can be asked.
    pub fn question(&self, outcome: &Outcome) -> Option<Question> {
        if let Some(list) = self.now.listing {
            return Some(Question::Element { list, another: true });
        }
        let best = |goals: &Vec<ConclusionId>| self.engine.best_question(outcome, goals, &self.now.skipped);
        let hole = self.goals.iter().find_map(best)?;
        Some(match hole {
            Hole::More(list) if self.elements(list).is_some() => Question::Whole(list),
            Hole::More(list) => Question::Element { list, another: false },
            hole => Question::Value(hole),
        })
    }

    /// The fact or field that a question is about.
    pub fn asked(&self, question: Question) -> Option<&'e Fact> {
        match question {
            Question::Value(hole) => self.engine.declared(hole),
            Question::Element { list, .. } | Question::Whole(list) => Some(self.list(list)),
        }
    }

    fn list(&self, list: usize) -> &'e Fact {
        self.engine.rulebase.schema.fact(self.engine.program.lists[list])
    }

    fn elements(&self, list: usize) -> Option<&Vec<Vec<Option<Datum>>>> {
        match &self.now.record.facts[self.engine.program.lists[list].0].as_ref()?.value {
            Value::List { elements, .. } => Some(elements),
            _ => None,
        }
    }

    /// Takes an answer as a record would. An answer that says nothing, or `unknown`, is not asked for again.
    pub fn reply(&mut self, question: Question, text: &str) -> Reply {
        let mut next = self.now.clone();
        if let Err(faults) = self.put(&mut next, question, text.trim()) {
            return Reply::Wrong(faults);
        }
        if let Err(impossible) = self.engine.judge_one(&next.record, self.today) {
            return Reply::Impossible(impossible.what);
        }
        self.before.push(std::mem::replace(&mut self.now, next));
        Reply::Taken
    }

    /// Takes the last answer back.
    pub fn back(&mut self) -> bool {
        match self.before.pop() {
            Some(before) => {
                self.now = before;
                true
            }
            None => false,
        }
    }

    fn put(&self, state: &mut State, question: Question, text: &str) -> Result<(), Vec<Fault>> {
        match question {
            Question::Value(hole) => self.value(state, hole, text),
            Question::Whole(list) => self.whole(state, list, text),
            Question::Element { list, another } => self.element(state, (list, another), text),
        }
    }

    fn value(&self, state: &mut State, hole: Hole, text: &str) -> Result<(), Vec<Fault>> {
        let Some(fact) = self.engine.declared(hole) else { return Ok(()) };
        let datum = answer(&self.lookup, fact, text)?;
        if datum.as_ref().is_none_or(|datum| datum.value == Value::Unknown) || is_known_in_part(&datum) {
            state.skipped.push(hole);
        }
        let Some(datum) = datum else { return Ok(()) };
        match hole {
            Hole::Fact(id) => state.record.facts[id.0] = Some(datum),
            Hole::Field(list, at, field) => {
                let given = state.record.facts[self.engine.program.lists[list].0].as_mut();
                if let Some(Datum { value: Value::List { elements, .. }, .. }) = given
                    && let Some(element) = elements.get_mut(at)
                {
                    element[field] = Some(datum);
                }
            }
            Hole::More(_) => {}
        }
        Ok(())
    }

    fn whole(&self, state: &mut State, list: usize, text: &str) -> Result<(), Vec<Fault>> {
        let yes_or_no = Fact { ty: Type::YesNo, ..self.list(list).clone() };
        match answer(&self.lookup, &yes_or_no, text)?.map(|datum| datum.value) {
            Some(Value::YesNo(true)) => self.close(state, list),
            _ => state.skipped.push(Hole::More(list)),
        }
        Ok(())
    }

    fn close(&self, state: &mut State, list: usize) {
        if let Some(Datum { value: Value::List { whole, .. }, .. }) =
            &mut state.record.facts[self.engine.program.lists[list].0]
        {
            *whole = true;
        }
    }

    fn element(&self, state: &mut State, (list, another): (usize, bool), text: &str) -> Result<(), Vec<Fault>> {
        let fact = self.list(list);
        let Type::List(finding) = fact.ty else { return Ok(()) };
        let folded = text.to_lowercase();
        let given = |value: Value| Datum { value, written: text.to_owned(), origin: origin(&fact.name) };
        let slot = &mut state.record.facts[self.engine.program.lists[list].0];
        match (folded.as_str(), another) {
            ("" | "no others", true) => {
                state.listing = None;
                if folded == "no others" {
                    self.close(state, list);
                }
            }
            ("none", false) => *slot = Some(given(Value::List { elements: Vec::new(), whole: true })),
            ("" | "?" | "unknown" | "not known", false) => {
                *slot = Some(given(Value::Unknown));
                state.skipped.push(Hole::More(list));
            }
            _ => {
                let made = self.read_element(finding, text)?;
                match slot {
                    Some(Datum { value: Value::List { elements, .. }, .. }) => elements.push(made),
                    _ => *slot = Some(given(Value::List { elements: vec![made], whole: false })),
                }
                state.listing = Some(list);
            }
        }
        Ok(())
    }

    fn read_element(&self, finding: FindingId, text: &str) -> Result<Vec<Option<Datum>>, Vec<Fault>> {
        element(&self.lookup, finding, text)
    }
}

/// An answer such as `> 3 cm` is all that somebody knows: it is not asked for again.
fn is_known_in_part(datum: &Option<Datum>) -> bool {
    match datum.as_ref().map(|datum| &datum.value) {
        Some(Value::Number { low, high }) => low < high,
        Some(Value::Date { first, last }) => first < last,
        _ => false,
    }
}

fn origin(path: &str) -> Origin {
    Origin { file: "your answer".to_owned(), line: 0, path: path.to_owned() }
}

/// What a rule book is asked for where nobody says more, in order: what the titles ask, then the other rules of the
/// files that the user named.
pub fn goals(engine: &Engine) -> Vec<Vec<ConclusionId>> {
    let mut goals: Vec<Vec<ConclusionId>> =
        engine.title.iter().map(|subject| engine.conclusions_of(*subject)).collect();
    let acts = |id: &ConclusionId| match &engine.rulebase.conclusions[id.0].body {
        Body::Rule(rule) => !rule.outcomes.is_empty() && engine.is_asked_for(*id),
        _ => false,
    };
    goals.push((0..engine.rulebase.conclusions.len()).map(ConclusionId).filter(acts).collect());
    goals
}
