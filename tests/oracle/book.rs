//! Random rule books, as text.

use super::facts::{DIMS, FINDINGS, KINDS, LABELS_OF_VEIN, LISTS, SIDES, Sort, Symbol, scalars};
use super::phrase::Phrases;
use super::tape::Tape;

/// A rule book, block by block.
#[derive(Debug, Clone)]
pub struct Book {
    pub blocks: Vec<String>,
}

impl Book {
    pub fn text(&self) -> String {
        self.blocks.join("\n\n") + "\n"
    }
}

struct Writer<'a> {
    phrases: Phrases<'a>,
    blocks: Vec<String>,
    /// The rules, and the blocks they stand in.
    rules: Vec<(String, usize)>,
}

/// Reads a book off a tape; it has at most so many conclusions.
pub fn book(tape: Tape, most: usize) -> Book {
    let mut tape = tape;
    let (symbols, lines) = scalars(&mut tape);
    let phrases =
        Phrases { tape, symbols, own: Vec::new(), list: None, each: false, scalar_only: true, named_list: false };
    let mut writer = Writer { phrases, blocks: Vec::new(), rules: Vec::new() };
    for at in 0..2 {
        writer.conclusion(at);
    }
    let lists = writer.lists();
    writer.phrases.scalar_only = false;
    for (at, name) in LISTS.iter().enumerate() {
        let symbol = Symbol { scalar: false, ..Symbol::new(name, Sort::List(at)) };
        writer.phrases.symbols.push(symbol);
    }
    let mut at = 2;
    while at < most && !(at > 3 && writer.phrases.tape.is_used_up()) {
        writer.conclusion(at);
        at += 1;
    }
    let mut blocks = vec!["rulebook \"generated\"".to_owned()];
    blocks.extend(KINDS.iter().chain(&FINDINGS).map(|block| (*block).to_owned()));
    let (first, second) = lines.split_at(lines.len() / 2);
    blocks.push(format!("facts\n{}", first.join("\n")));
    blocks.push(format!("facts\n{}\n{lists}", second.join("\n")));
    blocks.push("decision plan\n  drug: \"a drug\"\n  scan: \"a scan\"".to_owned());
    blocks.append(&mut writer.blocks);
    blocks.push(writer.promises());
    Book { blocks }
}

impl Writer<'_> {
    fn lists(&mut self) -> String {
        let mut lines = Vec::new();
        for (name, finding) in [("spots", "spot"), ("marks", "mark")] {
            let whole = if self.phrases.tape.chance(60) {
                format!(", complete if {}", self.phrases.grouped(1))
            } else {
                String::new()
            };
            let mut parts = String::new();
            for (field, labels) in [("vein", &LABELS_OF_VEIN[..]), ("side", &SIDES[..])] {
                if (field == "side" || name == "spots") && self.phrases.tape.chance(30) {
                    // at times every label of a field is in some part
                    for _ in 0..=self.phrases.tape.below(labels.len().min(4)) {
                        let label = labels[self.phrases.tape.below(labels.len())];
                        parts.push_str(&format!(", complete where {field} is {label} if {}", self.phrases.grouped(1)));
                    }
                }
            }
            lines.push(format!("  {name}: list of {finding}{whole}{parts}"));
        }
        lines.join("\n")
    }

    fn conclusion(&mut self, at: usize) {
        self.phrases.named_list = false;
        let lists = !self.phrases.scalar_only;
        match self.phrases.tape.below(if lists { 13 } else { 6 }) {
            0 => self.truth(at),
            1 | 2 => self.number(at),
            3 => self.classify(at, false),
            4 => self.score(at, false),
            5 => self.rule(at),
            6 => self.date(at),
            7 => self.count(at),
            8 => self.classify(at, true),
            9 => self.filtered(at),
            10 => self.label(at),
            11 => self.score(at, true),
            _ => self.rule(at),
        }
    }

    fn population(&mut self, percent: usize) -> String {
        if self.phrases.tape.chance(percent) {
            format!("\n  applies to {}", self.phrases.truth(1))
        } else {
            String::new()
        }
    }

    fn add(&mut self, name: String, sort: Sort, block: String) {
        let scalar = !self.phrases.named_list;
        self.phrases.symbols.push(Symbol { name, sort, scalar, given: false });
        self.blocks.push(block);
    }

    fn truth(&mut self, at: usize) {
        let name = format!("sign {at}");
        let body = if self.phrases.tape.chance(40) {
            let (one, two) = (self.phrases.truth(1), self.phrases.truth(1));
            format!("define {name}\n  yes when {one}\n  no when {two}\n  {} otherwise", self.phrases.grouped(1))
        } else {
            format!("define {name} as {}", self.phrases.truth(3))
        };
        let population = self.population(30);
        self.add(name, Sort::Truth, body + &population);
    }

    fn number(&mut self, at: usize) {
        let dim = *self.phrases.tape.pick(&DIMS);
        let name = format!("value {at}");
        let body = match self.phrases.tape.below(3) {
            0 => format!("define {name} as {}", self.phrases.number(dim, 3, true)),
            1 => {
                let one = (self.phrases.number(dim, 1, false), self.phrases.truth(1));
                let two = (self.phrases.number(dim, 1, false), self.phrases.truth(2));
                let last = self.phrases.number(dim, 2, false);
                let rest = if self.phrases.tape.chance(80) { format!("\n  {last} otherwise") } else { String::new() };
                format!("define {name}\n  {} when {}\n  {} when {}{rest}", one.0, one.1, two.0, two.1)
            }
            _ => match dim.units() {
                [] => format!("define {name} as {}", self.phrases.number(dim, 2, true)),
                units => {
                    let unit = *self.phrases.tape.pick(units);
                    let value = self.phrases.number(super::facts::Dim::Plain, 2, true);
                    format!("define {name} in {unit}\n  as {value}")
                }
            },
        };
        let population = self.population(30);
        self.add(name, Sort::Number(dim), body + &population);
    }

    fn date(&mut self, at: usize) {
        let name = format!("day {at}");
        let body = if self.phrases.tape.chance(50) {
            let (one, when, last) = (self.phrases.date(2), self.phrases.truth(1), self.phrases.date(1));
            format!("define {name}\n  {one} when {when}\n  {last} otherwise")
        } else {
            format!("define {name} as {}", self.phrases.date(2))
        };
        let population = self.population(20);
        self.add(name, Sort::Date, body + &population);
    }

    fn label(&mut self, at: usize) {
        let name = format!("chosen {at}");
        let when = self.phrases.truth(2);
        let body = format!("define {name}\n  site when {when}\n  former site otherwise");
        let population = self.population(30);
        self.add(name, Sort::Vein, body + &population);
    }

    fn filtered(&mut self, at: usize) {
        let name = format!("some {at}");
        self.phrases.named_list = true;
        let lists: Vec<Symbol> =
            self.phrases.symbols.iter().filter(|symbol| matches!(symbol.sort, Sort::List(_))).cloned().collect();
        let list = self.phrases.tape.pick(&lists).clone();
        let Sort::List(finding) = list.sort else { unreachable!("only lists were asked for") };
        let body = format!("define {name} as {}", self.phrases.filtered_list(&list.name, finding, 2));
        let population = self.population(30);
        self.add(name, list.sort, body + &population);
    }

    fn count(&mut self, at: usize) {
        let name = format!("tally {at}");
        let criteria: Vec<String> =
            (0..3).map(|criterion| format!("\n  criterion {criterion} when {}", self.phrases.truth(2))).collect();
        let population = self.population(30);
        let fact = if self.phrases.tape.chance(50) { "\n  pregnant" } else { "" };
        self.add(
            name.clone(),
            Sort::Number(super::facts::Dim::Plain),
            format!("count {name}{}{fact}{population}", criteria.concat()),
        );
    }

    fn classify(&mut self, at: usize, each: bool) {
        let name = format!("class {at}");
        self.phrases.each = each;
        self.phrases.named_list |= each;
        let labels: Vec<String> = ["mild", "grave", "plain"].iter().map(|label| format!("{label} {at}")).collect();
        let mut body = format!("classify {name}{}", if each { " for each side of spot" } else { "" });
        for label in &labels[..2] {
            let when = if each && self.phrases.tape.chance(70) {
                let list = self.phrases.filtered_list("spots", 0, 2);
                format!("(any {list})")
            } else {
                self.phrases.truth(2)
            };
            body += &format!("\n  {label} when {when}");
        }
        if self.phrases.tape.chance(85) {
            body += &format!("\n  {} otherwise", labels[2]);
        } else {
            body += &format!("\n  {} when {}", labels[2], self.phrases.truth(1));
        }
        body += &self.population(30);
        self.phrases.each = false;
        self.phrases.own.push(labels);
        let sort = Sort::Own(self.phrases.own.len() - 1);
        self.each_side(name, sort, each, body);
        if each {
            let (worst, own) = (format!("worst {at}"), sort);
            self.add(worst.clone(), own, format!("define {worst} as most severe class {at}"));
        }
    }

    /// Adds a conclusion under its name, or the names of its sides.
    fn each_side(&mut self, name: String, sort: Sort, each: bool, block: String) {
        if !each {
            self.add(name, sort, block);
            return;
        }
        for side in super::facts::SIDES {
            let symbol = Symbol { name: format!("{name} of {side}"), sort, scalar: false, given: false };
            self.phrases.symbols.push(symbol);
        }
        self.blocks.push(block);
    }

    fn score(&mut self, at: usize, each: bool) {
        let name = format!("score {at}");
        self.phrases.each = each;
        self.phrases.named_list |= each;
        let mut body = format!("score {name}{}", if each { " for each side of spot" } else { "" });
        let weights = ["+1", "+2", "-1", "+0.5", "+3", "-2.25"];
        for item in 0..2 {
            let weight = *self.phrases.tape.pick(&weights);
            body += &format!("\n  {weight} item {item} when {}", self.phrases.truth(2));
        }
        if self.phrases.tape.chance(60) {
            body += "\n  first of";
            for item in 2..4 {
                let weight = *self.phrases.tape.pick(&weights);
                body += &format!("\n    {weight} item {item} when {}", self.phrases.truth(1));
            }
        }
        if self.phrases.tape.chance(50) {
            let points = self.phrases.number(super::facts::Dim::Plain, 2, true);
            let when =
                if self.phrases.tape.chance(60) { format!(" when {}", self.phrases.truth(1)) } else { String::new() };
            body += &format!("\n  + {points}{when}");
        }
        let labels = [format!("low {at}"), format!("middle {at}"), format!("high {at}")];
        let banded = self.phrases.tape.chance(75);
        if banded {
            body += &format!("\n  {}: below 1\n  {}: 1 to 2\n  {}: above 2", labels[0], labels[1], labels[2]);
        }
        body += &self.population(30);
        self.phrases.each = false;
        if banded {
            self.phrases.own.push(labels.to_vec());
            let scalar = !self.phrases.named_list && !each;
            let sort = Sort::Own(self.phrases.own.len() - 1);
            let named = if each { format!("{name} of left") } else { name.clone() };
            self.phrases.symbols.push(Symbol { name: named, sort, scalar, given: false });
        }
        self.each_side(name, Sort::Number(super::facts::Dim::Plain), each, body);
    }

    fn rule(&mut self, at: usize) {
        let name = format!("advice {at}");
        let mut body = format!("rule {name}");
        if self.phrases.tape.chance(50) {
            let items: Vec<String> = (0..2).map(|_| format!("\n         - {}", self.phrases.truth(1))).collect();
            let kind = *self.phrases.tape.pick(&["any of", "all of", "none of", "at least one of"]);
            body += &format!("\n  when {kind}{}", items.concat());
        } else {
            body += &format!("\n  when {}", self.phrases.truth(2));
        }
        for _ in 0..self.phrases.tape.below(3) {
            body += &format!("\n  unless {}", self.phrases.truth(1));
        }
        body += match self.phrases.tape.below(4) {
            0 => "\n  warn \"look out\"",
            1 => "\n  suggest drug",
            2 => "\n  suggest scan",
            _ => "\n  recommend against drug",
        };
        body += &self.population(30);
        // an earlier rule, which cannot hang on this one, overrides it
        if !self.rules.is_empty() && self.phrases.tape.chance(50) {
            let (_, block) = self.phrases.tape.pick(&self.rules).clone();
            self.blocks[block] += &format!("\n  overrides {name}");
        }
        self.rules.push((name.clone(), self.blocks.len()));
        self.add(name, Sort::Truth, body);
    }

    fn promises(&mut self) -> String {
        let (premise, when) = (self.phrases.truth(1), self.phrases.truth(1));
        format!(
            "guarantee \"generated\"\n  when {premise}\n  never suggest drug when {when}\n  \
             always exactly one of suggest scan, recommend against drug"
        )
    }
}
