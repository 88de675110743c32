//! The words that the forms of the page to sign share.

use super::super::{Context, few, plural};
use crate::approval::{Approval, Item, Volume};
use crate::rulebase::{Book, Citation, ConclusionId, Kind};
use crate::syntax::tree::key;

/// Names shown of those that lean on an item.
pub(super) const MOST_LEANING: usize = 4;

/// Rulebooks or conclusions that one line names.
pub(super) const MOST_LISTED: usize = 8;

/// `57 items to confirm in 41 rulebooks: 23 project conventions, 34 to verify`
pub(super) fn summary(approval: &Approval) -> String {
    let all = approval.items().count();
    let conventions = approval.items().filter(|item| item.is_convention()).count();
    format!(
        "{} to confirm in {}: {}, {} to verify",
        plural(all, "item"),
        plural(approval.volumes.len(), "rulebook"),
        plural(conventions, "project convention"),
        all - conventions,
    )
}

/// What stands between the rulebooks as a whole and their use.
pub(super) fn warnings(context: Context<'_>, approval: &Approval) -> Vec<String> {
    let books = &context.engine.rulebase.books;
    let files = |fits: &dyn Fn(&Volume, &Book) -> bool| -> Vec<&str> {
        let all = approval.volumes.iter().filter(|volume| fits(volume, &books[volume.book]));
        all.map(|volume| books[volume.book].file.as_str()).collect()
    };
    let unsourced: Vec<String> =
        unsourced(context, approval).iter().map(|one| format!("{} ({})", one.0, one.1)).collect();
    let mut lines = Vec::new();
    let mut add = |what: &str, names: &[&str]| {
        let listed = match names.len() {
            0 => "none".to_owned(),
            count if count > 1 && count == approval.volumes.len() => format!("all {count} rulebooks"),
            _ => few(names, MOST_LISTED),
        };
        lines.push(format!("{what}: {listed}"));
    };
    add("review date passed", &files(&|volume, _| volume.overdue));
    add("status draft", &files(&|_, book| is_draft(book)));
    let unstated = files(&|_, book| book.status.is_none());
    if !unstated.is_empty() {
        add("status not stated", &unstated);
    }
    let none = if unsourced.is_empty() { "none".to_owned() } else { few(&unsourced, MOST_LISTED) };
    lines.push(format!("conclusions without a source: {none}"));
    if let (files @ 1.., items) = approval.unnamed {
        lines.push(format!(
            "not listed here: {} in {} that these use; name them, or their folder, to see those too",
            plural(items, "item"),
            plural(files, "rulebook"),
        ));
    }
    lines
}

pub fn is_draft(book: &Book) -> bool {
    book.status.as_ref().is_some_and(|status| key(status) == "draft")
}

/// Kind and name of each conclusion without a source, and where it stands.
pub(super) fn unsourced(context: Context<'_>, approval: &Approval) -> Vec<(String, String)> {
    let ids = approval.volumes.iter().flat_map(|volume| &volume.unsourced);
    ids.map(|id| {
        let conclusion = &context.engine.rulebase.conclusions[id.0];
        let place = context.sources.place(conclusion.span).to_string();
        (format!("{} {}", conclusion.kind.word(), conclusion.each_name()), place)
    })
    .collect()
}

pub(super) fn title(book: &Book) -> &str {
    book.title.as_deref().unwrap_or(&book.file)
}

pub(super) fn stated(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("not stated")
}

/// `0.1.0, draft`
pub(super) fn version(book: &Book) -> String {
    match (&book.version, &book.status) {
        (None, None) => "not stated".to_owned(),
        (version, status) => {
            let version = version.as_deref().unwrap_or("no version");
            format!("{version}, {}", status.as_deref().unwrap_or("no status"))
        }
    }
}

/// `2026-11-23, to be reviewed again by 2027-11-23`
pub(super) fn reviewed(volume: &Volume, book: &Book) -> String {
    let done = book.reviewed.map_or("never, as far as it says".to_owned(), |date| date.to_string());
    match book.review_by {
        Some(date) if volume.overdue => format!("{done}; OVERDUE: was to be reviewed again by {date}"),
        Some(date) => format!("{done}; to be reviewed again by {date}"),
        None => format!("{done}; no date for the next review"),
    }
}

/// A citation in full, its identifiers last.
pub(super) fn citation(citation: &Citation, id: impl Fn(&str, &str) -> String) -> String {
    let ids: Vec<String> = citation.ids.iter().map(|(name, value)| id(name, value)).collect();
    let ids = if ids.is_empty() { String::new() } else { format!(" {}", ids.join(", ")) };
    format!("{}{ids}", citation.text)
}

/// What an item rests on.
pub(super) fn sources(context: Context<'_>, item: &Item) -> String {
    let cited: Vec<String> = item.cited.iter().map(|cited| context.citation(cited)).collect();
    if cited.is_empty() { "none named".to_owned() } else { cited.join("; ") }
}

/// The conclusions that lean on an item, each group once. Definitions are named only where nothing else leans on it.
pub(super) fn leaning(context: Context<'_>, item: &Item) -> Vec<String> {
    let is_define = |id: &ConclusionId| context.kind(*id) == Kind::Define;
    let only_defines = item.leaning.iter().all(is_define);
    let mut names: Vec<String> = Vec::new();
    for id in item.leaning.iter().filter(|id| only_defines || !is_define(id)) {
        let conclusion = &context.engine.rulebase.conclusions[id.0];
        let rule = if conclusion.kind == Kind::Rule { "rule " } else { "" };
        let name = format!("{rule}{}", conclusion.each_name());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What to verify, and the project's own conventions; only those of the two that there are.
pub(super) fn groups(volume: &Volume) -> Vec<(&'static str, Vec<&Item>)> {
    let (conventions, others): (Vec<&Item>, Vec<&Item>) = volume.items.iter().partition(|item| item.is_convention());
    let both = [("To verify", others), ("Project conventions", conventions)];
    both.into_iter().filter(|(_, items)| !items.is_empty()).collect()
}

/// `3, 7 and 12`
pub(super) fn numbers(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match words.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        words => words.join(""),
    }
}
