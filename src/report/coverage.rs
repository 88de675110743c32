//! Coverage as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::coverage::{Coverage, Covered, Kind, Side, Why};

/// Sides that cannot be, by the reason.
type Cannot = Vec<(Vec<Side>, Why)>;

impl Kind {
    /// What there are several of.
    pub(super) fn plural(self) -> &'static str {
        match self {
            Kind::Condition => "conditions",
            Kind::Threshold => "thresholds",
            Kind::Band => "bands",
            Kind::Line => "lines",
            Kind::Alternative => "alternatives",
            Kind::Rule => "rules",
        }
    }

    /// What it is for one of them to be covered.
    pub(super) fn covered(self) -> &'static str {
        match self {
            Kind::Condition => "were yes, no and unknown in some example",
            Kind::Threshold => "had an example below, at and above",
            Kind::Band => "were the answer in some example",
            Kind::Line => "decided some example",
            Kind::Alternative => "were advised alone in some example",
            Kind::Rule => "applied, did not apply and were undecided in some example",
        }
    }
}

/// How many conditions are covered, those that cannot be, by the reason, and those that could be; with `all` the other
/// parts of the rules too, and each one that cannot be.
pub fn text(coverage: &Coverage, all: bool) -> String {
    let mut out = String::new();
    if coverage.parts.is_empty() {
        return out;
    }
    for kind in Kind::ALL.into_iter().filter(|kind| all || *kind == Kind::Condition) {
        of_kind(coverage, kind, all, &mut out);
    }
    let (seen, could) = coverage.seen();
    if all || seen < could {
        let hint = if all { "" } else { "; `--coverage` lists the rest" };
        let _ = writeln!(out, "in all: {seen} of {could} that could be shown, {} %{hint}", coverage.percent());
    }
    out
}

fn of_kind(coverage: &Coverage, kind: Kind, all: bool, out: &mut String) {
    let parts: Vec<&Covered> = coverage.of(kind).collect();
    if parts.is_empty() {
        return;
    }
    let covered = parts.iter().filter(|part| part.is_whole()).count();
    let _ = writeln!(out, "{}: {covered} of {} {}", kind.plural(), parts.len(), kind.covered());
    for (cannot, parts) in groups(&parts) {
        let _ = writeln!(out, "  {} cannot be {}", parts.len(), reasons(&cannot));
        for part in parts.iter().filter(|_| all) {
            let _ = writeln!(out, "    {}  {}", part.place, name(part));
        }
    }
    let open: Vec<&Covered> = parts.into_iter().filter(|part| !part.missing().is_empty()).collect();
    if !open.is_empty() {
        let _ = writeln!(out, "  {} could be more than the examples show", open.len());
    }
    for part in open {
        let _ = writeln!(out, "    {}  {}", part.place, shortfall(part));
    }
}

/// The part in words; of a threshold with its limit.
pub(super) fn name(part: &Covered) -> String {
    match &part.limit {
        Some((limit, _)) => format!("{}, {limit}", part.text),
        None => part.text.clone(),
    }
}

/// `calf swelling: never at 3 cm`
pub(super) fn shortfall(part: &Covered) -> String {
    let never: Vec<String> = part.missing().iter().map(|side| format!("never {}", part.words(*side))).collect();
    format!("{}: {}", part.text, never.join(", "))
}

/// What is missing, one a line, the first of it where there is much.
pub fn missing(coverage: &Coverage, most: usize) -> String {
    let open: Vec<&Covered> = coverage.parts.iter().filter(|part| !part.missing().is_empty()).collect();
    let mut out = String::new();
    for part in open.iter().take(most) {
        let _ = writeln!(out, "  {}  {}", part.place, shortfall(part));
    }
    if open.len() > most {
        let _ = writeln!(out, "  and {} more; `--coverage` lists them", open.len() - most);
    }
    out
}

/// The parts that were all they can be, which is not everything; by what they cannot be.
fn groups<'c>(parts: &[&'c Covered]) -> Vec<(Cannot, Vec<&'c Covered>)> {
    let mut groups: Vec<(Cannot, Vec<&Covered>)> = Vec::new();
    for part in parts.iter().filter(|one| !one.is_whole() && one.missing().is_empty()) {
        let cannot = part.cannot();
        match groups.iter_mut().find(|(known, _)| *known == cannot) {
            Some((_, parts)) => parts.push(part),
            None => groups.push((cannot, vec![part])),
        }
    }
    groups
}

/// `yes or unknown: no plausible value makes it so`
fn reasons(cannot: &[(Vec<Side>, Why)]) -> String {
    let one = |(sides, why): &(Vec<Side>, Why)| {
        let sides: Vec<&str> = sides.iter().map(|side| side.word()).collect();
        format!("{}: {}", sides.join(" or "), why.words())
    };
    cannot.iter().map(one).collect::<Vec<String>>().join("; and not ")
}

/// The counts, and of each kind the parts that are not covered.
pub fn json(coverage: &Coverage) -> Json {
    let (seen, could) = coverage.seen();
    let mut out = Map::new();
    out.insert("percent".to_owned(), coverage.percent().into());
    out.insert("shown".to_owned(), seen.into());
    out.insert("could_be_shown".to_owned(), could.into());
    for kind in Kind::ALL {
        let parts: Vec<&Covered> = coverage.of(kind).collect();
        let covered = parts.iter().filter(|part| part.is_whole()).count();
        let rest: Vec<Json> = parts.iter().filter(|part| !part.is_whole()).map(|part| uncovered(part)).collect();
        let of_kind = json!({ "count": parts.len(), "covered": covered, "not_covered": rest });
        out.insert(kind.plural().to_owned(), of_kind);
    }
    out.into()
}

fn uncovered(part: &Covered) -> Json {
    let never: Vec<&str> = part.missing().iter().map(|side| side.word()).collect();
    let mut cannot = Map::new();
    for (sides, why) in part.cannot() {
        cannot.extend(sides.iter().map(|side| (side.word().to_owned(), Json::from(why.words()))));
    }
    let mut one = json!({ "at": part.place.to_string(), "what": part.text, "never": never, "cannot": cannot });
    if let Some((limit, _)) = &part.limit {
        one["limit"] = limit.as_str().into();
    }
    one
}
