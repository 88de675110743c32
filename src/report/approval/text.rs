//! What there is to confirm, on a terminal.

use std::fmt::Write as _;

use super::parts::{
    MOST_LEANING, citation, groups, leaning, numbers, reviewed, sources, stated, summary, title, version, warnings,
};
use crate::approval::{Approval, Item, Volume};
use crate::report::{Context, Paper, few};

/// All rulebooks that were asked for, one after the other.
pub fn text(context: Context<'_>, approval: &Approval, paper: Paper) -> String {
    let mut out = format!("{}\n", paper.bold(&summary(approval)));
    for line in warnings(context, approval) {
        out.push_str(&paper.wrap("  - ", 4, &line));
    }
    for volume in &approval.volumes {
        rulebook(context, volume, paper, &mut out);
    }
    out
}

fn rulebook(context: Context<'_>, volume: &Volume, paper: Paper, out: &mut String) {
    let rulebase = &context.engine.rulebase;
    let book = &rulebase.books[volume.book];
    let _ = write!(out, "\n{}", paper.bold(&paper.wrap("", 0, title(book))));
    let mut line = |name: &str, text: &str| out.push_str(&paper.wrap(&format!("  {name:9} "), 12, text));
    line("file", &book.file);
    line("version", &version(book));
    line("authors", stated(&book.authors));
    line("reviewed", &reviewed(volume, book));
    line("use for", stated(&book.use_for));
    line("not for", stated(&book.not_for));
    line("licence", stated(&book.licence));
    for (at, source) in volume.sources.iter().enumerate() {
        let source = &rulebase.citations[*source];
        let text = citation(source, |name, value| format!("{name} {value}"));
        line(if at == 0 { "sources" } else { "" }, &format!("{}: {text}", source.name));
    }
    if volume.items.is_empty() {
        out.push_str("\n  Nothing in this rulebook itself is marked to be confirmed.\n");
    }
    if !volume.inherited.is_empty() {
        let text = format!("its answers also lean on items of other rulebooks: {}", numbers(&volume.inherited));
        out.push_str(&paper.wrap("\n  ", 2, &text));
    }
    for (heading, items) in groups(volume) {
        let _ = writeln!(out, "\n  {}", paper.bold(heading));
        items.iter().for_each(|one| item(context, one, paper, out));
    }
}

fn item(context: Context<'_>, item: &Item, paper: Paper, out: &mut String) {
    let head = format!("{} {} ({})", item.kind, item.name, item.place);
    out.push_str(&paper.wrap(&format!("{:5}. ", item.number), 7, &head));
    let mut line = |text: &str| out.push_str(&paper.wrap("       ", 9, text));
    line(&format!("\"{}\"", item.text));
    line(&format!("source: {}", sources(context, item)));
    let names = leaning(context, item);
    if !names.is_empty() {
        line(&format!("leaning on it: {}", few(&names, MOST_LEANING)));
    }
    if !item.advice.is_empty() {
        line(&format!("advice: {}", few(&item.advice, MOST_LEANING)));
    }
    out.push_str("       [ ] confirmed  [ ] changed  by ______________  date __________\n");
}
