//! The search: from the patients of the examples, one change at a time, then a few, then by chance that is always the same;
//! whom that does not find, the solver is asked for.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::pool::Pool;
use super::scan::scan;
use super::{Tell, Told};
use crate::coverage::{self, Side};
use crate::patients::{Menu, plainly};
use crate::record::Record;
use crate::rulebase::FactId;

/// Patients to start from.
const BASES: usize = 40;
/// Patients judged in one round.
const ROUND: usize = 8_000;
/// Patients tried by chance for one goal, a round.
const CHANCES: usize = 256;
const ROUNDS: usize = 6;
/// Rounds for what is shown already, but not well.
const POLISH: usize = 2;

/// Fills the pool with patients that show what is to be shown, as far as they are found. Says whether to go on.
pub(super) fn fill(pool: &mut Pool, today: Date, tell: Tell<'_>) -> bool {
    let menu = Menu::new(pool.engine);
    let bases = bases(pool, &menu, today);
    let mut say = |pool: &Pool| tell(Told::Found(pool.found(), pool.goals.all.len()));
    pool.offer(bases.clone());
    if !say(pool) {
        return false;
    }
    singly(pool, &menu, &bases);
    if !say(pool) {
        return false;
    }
    scan(pool, &bases);
    for round in 0..ROUNDS {
        let done = pool.found() == pool.goals.all.len();
        if pool.lacking().is_empty() || (done && round >= POLISH) {
            break;
        }
        if !say(pool) {
            return false;
        }
        // what shows one thing may be one change away from the next
        let near: Vec<Record> = pool.candidates.iter().rev().take(BASES).map(|one| one.record.clone()).collect();
        singly(pool, &menu, &near);
        by_chance(pool, &menu, &bases, round);
    }
    by_solver(pool, today);
    say(pool)
}

/// Patients whom no change has led to.
fn by_solver(pool: &mut Pool, today: Date) {
    let left = pool.goals.all.iter().zip(&pool.reached).filter(|(_, reached)| !**reached);
    let sides: Vec<(usize, Side)> = left.map(|(goal, _)| (goal.topic, goal.side)).collect();
    let found = coverage::patients(pool.engine, &pool.goals.topics, &sides, today);
    pool.offer(found);
}

/// The patients of the examples, those of the files named first; each also with all that it leaves open filled in.
fn bases(pool: &Pool, menu: &Menu, today: Date) -> Vec<Record> {
    let rulebase = &pool.engine.rulebase;
    let dated = |record: &Record| Record {
        as_of: Some(record.as_of.unwrap_or(today)),
        facts: record.facts.iter().map(|datum| datum.as_ref().map(plainly)).collect(),
        ..Record::default()
    };
    let mut examples: Vec<_> = pool.engine.examples.iter().collect();
    examples.sort_by_key(|example| !rulebase.books[example.book].asked_for);
    let plain = menu.plain(today);
    let mut bases = vec![plain.clone(), Record { facts: vec![None; plain.facts.len()], ..plain.clone() }];
    for example in examples.into_iter().take(BASES) {
        let record = dated(&example.record);
        let mut filled = record.clone();
        for (slot, usual) in filled.facts.iter_mut().zip(&plain.facts) {
            if slot.is_none() {
                slot.clone_from(usual);
            }
        }
        bases.extend([record, filled]);
    }
    bases
}

/// Each of these patients with each fact that matters changed.
fn singly(pool: &mut Pool, menu: &Menu, bases: &[Record]) {
    let goals: BTreeSet<usize> = pool.lacking().into_iter().collect();
    let facts: BTreeSet<FactId> = goals.iter().flat_map(|goal| pool.goals.all[*goal].facts.iter().copied()).collect();
    let mut tried = 0;
    for base in bases {
        let records: Vec<Record> = facts.iter().flat_map(|fact| menu.of(base, *fact)).collect();
        tried += records.len();
        pool.offer(records);
        if tried > ROUND {
            break;
        }
    }
}

/// For each goal that nothing shows yet, patients with several of its facts changed.
fn by_chance(pool: &mut Pool, menu: &Menu, bases: &[Record], round: usize) {
    let lacking = pool.lacking();
    let chances = CHANCES.min(ROUND / lacking.len().max(1));
    for goal in lacking {
        let wanted = &pool.goals.all[goal];
        let mut facts = wanted.facts.clone();
        facts.extend(pool.goals.facts_of(pool.engine, &wanted.homes));
        facts.sort();
        facts.dedup();
        if facts.is_empty() {
            continue;
        }
        let mut chance = Chance((goal as u64) << 20 | (round as u64) << 40);
        let records = (0..chances).map(|_| {
            let mut record = bases[chance.below(bases.len())].clone();
            for _ in 0..1 + chance.below(2 + 2 * round) {
                // the facts of the goal itself more often than those around it
                let near = chance.below(3) > 0 && !wanted.facts.is_empty();
                let from = if near { &wanted.facts } else { &facts };
                let fact = from[chance.below(from.len())];
                let mut others = menu.others(&record, fact);
                if !others.is_empty() {
                    record.facts[fact.0] = others.swap_remove(chance.below(others.len()));
                }
            }
            record
        });
        let records: Vec<Record> = records.collect();
        pool.offer(records);
    }
}

/// Numbers that look like chance, and are always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % count.max(1)
    }
}
