//! How far the numbers that decided an answer are from their limits.

use std::collections::HashSet;

use crate::answer::{Engine, Outcome};
use crate::eval::Value;
use crate::program::{About, Domain, NoteId, Op};
use crate::rulebase::{Body, ConclusionId, Type};
use crate::source::Span;
use crate::syntax::tree::{ListKind, Status};
use crate::words::{date_words, number_words};

/// A comparison that decided an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// The author's words for the number, and for its limit.
    pub name: String,
    pub limit_name: String,
    /// The number, or of one that is known in part the end nearest to the limit; days of a date.
    pub value: f64,
    pub limit: f64,
    pub ty: Type,
    pub span: Span,
    /// The conclusions that it decided, or narrowed.
    pub conclusions: Vec<ConclusionId>,
}

impl Margin {
    /// The number less its limit.
    pub fn difference(&self) -> f64 {
        crate::grid::to_grid(self.value - self.limit)
    }

    /// In percent of the limit, where that says something.
    pub fn percent(&self) -> Option<f64> {
        let tells = self.ty != Type::Date && self.limit != 0.0;
        tells.then(|| self.difference().abs() / self.limit.abs() * 100.0)
    }

    /// For the order: a part of the limit; of a date, a part of a year.
    fn nearness(&self) -> f64 {
        match &self.ty {
            Type::Date => self.difference().abs() / 365.0,
            _ => self.percent().map_or(1.0, |percent| percent / 100.0),
        }
    }

    /// `calf swelling 2.5 cm: 0.5 cm (17 %) below 3 cm`
    pub fn words(&self) -> String {
        let one = |value: f64| match &self.ty {
            Type::Date => date_words(value),
            Type::Number { unit, .. } if !unit.is_one() => format!("{} {unit}", number_words(short(value))),
            _ => number_words(short(value)),
        };
        // a limit that is written as a number, or counted from the as-of date, has no name of its own
        let plain = |name: &str| name.starts_with(|c: char| c.is_ascii_digit() || c == '-') || name == "the as-of date";
        let written = |name: &str, value: f64| if plain(name) { one(value) } else { format!("{name} {}", one(value)) };
        let limit = written(&self.limit_name, self.limit);
        let head = written(&self.name, self.value);
        let difference = self.difference();
        if difference == 0.0 {
            return format!("{head}: just at the limit {limit}");
        }
        let side = match (&self.ty, difference > 0.0) {
            (Type::Date, true) => "after",
            (Type::Date, false) => "before",
            (_, true) => "above",
            (_, false) => "below",
        };
        let by = match &self.ty {
            Type::Date if difference.abs() == 1.0 => "1 day".to_owned(),
            Type::Date => format!("{} days", number_words(difference.abs())),
            _ => one(difference.abs()),
        };
        let percent = self.percent().map(|percent| format!(" ({} %)", percent_words(percent))).unwrap_or_default();
        format!("{head}: {by}{percent} {side} {limit}")
    }
}

/// A number that a formula came to, with digits that tell something.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn percent_words(percent: f64) -> String {
    match percent {
        small if small < 1.0 => number_words(format!("{small:.1e}").parse().unwrap_or(small)),
        large => number_words(large.round()),
    }
}

/// The comparisons that decided these conclusions, or what is left of those that are open; the nearest to their limit
/// first.
pub fn margins(engine: &Engine, outcome: &Outcome, ids: &[ConclusionId]) -> Vec<Margin> {
    let mut margins: Vec<Margin> = Vec::new();
    for id in ids {
        let mut walk = Walk { engine, outcome, seen: HashSet::new(), found: Vec::new() };
        walk.conclusion(*id);
        for note in walk.found {
            let Some(margin) = margin(engine, outcome, note) else { continue };
            let same = |known: &&mut Margin| {
                (known.span, known.value, known.limit) == (margin.span, margin.value, margin.limit)
            };
            match margins.iter_mut().find(same) {
                Some(known) if known.conclusions.contains(id) => {}
                Some(known) => known.conclusions.push(*id),
                None => margins.push(Margin { conclusions: vec![*id], ..margin }),
            }
        }
    }
    margins.sort_by(|a, b| a.nearness().total_cmp(&b.nearness()));
    margins
}

/// A comparison of two numbers of the patient that came out for sure.
fn margin(engine: &Engine, outcome: &Outcome, id: NoteId) -> Option<Margin> {
    let note = &engine.program.notes[id.0];
    let (Op::Order(_, a, b) | Op::Equal(a, b)) = engine.program.steps[note.step.0].op else { return None };
    if engine.program.steps[note.step.0].domain != Domain::Patient || !outcome.could(note.step).decided() {
        return None;
    }
    let ends = |step| match engine.value(outcome, step) {
        Value::Number { low, high, never: false, na: false, failed: false } if low <= high => Some((low, high)),
        _ => None,
    };
    let (value, limit) = (ends(a)?, ends(b)?);
    // the ends that are nearest to one another
    let (value, limit) = if value.1 <= limit.0 { (value.1, limit.0) } else { (value.0, limit.1) };
    let [name, limit_name] = note.children.as_slice() else { return None };
    let text = |note: &NoteId| engine.program.notes[note.0].text.clone();
    let ty = engine.program.notes[name.0].ty.clone();
    let finite = value.is_finite() && limit.is_finite();
    finite.then(|| Margin {
        name: text(name),
        limit_name: text(limit_name),
        value,
        limit,
        ty,
        span: note.span,
        conclusions: Vec::new(),
    })
}

/// From a conclusion down to the comparisons that decided it.
struct Walk<'a> {
    engine: &'a Engine,
    outcome: &'a Outcome,
    seen: HashSet<ConclusionId>,
    found: Vec<NoteId>,
}

impl Walk<'_> {
    fn surely(&self, id: NoteId) -> Option<bool> {
        let note = &self.engine.program.notes[id.0];
        let truth = note.ty == Type::YesNo && self.engine.program.steps[note.step.0].domain == Domain::Patient;
        let could = truth.then(|| self.outcome.could(note.step))?;
        if could.surely_yes() {
            return Some(true);
        }
        could.surely_no().then_some(false)
    }

    fn conclusion(&mut self, id: ConclusionId) {
        if !self.seen.insert(id) {
            return;
        }
        let engine = self.engine;
        let lowered = &engine.program.conclusions[id.0];
        let status = self.outcome.answers[id.0].status;
        lowered.population.into_iter().for_each(|note| self.note(note));
        if status == Status::NotApplicable {
            return;
        }
        match &engine.rulebase.conclusions[id.0].body {
            Body::Value(_) => lowered.whole.into_iter().for_each(|note| self.note(note)),
            Body::Lines(_) => {
                for part in &lowered.parts {
                    part.when.into_iter().for_each(|when| self.note(when));
                    match part.when.map(|when| self.surely(when)) {
                        Some(Some(false)) => {}
                        Some(None) => part.value.into_iter().for_each(|value| self.note(value)),
                        // the line that was taken
                        _ => return part.value.into_iter().for_each(|value| self.note(value)),
                    }
                }
            }
            Body::Count(_) | Body::Score { .. } => {
                for part in &lowered.parts {
                    part.when.into_iter().chain(part.value).for_each(|note| self.note(note));
                }
            }
            Body::Rule(_) => {
                for (negated, note) in &lowered.conditions {
                    let holds = self.surely(*note).map(|is| is != *negated);
                    // of an open rule, what is met already; of one that does not apply, what kept it
                    if status != Status::DoesNotApply || holds == Some(false) {
                        self.note(*note);
                    }
                }
                for other in &lowered.overridden_by {
                    if self.outcome.answers[other.0].status == Status::Applies {
                        self.conclusion(*other);
                    }
                }
            }
        }
    }

    fn note(&mut self, id: NoteId) {
        let note = &self.engine.program.notes[id.0];
        match &note.about {
            About::Conclusion(other) => self.conclusion(*other),
            About::Of(kind) => {
                let decisive = match (kind, self.surely(id)) {
                    (ListKind::All, Some(false)) => Some(false),
                    (ListKind::Any, Some(true)) | (ListKind::None, Some(false)) => Some(true),
                    _ => None,
                };
                for child in &note.children {
                    if decisive.is_none() || self.surely(*child) == decisive {
                        self.note(*child);
                    }
                }
            }
            _ => {
                if matches!(self.engine.program.steps[note.step.0].op, Op::Order(..) | Op::Equal(..)) {
                    self.found.push(id);
                }
                note.children.iter().for_each(|child| self.note(*child));
            }
        }
    }
}
