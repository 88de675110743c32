//! The header of a CSV file: which column holds what, and in which unit.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::fault::{Wrong, quoted, twice};
use super::super::lookup::Lookup;
use super::super::number::Quantity;
use super::sink::{Reserved, reserved};
use crate::diagnostic::code;
use crate::rulebase::{Fact, FindingId, Type};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Reserved(Reserved),
    /// A fact, at its position in the schema.
    Fact {
        at: usize,
        name: String,
        unit: Option<String>,
    },
    /// A field of an element of a list.
    Field {
        list: usize,
        element: usize,
        field: String,
        unit: Option<String>,
    },
    /// No rule knows it; it may be a misspelling of the facts `meant`, whose absence would mean no.
    Stray {
        name: String,
        nearest: Vec<String>,
        meant: Vec<usize>,
    },
}

/// The columns of a header row, or everything that is wrong with it.
pub(super) fn columns<'t>(
    lookup: &Lookup<'_>,
    cells: impl Iterator<Item = &'t str>,
) -> Result<Vec<Column>, Vec<Wrong>> {
    let mut columns: Vec<Column> = Vec::new();
    let mut names: HashMap<Place, String> = HashMap::new();
    let mut wrongs = Vec::new();
    for (position, cell) in cells.enumerate() {
        let name = if cell.trim().is_empty() { format!("column {}", position + 1) } else { cell.trim().to_owned() };
        let column = match column(lookup, &name) {
            Ok(column) => column,
            Err(wrong) => {
                wrongs.push(wrong);
                continue;
            }
        };
        match place(lookup, &column).map(|place| names.entry(place)) {
            Some(Entry::Occupied(first)) => wrongs.push(doubled(lookup, &column, first.get(), &name)),
            Some(Entry::Vacant(free)) => {
                free.insert(name);
            }
            None => {}
        }
        columns.push(column);
    }
    if wrongs.is_empty() { Ok(columns) } else { Err(wrongs) }
}

fn column(lookup: &Lookup<'_>, name: &str) -> Result<Column, Wrong> {
    if let Some(what) = reserved(name) {
        return Ok(Column::Reserved(what));
    }
    if let Some(column) = known(lookup, name, None)? {
        return Ok(column);
    }
    if let Some((bare, unit)) = with_unit(name)
        && let Some(column) = known(lookup, bare, Some(unit))?
    {
        return Ok(column);
    }
    let names = lookup.facts();
    let bare = with_unit(name).map_or(name, |(bare, _)| bare);
    Ok(Column::Stray { name: name.to_owned(), nearest: names.nearest(bare), meant: names.may_mean(bare) })
}

fn known(lookup: &Lookup<'_>, name: &str, unit: Option<&str>) -> Result<Option<Column>, Wrong> {
    if let Some(at) = lookup.facts().find(name) {
        let unit = unit_of(&lookup.facts().facts[at], unit.or(lookup.facts().unit(name)))?;
        return Ok(Some(Column::Fact { at, name: name.to_owned(), unit }));
    }
    let Some((list, element, field)) = element(name) else { return Ok(None) };
    let Some((list, of)) = list_of(lookup, list) else { return Ok(None) };
    let fields = lookup.fields(of);
    let unit = match fields.find(field).map(|at| &fields.facts[at]) {
        Some(fact) => unit_of(fact, unit.or(fields.unit(field)))?,
        None if with_unit(field).is_some() => return Ok(None),
        // reported with the element it stands in, like any unknown field
        None => None,
    };
    Ok(Some(Column::Field { list, element, field: field.to_owned(), unit }))
}

/// A unit in the header, checked once; with other facts, brackets hold a comment.
fn unit_of(fact: &Fact, unit: Option<&str>) -> Result<Option<String>, Wrong> {
    let (Some(unit), Some(quantity)) = (unit, Quantity::of(fact)) else { return Ok(None) };
    quantity.converter(unit)?;
    Ok(Some(unit.to_owned()))
}

fn list_of(lookup: &Lookup<'_>, name: &str) -> Option<(usize, FindingId)> {
    let at = lookup.facts().find(name)?;
    match lookup.facts().facts[at].ty {
        Type::List(of) => Some((at, of)),
        _ => None,
    }
}

/// `D-dimer (mg/L FEU)` or `D-dimer [mg/L FEU]`
fn with_unit(name: &str) -> Option<(&str, &str)> {
    let (open, inside) = match name.strip_suffix(')') {
        Some(inside) => ('(', inside),
        None => ('[', name.strip_suffix(']')?),
    };
    // a unit may hold brackets itself: `pressure (cm[H2O])`
    let (bare, unit) = inside.split_once(&format!(" {open}")).or_else(|| inside.split_once(open))?;
    Some((bare.trim(), unit.trim()))
}

/// `thrombi.1.vein` or `thrombi[1].vein`
fn element(name: &str) -> Option<(&str, usize, &str)> {
    let dotted = || {
        let (list, rest) = name.split_once('.')?;
        let (number, field) = rest.split_once('.')?;
        Some((list, number, field))
    };
    let bracketed = || {
        let (list, rest) = name.split_once('[')?;
        let (number, field) = rest.split_once(']')?;
        Some((list, number, field.trim_start().strip_prefix('.')?))
    };
    let (list, number, field) = bracketed().or_else(dotted)?;
    Some((list.trim(), number.trim().parse().ok()?, field.trim()))
}

/// What a column holds, whatever it is called: of a list, its position, the element and the position of the field.
#[derive(PartialEq, Eq, Hash)]
enum Place {
    Reserved(Reserved),
    Fact(usize),
    Field(usize, usize, usize),
}

fn place(lookup: &Lookup<'_>, column: &Column) -> Option<Place> {
    match column {
        Column::Reserved(what) => Some(Place::Reserved(*what)),
        Column::Fact { at, .. } => Some(Place::Fact(*at)),
        Column::Field { list, element, field, .. } => {
            let Type::List(of) = lookup.facts().facts[*list].ty else { return None };
            Some(Place::Field(*list, *element, lookup.fields(of).find(field)?))
        }
        Column::Stray { .. } => None,
    }
}

fn doubled(lookup: &Lookup<'_>, column: &Column, first: &str, second: &str) -> Wrong {
    match column {
        Column::Fact { at, .. } => twice(&lookup.facts().facts[*at], first, second, 0),
        _ => Wrong::new(
            code::ENTRY_TWICE,
            format!("two columns hold the same: {} and {}", quoted(first), quoted(second)),
        )
        .help("keep the one that is right and remove the other"),
    }
}
