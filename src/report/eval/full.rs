//! Everything there is to say about one record, in the order of the first screen.

use super::advice::advice_words;
use super::data::{Because, Conclusion, Report};
use crate::report::document::{Block, Document, Line, Mark, Text};
use crate::report::settle::Settle;

/// The whole page. `why`: with what decided each answer.
pub fn full(report: &Report, why: bool) -> Document {
    let mut page = Document::default();
    let age = report.first.age.as_ref().map(|age| format!(", {age}")).unwrap_or_default();
    page.title(format!("{}{age}, as of {}", report.record, report.as_of), "");
    page.section("Conflict: advice that cannot be followed together", lines(&report.conflicts));
    page.section("Broken promise", lines(&report.broken_guarantees));
    answers(report, &mut page);
    page.section("Advice", advice(report));
    page.section("Not decided yet", open_rules(report));
    page.section("What would settle it", settling(report));
    page.section("Caution", report.warnings.iter().map(|warning| Line::new(warning.text.as_str())));
    page.section("Note", report.notes.iter().map(|note| Line::new(note.text.as_str())));
    page.section("Missing, and would change an answer", needs(report));
    page.section("Taken as no, because not recorded", assumed(report));
    let ahead = report.ahead.iter().map(|ahead| Line::new(format!("{}: {} ({})", ahead.path, ahead.written, ahead.at)));
    page.section("After the as-of date, so taken as not yet happened", ahead);
    page.section("Not used: no rule knows these entries", ignored(report));
    page.section(
        "To be confirmed by a clinician before use",
        report.reviews.iter().map(|one| Line::new(one.mark.as_str())),
    );
    page.section("How far from the limits, the nearest first", margins(report));
    page.section("Rulebooks used, and for whom", books(report));
    page.section("Also concluded", also(report));
    if why {
        page.section("What decided each answer", reasons(report));
    }
    page
}

fn lines(texts: &[String]) -> impl Iterator<Item = Line> + '_ {
    texts.iter().map(|text| Line::new(text.as_str()))
}

fn answers(report: &Report, page: &mut Document) {
    let shown = report.conclusions.0.iter().filter(|(_, conclusion)| conclusion.is_answer);
    let rows: Vec<Vec<Text>> = shown
        .map(|(name, conclusion)| {
            let mut words = match conclusion.status {
                "undecided" if conclusion.is_wide_open => "open".to_owned(),
                "undecided" => format!("open: {}", conclusion.words),
                _ => conclusion.words.clone(),
            };
            words.extend(conclusion.meaning.as_ref().map(|meaning| format!(" ({meaning})")));
            let holding = conclusion.holding.as_ref().filter(|holding| !holding.is_empty());
            words.extend(holding.map(|holding| format!(" ({})", holding.join(", "))));
            words.extend(conclusion.by_cases.then_some(", whatever is missing".to_owned()));
            let sources = match conclusion.sources.as_slice() {
                [] => String::new(),
                some => format!(" [{}]", some.join("; ")),
            };
            vec![Text::plain(name.as_str()), Text::plain(words).and(Mark::Quiet, sources)]
        })
        .collect();
    if !rows.is_empty() {
        page.blocks.push(Block::Table { head: vec!["Answers".to_owned(), String::new()], rows });
    }
}

fn advice(report: &Report) -> Vec<Line> {
    if report.advice.is_empty() && report.is_silent {
        return vec![Line::new("none: no rule that advises anything applies")];
    }
    let mut out = Vec::new();
    for advice in &report.advice {
        let rather = advice.rather_than.as_ref().map(|other| format!(" rather than {other}")).unwrap_or_default();
        let certainty = advice.certainty.as_ref().map(|certainty| format!(", {certainty} certainty"));
        let strength = format!("{rather} ({}{})", advice.strength, certainty.unwrap_or_default());
        out.push(Line::new(Text::strong(advice_words(&advice.advice)).and(Mark::Plain, strength)));
        let reason = advice.reason.as_ref().map(|reason| format!("because {reason}"));
        let text = advice
            .text
            .as_ref()
            .map(|text| if advice.is_against { format!("what it is: {text}") } else { text.clone() });
        out.extend([text, reason].into_iter().flatten().map(|text| Line::new(text).inside(1)));
        let sources =
            if advice.sources.is_empty() { String::new() } else { format!(" [{}]", advice.sources.join("; ")) };
        out.push(Line::new(Text::quiet(format!("rule: {}{sources}", advice.rule))).inside(1));
    }
    out
}

fn open_rules(report: &Report) -> impl Iterator<Item = Line> + '_ {
    report.open_rules.iter().map(|open| {
        let needs =
            if open.needs.is_empty() { String::new() } else { format!("; depends on {}", open.needs.join(", ")) };
        Line::new(format!("{} (rule {}){needs}", open.would.join(", "), open.rule))
    })
}

fn settling(report: &Report) -> Vec<Line> {
    let decisions = report.open_decisions.iter().map(|open| (open.decision.as_str(), &open.settle));
    let answers = report.conclusions.0.iter().filter(|(_, conclusion)| conclusion.is_answer);
    let answers = answers.filter_map(|(name, conclusion)| Some((name.as_str(), conclusion.settle.as_ref()?)));
    decisions.chain(answers).flat_map(|(name, settle)| settled(name, settle)).collect()
}

fn settled(name: &str, settle: &Settle) -> Vec<Line> {
    let facts = settle.facts.iter().map(|fact| {
        let branches: Vec<String> =
            fact.branches.iter().map(|branch| format!("{} → {}", branch.when, branch.then)).collect();
        format!("{}: {}", fact.what, branches.join(", "))
    });
    let together = settle.together.iter().map(|together| {
        let facts: Vec<String> = together.facts.iter().map(|fact| format!("{} ({})", fact.what, fact.when)).collect();
        format!("{} → {}", facts.join(" and "), together.then)
    });
    let inner = facts.chain(together).map(|text| Line::new(text).inside(1));
    [Line::new(name)].into_iter().chain(inner).collect()
}

fn needs(report: &Report) -> impl Iterator<Item = Line> + '_ {
    report.needs.iter().map(|need| {
        let definition = need.definition.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
        Line::new(
            Text::plain(format!("{}{definition}", need.what))
                .and(Mark::Quiet, format!(" for {}", need.changes.join(", "))),
        )
    })
}

fn assumed(report: &Report) -> impl Iterator<Item = Line> + '_ {
    report.assumed.iter().map(|one| {
        Line::new(Text::plain(one.fact.as_str()).and(Mark::Quiet, format!(" (for {})", one.conclusions.join(", "))))
    })
}

fn ignored(report: &Report) -> impl Iterator<Item = Line> + '_ {
    report.ignored.iter().map(|ignored| match ignored.did_you_mean.as_slice() {
        [] => Line::new(ignored.entry.as_str()),
        near => Line::new(format!("{}: did you mean {}?", ignored.entry, crate::diagnostic::one_of(near))),
    })
}

fn margins(report: &Report) -> Vec<Line> {
    let Some(margins) = &report.margins else { return Vec::new() };
    if margins.is_empty() {
        return vec![Line::new("no number decided an answer")];
    }
    let line = |margin: &super::data::Margin| {
        Line::new(
            Text::plain(margin.words.as_str()).and(Mark::Quiet, format!(" (for {})", margin.conclusions.join(", "))),
        )
    };
    margins.iter().map(line).collect()
}

fn books(report: &Report) -> impl Iterator<Item = Line> + '_ {
    let said = report.rulebooks.iter().filter(|book| book.speaks);
    said.map(|book| {
        let population = book.population().map(|population| format!(". For: {population}")).unwrap_or_default();
        Line::new(format!("{}{population}", book.title()))
    })
}

/// What the answers are made of, and the rules, each in a word.
fn also(report: &Report) -> impl Iterator<Item = Line> + '_ {
    let of = |kind: &'static str, heading: &'static str| {
        let here = report.conclusions.0.iter().filter(move |(_, one)| !one.is_answer && one.kind == kind);
        let told: Vec<String> = here.map(|(name, one)| format!("{name}: {}", one.words)).collect();
        (!told.is_empty()).then(|| Line::new(Text::quiet(format!("{heading}: {}", told.join("; ")))))
    };
    let kinds = [
        ("define", "definitions"),
        ("classify", "classifications"),
        ("count", "counts"),
        ("score", "scores"),
        ("rule", "rules"),
    ];
    kinds.into_iter().filter_map(move |(kind, heading)| of(kind, heading))
}

fn reasons(report: &Report) -> Vec<Line> {
    let told = report.conclusions.0.iter().filter(|(_, conclusion)| !conclusion.because.is_empty());
    let of = |(name, conclusion): &(String, Conclusion)| {
        let mut lines = vec![Line::new(format!("{name}: {}", conclusion.words))];
        conclusion.because.iter().for_each(|because| reason(because, 1, &mut lines));
        lines
    };
    told.flat_map(of).collect()
}

fn reason(because: &Because, depth: usize, out: &mut Vec<Line>) {
    let used: Vec<String> = because.used.iter().map(|used| format!("{} {}", used.name, used.value)).collect();
    let same = matches!(because.used.as_slice(), [one] if one.name == because.text);
    let detail = match (same, used.is_empty()) {
        (true, _) => because.used[0].value.clone(),
        (false, true) => because.is.clone(),
        (false, false) => format!("{} ({})", because.is, used.join("; ")),
    };
    out.push(Line::new(format!("{}: {detail}", because.text)).inside(depth));
    because.because.iter().for_each(|inner| reason(inner, depth + 1, out));
}
