//! Rule files to rules, in one call. Whoever calls reads the files: the library itself opens none.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use crate::check::{Loaded, check};
use crate::diagnostic::{Diagnostic, Style, code, render_all};
use crate::rules::Rules;
use crate::source::{Sources, Span};
use crate::syntax::{self, tree::Item};

/// What rule files come to.
pub struct Compiled {
    pub sources: Sources,
    /// The files that could be read, each behind those that it uses.
    pub files: Vec<Loaded>,
    /// The rules of all files, if no diagnostic is an error.
    pub rules: Option<Rules>,
    /// Everything there is to say about the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks rule files and, transitively, what they `use`; each once. `read` gives a file's text, or why it
/// cannot. `today` is the date that review dates are held against.
pub fn compile(
    paths: &[impl AsRef<Path>],
    read: &mut dyn FnMut(&Path) -> Result<String, String>,
    today: Date,
) -> Compiled {
    let sources = Sources::default();
    let mut loading = Loading { sources, read, seen: HashSet::new(), files: Vec::new(), diagnostics: Vec::new() };
    let asked: HashSet<PathBuf> = paths.iter().map(|path| plain(path.as_ref())).collect();
    for path in paths {
        loading.file(path.as_ref(), None, &asked);
    }
    let Loading { sources, files, mut diagnostics, .. } = loading;
    let checked = check(&sources, &files, today);
    // what a file that cannot be read says is not checked: rules are run whole or not at all
    let rules = checked.rules.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    diagnostics.extend(checked.diagnostics);
    Compiled { sources, files, rules, diagnostics }
}

impl Compiled {
    /// The rules and their texts, or all errors, as they are shown to people.
    pub fn sound(mut self) -> Result<(Rules, Sources), String> {
        match self.rules {
            Some(rules) => Ok((rules, self.sources)),
            None => {
                self.diagnostics.retain(Diagnostic::is_error);
                Err(render_all(&self.diagnostics, &self.sources, Style::Plain))
            }
        }
    }
}

struct Loading<'a> {
    sources: Sources,
    read: &'a mut dyn FnMut(&Path) -> Result<String, String>,
    seen: HashSet<PathBuf>,
    files: Vec<Loaded>,
    diagnostics: Vec<Diagnostic>,
}

impl Loading<'_> {
    /// Loads one file behind those it uses; says whether it could be read.
    fn file(&mut self, path: &Path, used_at: Option<Span>, asked: &HashSet<PathBuf>) -> bool {
        let path = plain(path);
        if !self.seen.insert(path.clone()) {
            return true;
        }
        let text = match (self.read)(&path) {
            Ok(text) => text,
            Err(why) => {
                self.unreadable(&path, &why, used_at);
                return false;
            }
        };
        let source = self.sources.add(path.display().to_string(), text);
        let (mut file, diagnostics) = syntax::parse(&self.sources, source);
        self.diagnostics.extend(diagnostics);
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        for block in &file.blocks {
            if let Item::Use(text) = &block.item {
                file.lacks_file |= !self.file(&folder.join(&text.value), Some(text.span), asked);
            }
        }
        file.whole &= !file.lacks_file;
        self.files.push(Loaded { file, asked_for: asked.contains(&path) });
        true
    }

    fn unreadable(&mut self, path: &Path, why: &str, used_at: Option<Span>) {
        let message = format!("`{}` cannot be read: {why}", path.display());
        self.diagnostics.push(match used_at {
            Some(span) => Diagnostic::error(code::UNKNOWN_USE, span, message)
                .help("a file is looked for beside the one that uses it; check the name and its spelling"),
            None => {
                Diagnostic::general(code::CANNOT_READ, message).help("check the name and whether you may read the file")
            }
        });
    }
}

/// A path without `.` and `..` where that needs no look at the disk.
pub fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
