//! One way to take from a record what does not matter.

use super::menu::with;
use crate::record::{Datum, Record, Value};
use crate::rulebase::FactId;

/// The record with as little in it as still holds. `read`: the facts that matter at all; `first`: the position of the first
/// of some records that holds.
pub(crate) fn shrink(mut record: Record, read: &[FactId], first: &mut dyn FnMut(&[Record]) -> Option<usize>) -> Record {
    let mut bare = record.clone();
    for (at, slot) in bare.facts.iter_mut().enumerate() {
        if !read.contains(&FactId(at)) {
            *slot = None;
        }
    }
    if bare != record && first(std::slice::from_ref(&bare)).is_some() {
        record = bare;
    }
    let mut given: Vec<FactId> =
        (0..record.facts.len()).map(FactId).filter(|id| record.facts[id.0].is_some()).collect();
    // what is there says more than what is not
    given.sort_by_key(|id| is_yes(&record, *id));
    for id in given {
        let mut fewer = smaller(&record, id);
        while let Some(at) = first(&fewer) {
            record = fewer.swap_remove(at);
            fewer = smaller(&record, id);
        }
    }
    record
}

fn is_yes(record: &Record, id: FactId) -> bool {
    matches!(record.facts[id.0].as_ref().map(|datum| &datum.value), Some(Value::YesNo(true)))
}

/// The record without a fact; of a list, also without one element, one field, or that it is whole.
fn smaller(record: &Record, id: FactId) -> Vec<Record> {
    let Some(datum) = &record.facts[id.0] else { return Vec::new() };
    let mut all = vec![with(record, id, None)];
    if let Value::List { elements, whole } = &datum.value {
        let mut add = |elements: Vec<Vec<Option<Datum>>>, whole: bool| {
            let given = elements.iter().all(|element| element.iter().any(Option::is_some));
            if given && (whole || !elements.is_empty()) {
                let value = Value::List { elements, whole };
                all.push(with(record, id, Some(Datum { value, ..datum.clone() })));
            }
        };
        for at in 0..elements.len() {
            let mut fewer = elements.clone();
            fewer.remove(at);
            add(fewer, *whole);
        }
        if *whole {
            add(elements.clone(), false);
        }
        for (at, element) in elements.iter().enumerate() {
            for field in (0..element.len()).filter(|field| element[*field].is_some()) {
                let mut fewer = elements.clone();
                fewer[at][field] = None;
                add(fewer, *whole);
            }
        }
    }
    all
}
