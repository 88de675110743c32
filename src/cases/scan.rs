//! Limits of computed values: one fact is moved through its range, ever finer, until the value meets its limit.

use super::pool::Pool;
use crate::coverage::Look;
use crate::eval::Number;
use crate::grid::to_grid;
use crate::patients::{around, number, with};
use crate::program::{Compared, Domain};
use crate::record::Record;
use crate::rulebase::{FactId, Type};

/// Patients from whom to start, for one goal.
const STARTS: usize = 6;
/// How often the step is made ten times finer: enough to come close to a limit, and few digits to write.
const FINER: i32 = 2;
const POINTS: f64 = 40.0;

/// Looks for patients at the limits that are not met yet.
pub(super) fn scan(pool: &mut Pool, bases: &[Record]) {
    for goal in pool.lacking() {
        let Look::Compared(compared) = pool.goals.topic(goal).look.clone() else { continue };
        let compared: Vec<Compared> = compared
            .into_iter()
            .filter(|one| pool.engine.program.steps[one.value.0].domain == Domain::Patient)
            .collect();
        for one in compared {
            for fact in pool.goals.all[goal].facts.clone() {
                for base in bases.iter().take(STARTS) {
                    let met = meet(pool, base, fact, one);
                    pool.offer(met);
                }
            }
        }
    }
}

/// Patients like this one in whom the value is at its limit, or crosses it within the finest step; and those beside it.
fn meet(pool: &Pool, base: &Record, id: FactId, compared: Compared) -> Vec<Record> {
    let fact = pool.engine.rulebase.schema.fact(id);
    let Type::Number { whole, .. } = fact.ty else { return Vec::new() };
    let (mut low, mut high) = crate::eval::range(fact);
    if !(low.is_finite() && high.is_finite() && low < high) {
        return Vec::new();
    }
    let mut decimals = -((high - low) / POINTS).log10().ceil() as i32;
    let finest = decimals + FINER;
    loop {
        let grid = 10f64.powi(-decimals);
        let (from, to) = ((low / grid).ceil(), (high / grid).floor());
        let points = (0..=(to - from) as i64).map(|at| to_grid((from + at as f64) * grid));
        let points: Vec<f64> = points.filter(|value| (low..=high).contains(value)).take(400).collect();
        let records: Vec<(f64, Record)> =
            points.iter().filter_map(|value| Some((*value, with(base, id, Some(number(fact, *value)?))))).collect();
        let sides = sides(pool, &records, compared);
        if let Some(at) = sides.iter().position(|side| *side == Some(0)) {
            let around = around(fact, records[at].0);
            return around.into_iter().filter_map(|value| Some(with(base, id, Some(number(fact, value)?)))).collect();
        }
        let crossing = (1..sides.len())
            .find(|at| matches!((sides[at - 1], sides[*at]), (Some(before), Some(after)) if before != after));
        let Some(crossing) = crossing else { return Vec::new() };
        (low, high) = (records[crossing - 1].0, records[crossing].0);
        decimals += 1;
        if decimals > finest || (whole && decimals > 0) {
            return vec![records[crossing - 1].1.clone(), records[crossing].1.clone()];
        }
    }
}

/// For each patient, whether the value lies below (-1), at (0) or above (1) its limit.
fn sides(pool: &Pool, records: &[(f64, Record)], compared: Compared) -> Vec<Option<i8>> {
    let dated: Vec<_> = records.iter().map(|(_, record)| (record, record.as_of.unwrap_or_default())).collect();
    let batch = pool.engine.batch(&dated);
    let (value, limit) = (batch.table.number(compared.value), batch.table.number(compared.limit));
    let one = |number: &Number, row: usize| (number.low[row] == number.high[row]).then_some(number.low[row]);
    let side = |row: usize| Some(one(value, row)?.partial_cmp(&one(limit, row)?)? as i8);
    (0..records.len()).map(side).collect()
}
