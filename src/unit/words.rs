//! Everyday words for units and the UCUM codes they stand for.

/// Words, lower case unless the case matters, and what they are in UCUM. The exact spelling
/// is looked up before UCUM, so these win: `AU` is an arbitrary unit, not the distance to the
/// sun, and `ft` a foot, not a femtotonne.
const WORDS: &[(&str, &str)] = &[
    // calendar time
    ("a", "a"),
    ("y", "a"),
    ("yr", "a"),
    ("yrs", "a"),
    ("year", "a"),
    ("years", "a"),
    ("mo", "mo"),
    ("mos", "mo"),
    ("mth", "mo"),
    ("mths", "mo"),
    ("month", "mo"),
    ("months", "mo"),
    // clock time
    ("wk", "wk"),
    ("wks", "wk"),
    ("week", "wk"),
    ("weeks", "wk"),
    ("day", "d"),
    ("days", "d"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("min", "min"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("msec", "ms"),
    // length
    ("in", "[in_i]"),
    ("inch", "[in_i]"),
    ("inches", "[in_i]"),
    ("ft", "[ft_i]"),
    ("foot", "[ft_i]"),
    ("feet", "[ft_i]"),
    ("metre", "m"),
    ("metres", "m"),
    ("meter", "m"),
    ("meters", "m"),
    ("centimetre", "cm"),
    ("centimetres", "cm"),
    ("centimeter", "cm"),
    ("centimeters", "cm"),
    ("millimetre", "mm"),
    ("millimetres", "mm"),
    ("millimeter", "mm"),
    ("millimeters", "mm"),
    // mass and substance
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("pound", "[lb_av]"),
    ("pounds", "[lb_av]"),
    ("oz", "[oz_av]"),
    ("ounce", "[oz_av]"),
    ("ounces", "[oz_av]"),
    ("stone", "[stone_av]"),
    ("gm", "g"),
    ("gram", "g"),
    ("grams", "g"),
    ("kilogram", "kg"),
    ("kilograms", "kg"),
    ("kgs", "kg"),
    ("milligram", "mg"),
    ("milligrams", "mg"),
    ("microgram", "ug"),
    ("micrograms", "ug"),
    ("mcg", "ug"),
    ("mcmol", "umol"),
    ("micromol", "umol"),
    ("mEq", "meq"),
    ("mEQ", "meq"),
    ("uEq", "ueq"),
    ("Eq", "eq"),
    ("mOsm", "mosm"),
    ("mosmol", "mosm"),
    ("mM", "mmol/L"),
    ("uM", "umol/L"),
    ("nM", "nmol/L"),
    // volume
    ("litre", "L"),
    ("litres", "L"),
    ("liter", "L"),
    ("liters", "L"),
    ("millilitre", "mL"),
    ("millilitres", "mL"),
    ("milliliter", "mL"),
    ("milliliters", "mL"),
    ("microlitre", "uL"),
    ("microliter", "uL"),
    ("ML", "mL"),
    ("UL", "uL"),
    ("mcL", "uL"),
    ("cc", "mL"),
    ("cumm", "mm3"),
    ("cmm", "mm3"),
    // pressure and temperature
    ("mmhg", "mm[Hg]"),
    ("mm hg", "mm[Hg]"),
    ("cmh2o", "cm[H2O]"),
    ("cm h2o", "cm[H2O]"),
    ("°c", "Cel"),
    ("° c", "Cel"),
    ("degc", "Cel"),
    ("deg c", "Cel"),
    ("celsius", "Cel"),
    ("degrees celsius", "Cel"),
    ("centigrade", "Cel"),
    ("°f", "[degF]"),
    ("° f", "[degF]"),
    ("degf", "[degF]"),
    ("deg f", "[degF]"),
    ("fahrenheit", "[degF]"),
    ("degrees fahrenheit", "[degF]"),
    ("kelvin", "K"),
    // numbers and counts
    ("percent", "%"),
    ("per cent", "%"),
    ("pct", "%"),
    ("thou", "10*3"),
    ("thousand", "10*3"),
    ("thousands", "10*3"),
    ("million", "10*6"),
    ("millions", "10*6"),
    ("mill", "10*6"),
    ("cell", "{cells}"),
    ("cells", "{cells}"),
    ("copies", "{copies}"),
    ("beat", "{beats}"),
    ("beats", "{beats}"),
    ("breath", "{breaths}"),
    ("breaths", "{breaths}"),
    ("bpm", "{beats}/min"),
    ("hpf", "[HPF]"),
    ("lpf", "[LPF]"),
    // units of effect: plain "units" are those of the product and convert to nothing else
    ("unit", "[arb'U]"),
    ("units", "[arb'U]"),
    ("AU", "[arb'U]"),
    ("IU", "[iU]"),
    ("iu", "[iU]"),
    ("mIU", "m[iU]"),
    ("uIU", "u[iU]"),
    ("kIU", "k[iU]"),
];

/// Spellings of whole units offered when a text is not understood.
const USUAL: &[&str] = &[
    "ng/mL FEU",
    "ng/mL DDU",
    "mg/L FEU",
    "µg/L",
    "ug/mL",
    "mg/dL",
    "mg/L",
    "g/dL",
    "g/L",
    "ng/mL",
    "ng/L",
    "pg/mL",
    "mmol/L",
    "umol/L",
    "nmol/L",
    "mmol/mol",
    "meq/L",
    "mosm/kg",
    "10^9/L",
    "10^12/L",
    "10^3/uL",
    "cells/uL",
    "IU/mL",
    "IU/L",
    "U/L",
    "mL/min",
    "mL/min/1.73 m2",
    "kg/m2",
    "kg",
    "g",
    "mg",
    "m",
    "cm",
    "mm",
    "m2",
    "L",
    "mL",
    "mmHg",
    "kPa",
    "cmH2O",
    "°C",
    "°F",
    "%",
    "/min",
    "beats/min",
    "breaths/min",
    "mg/kg",
    "mg/day",
    "mg/kg/day",
    "units/day",
    "units/kg",
];

/// Denominators behind which a lone capital letter counts cells.
const VOLUMES: &[&str] = &["L", "l", "dL", "mL", "uL", "ul", "UL", "mcL", "mm3"];

/// The UCUM code of an everyday word.
pub(super) fn ucum_of(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(w, _)| *w == word).map(|(_, u)| *u)
}

/// What a lone letter counts in front of a volume, as laboratories print it: thousands,
/// millions, 10^9 (giga) or 10^12 (tera). To UCUM `K` is kelvin and `G` gauss.
pub(super) fn counted(letter: &str, volume: &str) -> Option<&'static str> {
    let is_volume = VOLUMES.contains(&volume) || ucum_of(volume) == Some("mm3");
    match letter {
        _ if !is_volume => None,
        "K" | "k" => Some("10*3"),
        "M" => Some("10*6"),
        "G" => Some("10*9"),
        "T" => Some("10*12"),
        _ => None,
    }
}

/// Letters that UCUM reads as something no clinician means: what UCUM reads, and what to write.
pub(super) fn misleading(text: &str) -> Option<(&'static str, &'static str)> {
    match text {
        "C" => Some(("the coulomb", "`°C` for degrees Celsius")),
        "F" => Some(("the farad", "`°F` for degrees Fahrenheit")),
        _ => None,
    }
}

/// Up to three known spellings that a few slips of the pen turn into `text`, nearest first.
pub(super) fn nearest(text: &str) -> Vec<String> {
    let wanted = text.to_lowercase();
    let length = wanted.chars().count();
    if length < 2 {
        return Vec::new();
    }
    let allowed = (length / 3).max(1);
    let words = WORDS.iter().map(|(word, _)| *word).filter(|w| w.len() > 3 && w.is_ascii());
    let mut close: Vec<(usize, &str)> = USUAL
        .iter()
        .copied()
        .chain(words)
        .map(|known| (edits(&wanted, &known.to_lowercase()), known))
        .filter(|(edits, _)| *edits <= allowed)
        .collect();
    close.sort_by_key(|(edits, _)| *edits);
    close.dedup_by_key(|(_, known)| *known);
    close.into_iter().take(3).map(|(_, known)| known.to_owned()).collect()
}

/// Letters to insert, delete or replace to get from one text to the other (Levenshtein).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, above) in to.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(a != *b)).min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
