//! What would settle an open answer: for each fact that is missing, what the answer would become by each value of it.

use std::collections::HashMap;

use super::conclusion::Answer;
use super::engine::Engine;
use super::hole::Hole;
use super::outcome::{Need, Outcome};
use super::piece::Piece;
use super::subject::Subject;
use super::vary::Changes;
use crate::eval::{Batch, Row, Value};
use crate::program::Slice;
use crate::rulebase::{ActionId, Body, ConclusionId, Outcome as Consequence};
use crate::syntax::tree::{Status, Verb};

/// Rows of one batch.
const ROWS: usize = 1024;
/// Facts that a subject may lack, for its cases to be told apart where nobody asked about it alone.
const FEW: usize = 4;
/// Ways of filling in several facts at once that are tried before the search is given up.
const WAYS: usize = 16_384;

/// What it comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Of a score with bands, its band.
    Answer { status: Status, value: Value },
    /// What is advised, by which rules, and what may be.
    Plan { advised: Vec<(Verb, ActionId)>, perhaps: Vec<(Verb, ActionId)>, by: Vec<ConclusionId> },
}

impl Verdict {
    /// Nothing about it is open any more.
    pub fn is_settled(&self) -> bool {
        match self {
            Verdict::Answer { status, .. } => *status != Status::Undecided,
            Verdict::Plan { perhaps, .. } => perhaps.is_empty(),
        }
    }

    /// It comes to the same, whichever rules say so.
    fn is_same(&self, other: &Verdict) -> bool {
        match (self, other) {
            (Verdict::Plan { advised, perhaps, .. }, Verdict::Plan { advised: also, perhaps: may, .. }) => {
                advised == also && perhaps == may
            }
            (one, other) => one == other,
        }
    }

    /// The rules of both: they come to the same.
    fn with_rules_of(&mut self, other: &Verdict) {
        if let (Verdict::Plan { by, .. }, Verdict::Plan { by: more, .. }) = (self, other) {
            by.extend(more);
            by.sort();
            by.dedup();
        }
    }
}

/// What would settle a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Settling {
    /// Facts to find out, those that can settle it first.
    pub facts: Vec<Missing>,
    /// Where no single fact can: the fewest that can together, if they were found.
    pub together: Option<Together>,
    /// Cases were told apart: every branch is there. Otherwise only those that settle it for sure.
    pub exact: bool,
}

/// A fact, or a field of an element, that the record does not give.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    pub need: Need,
    pub hole: Hole,
    /// All that it can be.
    pub all: Vec<Piece>,
    /// Values that come to the same, in their order.
    pub branches: Vec<Branch>,
}

/// Values of a missing fact that come to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub pieces: Vec<Piece>,
    pub verdict: Verdict,
}

/// Several facts that can settle it, each with a value, and what it would then be.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    pub values: Vec<Filled>,
    pub verdict: Verdict,
}

/// A missing fact with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    pub need: Need,
    pub hole: Hole,
    pub piece: Piece,
    /// All that it can be.
    pub all: Vec<Piece>,
}

impl Missing {
    /// Whether one of its values settles the subject.
    pub fn can_settle(&self) -> bool {
        self.branches.iter().any(|branch| branch.verdict.is_settled())
    }

    /// Whether every one of its values settles the subject.
    fn always_settles(&self) -> bool {
        self.branches.iter().all(|branch| branch.verdict.is_settled())
    }

    /// For the order: how many of its branches settle the subject, and how many answers they tell apart.
    fn rank(&self) -> f64 {
        let settled = self.branches.iter().filter(|branch| branch.verdict.is_settled()).count();
        settled as f64 / self.branches.len().max(1) as f64 + settled as f64 / 100.0
    }
}

impl Engine {
    /// The decisions that are open for a record.
    pub fn open_decisions(&self, outcome: &Outcome) -> Vec<usize> {
        let open = |decision: &usize| {
            self.rules_of(*decision).iter().any(|rule| outcome.answers[rule.0].status == Status::Undecided)
        };
        (0..self.rulebase.decisions.len()).filter(open).collect()
    }

    /// The rules that advise for or against an alternative of a decision.
    pub fn rules_of(&self, decision: usize) -> Vec<ConclusionId> {
        let here = |outcome: &Consequence| match outcome {
            Consequence::Advice(advice) => self.rulebase.actions[advice.action.0].decision == decision,
            _ => false,
        };
        let conclusions = self.rulebase.conclusions.iter().enumerate();
        let rules = conclusions.filter(|(_, conclusion)| match &conclusion.body {
            Body::Rule(rule) => rule.outcomes.iter().any(here),
            _ => false,
        });
        rules.map(|(at, _)| ConclusionId(at)).collect()
    }

    /// What a subject comes to for a record.
    pub fn verdict(&self, outcome: &Outcome, subject: Subject) -> Verdict {
        self.verdict_of(subject, |id| outcome.answers[id.0].clone())
    }

    /// The conclusions that a subject is made of: itself, or the rules that advise on it.
    pub fn conclusions_of(&self, subject: Subject) -> Vec<ConclusionId> {
        match subject {
            Subject::Conclusion(id) => vec![id],
            Subject::Decision(decision) => self.rules_of(decision),
        }
    }

    /// What would settle some subjects; those that lack much only as far as the table shows it.
    pub fn settle(&self, outcome: &Outcome, subjects: &[Subject]) -> Vec<Settling> {
        let trials = Trials::of(self, outcome, subjects, false);
        subjects.iter().map(|subject| trials.settling(*subject, false)).collect()
    }

    /// The facts that decide a subject the soonest, in the order in which an interview asks for them, at most so many;
    /// each with what becomes of the subject by its values. One that settles it by every value stands alone.
    pub fn deciding(&self, outcome: &Outcome, subject: Subject, most: usize) -> Vec<Missing> {
        let open = self.open_conclusions(outcome, subject);
        let mut holes = Vec::new();
        while holes.len() < most
            && let Some(hole) = self.best_question(outcome, &open, &holes)
        {
            holes.push(hole);
        }
        let trials = Trials::with(self, outcome, &self.conclusions_of(subject), holes, true);
        let mut found: Vec<Missing> = trials.holes.iter().map(|hole| trials.missing(subject, hole, true)).collect();
        // a value that changes nothing by itself is asked for later
        if found.iter().any(|missing| missing.branches.len() > 1) {
            found.retain(|missing| missing.branches.len() > 1);
        }
        if found.first().is_some_and(Missing::always_settles) {
            found.truncate(1);
        }
        found
    }

    /// What would settle one subject, with all its cases told apart.
    pub fn settle_one(&self, outcome: &Outcome, subject: Subject) -> Settling {
        Trials::of(self, outcome, &[subject], true).settling(subject, true)
    }
}

/// A record with its holes filled in, one at a time.
struct Trials<'a> {
    engine: &'a Engine,
    outcome: &'a Outcome,
    /// What the subjects are computed from.
    needed: Slice,
    holes: Vec<(Hole, Vec<Piece>)>,
    /// For each hole the way with its first piece; those with the others stand behind.
    places: HashMap<Hole, usize>,
    /// The ways, so many a batch.
    batches: Vec<Batch>,
}

impl<'a> Trials<'a> {
    fn of(engine: &'a Engine, outcome: &'a Outcome, subjects: &[Subject], computed: bool) -> Trials<'a> {
        let mut ids: Vec<ConclusionId> = subjects.iter().flat_map(|subject| engine.conclusions_of(*subject)).collect();
        ids.sort();
        ids.dedup();
        let mut holes: Vec<Hole> = ids.iter().flat_map(|id| outcome.holes[id.0].iter().copied()).collect();
        holes.sort();
        holes.dedup();
        Trials::with(engine, outcome, &ids, holes, computed)
    }

    /// Trials of some holes, as far as these conclusions are computed from them.
    fn with(
        engine: &'a Engine,
        outcome: &'a Outcome,
        ids: &[ConclusionId],
        holes: Vec<Hole>,
        computed: bool,
    ) -> Trials<'a> {
        let needed = Slice::union(ids.iter().map(|id| &engine.hinges[id.0]));
        let holes: Vec<(Hole, Vec<Piece>)> =
            holes.into_iter().map(|hole| (hole, engine.pieces_of(outcome.at(), &needed, hole, computed))).collect();
        let (mut ways, mut places) = (Vec::new(), HashMap::new());
        for (hole, pieces) in &holes {
            places.insert(*hole, ways.len());
            ways.extend(pieces.iter().map(|piece| vec![(*hole, *piece)]));
        }
        let batches = ways.chunks(ROWS).map(|ways| engine.varied(outcome.at(), ways, &needed)).collect();
        Trials { engine, outcome, needed, holes, places, batches }
    }

    fn settling(&self, subject: Subject, thorough: bool) -> Settling {
        let ids = self.engine.conclusions_of(subject);
        let matters = |hole: &Hole| ids.iter().any(|id| self.outcome.holes[id.0].contains(hole));
        let holes: Vec<&(Hole, Vec<Piece>)> = self.holes.iter().filter(|(hole, _)| matters(hole)).collect();
        let exact = thorough || holes.len() <= FEW;
        let mut facts: Vec<Missing> = holes.iter().map(|hole| self.missing(subject, hole, exact)).collect();
        facts.sort_by(|a, b| b.rank().total_cmp(&a.rank()));
        let together = match thorough && !facts.iter().any(Missing::can_settle) {
            true => self.together(subject, &holes),
            false => None,
        };
        // a number that is only computed with has no values that could be told apart
        facts.retain(|missing| !missing.branches.is_empty() && missing.all.len() > 1);
        Settling { facts, together, exact }
    }

    /// What becomes of a subject by each value of a hole. `exact`: cases are told apart; otherwise only the values are
    /// named that settle it for sure.
    fn missing(&self, subject: Subject, (hole, pieces): &(Hole, Vec<Piece>), exact: bool) -> Missing {
        let first = self.places[hole];
        let mut branches: Vec<Branch> = Vec::new();
        for (way, piece) in (first..).zip(pieces) {
            let row = Row { batch: &self.batches[way / ROWS], row: way % ROWS };
            if self.engine.is_ruled_out(row) {
                continue;
            }
            let verdict = self.verdict(subject, row, &[*hole], exact);
            match branches.iter_mut().find(|branch| branch.verdict.is_same(&verdict)) {
                Some(branch) => {
                    branch.pieces.push(*piece);
                    branch.verdict.with_rules_of(&verdict);
                }
                None if exact || verdict.is_settled() => branches.push(Branch { pieces: vec![*piece], verdict }),
                None => {}
            }
        }
        Missing { need: self.need(*hole, pieces), hole: *hole, all: pieces.clone(), branches }
    }

    fn need(&self, hole: Hole, pieces: &[Piece]) -> Need {
        let mut need = self.engine.hole_name(hole);
        if pieces.contains(&Piece::Empty) {
            // nobody has listed any yet
            need.name.clone_from(&need.fact);
        }
        need
    }

    /// What a subject comes to in a row where these holes are filled in.
    fn verdict(&self, subject: Subject, row: Row<'_>, holes: &[Hole], exact: bool) -> Verdict {
        let engine = self.engine;
        engine.verdict_of(subject, |id| match holes.iter().any(|hole| engine.reads_hole(&engine.hinges[id.0], *hole)) {
            true if exact => engine.exact(row, id),
            true => engine.answer(&row.batch.table, id, row.row),
            false => self.outcome.answers[id.0].clone(),
        })
    }

    /// The fewest facts that can settle a subject together, from two on; of several sets, the first.
    fn together(&self, subject: Subject, holes: &[&(Hole, Vec<Piece>)]) -> Option<Together> {
        let mut budget = WAYS;
        for size in 2..=holes.len() {
            let mut set: Vec<usize> = (0..size).collect();
            loop {
                let chosen: Vec<&(Hole, Vec<Piece>)> = set.iter().map(|at| holes[*at]).collect();
                let ways = combinations(&chosen);
                budget = budget.checked_sub(ways.len())?;
                if let Some(found) = self.settled_by(subject, &chosen, &ways) {
                    return Some(found);
                }
                if !next_set(&mut set, holes.len()) {
                    break;
                }
            }
        }
        None
    }

    fn settled_by(&self, subject: Subject, chosen: &[&(Hole, Vec<Piece>)], ways: &[Changes]) -> Option<Together> {
        let holes: Vec<Hole> = chosen.iter().map(|(hole, _)| *hole).collect();
        for some in ways.chunks(ROWS) {
            let batch = self.engine.varied(self.outcome.at(), some, &self.needed);
            for (row, way) in some.iter().enumerate() {
                let row = Row { batch: &batch, row };
                let verdict = self.verdict(subject, row, &holes, true);
                if verdict.is_settled() && !self.engine.is_ruled_out(row) {
                    let fill = |((hole, piece), (_, all)): (&(Hole, Piece), &&(Hole, Vec<Piece>))| Filled {
                        need: self.need(*hole, all),
                        hole: *hole,
                        piece: *piece,
                        all: all.clone(),
                    };
                    return Some(Together { values: way.iter().zip(chosen).map(fill).collect(), verdict });
                }
            }
        }
        None
    }
}

/// Every way to give each of some holes a piece.
fn combinations(holes: &[&(Hole, Vec<Piece>)]) -> Vec<Changes> {
    holes.iter().fold(vec![Vec::new()], |ways: Vec<Changes>, (hole, pieces)| {
        let with = |way: &Changes, piece: Piece| way.iter().copied().chain([(*hole, piece)]).collect();
        ways.iter().flat_map(|way| pieces.iter().map(move |piece| with(way, *piece))).collect()
    })
}

/// The next set of so many numbers below a limit, in order; false behind the last.
fn next_set(set: &mut [usize], limit: usize) -> bool {
    let size = set.len();
    let Some(at) = (0..size).rev().find(|at| set[*at] < limit - size + at) else { return false };
    set[at] += 1;
    for behind in at + 1..size {
        set[behind] = set[behind - 1] + 1;
    }
    true
}

impl Engine {
    pub(super) fn verdict_of(&self, subject: Subject, mut answer: impl FnMut(ConclusionId) -> Answer) -> Verdict {
        let decision = match subject {
            Subject::Conclusion(id) => {
                let Answer { status, value, .. } = answer(id);
                let value = match value {
                    Value::Score { band: Some(band), .. } => *band,
                    Value::Score { points, .. } => *points,
                    value => value,
                };
                return Verdict::Answer { status, value };
            }
            Subject::Decision(decision) => decision,
        };
        let (mut advised, mut perhaps, mut by) = (Vec::new(), Vec::new(), Vec::new());
        for rule in self.rules_of(decision) {
            let list = match answer(rule).status {
                Status::Applies => {
                    by.push(rule);
                    &mut advised
                }
                Status::Undecided | Status::Failed => &mut perhaps,
                Status::DoesNotApply | Status::NotApplicable => continue,
            };
            list.extend(self.advice_of(rule, decision));
        }
        advised.sort();
        advised.dedup();
        perhaps.retain(|one| !advised.contains(one));
        perhaps.sort();
        perhaps.dedup();
        Verdict::Plan { advised, perhaps, by }
    }

    fn advice_of(&self, rule: ConclusionId, decision: usize) -> Vec<(Verb, ActionId)> {
        let Body::Rule(rule) = &self.rulebase.conclusions[rule.0].body else { return Vec::new() };
        let advice = rule.outcomes.iter().filter_map(|outcome| match outcome {
            Consequence::Advice(advice) => Some((advice.verb, advice.action)),
            _ => None,
        });
        advice.filter(|(_, action)| self.rulebase.actions[action.0].decision == decision).collect()
    }
}
