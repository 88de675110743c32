//! Patients and what they show.

use super::goals::Goals;
use super::takes::{Takes, takes};
use crate::answer::{BATCH, Engine};
use crate::coverage::{Kind, Look, Ward};
use crate::patients::step;
use crate::program::{Compared, Domain};
use crate::record::Record;
use crate::syntax::tree::Status;

/// Patients kept for one goal.
const KEPT: usize = 12;

/// What a patient shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Goals, in order.
    pub reached: Vec<usize>,
    /// Those of them that are shown well: a limit from near by, what is known in an answer that is decided, and what is not
    /// known in one that is open.
    pub well: Vec<usize>,
}

pub(super) struct Candidate {
    pub record: Record,
    pub shown: Shown,
}

/// The patients found so far. Whoever has a patient may offer it: it is judged like all others.
pub(super) struct Pool<'e> {
    pub engine: &'e Engine,
    pub goals: &'e Goals,
    pub candidates: Vec<Candidate>,
    /// For each goal, how many of the patients show it well.
    kept: Vec<usize>,
    /// For each goal, whether some patient reaches it.
    pub reached: Vec<bool>,
    /// For each step, which numbers it can be.
    takes: Vec<Takes>,
}

impl<'e> Pool<'e> {
    pub fn new(engine: &'e Engine, goals: &'e Goals) -> Pool<'e> {
        let count = goals.all.len();
        let takes = takes(engine);
        Pool { engine, goals, candidates: Vec::new(), kept: vec![0; count], reached: vec![false; count], takes }
    }

    /// Judges patients and keeps those that show something of which there is not yet enough.
    pub fn offer(&mut self, records: Vec<Record>) {
        let shown = self.try_all(&records);
        for (record, shown) in records.into_iter().zip(shown) {
            let wanted = shown.well.iter().any(|goal| self.kept[*goal] < KEPT)
                || shown.reached.iter().any(|goal| !self.reached[*goal]);
            if wanted {
                shown.well.iter().for_each(|goal| self.kept[*goal] += 1);
                shown.reached.iter().for_each(|goal| self.reached[*goal] = true);
                self.candidates.push(Candidate { record, shown });
            }
        }
    }

    /// Goals that no patient shows well yet.
    pub fn lacking(&self) -> Vec<usize> {
        (0..self.goals.all.len()).filter(|goal| !self.is_well_shown(*goal)).collect()
    }

    /// Whether some patient shows a goal well.
    pub fn is_well_shown(&self, goal: usize) -> bool {
        self.kept[goal] > 0
    }

    /// How many goals have a patient.
    pub fn found(&self) -> usize {
        self.reached.iter().filter(|reached| **reached).count()
    }

    /// What each of some patients shows.
    pub fn try_all(&self, records: &[Record]) -> Vec<Shown> {
        let tried = self.engine.workers.map(records.chunks(BATCH), |records| self.try_some(records));
        tried.into_iter().flatten().collect()
    }

    fn try_some(&self, records: &[Record]) -> Vec<Shown> {
        let dated: Vec<_> = records.iter().map(|record| (record, record.as_of.unwrap_or_default())).collect();
        let ward = Ward::new(self.engine, self.engine.batch(&dated));
        let mut shown = vec![Shown::default(); records.len()];
        for (topic, declared) in self.goals.topics.iter().enumerate() {
            if (0..3).all(|at| self.goals.find(topic, at).is_none()) {
                continue;
            }
            ward.look(&declared.look, |row, at| {
                if let Some(goal) = self.goals.find(topic, at) {
                    shown[row].reached.push(goal);
                }
            });
        }
        for (row, shown) in shown.iter_mut().enumerate() {
            shown.reached.sort_unstable();
            shown.reached.dedup();
            shown.well = shown.reached.iter().copied().filter(|goal| self.is_well(&ward, row, *goal)).collect();
        }
        shown
    }

    fn is_well(&self, ward: &Ward, row: usize, goal: usize) -> bool {
        let wanted = &self.goals.all[goal];
        let table = &ward.batch.table;
        let status = |id: &_| self.engine.answer(table, *id, row).status;
        let decided = |id: &_| match status(id) {
            Status::NotApplicable => wanted.whom,
            status => !matches!(status, Status::Undecided | Status::Failed),
        };
        let open = |id: &_| status(id) == Status::Undecided;
        // what is not known is to matter, and what is known to be decided
        let fits = match wanted.open {
            _ if wanted.homes.is_empty() => true,
            true => wanted.homes.iter().any(open),
            false => wanted.homes.iter().any(decided),
        };
        fits && match &self.goals.topic(goal).look {
            Look::Compared(compared) => compared.iter().any(|one| self.is_near(ward, row, one)),
            _ => true,
        }
    }

    /// A value lies just beside its limit, or on it.
    fn is_near(&self, ward: &Ward, row: usize, compared: &Compared) -> bool {
        let (value, limit) = (ward.batch.table.number(compared.value), ward.batch.table.number(compared.limit));
        let rows = match self.engine.program.steps[compared.value.0].domain {
            Domain::Patient => row..row + 1,
            Domain::Element(list) => ward.batch.inputs.lists[list].of(row),
        };
        let near = |value: f64, limit: f64| match &self.takes[compared.value.0] {
            Takes::Whole => (value - limit).abs() <= 1.0,
            Takes::Only(values) => {
                let between = |other: &f64| (*other > value && *other < limit) || (*other > limit && *other < value);
                !values.iter().any(between)
            }
            Takes::Any => (value - limit).abs() <= 1.01 * step(limit),
        };
        rows.into_iter().any(|at| value.low[at] == value.high[at] && near(value.low[at], limit.low[at]))
    }

    /// Whether the patient lies just beside the limit that a goal is about.
    pub fn is_beside(&self, record: &Record, goal: usize) -> bool {
        let Look::Compared(compared) = &self.goals.topic(goal).look else { return false };
        let ward = Ward::new(self.engine, self.engine.batch(&[(record, record.as_of.unwrap_or_default())]));
        self.goals.topic(goal).kind == Kind::Threshold && compared.iter().any(|one| self.is_near(&ward, 0, one))
    }
}
