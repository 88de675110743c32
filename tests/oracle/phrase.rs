//! Random conditions and values, as a clinician would write them.

use super::facts::{Dim, LABELS_OF_VEIN, LISTS, SIDES, Sort, Symbol, fields};
use super::tape::Tape;

/// What can be named so far.
pub struct Phrases<'a> {
    pub tape: Tape<'a>,
    pub symbols: Vec<Symbol>,
    /// The labels that classifications and bands declared.
    pub own: Vec<Vec<String>>,
    /// The elements that the phrase is about.
    pub list: Option<usize>,
    /// Inside `for each side`.
    pub each: bool,
    /// Only facts and conclusions that hang on no list.
    pub scalar_only: bool,
    /// The phrase named a list, or something that hangs on one.
    pub named_list: bool,
}

impl Phrases<'_> {
    fn candidates(&self, fits: impl Fn(&Symbol) -> bool) -> Vec<Symbol> {
        let inner = self.list.map(fields).unwrap_or_default();
        // a field hides a fact of the same name
        let outer = self.symbols.iter().filter(|symbol| !inner.iter().any(|field| field.name == symbol.name)).cloned();
        let usable = |symbol: &Symbol| fits(symbol) && (symbol.scalar || !self.scalar_only);
        inner.iter().cloned().chain(outer).filter(usable).collect()
    }

    /// A name of this sort.
    fn named(&mut self, sort: Sort) -> Option<String> {
        let all = self.candidates(|symbol| symbol.sort == sort);
        if all.is_empty() {
            return None;
        }
        let chosen = self.tape.pick(&all).clone();
        self.named_list |= !chosen.scalar;
        Some(chosen.name)
    }

    fn lists_allowed(&self) -> bool {
        !self.scalar_only
    }

    // --- yes or no -----------------------------------------------------------------------------------------------

    pub fn truth(&mut self, depth: usize) -> String {
        let choices = if depth == 0 { 8 } else { 17 };
        match self.tape.below(choices) {
            0 => self.named(Sort::Truth).expect("there is always a yes or no"),
            1 => self.compared(depth),
            2 => self.labelled(),
            3 => self.dated(depth),
            4 => self.known(),
            5 => {
                let (left, right) = (self.named(Sort::Truth), self.named(Sort::Truth));
                let word = if self.tape.chance(30) { "is not" } else { "is" };
                format!("{} {word} {}", left.unwrap_or_default(), right.unwrap_or_default())
            }
            6 => self.molar(),
            7 => {
                let name = self.named(Sort::Truth).unwrap_or_default();
                format!("{name} is {}", self.tape.pick(&["yes", "no"]))
            }
            8 => format!("not {}", self.grouped(depth - 1)),
            9 => format!("{} and {}", self.grouped(depth - 1), self.grouped(depth - 1)),
            10 => format!("{} or {}", self.grouped(depth - 1), self.grouped(depth - 1)),
            11 => self.list_of_conditions(depth),
            12..=14 if self.lists_allowed() => self.quantified(depth),
            _ => self.compared(depth),
        }
    }

    pub fn grouped(&mut self, depth: usize) -> String {
        format!("({})", self.truth(depth))
    }

    fn list_of_conditions(&mut self, depth: usize) -> String {
        let kinds = ["any of", "all of", "none of", "at least 2 of", "at most one of", "exactly one of"];
        let kind = *self.tape.pick(&kinds);
        let items = [self.grouped(depth - 1), self.grouped(depth - 1), self.grouped(depth - 1)];
        format!("{kind} {}, {} or {}", items[0], items[1], items[2])
    }

    fn compared(&mut self, depth: usize) -> String {
        let dim = *self.tape.pick(&super::facts::DIMS);
        let below = depth.saturating_sub(1);
        let left = self.number(dim, below, true);
        let right = self.number(dim, below, false);
        match self.tape.below(9) {
            0 => format!("{left} >= {right}"),
            1 => format!("{left} > {right}"),
            2 => format!("{left} <= {right}"),
            3 => format!("{left} < {right}"),
            // a name behind `is` would end before a bracket
            4 => format!("{left} is ({right})"),
            5 => format!("{left} is not ({right})"),
            6 => format!("{left} is at least {right}"),
            7 => format!("{left} is below {right}"),
            _ => {
                let high = self.number(dim, below, false);
                format!("{left} is between {right} and {high}")
            }
        }
    }

    fn molar(&mut self) -> String {
        let order = *self.tape.pick(&[">=", "<", "<="]);
        format!("creatinine {order} {}", self.tape.pick(Dim::Molar.constants()))
    }

    fn labelled(&mut self) -> String {
        let own = self.own.len();
        let is = if self.tape.chance(30) { "is not" } else { "is" };
        match self.tape.below(6 + own.min(3)) {
            0 => {
                let name = self.named(Sort::Vein).unwrap_or_default();
                format!("{name} {is} {}", self.tape.pick(&LABELS_OF_VEIN))
            }
            1 => {
                let name = self.named(Sort::Side).unwrap_or_default();
                let label = if self.each && self.tape.chance(60) { "this side" } else { self.tape.pick(&SIDES) };
                format!("{name} {is} {label}")
            }
            2 => {
                let name = self.named(Sort::Vein).unwrap_or_default();
                let (one, other) = (self.tape.pick(&LABELS_OF_VEIN), self.tape.pick(&LABELS_OF_VEIN));
                format!("{name} {is} one of {one}, {other}")
            }
            3 => {
                let (one, other) = (self.named(Sort::Vein), self.named(Sort::Vein));
                format!("{} {is} {}", one.unwrap_or_default(), other.unwrap_or_default())
            }
            4 => {
                let name = self.named(Sort::Side).unwrap_or_default();
                format!("{name} {is} leg")
            }
            5 => format!("sex {is} {}", self.tape.pick(&["female", "male"])),
            _ => {
                let at = self.tape.below(own);
                let label = self.tape.pick(&self.own[at]).clone();
                match self.named(Sort::Own(at)) {
                    Some(name) => format!("{name} {is} {label}"),
                    None => "pregnant".to_owned(),
                }
            }
        }
    }

    fn dated(&mut self, depth: usize) -> String {
        let left = self.date(depth);
        let number = *self.tape.pick(&["1", "2", "3", "12"]);
        let unit = *self.tape.pick(&["weeks", "days", "months", "years"]);
        match self.tape.below(7) {
            0 => format!("{left} within the last {number} {unit}"),
            1 => format!("{left} within {number} {unit} before {}", self.date(depth)),
            2 => format!("{left} within {number} {unit} after {}", self.date(depth)),
            3 => format!("{left} within {number} {unit} of {}", self.date(depth)),
            4 => format!("{left} is ({})", self.date(depth)),
            5 => format!("{left} < {}", self.date(depth)),
            _ => format!("{left} is at least {}", self.date(depth)),
        }
    }

    fn known(&mut self) -> String {
        let all = self.candidates(|symbol| symbol.given && !matches!(symbol.sort, Sort::List(_)));
        let name = self.tape.pick(&all).name.clone();
        format!("{name} is {}", self.tape.pick(&["known", "not known", "unknown"]))
    }

    fn quantified(&mut self, depth: usize) -> String {
        match self.tape.below(5) {
            0 => format!("any {}", self.list_name().0),
            1 => format!("no {}", self.list_name().0),
            2 => format!("(every {})", self.filtered(depth)),
            3 => format!("(any {})", self.filtered(depth)),
            _ => format!("(no {})", self.filtered(depth)),
        }
    }

    // --- lists ---------------------------------------------------------------------------------------------------

    /// A list fact or definition, and what its elements are.
    fn list_name(&mut self) -> (String, usize) {
        self.named_list = true;
        let all = self.candidates(|symbol| matches!(symbol.sort, Sort::List(_)));
        match all.is_empty() {
            true => (LISTS[0].to_owned(), 0),
            false => {
                let chosen = self.tape.pick(&all).clone();
                let Sort::List(finding) = chosen.sort else { unreachable!("only lists were asked for") };
                (chosen.name, finding)
            }
        }
    }

    pub fn filtered(&mut self, depth: usize) -> String {
        let (name, finding) = self.list_name();
        self.filtered_list(&name, finding, depth)
    }

    pub fn filtered_list(&mut self, name: &str, finding: usize, depth: usize) -> String {
        let outer = self.list.replace(finding);
        let condition = self.grouped(depth.saturating_sub(1));
        self.list = outer;
        format!("{name} where {condition}")
    }

    /// `spots`, or some of them, with their finding.
    fn some_list(&mut self, depth: usize) -> (String, usize) {
        let (name, finding) = self.list_name();
        if depth > 0 && self.tape.chance(60) {
            (self.filtered_list(&name, finding, depth), finding)
        } else {
            (name, finding)
        }
    }

    // --- dates ---------------------------------------------------------------------------------------------------

    pub fn date(&mut self, depth: usize) -> String {
        match self.tape.below(if depth > 0 && self.lists_allowed() { 4 } else { 3 }) {
            0 | 1 => self.named(Sort::Date).unwrap_or_default(),
            2 => (*self.tape.pick(&["2026-11-20", "2026-05-31", "2025-02-28", "2026-11-27"])).to_owned(),
            _ => {
                let (list, finding) = self.some_list(depth - 1);
                let word = *self.tape.pick(&["latest", "earliest"]);
                format!("({word} {} of {list})", ["seen", "noted"][finding])
            }
        }
    }

    // --- numbers -------------------------------------------------------------------------------------------------

    /// A number; `no_constant`: not a constant alone.
    pub fn number(&mut self, dim: Dim, depth: usize, no_constant: bool) -> String {
        if depth == 0 || self.tape.chance(25) {
            if !no_constant && self.tape.chance(50) {
                return (*self.tape.pick(dim.constants())).to_owned();
            }
            return match self.named(Sort::Number(dim)) {
                Some(name) => name,
                None => self.since(dim),
            };
        }
        let below = depth - 1;
        let both = |this: &mut Self| (this.number(dim, below, false), this.number(dim, below, true));
        match self.tape.below(15) {
            0 => {
                let (a, b) = both(self);
                format!("({a} + {b})")
            }
            1 => {
                let (a, b) = both(self);
                format!("({a} - {b})")
            }
            2 => {
                let (a, b) = both(self);
                format!("min({a}, {b})")
            }
            3 => {
                let (a, b) = both(self);
                format!("max({a}, {b})")
            }
            4 => {
                let (a, b) = both(self);
                let c = self.number(dim, below, false);
                format!("clamp({b}, {a}, {c})")
            }
            5 | 6 if matches!(dim, Dim::Length | Dim::Mass) && self.lists_allowed() => self.aggregate(dim, depth),
            5..=7 if dim == Dim::Plain => self.plain(depth),
            _ if dim == Dim::Warmth => self.named(Sort::Number(dim)).unwrap_or_default(),
            8 => format!("({} * {})", self.number(Dim::Plain, below, false), self.number(dim, below, true)),
            9 => format!("({} / {})", self.number(dim, below, true), self.number(Dim::Plain, below, false)),
            10 => format!("abs({})", self.number(dim, below, true)),
            11 => format!("round({}, {})", self.number(dim, below, true), self.tape.below(4)),
            12 => format!("round({})", self.number(dim, below, true)),
            13 => format!("(-{})", self.number(dim, 0, true)),
            _ if matches!(dim, Dim::Days | Dim::Years) => self.since(dim),
            _ if dim == Dim::Plain => self.plain(depth),
            _ => self.number(dim, 0, true),
        }
    }

    fn since(&mut self, dim: Dim) -> String {
        let words: &[&str] = if dim == Dim::Years { &["years", "months"] } else { &["days", "weeks"] };
        let word = *self.tape.pick(words);
        let name = self.named(Sort::Date).unwrap_or_default();
        match dim {
            Dim::Years | Dim::Days => format!("{word} since {name}"),
            _ => unreachable!("every other dimension has facts"),
        }
    }

    fn aggregate(&mut self, dim: Dim, depth: usize) -> String {
        let word = *self.tape.pick(&["total", "largest", "smallest"]);
        let (list, finding) = self.some_list(depth - 1);
        let field = match (dim, finding) {
            (Dim::Length, 0) => *self.tape.pick(&["size", "offset"]),
            (Dim::Length, _) => "span",
            (Dim::Mass, 0) => "load",
            _ => return self.number(dim, 0, true),
        };
        format!("({word} {field} of {list})")
    }

    /// Numbers that only plain numbers have.
    fn plain(&mut self, depth: usize) -> String {
        let below = depth - 1;
        match self.tape.below(11) {
            0 if self.lists_allowed() => format!("(count of {})", self.some_list(depth).0),
            1 => format!("ln({})", self.number(Dim::Plain, below, true)),
            2 => format!("log10({})", self.number(Dim::Plain, below, true)),
            3 => format!("exp({})", self.number(Dim::Plain, below, true)),
            4 => format!("exp(clamp({}, 0 - 4, 4))", self.number(Dim::Plain, below, true)),
            5 => format!("sqrt({})", self.number(Dim::Plain, below, true)),
            6 => {
                let exponent = *self.tape.pick(&["2", "3", "0", "(-1)", "(-2)", "0.5", "(-1.5)"]);
                format!("({} ^ {exponent})", self.number(Dim::Plain, below, true))
            }
            7 => format!("({} ^ {})", self.number(Dim::Plain, below, true), self.number(Dim::Plain, below, true)),
            8 => {
                let area = self.number(Dim::Length, below, true);
                format!("(({area} ^ 2) in cm2)")
            }
            9 if self.lists_allowed() => {
                self.named_list = true;
                format!("({} grade of marks)", self.tape.pick(&["total", "largest", "smallest"]))
            }
            _ => {
                let dim = *self.tape.pick(&super::facts::DIMS[1..]);
                let value = self.number(dim, below, true);
                format!("(({value}) in {})", self.tape.pick(dim.units()))
            }
        }
    }
}
