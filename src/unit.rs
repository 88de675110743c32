//! Units of measure: everyday spellings in front of UCUM, exact conversion, and what may be compared with what.
//!
//! The unit tables and the grammar are UCUM's (<https://ucum.org/ucum>). Three things differ on
//! purpose: everyday spellings are understood first; the mole, the calendar month and the
//! method words FEU and DDU are dimensions of their own; and conversion factors are exact
//! fractions.

mod algebra;
mod converter;
mod error;
mod kind;
mod meaning;
mod ratio;
mod spelling;
#[cfg(test)]
mod tests;
mod words;

pub use converter::Converter;
pub use error::{UnitError, Why};

use kind::{BODY_SURFACE, Kind, MONTH};
use meaning::{Meaning, Trouble};
use ratio::Ratio;
use rust_decimal::Decimal;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The longest text that is read as a unit, in characters.
const LONGEST: usize = 64;
/// How many spellings each thread remembers; a rule set uses about thirty.
const REMEMBERED: usize = 256;

thread_local! {
    static KNOWN: RefCell<HashMap<String, Unit>> = RefCell::new(HashMap::new());
}

/// A unit as somebody wrote it, with what it means. Two units are equal if they mean the
/// same, however they are spelled.
#[derive(Clone)]
pub struct Unit(Arc<Inner>);

struct Inner {
    printed: String,
    ucum: String,
    meaning: Meaning,
}

impl Unit {
    fn new(printed: String, ucum: String, meaning: Meaning) -> Unit {
        Unit(Arc::new(Inner { printed, ucum, meaning }))
    }

    /// The unit of a plain number, which prints as nothing.
    pub fn one() -> Unit {
        Unit::new(String::new(), "1".to_owned(), Meaning::number(Ratio::ONE))
    }

    /// Reads a unit: an everyday spelling or a UCUM code. No text, or `1`, is a plain number.
    pub fn parse(printed: &str) -> Result<Unit, UnitError> {
        let printed = trimmed(printed);
        if let Some(known) = KNOWN.with_borrow(|known| known.get(printed).cloned()) {
            return Ok(known);
        }
        let unit = read(printed)?;
        KNOWN.with_borrow_mut(|known| {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(printed.to_owned(), unit.clone());
        });
        Ok(unit)
    }

    /// The spelling it was written with.
    pub fn printed(&self) -> &str {
        &self.0.printed
    }

    /// A valid UCUM code for it; a method word is an annotation in it.
    pub fn ucum(&self) -> &str {
        &self.0.ucum
    }

    /// Whether it is the unit of a plain number: not per cent, not the mole.
    pub fn is_one(&self) -> bool {
        self.meaning().is_one()
    }

    /// Whether both measure the same kind of thing, so that values convert without further
    /// knowledge.
    pub fn same_kind(&self, other: &Unit) -> bool {
        self.meaning().kind == other.meaning().kind
    }

    /// How to convert values into another unit. The molar mass, in g/mol, is used only between
    /// mass and amount of substance.
    pub fn converter_to(&self, to: &Unit, molar_mass: Option<Decimal>) -> Result<Converter, UnitError> {
        let (source, target) = (self.meaning(), to.meaning());
        let molar = match source.kind == target.kind {
            true => Ratio::ONE,
            false => self.molar_factor(to, molar_mass)?,
        };
        let linear = || {
            let factor = source.factor.times(molar)?.over(target.factor)?;
            let offset = source.zero.minus(target.zero)?.over(target.factor)?;
            Some(Converter::new(factor, offset))
        };
        linear().ok_or_else(|| UnitError::TooComplex { printed: self.printed().to_owned() })
    }

    fn molar_factor(&self, to: &Unit, molar_mass: Option<Decimal>) -> Result<Ratio, UnitError> {
        let (source, target) = (&self.meaning().kind, &to.meaning().kind);
        let Some(steps) = source.molar_steps_to(target) else {
            return Err(self.different(to));
        };
        let Some(given) = molar_mass else {
            return Err(UnitError::NeedsMolarMass {
                from: self.printed().to_owned(),
                from_kind: source.described(),
                to: to.printed().to_owned(),
                to_kind: target.described(),
            });
        };
        Ratio::from_decimal(given)
            .filter(|mass| mass.is_positive())
            .and_then(|mass| mass.power(steps))
            .ok_or(UnitError::NotAMolarMass { given })
    }

    fn different(&self, to: &Unit) -> UnitError {
        UnitError::Different {
            from: self.quotable(),
            to: to.quotable(),
            why: why_different(&self.meaning().kind, &to.meaning().kind),
        }
    }

    /// A plain number has no spelling to quote.
    fn quotable(&self) -> String {
        match self.printed() {
            "" => "1".to_owned(),
            printed => printed.to_owned(),
        }
    }

    fn meaning(&self) -> &Meaning {
        &self.0.meaning
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Unit {}

impl Hash for Unit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.printed())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unit({:?}, ucum {:?})", self.printed(), self.ucum())
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
}

fn read(printed: &str) -> Result<Unit, UnitError> {
    let characters = printed.chars().count();
    if characters > LONGEST {
        return Err(UnitError::TooLong { characters });
    }
    if printed.is_empty() || printed == "1" {
        return Ok(Unit::one());
    }
    if let Some((ucum_meaning, write)) = words::misleading(printed) {
        return Err(UnitError::Misleading { printed: printed.to_owned(), ucum_meaning, write });
    }
    let spelling = spelling::respell(printed).map_err(|_| UnitError::TwoMethods { printed: printed.to_owned() })?;
    let expression = octofhir_ucum::parse_expression(&spelling.ucum)
        .ok()
        .filter(|_| !spelling::has_decimal(&spelling.ucum))
        .ok_or_else(|| explained(printed, Trouble::UnknownSymbol))?;
    let meaning = meaning::evaluate(&expression)
        .and_then(|meaning| with_method(meaning, spelling.method))
        .map_err(|trouble| explained(printed, trouble))?;
    let ucum = annotated(spelling.ucum, spelling.method);
    Ok(Unit::new(printed.to_owned(), ucum, meaning))
}

fn with_method(meaning: Meaning, method: Option<&'static str>) -> Result<Meaning, Trouble> {
    match method {
        Some(_) if meaning.special => Err(Trouble::SpecialInProduct),
        Some(method) => meaning.with(method, 1),
        None => Ok(meaning),
    }
}

fn annotated(ucum: String, method: Option<&'static str>) -> String {
    match method {
        None => ucum,
        Some(method) if ucum.ends_with(['}', ')']) => format!("{ucum}.{method}"),
        Some(method) => ucum + method,
    }
}

fn explained(printed: &str, trouble: Trouble) -> UnitError {
    let printed = printed.to_owned();
    match trouble {
        Trouble::UnknownSymbol => UnitError::Unknown { nearest: words::nearest(&printed), printed },
        Trouble::SpecialInProduct => UnitError::NotMultiplied { printed },
        Trouble::TooLarge => UnitError::TooComplex { printed },
    }
}

fn why_different(from: &Kind, to: &Kind) -> Why {
    if from.without_method() == to.without_method() {
        return Why::Method { from: from.method(), to: to.method() };
    }
    if from.without(BODY_SURFACE) == to.without(BODY_SURFACE) {
        return Why::BodySurface;
    }
    let timeless = |kind: &Kind| kind.without(MONTH).without("s");
    let times = (from.exponent(MONTH), from.exponent("s"));
    if timeless(from) == timeless(to) && (to.exponent("s"), to.exponent(MONTH)) == times {
        return Why::Calendar;
    }
    Why::Dimension { from: from.described(), to: to.described() }
}
