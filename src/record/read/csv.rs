//! CSV: a record in each row, named and measured by the header.

use std::borrow::Cow;
use std::io::{self, BufRead};

use super::super::assemble::Assembler;
use super::super::fault::{Wrong, shown};
use super::super::tree::{At, Entry, Kind, Node};
use super::super::{Datum, Ignored, Lookup, Origin};
use super::MAX_RECORD_BYTES;
use super::csv_header::{Column, columns};
use super::csv_rows::{Row, Rows};
use super::sink::{Header, Sink, not_text, too_large, utf_16};
use crate::diagnostic::code;
use crate::rulebase::Type;

/// More columns are refused.
const MOST_COLUMNS: usize = 10_000;

pub(super) fn read(input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut rows = Rows::new(input);
    rows.sniff()?;
    let Some(mut table) = header(&mut rows, sink)? else { return Ok(()) };
    while !sink.stopped {
        let row = rows.next()?;
        if row == Row::End {
            break;
        }
        if row != Row::Blank {
            one(&mut table, row, &mut rows, sink);
        }
    }
    Ok(())
}

/// What the header says, and whether its unknown columns have been reported.
struct Table {
    columns: Vec<Column>,
    reported: bool,
}

/// `None` where no row can be read: the fault has been handed over.
fn header<R: BufRead>(rows: &mut Rows<R>, sink: &mut Sink<'_>) -> io::Result<Option<Table>> {
    let row = loop {
        match rows.next()? {
            Row::Blank => {}
            Row::End => return Ok(None),
            row => break row,
        }
    };
    let at = At { line: rows.line, column: 0 };
    if let Some((wrong, at)) = trouble(&row, rows) {
        sink.refuse(at.line, wrong, at);
        return Ok(None);
    }
    let Ok(text) = std::str::from_utf8(&rows.text) else { return Ok(None) };
    if text.contains('\r') {
        let wrong = Wrong::new(code::RECORD_SYNTAX, "the lines end in a way that only old Macintoshes used")
            .help("save the file again as `CSV UTF-8`");
        sink.refuse(at.line, wrong, at);
        return Ok(None);
    }
    if rows.width() > MOST_COLUMNS {
        let wrong = Wrong::new(code::TOO_LARGE, format!("the header has more than {MOST_COLUMNS} columns"))
            .help("leave out what the rules do not ask for");
        sink.refuse(at.line, wrong, at);
        return Ok(None);
    }
    let cells: Vec<Cow<'_, str>> = rows.cells(text).collect();
    match columns(sink.lookup, cells.iter().map(AsRef::as_ref)) {
        Ok(columns) => Ok(Some(Table { columns, reported: false })),
        Err(wrongs) => {
            sink.refuse_all(at.line, wrongs.into_iter().map(|wrong| (wrong, at)).collect());
            Ok(None)
        }
    }
}

fn one<R: BufRead>(table: &mut Table, row: Row, rows: &mut Rows<R>, sink: &mut Sink<'_>) {
    if let Some((wrong, at)) = trouble(&row, rows) {
        return sink.refuse(rows.line, wrong, at);
    }
    let at = At { line: rows.line, column: 0 };
    if rows.width() != table.columns.len() {
        let (found, wanted) = (rows.width(), table.columns.len());
        // an unwanted quote may have joined several rows
        rows.retry();
        let wrong =
            Wrong::new(code::RECORD_SYNTAX, format!("the header has {wanted} columns, found {found} in this row"))
                .help("put text that holds the separator in double quotes; write numbers with a decimal point");
        return sink.refuse(at.line, wrong, at);
    }
    let Ok(text) = std::str::from_utf8(&rows.text) else { return };
    let file = sink.file;
    let place = |at: At, path: String| Origin { file: file.to_owned(), line: at.line, path };
    let mut assembler = Assembler::new(sink.lookup, &place);
    assembler.bits = true;
    let mut header = Header::default();
    let mut data = vec![None; sink.lookup.facts().facts.len()];
    cells(&table.columns, rows.cells(text), at, &mut assembler, &mut header, &mut data);
    assembler.ignored.clear();
    if !table.reported && assembler.issues.is_empty() && data.iter().any(Option::is_some) {
        table.reported = true;
        assembler.ignored.extend(strays(sink.lookup, &table.columns, file));
    }
    let Assembler { issues, ignored, .. } = assembler;
    sink.record(at.line, header, data, ignored, issues);
}

/// A list that the cells of one row spread out: its position, its elements by number, and its own cell.
struct Spread<'t> {
    list: usize,
    elements: Vec<(usize, Vec<Entry<'t>>)>,
    own: Option<Node<'t>>,
}

fn cells<'t>(
    columns: &'t [Column],
    cells: impl Iterator<Item = Cow<'t, str>>,
    at: At,
    assembler: &mut Assembler<'_, At>,
    header: &mut Header,
    data: &mut [Option<Datum>],
) {
    let names = assembler.lookup.facts();
    let mut lists: Vec<Spread<'t>> = Vec::new();
    let mut shadows: Vec<(usize, Datum)> = Vec::new();
    for (column, cell) in columns.iter().zip(cells) {
        let node = Node::new(at, Kind::Text(cell));
        match column {
            Column::Reserved(what) => {
                if let Err(wrong) = header.take(*what, &node) {
                    assembler.issue(wrong, at, "");
                }
            }
            _ if node.is_blank() => {}
            Column::Fact { at: fact, .. } if matches!(names.facts[*fact].ty, Type::List(_)) => {
                spread(&mut lists, *fact).own = Some(node)
            }
            Column::Fact { at: fact, name, unit } => {
                let node = in_unit(node, unit.as_deref());
                data[*fact] = assembler.datum(names, (*fact, None), &node, at, shown(name));
            }
            Column::Field { list, element, field, unit } => {
                let entry = Entry { name: Cow::Borrowed(field), at, value: in_unit(node, unit.as_deref()) };
                let elements = &mut spread(&mut lists, *list).elements;
                match elements.iter_mut().find(|(number, _)| number == element) {
                    Some((_, entries)) => entries.push(entry),
                    None => elements.push((*element, vec![entry])),
                }
            }
            Column::Stray { name, meant, .. } => {
                shadows.extend(meant.iter().map(|fact| (*fact, assembler.perhaps(name, at, name))));
            }
        }
    }
    for spread in lists {
        let list = spread.list;
        let path = shown(&names.facts[list].name);
        data[list] = assembler.datum(names, (list, None), &spread.into_node(at), at, path);
    }
    for (fact, datum) in shadows {
        data[fact].get_or_insert(datum);
    }
}

impl<'t> Spread<'t> {
    /// The list as another format would write it; its own cell, such as `no others`, stands last.
    fn into_node(mut self, at: At) -> Node<'t> {
        self.elements.sort_by_key(|(number, _)| *number);
        match self.own {
            Some(own) if self.elements.is_empty() => own,
            own => {
                let elements = self.elements.into_iter().map(|(_, entries)| Node::new(at, Kind::Map(entries)));
                Node::new(at, Kind::List(elements.chain(own).collect()))
            }
        }
    }
}

fn spread<'v, 't>(lists: &'v mut Vec<Spread<'t>>, list: usize) -> &'v mut Spread<'t> {
    let at = lists.iter().position(|one| one.list == list).unwrap_or(lists.len());
    if at == lists.len() {
        lists.push(Spread { list, elements: Vec::new(), own: None });
    }
    &mut lists[at]
}

/// A bare number gets the unit of its header.
fn in_unit<'t>(node: Node<'t>, unit: Option<&str>) -> Node<'t> {
    match (node.text(), unit) {
        (Some(text), Some(unit)) if text.trim_end().ends_with(|c: char| c.is_ascii_digit()) => {
            let text = format!("{} {unit}", text.trim());
            Node::new(node.at, Kind::Text(text.into()))
        }
        _ => node,
    }
}

/// The columns that no rule knows, reported once a file.
fn strays(lookup: &Lookup<'_>, columns: &[Column], file: &str) -> Vec<(Ignored, At)> {
    let at = At { line: 1, column: 0 };
    let ignored = |name: &str, nearest: Vec<String>| {
        let origin = Origin { file: file.to_owned(), line: at.line, path: shown(name) };
        (Ignored { name: shown(name), nearest, origin }, at)
    };
    let stray = |column: &Column| match column {
        Column::Stray { name, nearest, .. } => Some(ignored(name, nearest.clone())),
        Column::Field { list, element, field, .. } => {
            let fact = &lookup.facts().facts[*list];
            let Type::List(of) = fact.ty else { return None };
            let fields = lookup.fields(of);
            let name = || format!("{}[{element}].{field}", fact.name);
            fields.find(field).is_none().then(|| ignored(&name(), fields.nearest(field)))
        }
        Column::Reserved(_) | Column::Fact { .. } => None,
    };
    columns.iter().filter_map(stray).collect()
}

fn trouble<R: BufRead>(row: &Row, rows: &Rows<R>) -> Option<(Wrong, At)> {
    let at = At { line: rows.line, column: 0 };
    let quote = |message: &str| {
        let help = "put the whole cell in double quotes and write a quote inside it twice: `\"say \"\"no\"\"\"`";
        Some((Wrong::new(code::RECORD_SYNTAX, message).help(help), at))
    };
    match row {
        Row::OpenQuote => quote("a quote is opened and not closed"),
        Row::StrayQuote => quote("a quote stands inside a cell"),
        Row::TooLong => Some((too_large("the row", MAX_RECORD_BYTES), at)),
        Row::Utf16 => Some((utf_16(), at)),
        Row::Cells => not_text(&rows.text, rows.line),
        Row::Blank | Row::End => None,
    }
}
