//! The most telling question: the fact whose value is expected to leave the least open.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::hole::Hole;
use super::outcome::Outcome;
use super::piece::Piece;
use super::vary::Changes;
use crate::eval::{Row, scattered};
use crate::program::Slice;
use crate::rulebase::ConclusionId;
use crate::syntax::tree::Status;

/// Patients that the record could turn out to be, among whom the answers are counted.
const PATIENTS: usize = 256;
/// Parts of a range that nothing is compared with directly.
const PARTS: usize = 4;

impl Engine {
    /// What to ask next so that these conclusions are settled soon; `skip`: what was asked in vain.
    pub fn best_question(&self, outcome: &Outcome, goals: &[ConclusionId], skip: &[Hole]) -> Option<Hole> {
        let open: Vec<ConclusionId> =
            goals.iter().copied().filter(|id| outcome.answers[id.0].status == Status::Undecided).collect();
        let mut holes: Vec<Hole> = open.iter().flat_map(|id| outcome.holes[id.0].iter().copied()).collect();
        holes.sort();
        holes.dedup();
        let needed = Slice::union(open.iter().map(|id| &self.hinges[id.0]));
        let holes: Vec<(Hole, Vec<Piece>)> = holes
            .into_iter()
            .map(|hole| (hole, parts(self.pieces(outcome.at(), &needed, hole))))
            .filter(|(_, pieces)| !pieces.is_empty())
            .collect();
        if holes.iter().all(|(hole, _)| skip.contains(hole)) {
            return None;
        }
        let patients = Patients::of(self, outcome, &open, &holes, &needed);
        let asked = holes.iter().enumerate().filter(|(_, (hole, _))| !skip.contains(hole));
        let costs = asked.map(|(at, (hole, pieces))| (patients.left_open(at, pieces), *hole));
        costs.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, hole)| hole)
    }
}

/// Complete patients, with what each conclusion comes to.
struct Patients {
    /// For each possible patient, which piece it has of each hole.
    chosen: Vec<Vec<usize>>,
    /// For each conclusion, of each patient: what it comes to; nothing where that stays open.
    answers: Vec<Vec<Option<u64>>>,
}

impl Patients {
    fn of(
        engine: &Engine,
        outcome: &Outcome,
        goals: &[ConclusionId],
        holes: &[(Hole, Vec<Piece>)],
        needed: &Slice,
    ) -> Patients {
        let pick = |patient: usize, hole: usize| scattered((hole as u64) << 20 | patient as u64) as usize;
        let mut chosen: Vec<Vec<usize>> = (0..PATIENTS)
            .map(|patient| holes.iter().enumerate().map(|(at, (_, pieces))| pick(patient, at) % pieces.len()).collect())
            .collect();
        let ways: Vec<Changes> = chosen
            .iter()
            .map(|chosen| holes.iter().zip(chosen).map(|((hole, pieces), at)| (*hole, middle(pieces[*at]))).collect())
            .collect();
        let batch = engine.varied(outcome.at(), &ways, needed);
        let possible: Vec<usize> =
            (0..PATIENTS).filter(|row| !engine.is_ruled_out(Row { batch: &batch, row: *row })).collect();
        let answer = |id: ConclusionId, row: usize| {
            let lowered = &engine.program.conclusions[id.0];
            let is_open = engine.answer(&batch.table, id, row).status == Status::Undecided;
            let step = lowered.band.or(lowered.value).filter(|_| !is_open)?;
            Some(batch.table.column(step).hash(row, 0))
        };
        let answers = goals.iter().map(|id| possible.iter().map(|row| answer(*id, *row)).collect()).collect();
        chosen = possible.iter().map(|row| std::mem::take(&mut chosen[*row])).collect();
        Patients { chosen, answers }
    }

    /// What is expected to be open still once a hole is filled: for each conclusion, in binary digits.
    fn left_open(&self, hole: usize, pieces: &[Piece]) -> f64 {
        let with = |piece: usize| -> Vec<usize> {
            (0..self.chosen.len()).filter(|patient| self.chosen[*patient][hole] == piece).collect()
        };
        let open = |patients: &[usize]| -> f64 {
            self.answers.iter().map(|answers| uncertainty(patients.iter().map(|patient| answers[*patient]))).sum()
        };
        // somebody who is asked for a list gives all of it: that may settle as much as that there is none
        if pieces.contains(&Piece::Open) {
            return open(&with(0));
        }
        let all = self.chosen.len().max(1) as f64;
        let parts = (0..pieces.len()).map(with).filter(|patients| !patients.is_empty());
        parts.map(|patients| open(&patients) * patients.len() as f64 / all).sum()
    }
}

/// How much is not known of an answer: none where all patients share it, one digit for each that stays open.
fn uncertainty(answers: impl Iterator<Item = Option<u64>>) -> f64 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    let (mut open, mut all) = (0usize, 0usize);
    for answer in answers {
        all += 1;
        match answer {
            Some(answer) => *counts.entry(answer).or_default() += 1,
            None => open += 1,
        }
    }
    let share = |count: usize| count as f64 / all.max(1) as f64;
    let told: f64 = counts.values().map(|count| -share(*count) * share(*count).log2()).sum();
    told + share(open)
}

/// A range that nothing is compared with, in parts.
fn parts(pieces: Vec<Piece>) -> Vec<Piece> {
    match pieces.as_slice() {
        [Piece::Between(low, high)] if low < high && low.is_finite() && high.is_finite() => {
            let edge = |at: usize| low + (high - low) * at as f64 / PARTS as f64;
            (0..PARTS).map(|at| Piece::Between(edge(at), edge(at + 1))).collect()
        }
        _ => pieces,
    }
}

/// One value of a piece.
fn middle(piece: Piece) -> Piece {
    let Piece::Between(low, high) = piece else { return piece };
    let value = match (low.is_finite(), high.is_finite()) {
        (true, true) => (low + (high - low) / 2.0).floor().max(low),
        (true, false) => low,
        (false, true) => high,
        (false, false) => 0.0,
    };
    Piece::Between(value, value)
}
