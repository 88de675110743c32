//! Exact answers that were found for other records: most records say nothing of most conclusions, and numbers that no
//! comparison tells apart come to the same. An answer hangs on what its steps read and on the `impossible` lines that read
//! some of that (its hinge); records that say the same of these get the same answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::conclusion::Answer;
use super::hole::Hole;
use crate::rulebase::ConclusionId;

/// Answers that are kept; a new start is made when they are more.
const KEPT: usize = 1 << 16;

/// By conclusion, and by all that a record says of what its answer hangs on.
#[derive(Default)]
pub(super) struct Memo {
    known: Mutex<HashMap<(ConclusionId, Vec<u64>), Exact>>,
}

/// An answer, and the holes that matter for it.
pub(super) type Exact = (Answer, Vec<Hole>);

impl Memo {
    /// What is known, or is found out now.
    pub fn recall(&self, id: ConclusionId, said: Vec<u64>, find: impl FnOnce() -> Exact) -> Exact {
        let key = (id, said);
        if let Some(found) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return found.clone();
        }
        let found = find();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, found.clone());
        found
    }
}
