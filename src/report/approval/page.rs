//! The pages to sign: an overview, then a page for each rulebook.

use super::data::{Confirm, NotListed, Report, Rulebook, Source, Summary};
use crate::report::document::{Block, Document, Line, Mark, Term, Text};
use crate::report::{few, plural};

/// Names shown of those that lean on an item.
const MOST_LEANING: usize = 4;

/// Rulebooks or conclusions that one line names.
const MOST_LISTED: usize = 8;

/// How an item is signed: no word of a rule file stands here.
const CONFIRMED: &str = "[ ] confirmed / changed to: ______________ by: __________ date: ________";
const APPROVED: &str = "[ ] approved, with the SHA-256 above. by: ______________ date: __________";

/// All rulebooks that were asked for: an overview, then one after the other.
pub fn pages(report: &Report) -> Vec<Document> {
    std::iter::once(overview(report)).chain(report.rulebooks.iter().map(rulebook)).collect()
}

fn overview(report: &Report) -> Document {
    let Summary { items, rulebooks, project_conventions, to_verify, .. } = &report.summary;
    let mut page = Document::default();
    page.title(
        format!(
            "{} to confirm in {}: {}, {to_verify} to verify",
            plural(*items, "item"),
            plural(*rulebooks, "rulebook"),
            plural(*project_conventions, "project convention"),
        ),
        format!("as of {}", report.as_of),
    );
    page.blocks.push(Block::List(warnings(&report.summary)));
    page.paragraph("An item is done when its box is ticked, or when what it was changed to is written beside it.");
    if report.rulebooks.len() > 1 {
        // the name stands last, where there is room for it
        let head = ["to verify", "conventions", "review by", "rulebook"].map(str::to_owned).to_vec();
        page.blocks.push(Block::Table { head, rows: report.rulebooks.iter().map(row).collect() });
    }
    page
}

/// What stands between the rulebooks as a whole and their use.
fn warnings(summary: &Summary) -> Vec<Line> {
    let listed = |names: &[String]| match names.len() {
        0 => "none".to_owned(),
        count if count > 1 && count == summary.rulebooks => format!("all {count} rulebooks"),
        _ => few(names, MOST_LISTED),
    };
    let unsourced: Vec<String> =
        summary.without_source.iter().map(|one| format!("{} {} ({})", one.kind, one.conclusion, one.at)).collect();
    let unsourced = if unsourced.is_empty() { "none".to_owned() } else { few(&unsourced, MOST_LISTED) };
    let mut lines = vec![
        format!("review date passed: {}", listed(&summary.overdue)),
        format!("status draft: {}", listed(&summary.drafts)),
    ];
    if !summary.status_not_stated.is_empty() {
        lines.push(format!("status not stated: {}", listed(&summary.status_not_stated)));
    }
    lines.push(format!("conclusions without a source: {unsourced}"));
    if let NotListed { items, rulebooks: rulebooks @ 1.. } = &summary.not_listed {
        lines.push(format!(
            "not listed here: {} in {} that these use; name them, or their folder, to see those too",
            plural(*items, "item"),
            plural(*rulebooks, "rulebook"),
        ));
    }
    lines.into_iter().map(Line::new).collect()
}

fn row(book: &Rulebook) -> Vec<Text> {
    let conventions = book.items.iter().filter(|item| item.project_convention).count();
    let review_by = match &book.review_by {
        Some(date) if book.overdue => Text::strong(format!("{date}, overdue")),
        Some(date) => Text::plain(date),
        None => Text::plain("not stated"),
    };
    let counts = [book.items.len() - conventions, conventions].map(|count| Text::plain(count.to_string()));
    counts.into_iter().chain([review_by, Text::plain(&book.name)]).collect()
}

fn rulebook(book: &Rulebook) -> Document {
    let mut page = Document::default();
    page.title(&book.name, &book.file);
    let term = |name: &str, text: &str| Term::new(name, [Line::new(text)]);
    let stated = |text: &Option<String>| text.clone().unwrap_or_else(|| "not stated".to_owned());
    page.terms([
        term("version", &version(book)),
        term("authors", &stated(&book.authors)),
        term("reviewed", &reviewed(book)),
        term("use for", &stated(&book.use_for)),
        term("not for", &stated(&book.not_for)),
        term("licence", &stated(&book.licence)),
        term("SHA-256", book.digest.trim_start_matches("sha256:")),
        Term::new("sources", book.sources.iter().map(source)),
    ]);
    if book.items.is_empty() {
        page.paragraph("Nothing in this rulebook itself is marked to be confirmed.");
    }
    if !book.inherited.is_empty() {
        page.paragraph(format!("Its answers also lean on items of other rulebooks: {}.", numbers(&book.inherited)));
    }
    let (conventions, others): (Vec<&Confirm>, Vec<&Confirm>) =
        book.items.iter().partition(|item| item.project_convention);
    page.section("To verify", others.into_iter().flat_map(item));
    page.section("Project conventions", conventions.into_iter().flat_map(item));
    page.section("This rulebook as a whole", [by_hand(APPROVED)]);
    page
}

/// `0.1.0, draft`
fn version(book: &Rulebook) -> String {
    match (&book.version, &book.status) {
        (None, None) => "not stated".to_owned(),
        (version, status) => {
            format!("{}, {}", version.as_deref().unwrap_or("no version"), status.as_deref().unwrap_or("no status"))
        }
    }
}

/// `2026-11-23; to be reviewed again by 2027-11-23`
fn reviewed(book: &Rulebook) -> String {
    let done = book.reviewed.as_deref().unwrap_or("never, as far as it says");
    match &book.review_by {
        Some(date) if book.overdue => format!("{done}; OVERDUE: was to be reviewed again by {date}"),
        Some(date) => format!("{done}; to be reviewed again by {date}"),
        None => format!("{done}; no date for the next review"),
    }
}

/// A citation in full, its identifiers last.
fn source(source: &Source) -> Line {
    let cited = Text::strong(&source.name).and(Mark::Plain, format!(": {}", source.citation));
    let text = source.ids.iter().enumerate().fold(cited, |text, (at, (name, value))| {
        let text = text.and(Mark::Plain, format!("{} {name} ", if at == 0 { "" } else { "," }));
        match address(name, value) {
            Some(address) => text.and(Mark::Link, address),
            None => text.and(Mark::Plain, value),
        }
    });
    Line::new(text)
}

/// Where an identifier is resolved; nothing else becomes a link.
fn address(name: &str, value: &str) -> Option<String> {
    let value = value.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
    match name {
        "doi" => Some(format!("https://doi.org/{value}")),
        "pmid" => Some(format!("https://pubmed.ncbi.nlm.nih.gov/{value}/")),
        "url" => ["https://", "http://"].iter().any(|start| value.starts_with(start)).then_some(value),
        _ => None,
    }
}

fn item(item: &Confirm) -> Vec<Line> {
    let head = Text::strong(format!("{}. {} {}", item.number, item.kind, item.name))
        .and(Mark::Plain, format!(" ({})", item.at));
    let sources = if item.sources.is_empty() { "none named".to_owned() } else { item.sources.join("; ") };
    let mut lines = vec![format!("\"{}\"", item.mark), format!("source: {sources}")];
    if !item.conclusions.is_empty() {
        lines.push(format!("leaning on it: {}", few(&item.conclusions, MOST_LEANING)));
    }
    if !item.advice.is_empty() {
        lines.push(format!("advice: {}", few(&item.advice, MOST_LEANING)));
    }
    let inside = lines.into_iter().map(Line::new).chain([by_hand(CONFIRMED)]).map(|line| line.inside(1));
    std::iter::once(Line::new(head)).chain(inside).collect()
}

fn by_hand(text: &str) -> Line {
    Line::new(Text::default().and(Mark::ByHand, text))
}

/// `3, 7 and 12`
fn numbers(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match words.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        words => words.join(""),
    }
}
