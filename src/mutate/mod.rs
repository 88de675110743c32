//! Mutation: the rules altered one place at a time, to see whether any example notices.
//!
//! An example that passes with the rules and with every alteration of a line says nothing of that line. What no example
//! notices is shown with a patient who would have, or is handed to the prover: what makes no difference for anybody is no
//! fault of the examples.

mod alteration;
mod body;
mod condition;
mod notice;
mod number;
mod part;
mod pool;
mod tell;
mod witness;

use jiff::civil::Date;

use crate::answer::Engine;
use notice::Examples;
use witness::Search;

pub use alteration::{Alteration, alterations};
pub(crate) use body::edges;
pub(crate) use condition::list_words;
pub use witness::{Fate, Witness};

/// Conclusions that are gone through at a time, before any is told of.
const AT_A_TIME: usize = 8;

/// The alterations of one conclusion, and what became of each.
pub struct Tried<'a> {
    pub alterations: &'a [Alteration],
    pub fates: Vec<Fate>,
}

/// Tries alterations, and tells of those of each conclusion in the order they stand, until it is told not to go on. An
/// example without an `as of` line takes `today`.
pub fn mutate<'a>(
    engine: &Engine,
    alterations: &'a [Alteration],
    today: Date,
    each: &mut dyn FnMut(Tried<'a>) -> bool,
) {
    let examples = Examples::new(engine, today);
    let groups: Vec<&[Alteration]> = alterations.chunk_by(|a, b| a.of == b.of).collect();
    for groups in groups.chunks(AT_A_TIME) {
        let tried: Vec<Tried> = engine.workers.map(groups, |group| tried(&examples, group));
        if !tried.into_iter().all(&mut *each) {
            return;
        }
    }
}

fn tried<'a>(examples: &Examples, alterations: &'a [Alteration]) -> Tried<'a> {
    let Some(first) = alterations.first() else { return Tried { alterations, fates: Vec::new() } };
    let reach = examples.reach(first);
    let noticed = examples.engine.workers.map(alterations, |alteration| reach.noticed(alteration));
    if noticed.iter().all(Option::is_some) {
        return Tried { alterations, fates: noticed.into_iter().flatten().map(Fate::Noticed).collect() };
    }
    let search = Search::new(examples, &reach);
    let mut found: Vec<Witness> = Vec::new();
    let fates = alterations.iter().zip(noticed).map(|(alteration, noticed)| {
        if let Some(example) = noticed {
            return Fate::Noticed(example);
        }
        let new = search.altered(alteration);
        // one patient may notice several: the fewer examples, the better they are read
        let earlier = found.iter().find_map(|witness| {
            let expect = search.notices(&new, witness)?;
            Some(Witness { expect, ..witness.clone() })
        });
        match earlier.or_else(|| search.find(&new)) {
            Some(witness) => {
                found.push(witness.clone());
                Fate::Survived(witness)
            }
            None => search.prove(&new),
        }
    });
    Tried { alterations, fates: fates.collect() }
}
