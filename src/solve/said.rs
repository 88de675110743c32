//! What a record says, as formulas that hold for each of its completions.

use super::atoms::{Open, Place, VariableId};
use super::encode::Encoder;
use super::logic::Lit;
use crate::eval::{Column, Inputs, get};
use crate::program::{Op, Slice};
use crate::rulebase::FactId;

/// What a record says, of everything that the formulas read.
pub(crate) fn said(encoder: &mut Encoder<'_>, slice: &Slice, inputs: &Inputs, row: usize) -> Vec<Lit> {
    said_of(encoder, slice, (inputs, row), &|_| true)
}

/// The same of some facts alone, lists among them.
pub(crate) fn said_of(
    encoder: &mut Encoder<'_>,
    slice: &Slice,
    (inputs, row): (&Inputs, usize),
    of: &dyn Fn(FactId) -> bool,
) -> Vec<Lit> {
    let mut all = Vec::new();
    for list in 0..encoder.program.lists.len() {
        let id = encoder.program.lists[list];
        if !of(id) {
            continue;
        }
        all.extend(elements(encoder, slice, list, inputs, row));
        if let Some(given) = encoder.atoms.asked_given(id) {
            all.push(if get(&inputs.known[id.0], row) { given } else { !given });
        }
    }
    for at in 0..encoder.atoms.variables.len() {
        let fact = match encoder.atoms.variables[at].place {
            Place::Fact(id) => id,
            Place::Field(list, ..) => encoder.program.lists[list],
            Place::Computed(..) => continue,
        };
        if !of(fact) {
            continue;
        }
        let (column, known, row) = match encoder.atoms.variables[at].place {
            Place::Fact(id) => (inputs.fact(id), &inputs.known[id.0], row),
            Place::Field(list, slot, field) if slot < inputs.lists[list].of(row).len() => {
                let elements = &inputs.lists[list];
                (&elements.fields[field], &elements.known[field], elements.of(row).start + slot)
            }
            Place::Field(..) | Place::Computed(..) => continue,
        };
        let variable = &encoder.atoms.variables[at];
        all.extend(variable.known.map(|lit| if get(known, row) { lit } else { !lit }));
        let mut ends = None;
        match (&variable.value, column) {
            (Open::YesNo(yes), Column::Truth(truth)) => {
                let could = truth.could(row);
                all.extend((!could.no).then_some(*yes));
                all.extend((!could.yes).then_some(!*yes));
            }
            (Open::Labels(labels), Column::Labels(could)) => {
                let not = labels.iter().enumerate().filter(|(label, _)| !get(could.plane(*label), row));
                all.extend(not.map(|(_, lit)| !*lit));
            }
            (Open::Number(_), Column::Number(number)) => {
                match (variable.never, get(&number.never, row), number.is_empty(row)) {
                    (Some(never), true, true) => all.push(never),
                    (Some(never), false, _) => all.push(!never),
                    _ => {}
                }
                ends = (!number.is_empty(row)).then(|| (number.low[row], number.high[row]));
            }
            _ => {}
        }
        if let Some((low, high)) = ends {
            let id = VariableId(at);
            all.push(encoder.atoms.at_least(id, low, &mut encoder.logic));
            all.push(!encoder.atoms.at_least(id, high.next_up(), &mut encoder.logic));
        }
    }
    all
}

/// Which elements a list has: those that are given, and others where there may be more.
fn elements(encoder: &mut Encoder<'_>, slice: &Slice, list: usize, inputs: &Inputs, row: usize) -> Vec<Lit> {
    let present = encoder.atoms.present[list].clone();
    let there = inputs.lists[list].of(row).len().min(present.len());
    let (given, further) = present.split_at(there);
    let mut all = given.to_vec();
    match inputs.fact(encoder.program.lists[list]) {
        Column::Truth(whole) if get(&whole.yes, row) => all.extend(further.iter().map(|lit| !*lit)),
        // what was left out may be anything
        Column::Truth(whole) if get(&whole.na, row) => {}
        _ => {
            for (slot, present) in further.iter().enumerate() {
                all.extend(
                    unseen(encoder, slice, list, there + slot)
                        .into_iter()
                        .map(|not| (*present, not))
                        .map(|(present, not)| encoder.logic.or(&[!present, !not])),
                );
            }
        }
    }
    all
}

/// What cannot be of an element that the record does not give, where it gives the list: its conditions say that there
/// are no others, or none of this kind.
fn unseen(encoder: &mut Encoder<'_>, slice: &Slice, list: usize, slot: usize) -> Vec<Lit> {
    let program = encoder.program;
    let mut all = Vec::new();
    for op in slice.steps.iter().map(|at| &program.steps[*at].op) {
        match op {
            Op::StaysOpen { list: id, complete } if *id == program.lists[list] => {
                all.push(encoder.truth(*complete).yes);
            }
            Op::UnseenField { list: of, field, except } if *of == list => {
                for (condition, labels) in except {
                    let whole = encoder.truth(*condition).yes;
                    let one = encoder.labelled(Place::Field(list, slot, *field), labels);
                    all.push(encoder.logic.and(&[whole, one]));
                }
            }
            _ => {}
        }
    }
    all
}
