//! What there is to confirm, as a page to print, to sign, or to put in a ticket.

use std::fmt::Write as _;

use super::parts::{
    MOST_LEANING, citation, groups, leaning, numbers, reviewed, sources, stated, summary, title, version, warnings,
};
use crate::approval::{Approval, Item, Volume};
use crate::report::markdown::escape;
use crate::report::{Context, few};

/// All rulebooks that were asked for: an overview, then one after the other.
pub fn markdown(context: Context<'_>, approval: &Approval) -> String {
    let mut out = format!("# To confirm before use\n\n**{}.** As of {}.\n\n", summary(approval), approval.today);
    for line in warnings(context, approval) {
        let _ = writeln!(out, "- {}", escape(&line));
    }
    out.push_str("\nAn item is done when its box is ticked, or when what it was changed to is written beside it.\n");
    if approval.volumes.len() > 1 {
        overview(context, approval, &mut out);
    }
    for volume in &approval.volumes {
        rulebook(context, volume, &mut out);
    }
    out
}

fn overview(context: Context<'_>, approval: &Approval, out: &mut String) {
    out.push_str("\n| rulebook | version, status | review by | to verify | conventions |\n|---|---|---|--:|--:|\n");
    for volume in &approval.volumes {
        let book = &context.engine.rulebase.books[volume.book];
        let conventions = volume.items.iter().filter(|item| item.is_convention()).count();
        let review_by = match book.review_by {
            Some(date) if volume.overdue => format!("**{date}, overdue**"),
            Some(date) => date.to_string(),
            None => "not stated".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {review_by} | {} | {conventions} |",
            escape(title(book)),
            escape(&version(book)),
            volume.items.len() - conventions,
        );
    }
}

fn rulebook(context: Context<'_>, volume: &Volume, out: &mut String) {
    let rulebase = &context.engine.rulebase;
    let book = &rulebase.books[volume.book];
    let _ = writeln!(out, "\n## {}\n\n| | |\n|---|---|", escape(title(book)));
    let mut row = |name: &str, text: &str| {
        let _ = writeln!(out, "| {name} | {text} |");
    };
    row("file", &format!("`{}`", book.file));
    row("version, status", &escape(&version(book)));
    row("authors", &escape(stated(&book.authors)));
    row("reviewed", &escape(&reviewed(volume, book)));
    row("use for", &escape(stated(&book.use_for)));
    row("not for", &escape(stated(&book.not_for)));
    row("licence", &escape(stated(&book.licence)));
    row("SHA-256 of this text", &format!("`{}`", book.digest));
    if !volume.sources.is_empty() {
        out.push_str("\nSources:\n\n");
    }
    for source in &volume.sources {
        let source = &rulebase.citations[*source];
        let text = citation(source, link);
        let _ = writeln!(out, "- **{}**: {text}", escape(&source.name));
    }
    if volume.items.is_empty() {
        out.push_str("\nNothing in this rulebook itself is marked to be confirmed.\n");
    }
    if !volume.inherited.is_empty() {
        let _ = writeln!(out, "\nIts answers also lean on items of other rulebooks: {}.", numbers(&volume.inherited));
    }
    for (heading, items) in groups(volume) {
        let _ = writeln!(out, "\n### {heading}");
        items.iter().for_each(|one| item(context, one, out));
    }
    out.push_str("\nThis rulebook as a whole:\n\n");
    out.push_str("- [ ] approved, with the SHA-256 above. by: ________________ date: ____________\n");
}

/// An identifier as a link, where there is a place that resolves it.
fn link(name: &str, value: &str) -> String {
    match name {
        "doi" => format!("DOI [{}](https://doi.org/{})", escape(value), target(value)),
        "pmid" => format!("PMID [{}](https://pubmed.ncbi.nlm.nih.gov/{}/)", escape(value), target(value)),
        "url" => format!("<{}>", value.replace(['<', '>'], "")),
        _ => format!("{} {}", name.to_uppercase(), escape(value)),
    }
}

/// What may stand in the brackets of a link: old DOIs hold brackets of their own.
fn target(value: &str) -> String {
    value.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
}

fn item(context: Context<'_>, item: &Item, out: &mut String) {
    let _ = writeln!(out, "\n**{}. {} {}** (`{}`)\n", item.number, item.kind, escape(&item.name), item.place);
    let _ = writeln!(out, "> {}\n", escape(&item.text));
    let _ = write!(out, "Source: {}.", escape(&sources(context, item)));
    let names = leaning(context, item);
    if !names.is_empty() {
        let _ = write!(out, " Leaning on it: {}.", escape(&few(&names, MOST_LEANING)));
    }
    if !item.advice.is_empty() {
        let _ = write!(out, " Advice: {}.", escape(&few(&item.advice, MOST_LEANING)));
    }
    out.push_str("\n\n- [ ] confirmed / changed to: ________________ by: ____________ date: __________\n");
}
