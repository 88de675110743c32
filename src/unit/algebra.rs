//! Products, quotients, powers and roots of units, and how they are written.

use super::meaning::{Meaning, Trouble};
use super::ratio::Ratio;
use super::{Unit, UnitError};

/// The longest text a derived unit may grow to.
const LONGEST: usize = 200;
/// The highest power of a unit that is itself a product.
const HIGHEST_POWER: u32 = 6;

impl Unit {
    /// The unit of a product. A plain number changes nothing: the other unit keeps its spelling.
    pub fn times(&self, other: &Unit) -> Result<Unit, UnitError> {
        self.combined(other, 1, '.')
    }

    /// The unit of a quotient. Two units of one size give a plain number.
    pub fn over(&self, other: &Unit) -> Result<Unit, UnitError> {
        self.combined(other, -1, '/')
    }

    /// The unit of a power.
    pub fn power(&self, exponent: i32) -> Result<Unit, UnitError> {
        self.refuse_special()?;
        if exponent == 1 || self.is_one() {
            return Ok(self.clone());
        }
        let meaning =
            Meaning::number(Ratio::ONE).times(self.meaning(), exponent).map_err(|trouble| self.trouble(trouble))?;
        let printed = raised(self.printed(), exponent, &self.trouble(Trouble::TooLarge))?;
        let ucum = raised(self.ucum(), exponent, &self.trouble(Trouble::TooLarge))?;
        derived(printed, ucum, meaning)
    }

    /// The unit of a square root: every exponent must be even, and so must be the size.
    pub fn root(&self) -> Result<Unit, UnitError> {
        self.refuse_special()?;
        let no_root = || UnitError::NoRoot { printed: self.printed().to_owned() };
        let meaning = self.meaning().root().ok_or_else(no_root)?;
        let of_symbol = halved(self.printed()).zip(halved(self.ucum()));
        let (printed, ucum) = of_symbol.unwrap_or_else(|| {
            let text = in_base_units(&meaning);
            (text.clone(), text)
        });
        derived(printed, ucum, meaning)
    }

    fn combined(&self, other: &Unit, exponent: i32, sign: char) -> Result<Unit, UnitError> {
        self.refuse_special()?;
        other.refuse_special()?;
        if other.is_one() {
            return Ok(self.clone());
        }
        if self.is_one() && exponent == 1 {
            return Ok(other.clone());
        }
        let meaning =
            (self.meaning().clone()).times(other.meaning(), exponent).map_err(|trouble| self.trouble(trouble))?;
        let printed = joined(self.printed(), sign, other.printed());
        let ucum = joined(self.ucum(), sign, other.ucum());
        derived(printed, ucum, meaning)
    }

    fn refuse_special(&self) -> Result<(), UnitError> {
        match self.meaning().special {
            true => Err(self.trouble(Trouble::SpecialInProduct)),
            false => Ok(()),
        }
    }

    fn trouble(&self, trouble: Trouble) -> UnitError {
        super::explained(self.printed(), trouble)
    }
}

fn derived(printed: String, ucum: String, meaning: Meaning) -> Result<Unit, UnitError> {
    if meaning.is_one() {
        return Ok(Unit::one());
    }
    if printed.len().max(ucum.len()) > LONGEST {
        let printed = printed.chars().take(40).collect::<String>() + "…";
        return Err(UnitError::TooComplex { printed });
    }
    Ok(Unit::new(printed, ucum, meaning))
}

fn is_simple(text: &str) -> bool {
    !text.contains(['/', '.', '·', ' '])
}

/// A plain number has no text of its own, or UCUM's `1`.
fn joined(left: &str, sign: char, right: &str) -> String {
    let left = match left {
        "1" if sign == '/' => "",
        // a leading solidus may only start a text
        _ if left.starts_with('/') && sign == '.' => &format!("1{left}"),
        _ => left,
    };
    match is_simple(right) {
        true => format!("{left}{sign}{right}"),
        false => format!("{left}{sign}({})", without_leading_solidus(right)),
    }
}

fn without_leading_solidus(text: &str) -> String {
    match text.starts_with('/') {
        true => format!("1{text}"),
        false => text.to_owned(),
    }
}

/// `m2`, `m-1`; a product is written out, since UCUM raises only simple units.
fn raised(text: &str, exponent: i32, too_complex: &UnitError) -> Result<String, UnitError> {
    if exponent == 0 {
        return Ok("1".to_owned());
    }
    if is_simple(text) && text.ends_with(|c: char| c.is_alphabetic() || c == ']') {
        return Ok(format!("{text}{exponent}"));
    }
    let times = exponent.unsigned_abs();
    if times > HIGHEST_POWER {
        return Err(too_complex.clone());
    }
    let sign = if exponent > 0 { '.' } else { '/' };
    let start = if exponent > 0 { text } else { "1" };
    let left = if exponent > 0 { times - 1 } else { times };
    Ok((0..left).fold(start.to_owned(), |all, _| joined(&all, sign, text)))
}

/// `cm2` without its square, if it is written like that.
fn halved(text: &str) -> Option<String> {
    let symbol = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let exponent: i32 = text.strip_prefix(symbol)?.parse().ok()?;
    let plain = is_simple(symbol) && symbol.ends_with(|c: char| c.is_alphabetic() || c == ']');
    match exponent / 2 {
        _ if !plain || exponent % 2 != 0 => None,
        1 => Some(symbol.to_owned()),
        half => Some(format!("{symbol}{half}")),
    }
}

/// A UCUM code from the base units and the size alone.
fn in_base_units(meaning: &Meaning) -> String {
    let (num, den, ten) = meaning.factor.parts();
    let mut parts = Vec::new();
    if num != 1 {
        parts.push(num.to_string());
    }
    if ten != 0 {
        parts.push(format!("10*{ten}"));
    }
    let mut below = String::new();
    for (base, exponent) in meaning.kind.bases() {
        match exponent {
            1 => parts.push(base.to_owned()),
            _ if base.contains('/') || base.starts_with('{') => {
                let sign = if exponent > 0 { "." } else { "/" };
                let text = format!("{sign}({base})");
                below.push_str(&text.repeat(exponent.unsigned_abs() as usize));
            }
            _ => parts.push(format!("{base}{exponent}")),
        }
    }
    if parts.is_empty() {
        parts.push("1".to_owned());
    }
    let under = if den == 1 { String::new() } else { format!("/{den}") };
    parts.join(".") + &below + &under
}
