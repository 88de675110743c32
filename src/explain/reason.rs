//! Reasons: the conditions that decided an answer, each in its author's words, with the values it read.

use crate::answer::{Engine, Outcome, answer_words};
use crate::program::{About, LoweredPart, Note, NoteId};
use crate::rulebase::{Body, ConclusionId, Type};
use crate::source::Span;
use crate::syntax::tree::{ListKind, Status};
use crate::words::{status_words, value_words};

/// A condition and how it came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The author's words.
    pub text: String,
    /// `yes`, `no`, `unknown`, …, or a value
    pub is: String,
    pub span: Span,
    /// The values it read.
    pub used: Vec<Used>,
    pub because: Vec<Reason>,
}

/// A value that a condition read.
#[derive(Debug, Clone, PartialEq)]
pub struct Used {
    pub name: String,
    pub value: String,
    /// The record's entry, if a fact: file, line, path.
    pub origin: Option<crate::record::Origin>,
    /// The conclusion it is the value of.
    pub conclusion: Option<ConclusionId>,
}

/// What decided a conclusion, or what keeps it open.
pub fn reasons(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> Vec<Reason> {
    let lowered = &engine.program.conclusions[id.0];
    let explain = Explain { engine, outcome };
    let answer = &outcome.answers[id.0];
    if answer.status == Status::NotApplicable
        && let Some(population) = lowered.population
    {
        return vec![explain.reason(population)];
    }
    let mut out = Vec::new();
    if answer.status == Status::Undecided {
        out.extend(lowered.population.filter(|note| explain.is(*note) != "yes").map(|note| explain.reason(note)));
    }
    match &engine.rulebase.conclusions[id.0].body {
        Body::Value(_) => out.extend(lowered.whole.map(|note| explain.reason(note))),
        Body::Lines(_) => explain.lines(&lowered.parts, &mut out),
        Body::Count(_) | Body::Score { .. } => explain.items(&lowered.parts, &mut out),
        Body::Rule(_) => explain.rule(id, answer.status, &mut out),
    }
    out
}

struct Explain<'a> {
    engine: &'a Engine,
    outcome: &'a Outcome,
}

impl Explain<'_> {
    fn note(&self, id: NoteId) -> &Note {
        &self.engine.program.notes[id.0]
    }

    fn is(&self, id: NoteId) -> String {
        let note = self.note(id);
        let ty = if let Type::List(_) = note.ty { &Type::YesNo } else { &note.ty };
        value_words(&self.engine.rulebase.schema, ty, &self.engine.value(self.outcome, note.step))
    }

    /// The lines up to the one that was taken: those before it for why not, itself for why.
    fn lines(&self, parts: &[LoweredPart], out: &mut Vec<Reason>) {
        let mut none = Vec::new();
        for part in parts {
            let Some(when) = part.when else {
                let mut reason = self.otherwise(part);
                let above = parts.iter().filter_map(|part| part.when);
                reason.because = above.filter(|when| self.is(*when) == "no").map(|when| self.reason(when)).collect();
                out.push(reason);
                out.extend(self.taken(part));
                return;
            };
            match self.is(when).as_str() {
                "no" => none.push(when),
                "yes" => {
                    out.clear();
                    out.push(self.line(part, when));
                    out.extend(self.taken(part));
                    return;
                }
                _ => out.push(self.line(part, when)),
            }
        }
        // no line holds
        if none.len() == parts.len() {
            out.extend(none.into_iter().map(|when| self.reason(when)));
        }
    }

    /// The condition that a line gives as its value: whether it holds is the answer.
    fn taken(&self, part: &LoweredPart) -> Option<Reason> {
        let value = part.value.filter(|value| self.is_condition(*value))?;
        Some(self.reason(value))
    }

    fn is_condition(&self, value: NoteId) -> bool {
        let note = self.note(value);
        note.ty == Type::YesNo && !matches!(note.about, About::Fact(_) | About::Conclusion(_) | About::Constant)
    }

    fn line(&self, part: &LoweredPart, when: NoteId) -> Reason {
        let mut reason = self.reason(when);
        if let Some(value) = part.value.filter(|value| !self.is_condition(*value)) {
            let value = self.reason(value);
            reason.used.extend(value.used);
        }
        reason
    }

    fn otherwise(&self, part: &LoweredPart) -> Reason {
        let mut reason = Reason {
            text: "otherwise: no line above holds".to_owned(),
            is: "yes".to_owned(),
            span: part.span,
            used: Vec::new(),
            because: Vec::new(),
        };
        if let Some(value) = part.value.filter(|value| !self.is_condition(*value)) {
            reason.used.extend(self.reason(value).used);
        }
        reason
    }

    /// The criteria or items that hold, then those that could.
    fn items(&self, parts: &[LoweredPart], out: &mut Vec<Reason>) {
        let mut open = Vec::new();
        for part in parts {
            let counts = match part.counts {
                Some(step) => self.outcome.could(step),
                None => crate::eval::Could::YES,
            };
            if counts.surely_no() {
                continue;
            }
            let mut reason = match part.when {
                Some(when) => self.reason(when),
                None => self.otherwise(part),
            };
            let points = part.value.map(|note| format!("{} ", signed(&self.is(note)))).unwrap_or_default();
            reason.text = format!("{points}{}", part.name);
            if let (true, Some(step)) = (part.when.is_some(), part.counts) {
                let value = self.engine.value(self.outcome, step);
                reason.is = value_words(&self.engine.rulebase.schema, &Type::YesNo, &value);
            }
            if counts.surely_yes() { out.push(reason) } else { open.push(reason) }
        }
        out.extend(open);
    }

    /// Of a rule that applies, all conditions; of one that does not, those that say no; otherwise the open ones.
    fn rule(&self, id: ConclusionId, status: Status, out: &mut Vec<Reason>) {
        let lowered = &self.engine.program.conclusions[id.0];
        for (negated, note) in &lowered.conditions {
            let could = self.outcome.could(self.note(*note).step);
            // what is not applicable, or no, is not met either way
            let holds = match negated {
                _ if could.failed => "unknown",
                false if could.surely_yes() => "yes",
                false if !could.yes => "no",
                true if !could.yes => "yes",
                true if could.surely_yes() => "no",
                _ => "unknown",
            };
            let shows = match status {
                Status::Applies => true,
                Status::DoesNotApply => holds == "no",
                _ => holds == "unknown",
            };
            if shows {
                let mut reason = self.reason(*note);
                if *negated {
                    reason.text = format!("unless {}", reason.text);
                }
                out.push(reason);
            }
        }
        // where no condition says no by itself, those that are open never hold together
        if status == Status::DoesNotApply && out.is_empty() {
            let open =
                lowered.conditions.iter().filter(|(_, note)| !self.outcome.could(self.note(*note).step).decided());
            out.extend(open.map(|(_, note)| self.reason(*note)));
        }
        for other in &lowered.overridden_by {
            let other_status = self.outcome.answers[other.0].status;
            let shows = match status {
                Status::DoesNotApply => other_status == Status::Applies,
                Status::Undecided => other_status == Status::Undecided,
                _ => false,
            };
            if shows {
                let name = &self.engine.rulebase.conclusions[other.0].name;
                out.push(Reason {
                    text: format!("overridden by rule {name}"),
                    is: status_words(crate::rulebase::Kind::Rule, other_status).to_owned(),
                    span: self.engine.rulebase.conclusions[other.0].span,
                    used: Vec::new(),
                    because: Vec::new(),
                });
            }
        }
    }

    /// A condition with what decided it.
    fn reason(&self, id: NoteId) -> Reason {
        let note = self.note(id);
        let is = self.is(id);
        let mut reason =
            Reason { text: note.text.clone(), is: is.clone(), span: note.span, used: Vec::new(), because: Vec::new() };
        match &note.about {
            About::Of(kind) => {
                let decisive = decisive(*kind, &is);
                for child in &note.children {
                    if decisive.is_none_or(|decisive| self.is(*child) == decisive) {
                        reason.because.push(self.reason(*child));
                    }
                }
                if let [only] = note.children.as_slice() {
                    return self.reason(*only);
                }
            }
            About::Not => {
                reason.because = note
                    .children
                    .iter()
                    .map(|child| self.reason(*child))
                    .filter(|child| !child.because.is_empty())
                    .collect()
            }
            _ => {}
        }
        if reason.because.is_empty() {
            self.used(id, &mut reason.used);
        }
        reason
    }

    /// The facts and conclusions that a condition reads.
    fn used(&self, id: NoteId, out: &mut Vec<Used>) {
        let note = self.note(id);
        match &note.about {
            About::Fact(fact) => {
                let declared = self.engine.rulebase.schema.fact(*fact);
                let datum = self.outcome.facts.get(fact.0).and_then(Option::as_ref);
                let value = match (&declared.ty, datum) {
                    (Type::List(_), datum) => self.list_words(*fact, datum),
                    (_, None) if declared.no_if_not_recorded => "no, as it is not recorded".to_owned(),
                    _ => self.is(id),
                };
                push(out, declared.name.clone(), value, datum.map(|datum| datum.origin.clone()), None);
            }
            About::Conclusion(other) => {
                let conclusion = &self.engine.rulebase.conclusions[other.0];
                let value = match self.engine.program.conclusions[other.0].members {
                    Some((members, list)) => self.members_words(members, list),
                    None => answer_words(self.engine, *other, &self.outcome.answers[other.0]),
                };
                push(out, conclusion.name.clone(), value, None, Some(*other));
            }
            About::List { list, members } => {
                let fact = self.engine.program.lists[*list];
                let datum = self.outcome.facts.get(fact.0).and_then(Option::as_ref);
                let name = self.engine.rulebase.schema.fact(fact).name.clone();
                let value = self.members_words(*members, *list);
                push(out, name, value, datum.map(|datum| datum.origin.clone()), None);
            }
            _ => note.children.iter().for_each(|child| self.used(*child, out)),
        }
    }

    fn list_words(&self, fact: crate::rulebase::FactId, datum: Option<&crate::record::Datum>) -> String {
        match (datum, self.engine.program.lists.iter().position(|list| *list == fact)) {
            (Some(_), Some(list)) => format!("{} given", self.outcome.elements(list).len()),
            _ => "unknown".to_owned(),
        }
    }

    /// Which elements of a list are members: `number 1 and 3 of 3`.
    fn members_words(&self, members: crate::program::StepId, list: usize) -> String {
        let truth = self.outcome.batch.table.truth(members);
        let members: Vec<_> = self.outcome.elements(list).map(|element| truth.could(element)).collect();
        let count = members.len();
        let sure: Vec<String> =
            (0..count).filter(|at| members[*at].surely_yes()).map(|at| (at + 1).to_string()).collect();
        let open = members.iter().filter(|could| !could.decided()).count();
        let words = match (sure.as_slice(), count) {
            (_, 0) => "none given".to_owned(),
            ([], 1) => "not the one given".to_owned(),
            ([], count) => format!("none of the {count} given"),
            ([_], 1) => "the one given".to_owned(),
            (some, count) if some.len() == count => format!("all {count} given"),
            (some, count) => format!("number {} of {count} given", some.join(", ")),
        };
        if open > 0 { format!("{words}; {open} unclear") } else { words }
    }
}

/// Which children decide a list of conditions that came out so; `None`: all of them count.
fn decisive(kind: ListKind, is: &str) -> Option<&'static str> {
    match (kind, is) {
        (ListKind::All, "no") => Some("no"),
        (ListKind::Any, "yes") => Some("yes"),
        (ListKind::None, "no") => Some("yes"),
        (ListKind::All | ListKind::Any | ListKind::None, "unknown") => Some("unknown"),
        _ => None,
    }
}

fn push(
    out: &mut Vec<Used>,
    name: String,
    value: String,
    origin: Option<crate::record::Origin>,
    conclusion: Option<ConclusionId>,
) {
    if !out.iter().any(|known| known.name == name) {
        out.push(Used { name, value, origin, conclusion });
    }
}

fn signed(points: &str) -> String {
    if points.starts_with('-') { points.to_owned() } else { format!("+{points}") }
}
