//! The house has floors: a room of `src/` uses only rooms that stand before it, and the files of a room form no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rooms of `src/`, from the ground up.
const ROOMS: [&str; 32] = [
    "workers",
    "source",
    "unit",
    "calendar",
    "grid",
    "diagnostic",
    "syntax",
    "rulebase",
    "record",
    "rules",
    "check",
    "compile",
    "algebra",
    "program",
    "eval",
    "words",
    "solve",
    "answer",
    "patients",
    "explain",
    "prove",
    "coverage",
    "cases",
    "test",
    "mutate",
    "diff",
    "approval",
    "interview",
    "report",
    "cli",
    "main",
    "lib",
];

/// The way to a module or to a name in it: `["syntax", "tree", "Expr"]`.
type Way = Vec<String>;

#[test]
fn rooms_use_only_rooms_below_them() {
    let house = House::read();
    let rooms: BTreeSet<&str> = house.files.keys().map(|file| file[0].as_str()).collect();
    assert_eq!(rooms, BTreeSet::from(ROOMS), "each room of `src/` stands once in the list");
    let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
    let upward: Vec<String> = house
        .arrows()
        .filter(|(from, to, _)| floor(&to[0]) > floor(&from[0]))
        .map(|(from, to, name)| format!("{} -> {}: {name}", from.join("/"), to.join("/")))
        .collect();
    assert!(upward.is_empty(), "arrows that run back up:\n{}", upward.join("\n"));
}

#[test]
fn files_of_a_room_form_no_circle() {
    let house = House::read();
    let mut arrows: BTreeSet<(Way, Way, String)> = house.arrows().filter(|(from, to, _)| from[0] == to[0]).collect();
    // what uses nothing that is left, or is used by nothing that is left, stands in no circle
    loop {
        let using: BTreeSet<Way> = arrows.iter().map(|(from, ..)| from.clone()).collect();
        let used: BTreeSet<Way> = arrows.iter().map(|(_, to, _)| to.clone()).collect();
        let before = arrows.len();
        arrows.retain(|(from, to, _)| used.contains(from) && using.contains(to));
        if arrows.len() == before {
            break;
        }
    }
    let told = arrows.iter().map(|(from, to, name)| format!("{} -> {}: {name}", from.join("/"), to.join("/")));
    assert!(arrows.is_empty(), "circles among:\n{}", told.collect::<Vec<_>>().join("\n"));
}

/// Whoever calls brings files, clock, environment, threads and a place to print to, and may have none of them.
#[test]
fn only_the_faces_touch_the_machine() {
    let house = House::read();
    let machine = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "std::time::SystemTime",
        "std::time::Instant",
        "std::io::stdin",
        "std::io::stdout",
        "std::io::stderr",
        "jiff::Zoned",
        "jiff::Timestamp",
        "rayon",
        "clap",
        "clap_complete",
        "ctrlc",
        "glob",
        "indicatif",
    ];
    let mut touched = Vec::new();
    for (file, code) in house.files.iter().filter(|(file, _)| !["cli", "main"].contains(&file[0].as_str())) {
        let file = file.join("/");
        let used = paths(code).into_iter().map(|(path, _)| path.join("::") + "::");
        let used = used.filter(|path| machine.iter().any(|one| path.starts_with(&format!("{one}::"))));
        touched.extend(used.map(|path| format!("{file}: {path}")));
        let printed = ["print!(", "println!(", "dbg!("].into_iter().filter(|name| code.contains(name));
        touched.extend(printed.map(|name| format!("{file}: {name}")));
    }
    assert_eq!(touched, ["workers: rayon::prelude::"], "the core does without them");
}

/// The files of `src/`, by the modules that they are.
struct House {
    files: BTreeMap<Way, String>,
}

impl House {
    fn read() -> House {
        let mut house = House { files: BTreeMap::new() };
        house.enter(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[]);
        house
    }

    fn enter(&mut self, folder: &Path, module: &[String]) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let own = module.iter().cloned().chain((name != "mod").then_some(name)).collect::<Way>();
            if path.is_dir() {
                self.enter(&path, &own);
            } else {
                self.files.insert(own, code(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    /// Each path that a file writes: the file, the file that it leads to, and the name that is taken from there.
    fn arrows(&self) -> impl Iterator<Item = (Way, Way, String)> + '_ {
        self.files.iter().flat_map(|(from, code)| {
            let paths = paths(code).into_iter().filter_map(|(path, _)| self.follow(from, path));
            paths.filter(move |(to, _)| to != from).map(|(to, name)| (from.clone(), to, name))
        })
    }

    /// Where a path leads that stands in a module: through modules, and through what they hand on.
    fn follow(&self, module: &Way, path: Way) -> Option<(Way, String)> {
        let supers = path.iter().take_while(|word| *word == "super").count();
        let own = self.files.contains_key(&[module.as_slice(), &path[..1]].concat());
        let way = match path[0].as_str() {
            "crate" | "rulecheck" => path[1..].to_vec(),
            "super" => [&module[..module.len().checked_sub(supers)?], &path[supers..]].concat(),
            "self" => [module, &path[1..]].concat(),
            _ if own => [module.as_slice(), &path].concat(),
            _ => return None,
        };
        let deepest = (1..=way.len()).rev().find(|end| self.files.contains_key(&way[..*end]))?;
        let (file, rest) = (way[..deepest].to_vec(), &way[deepest..]);
        let Some(name) = rest.first() else { return Some((file, "self".to_owned())) };
        let handed_on = statements(&self.files[&file]).find_map(|statement| {
            let used = expand(statement);
            used.into_iter().find(|(path, shown)| shown == name && path.last().is_some_and(|last| last != "self"))
        });
        // a module that takes a name from elsewhere only hands it on
        match handed_on {
            Some((path, _)) => self.follow(&file, path).or(Some((file, name.clone()))),
            None => Some((file, name.clone())),
        }
    }
}

/// A file's text without comments and tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap().to_owned() + "\n").collect()
}

/// What stands behind each `use` of a module.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    let uses = code.match_indices("use ").filter(|(at, _)| {
        let line = code[..*at].rsplit('\n').next().unwrap();
        line.is_empty() || line.starts_with("pub")
    });
    uses.map(|(at, _)| &code[at + "use ".len()..])
}

/// Every path of a text, and the name that its last part goes by there.
fn paths(code: &str) -> Vec<(Way, String)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins = code.match_indices("::").filter_map(|(at, _)| {
        let head = code[..at].trim_end_matches(is_word);
        (head.len() < at && !head.ends_with([':', '.'])).then_some(head.len())
    });
    begins.flat_map(|at| expand(&code[at..])).collect()
}

/// The paths of one that a text begins with: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(text: &str) -> Vec<(Way, String)> {
    let mut all = Vec::new();
    along(text, &mut Vec::new(), &mut all);
    all
}

fn along<'t>(text: &'t str, path: &mut Way, all: &mut Vec<(Way, String)>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut group) = text.strip_prefix('{') {
        while !group.trim_start().starts_with('}') {
            group = along(group, path, all);
            match group.find([',', '}']) {
                Some(at) => group = group[at..].trim_start_matches(','),
                None => return "",
            }
        }
        return &group[group.find('}').unwrap() + 1..];
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    path.extend((end > 0).then(|| word.to_owned()));
    let rest = match rest.strip_prefix("::") {
        Some(further) => along(further, path, all),
        None => {
            let alias = rest.strip_prefix(" as ").map(|alias| alias.split(|c: char| !c.is_alphanumeric() && c != '_'));
            let shown = alias.and_then(|mut words| words.next()).or(path.last().map(String::as_str));
            all.extend(shown.map(|shown| (path.clone(), shown.to_owned())));
            rest
        }
    };
    path.truncate(path.len() - usize::from(end > 0));
    rest
}
