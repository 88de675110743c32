//! Hands records over one by one: names them, and turns what is wrong into faults with their places.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::super::assemble::{Assembler, Issue};
use super::super::fault::{Wrong, quoted};
use super::super::tree::{At, Entry, Kind, Node};
use super::super::{Datum, Fault, Ignored, Lookup, Origin, Record, Refused, date};
use crate::diagnostic::{Code, code, one_of};
use crate::syntax::tree::key;
use jiff::civil::Date;

/// The longest name of a record, in characters.
const LONGEST_NAME: usize = 200;

/// One record, or all that is wrong with it.
pub type Outcome = Result<Record, Refused>;

pub(super) struct Sink<'e> {
    pub lookup: &'e Lookup<'e>,
    pub file: &'e str,
    each: &'e mut dyn FnMut(Outcome) -> ControlFlow<()>,
    records: usize,
    pub stopped: bool,
}

/// Entries about the record itself, not about the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reserved {
    Name,
    AsOf,
}

/// What a record says about itself.
#[derive(Debug, Default)]
pub(super) struct Header {
    name: Option<String>,
    as_of: Option<Date>,
    seen: [bool; 2],
}

impl<'e> Sink<'e> {
    pub fn new(file: &'e str, lookup: &'e Lookup<'e>, each: &'e mut dyn FnMut(Outcome) -> ControlFlow<()>) -> Sink<'e> {
        Sink { lookup, file, each, records: 0, stopped: false }
    }

    /// A record as its format read it: a mapping, one hopes.
    pub fn node(&mut self, line: usize, node: Node<'_>) {
        let Kind::Map(entries) = node.kind else {
            let wrong = Wrong::new(
                code::RECORD_SYNTAX,
                format!("a record is entries `name: value`, found {}", node.described()),
            )
            .help("write a line `name: value` for each fact, as in `age: 44`");
            return self.refuse(line, wrong, At { line, column: 0 });
        };
        self.entries(line, entries);
    }

    fn entries(&mut self, line: usize, mut entries: Vec<Entry<'_>>) {
        let file = self.file;
        let place = |at: At, path: String| Origin { file: file.to_owned(), line: at.line, path };
        let mut assembler = Assembler::new(self.lookup, &place);
        let mut header = Header::default();
        entries.retain(|entry| match reserved(&entry.name) {
            Some(what) => {
                if let Err(wrong) = header.take(what, &entry.value) {
                    assembler.issue(wrong, entry.at, &entry.name);
                }
                false
            }
            None => true,
        });
        let facts = assembler.facts(&entries);
        let Assembler { issues, ignored, .. } = assembler;
        self.record(line, header, facts, ignored, issues);
    }

    /// A record whose facts have been read, with what was wrong.
    pub fn record(
        &mut self,
        line: usize,
        header: Header,
        facts: Vec<Option<Datum>>,
        ignored: Vec<(Ignored, At)>,
        issues: Vec<Issue<At>>,
    ) {
        self.records += 1;
        let mut faults: Vec<Fault> = issues.into_iter().map(|issue| self.fault(issue)).collect();
        let ignored: Vec<Ignored> = ignored.into_iter().map(|(ignored, _)| ignored).collect();
        if faults.is_empty() && facts.iter().all(Option::is_none) {
            faults.push(self.no_facts(line, &ignored));
        }
        let origin = self.origin(line);
        let outcome = match faults.is_empty() {
            true => {
                let name = header.name.unwrap_or_else(|| self.default_name());
                Ok(Record { name, as_of: header.as_of, facts, ignored, origin })
            }
            false => Err(Refused { name: header.name, origin, faults }),
        };
        self.hand_over(outcome);
    }

    /// A record that cannot be read at all.
    pub fn refuse(&mut self, line: usize, wrong: Wrong, at: At) {
        self.refuse_all(line, vec![(wrong, at)]);
    }

    pub fn refuse_all(&mut self, line: usize, wrongs: Vec<(Wrong, At)>) {
        self.records += 1;
        let issue = |(wrong, at): (Wrong, At)| Issue {
            code: wrong.code,
            message: wrong.message,
            help: wrong.help,
            at,
            path: String::new(),
        };
        let faults = wrongs.into_iter().map(|wrong| self.fault(issue(wrong))).collect();
        let refused = Refused { name: None, origin: self.origin(line), faults };
        self.hand_over(Err(refused));
    }

    /// A text in which nothing stood is a fault of its own.
    pub fn end(&mut self) {
        if self.records == 0 && !self.stopped {
            let wrong = Wrong::new(code::NO_FACTS, "there is no record in this text")
                .help("check that it is the right file, and that it was written completely");
            self.refuse(0, wrong, At::default());
        }
    }

    fn hand_over(&mut self, outcome: Outcome) {
        if !self.stopped {
            self.stopped = (self.each)(outcome).is_break();
        }
    }

    fn fault(&self, issue: Issue<At>) -> Fault {
        let Issue { code, message, help, at, path } = issue;
        Fault { code, message, help, origin: Origin { path, ..self.origin(at.line) }, column: at.column }
    }

    fn origin(&self, line: usize) -> Origin {
        Origin { file: self.file.to_owned(), line, path: String::new() }
    }

    fn default_name(&self) -> String {
        let stem = stem(self.file);
        if self.records == 1 { stem.to_owned() } else { format!("{stem}#{}", self.records) }
    }

    fn no_facts(&self, line: usize, ignored: &[Ignored]) -> Fault {
        let names: Vec<&str> = ignored.iter().take(3).map(|one| one.name.as_str()).collect();
        let near = ignored.iter().find(|one| !one.nearest.is_empty());
        let help = match near {
            Some(one) => format!("did you mean {} by `{}`?", one_of(&one.nearest), one.name),
            None if names.is_empty() => "write an entry for each fact that is known, as in `age: 44`".to_owned(),
            None => format!("no rule knows {}; check that these rules are meant for this record", one_of(&names)),
        };
        let message = "the record holds no fact that the rules know".to_owned();
        Fault { code: code::NO_FACTS, message, help, origin: self.origin(line), column: 0 }
    }
}

impl Header {
    /// Takes an entry in that is about the record itself.
    pub fn take(&mut self, what: Reserved, node: &Node<'_>) -> Result<(), Wrong> {
        if std::mem::replace(&mut self.seen[what as usize], true) {
            let which = if what == Reserved::Name { "the name of the record" } else { "the `as of` date" };
            return Err(Wrong::new(code::ENTRY_TWICE, format!("{which} is given twice"))
                .help("keep one; `record` and `id` both name the record"));
        }
        if node.is_blank() {
            return Ok(());
        }
        match what {
            Reserved::Name => self.name = Some(name(node)?),
            Reserved::AsOf => self.as_of = Some(as_of(node)?),
        }
        Ok(())
    }
}

/// `record`, `id`, `as of`.
pub(super) fn reserved(name: &str) -> Option<Reserved> {
    let first = name.trim_start().bytes().next()?;
    if name.len() > 16 || !b"rRiIaA".contains(&first) {
        return None;
    }
    match key(name).as_str() {
        "record" | "id" => Some(Reserved::Name),
        "as of" => Some(Reserved::AsOf),
        _ => None,
    }
}

fn name(node: &Node<'_>) -> Result<String, Wrong> {
    let (Kind::Text(text) | Kind::Number(text)) = &node.kind else {
        return Err(Wrong::new(
            code::WRONG_TYPE,
            format!("a record is named by a word or a number, found {}", node.described()),
        )
        .help("write a name, as in `record: P-017`"));
    };
    let text = text.trim();
    if text.chars().any(char::is_control) || text.chars().count() > LONGEST_NAME {
        return Err(Wrong::new(code::WRONG_TYPE, format!("{} is no name for a record", quoted(text)))
            .help(format!("write a name on one line, with at most {LONGEST_NAME} characters")));
    }
    Ok(text.to_owned())
}

fn as_of(node: &Node<'_>) -> Result<Date, Wrong> {
    let text: Cow<'_, str> = match &node.kind {
        Kind::Text(text) | Kind::Number(text) => Cow::Borrowed(text),
        _ => Cow::Owned(node.described().replace('`', "")),
    };
    let (first, last) = date::read("as of", &text)?;
    if first != last {
        return Err(Wrong::new(code::WRONG_TYPE, format!("`as of` is one day, found {}", quoted(&text)))
            .help("write year, month and day, as in `2026-11-20`"));
    }
    Ok(first)
}

/// What is said about a text that is too long for one record.
pub(super) fn too_large(what: &str, limit: usize) -> Wrong {
    Wrong::new(code::TOO_LARGE, format!("{what} is longer than {} MiB", limit >> 20))
        .help("leave out what the rules do not ask for; check that records end where they should")
}

/// What is said about bytes that are no text.
pub(super) fn not_text(bytes: &[u8], first_line: usize) -> Option<(Wrong, At)> {
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.iter().position(|byte| *byte == 0)?,
        Err(error) => error.valid_up_to().min(bytes.iter().position(|byte| *byte == 0).unwrap_or(usize::MAX)),
    };
    let before = &bytes[..valid];
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    let what = if bytes.get(valid) == Some(&0) { "a zero byte" } else { "a byte that is not UTF-8 text" };
    let wrong = Wrong::new(code::NOT_TEXT, format!("{what} stands at character {column} of this line"));
    Some((wrong.help("save the file as UTF-8 (in Excel: `CSV UTF-8`)"), At { line: first_line + line, column }))
}

/// What is said about a file in another encoding.
pub(super) fn utf_16() -> Wrong {
    Wrong::new(code::NOT_TEXT as Code, "the file is written in UTF-16 or UTF-32")
        .help("save it as UTF-8 (in Excel: `CSV UTF-8`; in an editor: `Save with encoding`)")
}

/// What a record without a name of its own is called after: `patients` of `data/patients.csv`.
pub fn stem(file: &str) -> &str {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match base.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => base,
    }
}
