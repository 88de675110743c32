//! Rule files and the files they use, read through whoever calls: the library itself opens none.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use crate::check::Loaded;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Sources, Span};
use crate::syntax::{self, tree::Item};

/// Reads rule files and, transitively, what they `use`; each once. `read` gives a file's text, or why it cannot.
pub fn load(
    paths: &[PathBuf],
    sources: &mut Sources,
    read: &mut dyn FnMut(&Path) -> Result<String, String>,
) -> (Vec<Loaded>, Vec<Diagnostic>) {
    let mut loading = Loading { sources, read, seen: HashSet::new(), files: Vec::new(), diagnostics: Vec::new() };
    let asked: HashSet<PathBuf> = paths.iter().map(|path| plain(path)).collect();
    for path in paths {
        loading.file(path, None, &asked);
    }
    (loading.files, loading.diagnostics)
}

struct Loading<'a> {
    sources: &'a mut Sources,
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
        let (mut file, diagnostics) = syntax::parse(self.sources, source);
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
