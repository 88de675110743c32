//! Random blocks of rule files, from templates.

/// A stream of choices; once it has run dry every choice is the first, so that failing cases shrink.
pub struct Choices<'c> {
    left: &'c [u32],
}

impl<'c> Choices<'c> {
    pub fn new(left: &'c [u32]) -> Choices<'c> {
        Choices { left }
    }

    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.left.split_first() else { return 0 };
        self.left = rest;
        *first as usize % end
    }

    pub fn one(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len())]
    }

    /// Once in so many times.
    pub fn seldom(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }
}

/// A line without indentation, and the lines that belong to it.
pub struct Node {
    pub text: String,
    pub bullet: bool,
    pub below: Vec<Node>,
}

fn leaf(text: impl Into<String>) -> Node {
    Node { text: text.into(), bullet: false, below: Vec::new() }
}

fn node(text: impl Into<String>, below: Vec<Node>) -> Node {
    Node { text: text.into(), bullet: false, below }
}

const NAMES: [&str; 12] = [
    "active cancer",
    "D-dimer",
    "age",
    "Crohn's disease",
    "'weight or height'",
    "haemoglobin",
    "CHA2DS2-VASc",
    "4Ts",
    "previous_VTE",
    "a very long name of a criterion that is wider than forty",
    "Ödem",
    "x",
];
const QUOTED: [&str; 6] = [
    "\"Treated in the last 6 months\"",
    "\"two  blanks, a tab\there, 0–3, ≥ 5, 10×10^9\"",
    "\"# no comment\"",
    "\"it’s ‘so’\"",
    "\"{age} years\"",
    "\"\"",
];

fn name(c: &mut Choices<'_>) -> &'static str {
    c.one(&NAMES)
}

fn comparison(c: &mut Choices<'_>) -> String {
    let (a, b) = (name(c), name(c));
    match c.below(16) {
        0 => a.to_owned(),
        1 => format!("{a} >= 5"),
        2 => format!("{a} <= 2.5 cm"),
        3 => format!("{a} > {b}"),
        4 => format!("{a} < 100 x10^9/L"),
        5 => format!("{a} is {b}"),
        6 => format!("{a} is not {b}"),
        7 => format!("{a} is between 1 mg and 2 mg"),
        8 => format!("{a} * 2 >= {b} - 3 mg"),
        9 => format!("not {a}"),
        10 => format!("({a} or {b})"),
        11 => format!("surgery date within the last {} weeks", c.below(20)),
        12 => format!("count of thrombi where {a} is {b} > 1"),
        13 => format!("{a} is one of {b}, {b} or x"),
        14 => format!("max({a}, 2) / 3 > {b} in mg/dL"),
        _ => format!("any thrombi where {a} <= 7 mm"),
    }
}

/// A condition behind `head`, with what stands below it.
fn condition(c: &mut Choices<'_>, head: &str, depth: usize) -> Node {
    let mut below = Vec::new();
    let text = if depth > 0 && c.seldom(3) {
        let list = c.one(&["any of", "all of", "none of", "at least 2 of"]);
        for _ in 0..=c.below(3) {
            below.push(Node { bullet: true, ..condition(c, "", depth - 1) });
        }
        list.to_owned()
    } else {
        comparison(c)
    };
    if depth > 0 && c.seldom(3) {
        // deeper lines of the other kind would mix `and` with `or`
        let word = if depth.is_multiple_of(2) { "and " } else { "or " };
        for _ in 0..=c.below(2) {
            below.push(condition(c, word, 0));
        }
    }
    node(format!("{head}{text}"), below)
}

fn many(c: &mut Choices<'_>, mut make: impl FnMut(&mut Choices<'_>) -> Node) -> Vec<Node> {
    (0..=c.below(4)).map(|_| make(c)).collect()
}

fn field(c: &mut Choices<'_>) -> Node {
    let kinds = [
        "yes or no",
        "yes or no, no if not recorded",
        "years, 0 to 120",
        "°C, -5 to 45.5",
        "date",
        "right, left or midline",
        "list of thrombus, complete if whole leg scanned",
        "whole number",
        "ng/mL FEU, 0 to 100000",
        "x10^9/L, molar mass 113.12 g/mol",
    ];
    let mut text = format!("{}: {}", name(c), c.one(&kinds));
    let mut below = Vec::new();
    if c.seldom(2) {
        text = format!("{text} {}", c.one(&QUOTED));
        below = if c.seldom(3) { vec![leaf(c.one(&QUOTED))] } else { below };
    }
    if c.seldom(4) {
        text += " also \"MGV\", \"sural\"";
    }
    if c.seldom(5) {
        text += " review \"ask a surgeon\"";
    }
    node(text, below)
}

fn labelled(c: &mut Choices<'_>) -> Node {
    let label = name(c);
    condition(c, &format!("{label} when "), 2)
}

fn item(c: &mut Choices<'_>) -> Node {
    match c.below(6) {
        0 => leaf(format!("low: {}", c.one(&["0 to 3", "-2 to 3", "at least 11", "< 4", ">= 2", "-1"]))),
        1 => leaf(format!("+ {} in years", name(c))),
        2 => node("first of", many(c, |c| condition(c, "+3 ", 1))),
        3 => labelled_item(c),
        _ => {
            let weight = c.one(&["+1 ", "-2 ", "+1.5 ", "+10 "]);
            condition(c, weight, 1)
        }
    }
}

fn labelled_item(c: &mut Choices<'_>) -> Node {
    let head = format!("+1 {} when ", name(c));
    condition(c, &head, 2)
}

fn clauses(c: &mut Choices<'_>) -> Vec<Node> {
    let mut all = Vec::new();
    if c.seldom(3) {
        all.push(condition(c, "applies to ", 1));
    }
    if c.seldom(3) {
        all.push(node(format!("because {}", c.one(&QUOTED)), many(c, |c| leaf(c.one(&QUOTED)))));
    }
    if c.seldom(3) {
        all.push(leaf("from CHEST 2021, \"statement 1\""));
    }
    all
}

fn example(c: &mut Choices<'_>) -> Vec<Node> {
    let given = many(c, |c| match c.below(4) {
        0 => leaf(format!(
            "{}: {}",
            name(c),
            c.one(&["yes", "unknown", "-2 °C", "300 ng/mL FEU", "2026-10-30", "\"free text\""])
        )),
        1 => leaf("all other yes or no: no"),
        2 => Node {
            below: vec![leaf("side: left"), leaf("length: 2 cm")].into_iter().take(c.below(3)).collect(),
            ..leaf("age: 4 years")
        },
        _ => {
            let elements =
                many(c, |c| Node { bullet: true, ..leaf(c.one(&["vein: soleal, length: 2 cm", "no others"])) });
            node("thrombi", elements)
        }
    });
    let expect = many(c, |c| {
        leaf(c.one(&[
            "DVT location is isolated distal DVT",
            "suggest serial ultrasound",
            "rule May or When it extends does not apply",
            "needs age",
            "risk could be 2 to 4",
            "D-dimer >= 3",
            "warn \"Look for  a cancer\"",
            "no suggest anticoagulation for 3 months",
        ]))
    });
    let mut all = vec![node("given", given), leaf("as of 2026-11-20"), node("expect", expect)];
    if c.seldom(2) {
        all.insert(0, leaf("like \"another\""));
    }
    all
}

fn rule(c: &mut Choices<'_>) -> Vec<Node> {
    let mut all = vec![condition(c, "when ", 3)];
    if c.seldom(3) {
        all.push(condition(c, "unless ", 2));
    }
    all.push(leaf(c.one(&[
        "suggest anticoagulation for 3 months",
        "recommend against surgery",
        "warn \"Careful\"",
        "ask for age",
    ])));
    if c.seldom(3) {
        all.push(leaf("certainty very low"));
        all.push(node("rather than \"aspirin\"", vec![leaf("\"or nothing\"")]));
        all.push(leaf("overrides Another rule, Or two – ≥ 2"));
    }
    all.extend(clauses(c));
    all
}

pub fn block(c: &mut Choices<'_>) -> Node {
    let name = name(c);
    match c.below(13) {
        0 if c.seldom(3) => condition(c, &format!("define {name} as "), 2),
        0 => leaf(format!("define {name} as {} * 2", NAMES[c.below(4)])),
        1 => {
            let labels = many(c, labelled).into_iter().chain([leaf("none of these otherwise")]).collect();
            node(format!("classify {name} for each side of thrombus"), with(labels, c))
        }
        2 => node(
            format!("count {name}"),
            with(many(c, |c| if c.seldom(2) { labelled(c) } else { leaf(self::name(c)) }), c),
        ),
        3 => node(format!("define {name} in mg"), with(many(c, |c| condition(c, "3 mg * (age in years) when ", 2)), c)),
        4 => node(
            format!("score {name}"),
            with(vec![leaf("+1 active cancer")].into_iter().chain(many(c, item)).collect(), c),
        ),
        5 => node("rule May extend, Or not: is \"odd\" – ≥ 2", rule(c)),
        6 => node("facts", many(c, field)),
        7 => node(format!("finding {name}"), many(c, field)),
        8 => node(
            "kind vein",
            vec![
                leaf("trait depth: deep or superficial"),
                leaf("soleal: deep, muscular also \"sural\", \"MGV\""),
                leaf("femoral: deep"),
            ],
        ),
        9 => condition(c, "impossible when ", 2),
        10 => node("example \"one\"", example(c)),
        11 => node(
            "rulebook \"A title\"",
            vec![
                leaf("version 1.0.0"),
                leaf("status draft"),
                leaf("reviewed 2026-11-20"),
                leaf("answers Next step, 'clot, or bleeding', D-dimer"),
                node("use for \"Adults\"", vec![leaf("\"of age\"")]),
            ],
        ),
        _ => node("source CHEST 2021", vec![leaf("\"Stevens SM\""), leaf("\"et al.\""), leaf("doi 10.1016/j–x:y,z")]),
    }
}

fn with(mut lines: Vec<Node>, c: &mut Choices<'_>) -> Vec<Node> {
    lines.extend(clauses(c));
    lines
}
