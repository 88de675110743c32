//! What generated rule books declare: facts, a kind with traits, findings, and numbers that meet at thresholds.

use super::tape::Tape;

/// Quantities that can be compared and added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dim {
    Plain,
    Length,
    Mass,
    Feu,
    Warmth,
    Years,
    Days,
    /// Mass or substance, by a molar mass that only the fact itself has.
    Molar,
}

pub const DIMS: [Dim; 7] = [Dim::Plain, Dim::Length, Dim::Mass, Dim::Feu, Dim::Warmth, Dim::Years, Dim::Days];

impl Dim {
    /// Numbers with units that lie inside the plausible range of every fact of this dimension; many are equal.
    pub fn constants(self) -> &'static [&'static str] {
        match self {
            Dim::Plain => &["1", "2", "3", "0.5", "1.25", "0.333333"],
            Dim::Length => &["1 cm", "10 mm", "5 cm", "50 mm", "2.54 cm", "25.4 mm", "0.7 cm", "7 mm", "7.001 mm"],
            Dim::Mass => &["29 mg/dL", "0.29 g/L", "100 mg/dL", "1 g/L", "126.5 mg/dL", "1.265 g/L"],
            Dim::Feu => &["500 ng/mL FEU", "0.5 mg/L FEU", "270 ng/mL FEU", "0.27 mg/L FEU"],
            Dim::Warmth => &["38 °C", "100.4 °F", "36.6 °C", "97.88 °F", "38.333 °C", "101 °F"],
            Dim::Years => &["18 years", "50 years", "65 years", "600 months", "18.5 years"],
            Dim::Molar => &["1.2 mg/dL", "1 mg/dL", "2.25 mg/dL", "88.4 umol/L"],
            Dim::Days => &["7 days", "1 week", "30 days", "84 days", "12 weeks"],
        }
    }

    pub fn units(self) -> &'static [&'static str] {
        match self {
            Dim::Plain | Dim::Molar => &[],
            Dim::Length => &["cm", "mm"],
            Dim::Mass => &["mg/dL", "g/L"],
            Dim::Feu => &["ng/mL FEU", "mg/L FEU"],
            Dim::Warmth => &["°C", "°F"],
            Dim::Years => &["years", "months"],
            Dim::Days => &["days", "weeks"],
        }
    }
}

/// What an expression can be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Truth,
    Number(Dim),
    Date,
    /// Of the kind `vein`.
    Vein,
    /// Of the kind `flank`.
    Side,
    /// `female or male`
    Sex,
    /// The labels of one classification: by its place in [`super::phrase::Phrases::own`].
    Own(usize),
    /// `spot` or `mark`.
    List(usize),
}

#[derive(Debug, Clone)]
pub struct Symbol {
    pub name: String,
    pub sort: Sort,
    /// It hangs on no list.
    pub scalar: bool,
    /// A fact or field, not a conclusion.
    pub given: bool,
}

impl Symbol {
    pub fn new(name: &str, sort: Sort) -> Symbol {
        Symbol { name: name.to_owned(), sort, scalar: true, given: true }
    }
}

pub const KINDS: [&str; 2] = [
    "kind flank
  right
  left
  midline                            also \"middle\"",
    "kind vein
  trait depth: deep or superficial
  trait level: proximal or distal
  soleal: deep, distal
  peroneal: deep, distal             also \"fibular\"
  popliteal: deep, proximal
  great saphenous: superficial       also \"GSV\", \"long saphenous\"
  perforating vein",
];

pub const LABELS_OF_VEIN: [&str; 9] =
    ["soleal", "deep", "distal", "'great saphenous'", "proximal", "GSV", "superficial", "perforating vein", "fibular"];

pub const SIDES: [&str; 3] = ["right", "left", "midline"];

pub const FINDINGS: [&str; 2] = [
    "finding spot
  vein: vein
  side: flank
  size: cm, 0 to 10
  offset: mm, -50 to 50
  load: g/L, 0 to 10
  seen: date
  painful: yes or no
  hard: yes or no",
    "finding mark
  grade: number, -5 to 9
  span: mm
  noted: date
  side: flank",
];

pub const LISTS: [&str; 2] = ["spots", "marks"];

pub fn fields(list: usize) -> Vec<Symbol> {
    let fields: &[(&str, Sort)] = match list {
        0 => &[
            ("painful", Sort::Truth),
            ("vein", Sort::Vein),
            ("side", Sort::Side),
            ("size", Sort::Number(Dim::Length)),
            ("offset", Sort::Number(Dim::Length)),
            ("load", Sort::Number(Dim::Mass)),
            ("seen", Sort::Date),
            ("hard", Sort::Truth),
        ],
        _ => &[
            ("grade", Sort::Number(Dim::Plain)),
            ("span", Sort::Number(Dim::Length)),
            ("noted", Sort::Date),
            ("side", Sort::Side),
        ],
    };
    fields.iter().map(|(name, sort)| Symbol::new(name, *sort)).collect()
}

const NUMBERS: [(&str, &str, Dim); 13] = [
    ("length", "cm, 0 to 50", Dim::Length),
    ("wall-to-wall width", "mm, 0 to 400", Dim::Length),
    ("shift", "mm, -200 to 200", Dim::Length),
    ("sugar", "mg/dL, 0 to 600", Dim::Mass),
    ("protein", "g/L, 0 to 20", Dim::Mass),
    ("D-dimer", "ng/mL FEU, 0 to 5000", Dim::Feu),
    ("assay", "mg/L FEU, 0 to 5", Dim::Feu),
    ("warmth", "°C, 30 to 45", Dim::Warmth),
    ("fever", "°F, 80 to 115", Dim::Warmth),
    ("age", "years, 0 to 120", Dim::Years),
    ("ratio", "number, -5 to 5", Dim::Plain),
    ("parity", "whole number, 0 to 9", Dim::Plain),
    ("tally", "number", Dim::Plain),
];

/// The scalar facts of a book, and the lines that declare them.
pub fn scalars(tape: &mut Tape) -> (Vec<Symbol>, Vec<String>) {
    let mut symbols = Vec::new();
    let mut lines = Vec::new();
    let mut add = |name: &str, what: String, sort: Sort| {
        symbols.push(Symbol::new(name, sort));
        lines.push(format!("  {name}: {what}"));
    };
    for name in ["pregnant", "active cancer", "bedridden", "on the ward"] {
        let option = if tape.chance(30) { ", no if not recorded" } else { "" };
        add(name, format!("yes or no{option}"), Sort::Truth);
    }
    add("site", "vein".to_owned(), Sort::Vein);
    add("former site", "vein".to_owned(), Sort::Vein);
    add("leg", "flank".to_owned(), Sort::Side);
    add("sex", "female or male".to_owned(), Sort::Sex);
    add("surgery date", "date".to_owned(), Sort::Date);
    add("last visit", "date".to_owned(), Sort::Date);
    for (name, what, dim) in NUMBERS {
        // behind `number` alone, `or never` would read as a label
        let option = if what != "number" && tape.chance(20) { ", or never" } else { "" };
        add(name, format!("{what}{option}"), Sort::Number(dim));
    }
    add("creatinine", "umol/L, 0 to 2000, molar mass 113.12 g/mol".to_owned(), Sort::Number(Dim::Molar));
    (symbols, lines)
}
