//! Small random rule books, as text: so few facts with so few values that every record can be made.

use crate::oracle::tape::Tape;

/// A fact that a book may declare: its name, its line, and how many records it multiplies.
pub const FACTS: [(&str, &str, usize); 9] = [
    ("red", "yes or no", 3),
    ("green", "yes or no", 3),
    ("blue", "yes or no, no if not recorded", 4),
    ("shade", "light, middle or dark", 4),
    ("steps", "whole number, 0 to 6", 8),
    ("length", "cm, 0 to 1.5", 14),
    ("weeks", "weeks, 0 to 1, or never", 11),
    ("seen", "date", 9),
    ("spots", "list of spot", 44),
];
/// Records of a book, at most.
const MOST: usize = 900;

struct Writer<'t> {
    tape: Tape<'t>,
    facts: Vec<&'static str>,
    truths: Vec<String>,
    numbers: Vec<String>,
    labels: Vec<(String, Vec<&'static str>)>,
    rules: Vec<String>,
    blocks: Vec<String>,
    lists: bool,
}

/// Reads a book off a tape.
pub fn book(tape: Tape) -> String {
    let mut writer = Writer {
        tape,
        facts: Vec::new(),
        truths: Vec::new(),
        numbers: Vec::new(),
        labels: Vec::new(),
        rules: Vec::new(),
        blocks: Vec::new(),
        lists: false,
    };
    writer.facts();
    let conclusions = 2 + writer.tape.below(4);
    for at in 0..conclusions {
        writer.conclusion(at);
    }
    for at in 0..writer.tape.below(4) {
        writer.rule(conclusions + at);
    }
    writer.promises();
    writer.blocks.join("\n\n") + "\n"
}

impl Writer<'_> {
    fn facts(&mut self) {
        let (mut records, mut lines) = (1, Vec::new());
        let start = self.tape.below(FACTS.len());
        for at in 0..2 + self.tape.below(4) {
            let (name, line, count) = FACTS[(start + at * 4) % FACTS.len()];
            if records * count > MOST {
                continue;
            }
            records *= count;
            lines.push(format!("  {name}: {line}"));
            self.facts.push(name);
            match name {
                "red" | "green" | "blue" => self.truths.push(name.to_owned()),
                "shade" => self.labels.push((name.to_owned(), vec!["light", "middle", "dark"])),
                "steps" => self.numbers.push(name.to_owned()),
                "length" => self.numbers.push("length in cm".to_owned()),
                "weeks" => self.numbers.push("weeks in weeks".to_owned()),
                "spots" => self.lists = true,
                _ => {}
            }
        }
        self.blocks.push("rulebook \"generated\"".to_owned());
        self.blocks.push("finding spot\n  hot: yes or no\n  size: whole number, 0 to 2".to_owned());
        self.blocks.push(format!("facts\n{}", lines.join("\n")));
        if self.lists {
            self.blocks.push("define hot spots as spots where hot".to_owned());
        }
        self.blocks.push("decision plan\n  drug\n  scan\n  rest".to_owned());
    }

    // --- conditions ------------------------------------------------------------------------------------------------

    fn order(&mut self) -> &'static str {
        const ORDERS: [&str; 5] = [">=", ">", "<=", "<", "is"];
        ORDERS[self.tape.below(ORDERS.len())]
    }

    /// A number to compare with: halves, as the records have eighths.
    fn limit(&mut self) -> String {
        let halves = self.tape.below(9);
        if halves.is_multiple_of(2) { format!("{}", halves / 2) } else { format!("{}.5", halves / 2) }
    }

    fn number(&mut self) -> String {
        if self.numbers.is_empty() {
            return self.limit();
        }
        let one = self.tape.pick(&self.numbers).clone();
        if !self.tape.chance(25) {
            return one;
        }
        let mut other = if self.tape.chance(50) { self.tape.pick(&self.numbers).clone() } else { self.limit() };
        if other == one {
            other = self.limit();
        }
        // decimals only turn at halves: that is where the records lie on both sides
        let decimal = [&one, &other].iter().any(|number| number.contains(" in "));
        match self.tape.below(if decimal { 4 } else { 6 }) {
            0 => format!("({one} + {other})"),
            1 => format!("({one} - {other})"),
            2 => format!("min({one}, {other})"),
            3 => format!("max({one}, {other})"),
            4 => format!("({one} * {other})"),
            _ => format!("({other} / {one})"),
        }
    }

    fn single(&mut self) -> String {
        for _ in 0..4 {
            match self.tape.below(9) {
                0 | 1 if !self.truths.is_empty() => return self.tape.pick(&self.truths).clone(),
                2 if !self.labels.is_empty() => {
                    let (name, labels) = self.tape.pick(&self.labels).clone();
                    let (one, other) = (*self.tape.pick(&labels), *self.tape.pick(&labels));
                    return match self.tape.below(3) {
                        0 => format!("{name} is {one}"),
                        1 => format!("{name} is not {one}"),
                        _ if one == other => format!("{name} is {one}"),
                        _ => format!("{name} is one of {one} or {other}"),
                    };
                }
                3 | 4 if !self.numbers.is_empty() => {
                    let (number, order) = (self.number(), self.order());
                    let limit = if order != "is" && self.tape.chance(20) { self.number() } else { self.limit() };
                    return format!("{number} {order} {limit}");
                }
                5 if self.tape.chance(60) => {
                    let facts: Vec<&str> = self.facts.iter().copied().filter(|fact| *fact != "spots").collect();
                    if !facts.is_empty() {
                        let word = *self.tape.pick(&["known", "unknown"]);
                        return format!("{} is {word}", self.tape.pick(&facts));
                    }
                }
                6 if self.facts.contains(&"seen") => {
                    return format!("seen within the last {} days", 1 + self.tape.below(3));
                }
                7 if self.lists => return self.of_list(),
                8 if !self.rules.is_empty() => return format!("'{}'", self.tape.pick(&self.rules)),
                _ => {}
            }
        }
        match self.facts[0] {
            "shade" => "shade is dark".to_owned(),
            "steps" => format!("steps >= {}", 1 + self.tape.below(6)),
            "length" => format!("length >= {} cm", self.tape.pick(&["0.5", "1", "1.5"])),
            "weeks" => format!("weeks <= {} weeks", self.tape.pick(&["0", "0.5"])),
            "seen" => "seen within the last 2 days".to_owned(),
            "spots" => self.of_list(),
            truth => truth.to_owned(),
        }
    }

    fn of_list(&mut self) -> String {
        let size = self.tape.below(3);
        let condition = match self.tape.below(4) {
            0 => "hot".to_owned(),
            1 => format!("size >= {}", 1 + size % 2),
            2 => format!("hot and size <= {}", size % 2),
            _ => format!("not hot or size is {size}"),
        };
        match self.tape.below(7) {
            0 => format!("(any spots where {condition})"),
            1 => format!("(no spots where {condition})"),
            2 => format!("(every spots where {condition})"),
            3 => format!("count of {} >= {}", self.tape.pick(&["spots", "hot spots"]), 1 + size % 2),
            4 => format!("total size of spots >= {}", 1 + size * 2 % 4),
            5 => format!("largest size of spots > {}", size % 2),
            _ => format!("smallest size of hot spots <= {}", size % 2),
        }
    }

    fn condition(&mut self) -> String {
        match self.tape.below(10) {
            0..4 => self.single(),
            4 => format!("not ({})", self.single()),
            5 | 6 => format!("{} and {}", self.single(), self.single()),
            7 => format!("{} or {}", self.single(), self.single()),
            8 => format!("({} or {}) and {}", self.single(), self.single(), self.single()),
            _ => format!("{} and not ({})", self.single(), self.single()),
        }
    }

    // --- conclusions -----------------------------------------------------------------------------------------------

    fn population(&mut self) -> String {
        if self.tape.chance(20) { format!("\n  applies to {}", self.condition()) } else { String::new() }
    }

    fn lines(&mut self, values: &[&str]) -> String {
        let mut out = String::new();
        let last = self.tape.chance(75);
        for (at, value) in values.iter().enumerate() {
            let when = if last && at + 1 == values.len() {
                "otherwise".to_owned()
            } else {
                format!("when {}", self.condition())
            };
            out.push_str(&format!("\n  {value} {when}"));
        }
        out
    }

    fn conclusion(&mut self, at: usize) {
        let population = self.population();
        match self.tape.below(7) {
            0 => {
                let condition = self.condition();
                self.blocks.push(format!("define sign {at}{population}\n  as {condition}"));
                self.truths.push(format!("sign {at}"));
            }
            1 => {
                let lines = self.lines(&["yes", "no", "yes"]);
                self.blocks.push(format!("define mark {at}{population}{lines}"));
                self.truths.push(format!("mark {at}"));
            }
            2 => {
                let lines = self.lines(&["1.5", "0", "3"]);
                self.blocks.push(format!("define amount {at}{population}{lines}"));
                self.numbers.push(format!("amount {at}"));
            }
            3 => {
                let labels = vec!["grave", "mild", "none at all"];
                let lines = self.lines(&labels);
                self.blocks.push(format!("classify state {at}{population}{lines}"));
                self.labels.push((format!("state {at}"), labels));
            }
            4 => {
                let (one, two) = (self.condition(), self.condition());
                self.blocks.push(format!("count tally {at}{population}\n  first when {one}\n  second when {two}"));
                self.numbers.push(format!("tally {at}"));
            }
            _ => self.score(at, &population),
        }
    }

    fn score(&mut self, at: usize, population: &str) {
        let mut out = format!("score points {at}{population}");
        for item in 0..1 + self.tape.below(3) {
            let points = *self.tape.pick(&["+1", "+2", "-1", "+0.5"]);
            out.push_str(&format!("\n  {points} item {item} when {}", self.condition()));
        }
        if self.tape.chance(40) {
            let (one, two) = (self.condition(), self.condition());
            out.push_str(&format!("\n  first of\n    +2 wide when {one}\n    +1 narrow when {two}"));
        }
        if self.numbers.iter().any(|number| number == "steps") && self.tape.chance(30) {
            out.push_str("\n  + steps");
        }
        if self.tape.chance(80) {
            let edge = self.tape.below(3);
            let gap = usize::from(self.tape.chance(10));
            out.push_str(&match self.tape.below(3) {
                0 => format!("\n  low: at most {edge}\n  high: above {}", edge + gap),
                1 => format!("\n  low: at most {edge}\n  high: at least {}", edge + 1 + gap),
                _ => format!("\n  low: below {edge}\n  some: {edge} to {}\n  high: above {}", edge + 1, edge + 1),
            });
            // without a middle band `some` may be no label
            if out.contains("some:") {
                self.labels.push((format!("points {at}"), vec!["low", "some", "high"]));
            } else {
                self.labels.push((format!("points {at}"), vec!["low", "high"]));
            }
        } else {
            self.numbers.push(format!("points {at}"));
        }
        self.blocks.push(out);
    }

    fn rule(&mut self, at: usize) {
        let name = format!("rule {at}");
        let mut out = format!("rule {name}{}\n  when {}", self.population(), self.condition());
        for _ in 0..self.tape.below(3) {
            out.push_str(&format!("\n  unless {}", self.condition()));
        }
        let verb = *self.tape.pick(&["recommend", "suggest", "recommend against", "suggest against"]);
        out.push_str(&format!("\n  {verb} {}", self.tape.pick(&["drug", "scan", "rest"])));
        if !self.rules.is_empty() && self.tape.chance(50) {
            let other = self.tape.pick(&self.rules).clone();
            out.push_str(&format!("\n  overrides {other}"));
        }
        self.blocks.push(out);
        self.rules.push(name);
    }

    fn promises(&mut self) {
        if self.tape.chance(30) {
            let (one, two) = (self.single(), self.single());
            self.blocks.push(format!("impossible when {one} and {two}"));
        }
        for at in 0..self.tape.below(3) {
            let mut out = format!("guarantee \"promise {at}\"");
            if self.tape.chance(30) {
                out.push_str(&format!("\n  when {}", self.condition()));
            }
            let kind = *self.tape.pick(&["never", "always"]);
            let what = match self.rules.is_empty() || self.tape.chance(40) {
                true => self.condition(),
                false => format!("suggest {}", self.tape.pick(&["drug", "scan", "rest"])),
            };
            out.push_str(&format!("\n  {kind} {what}"));
            if self.tape.chance(60) {
                out.push_str(&format!(" when {}", self.single()));
            }
            self.blocks.push(out);
        }
    }
}
