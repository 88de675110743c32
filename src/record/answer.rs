//! Values that somebody types one at a time, read as a record would.

use std::borrow::Cow;

use super::assemble::Assembler;
use super::fault::Wrong;
use super::lookup::Lookup;
use super::tree::{Entry, Kind, Node};
use super::{Datum, Fault, Origin, Value, value};
use crate::diagnostic::{code, one_of};
use crate::rulebase::{Fact, FindingId};

/// The value of anything but a list; `None` where the text says nothing.
pub fn answer(lookup: &Lookup<'_>, fact: &Fact, text: &str) -> Result<Option<Datum>, Vec<Fault>> {
    let node = Node::new((), Kind::Text(Cow::Borrowed(text)));
    match value::read(lookup, (fact, None), &node, false) {
        Ok(value) => {
            Ok(value.map(|value| Datum { value, written: text.trim().to_owned(), origin: origin(&fact.name) }))
        }
        Err(Wrong { code, message, help }) => {
            Err(vec![Fault { code, message, help, origin: origin(&fact.name), column: 0 }])
        }
    }
}

/// One element of a list: `vein: soleal, side: left`.
pub fn element(lookup: &Lookup<'_>, finding: FindingId, text: &str) -> Result<Vec<Option<Datum>>, Vec<Fault>> {
    let mut entries: Vec<Entry<'_, ()>> = Vec::new();
    for part in text.trim().trim_start_matches("- ").split(',') {
        let Some((name, value)) = part.split_once(':') else {
            let message = format!("`{}` is no field with its value", part.trim());
            let help = "write the fields behind one another: `name: value, name: value`".to_owned();
            return Err(vec![Fault { code: code::RECORD_SYNTAX, message, help, origin: origin(""), column: 0 }]);
        };
        let value = Node::new((), Kind::Text(Cow::Borrowed(value.trim())));
        entries.push(Entry { name: Cow::Borrowed(name.trim()), at: (), value });
    }
    let place = |(), path: String| origin(&path);
    let mut assembler = Assembler::new(lookup, &place);
    let fields = assembler.fields(Some(finding), &entries, "");
    let mut faults: Vec<Fault> = assembler
        .issues
        .into_iter()
        .map(|issue| Fault {
            code: issue.code,
            message: issue.message,
            help: issue.help,
            origin: origin(&issue.path),
            column: 0,
        })
        .collect();
    for (ignored, ()) in assembler.ignored {
        let finding = lookup.schema().finding(finding);
        let near: Vec<&str> = match ignored.nearest.is_empty() {
            true => finding.fields.iter().map(|field| field.name.as_str()).collect(),
            false => ignored.nearest.iter().map(String::as_str).collect(),
        };
        let message = format!("a {} has no field `{}`", finding.name, ignored.name);
        let help = format!("write {}", one_of(&near));
        faults.push(Fault { code: code::UNKNOWN_ENTRY, message, help, origin: ignored.origin, column: 0 });
    }
    if faults.is_empty() { Ok(fields) } else { Err(faults) }
}

/// Whether a text stands for just this value.
pub fn stands_for(lookup: &Lookup<'_>, fact: &Fact, text: &str, value: &Value) -> bool {
    answer(lookup, fact, text).is_ok_and(|read| read.is_some_and(|read| read.value == *value))
}

fn origin(path: &str) -> Origin {
    Origin { file: "your answer".to_owned(), line: 0, path: path.to_owned() }
}
