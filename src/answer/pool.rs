//! Tables to try cases in.

use std::sync::{Mutex, PoisonError};

use crate::eval::{Inputs, Table};

/// Tables to try cases in, used again and again.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Trial>>);

/// A table of cases, and what it is filled from.
#[derive(Default)]
pub(super) struct Trial {
    pub inputs: Inputs,
    pub table: Table,
}

impl Pool {
    pub fn with<R>(&self, work: impl FnOnce(&mut Trial) -> R) -> R {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut trial = taken.unwrap_or_default();
        let result = work(&mut trial);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(trial);
        result
    }
}
