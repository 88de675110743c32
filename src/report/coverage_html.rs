//! Coverage as one page: a summary, then the rule files line by line with what the examples have shown of them.

use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::coverage::{name, shortfall};
use crate::coverage::{Coverage, Covered, Found, Kind};
use crate::source::{Source, SourceId, Sources};

/// How far something is covered; a line is as bad as the worst in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Covered,
    Partly,
    Not,
}

#[derive(Serialize)]
struct Page {
    percent: usize,
    shown: usize,
    could: usize,
    kinds: Vec<Row>,
    files: Vec<File>,
}

/// A row of the summary.
#[derive(Serialize)]
struct Row {
    name: String,
    covered: usize,
    count: usize,
    shown: usize,
    could: usize,
}

#[derive(Serialize)]
struct File {
    name: String,
    percent: usize,
    shown: usize,
    could: usize,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    number: usize,
    state: Option<State>,
    pieces: Vec<Piece>,
    notes: Vec<String>,
}

/// A stretch of a line, and how far the innermost condition that it belongs to is covered.
#[derive(Serialize)]
struct Piece {
    text: String,
    state: Option<State>,
    hint: String,
}

/// The page, complete in itself: it loads nothing.
pub fn html(coverage: &Coverage, sources: &Sources) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = page(coverage, sources);
    let template = environment.template_from_str(include_str!("coverage.html"));
    template.and_then(|template| template.render(minijinja::value::Serde(page))).map_err(|error| error.to_string())
}

fn page(coverage: &Coverage, sources: &Sources) -> Page {
    let (shown, could) = coverage.seen();
    let kinds = Kind::ALL.into_iter().filter(|kind| coverage.of(*kind).next().is_some());
    let mut ids: Vec<SourceId> = coverage.parts.iter().map(|part| part.span.source).collect();
    ids.sort_by(|a, b| sources.get(*a).name.cmp(&sources.get(*b).name));
    ids.dedup();
    Page {
        percent: coverage.percent(),
        shown,
        could,
        kinds: kinds.map(|kind| row(coverage, kind)).collect(),
        files: ids.into_iter().map(|id| file(coverage, id, sources.get(id))).collect(),
    }
}

fn only(coverage: &Coverage, fits: impl Fn(&Covered) -> bool) -> Coverage {
    Coverage { parts: coverage.parts.iter().filter(|part| fits(part)).cloned().collect() }
}

fn row(coverage: &Coverage, kind: Kind) -> Row {
    let own = only(coverage, |part| part.kind == kind);
    let (shown, could) = own.seen();
    let covered = own.parts.iter().filter(|part| part.missing().is_empty()).count();
    Row { name: kind.plural().to_owned(), covered, count: own.parts.len(), shown, could }
}

fn file(coverage: &Coverage, id: SourceId, source: &Source) -> File {
    let own = only(coverage, |part| part.span.source == id);
    let (shown, could) = own.seen();
    let mut start = 0;
    let mut lines = Vec::new();
    for (at, text) in source.text.split_inclusive('\n').enumerate() {
        let end = start + text.trim_end().len();
        let here: Vec<&Covered> = own.parts.iter().filter(|part| part.place.line == at + 1).collect();
        lines.push(Line {
            number: at + 1,
            state: here.iter().map(|part| state(part)).max(),
            pieces: pieces(&own.parts, (start, end), &source.text),
            notes: here.iter().flat_map(|part| notes(part)).collect(),
        });
        start += text.len();
    }
    File { name: source.name.clone(), percent: own.percent(), shown, could, lines }
}

fn state(part: &Covered) -> State {
    match (part.missing().is_empty(), part.found.contains(&Found::Seen)) {
        (true, _) => State::Covered,
        (false, true) => State::Partly,
        (false, false) => State::Not,
    }
}

/// What is missing, and what cannot be.
fn notes(part: &Covered) -> Vec<String> {
    let missing = (!part.missing().is_empty()).then(|| shortfall(part));
    let cannot = part.cannot().into_iter().map(|(sides, why)| {
        let sides: Vec<&str> = sides.iter().map(|side| side.word()).collect();
        format!("{}: cannot be {}: {}", name(part), sides.join(" or "), why.words())
    });
    missing.into_iter().chain(cannot).collect()
}

/// A line cut wherever a condition or a band begins or ends.
fn pieces(parts: &[Covered], (start, end): (usize, usize), text: &str) -> Vec<Piece> {
    let marked = |part: &&Covered| matches!(part.kind, Kind::Condition | Kind::Threshold | Kind::Band);
    let reach = |part: &Covered| (part.span.start as usize, part.span.end as usize);
    let meets = |part: &&Covered| reach(part).0 < end && reach(part).1 > start;
    let marks: Vec<&Covered> = parts.iter().filter(marked).filter(meets).collect();
    let mut cuts: Vec<usize> = marks.iter().flat_map(|part| <[usize; 2]>::from(reach(part))).collect();
    cuts.retain(|cut| (start..end).contains(cut));
    cuts.extend([start, end]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let (from, to) = (pair[0], pair[1]);
        let inside = |part: &&&Covered| reach(part).0 <= from && reach(part).1 >= to;
        let length = |part: &Covered| reach(part).1 - reach(part).0;
        let innermost = marks.iter().filter(inside).map(|part| length(part)).min();
        let own: Vec<&&Covered> = marks.iter().filter(inside).filter(|part| Some(length(part)) == innermost).collect();
        let text = text.get(from..to).unwrap_or_default().to_owned();
        let blank = text.trim().is_empty();
        Piece {
            state: own.iter().filter(|_| !blank).map(|part| state(part)).max(),
            hint: own.iter().flat_map(|part| notes(part)).collect::<Vec<String>>().join("; "),
            text,
        }
    };
    cuts.windows(2).map(piece).collect()
}
