//! Owns reading Rust source well enough to see what it names: comments, texts and test modules are taken
//! out, and every path is given from the root of the crate, with its line.
//! Must not judge what it finds.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// Below `src`, with forward slashes.
    pub file: String,
    pub text: String,
    /// The text without comments, strings and test modules; every line is where it was.
    pub code: String,
    tokens: Vec<Token>,
    texts: Vec<Text>,
}

/// A text in quotation marks, outside comments and test modules.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub line: usize,
    /// As it is written, escapes and all.
    pub text: String,
    /// The code before it, back to the end of what stands before.
    pub before: String,
}

/// Something that the code names.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    /// `["crate", "query", "Words"]`, or as written where it starts with another crate or a local name.
    pub path: Vec<String>,
}

#[derive(Clone, Debug)]
struct Token {
    text: String,
    line: usize,
}

impl Source {
    /// Every Rust file of the program.
    pub fn all() -> Vec<Source> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        collect(&root, &mut files);
        files.sort();
        files
            .iter()
            .map(|path| {
                let file = path.strip_prefix(&root).unwrap().to_str().unwrap();
                Source::snippet(&file.replace('\\', "/"), &fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    /// A text as though it stood in this file.
    pub fn snippet(file: &str, text: &str) -> Source {
        let (mut code, mut texts) = blank_texts(text);
        if is_test_file(file) {
            code.retain(|c| c == '\n');
            texts.clear();
        } else {
            let tests = blank_tests(&mut code);
            texts.retain(|text| !tests.iter().any(|test| test.contains(&text.line)));
        }
        let tokens = tokens(&code);
        Source {
            file: file.to_owned(),
            text: text.to_owned(),
            code,
            tokens,
            texts,
        }
    }

    /// Every text that the program may say.
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// Whether this is the file `path.rs` or one in the folder `path/`.
    pub fn is_in(&self, path: &str) -> bool {
        self.file
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with(['/', '.']))
    }

    /// Every path that the code names, in `use` lines and elsewhere.
    pub fn names(&self) -> Vec<Named> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.tokens[at].text == "use" {
                at = self.tree(at + 1, &[], &mut found);
            } else if is_word(&self.tokens[at].text) && !self.is_called_on(at) {
                at = self.inline(at, &mut found);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Every word that is called on a value, `.unwrap()`, with its line.
    pub fn methods(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens
            .windows(3)
            .filter(|three| three[0].text == "." && is_word(&three[1].text) && three[2].text == "(")
            .map(|three| (three[1].line, three[1].text.as_str()))
    }

    /// Every macro that is called, without its `!`.
    pub fn macros(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens
            .windows(3)
            .filter(|three| {
                let called = matches!(three[2].text.as_str(), "(" | "[" | "{");
                is_word(&three[0].text) && three[1].text == "!" && called
            })
            .map(|three| (three[0].line, three[0].text.as_str()))
    }

    /// Every word of the code, with its line.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens
            .iter()
            .filter(|token| is_word(&token.text))
            .map(|token| (token.line, token.text.as_str()))
    }

    fn is_called_on(&self, at: usize) -> bool {
        at > 0 && matches!(self.tokens[at - 1].text.as_str(), "." | "::")
    }

    fn text_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// `a::b::c` in the middle of code; returns where it ends.
    fn inline(&self, start: usize, found: &mut Vec<Named>) -> usize {
        let mut path = vec![self.tokens[start].text.clone()];
        let mut at = start + 1;
        while self.text_at(at) == "::" && is_word(self.text_at(at + 1)) {
            path.push(self.tokens[at + 1].text.clone());
            at += 2;
        }
        if path.len() > 1 {
            self.push(start, &path, found);
        }
        at
    }

    /// One tree of a `use`; returns where it ends.
    fn tree(&self, start: usize, before: &[String], found: &mut Vec<Named>) -> usize {
        let mut path = before.to_vec();
        let mut at = start;
        if self.text_at(at) == "::" {
            at += 1;
        }
        loop {
            match self.text_at(at) {
                "{" => return self.group(at + 1, &path, found),
                "*" => {}
                word if is_word(word) => path.push(word.to_owned()),
                _ => return at,
            }
            at += 1;
            if self.text_at(at) != "::" {
                break;
            }
            at += 1;
        }
        self.push(start, &path, found);
        if self.text_at(at) == "as" { at + 2 } else { at }
    }

    fn group(&self, start: usize, before: &[String], found: &mut Vec<Named>) -> usize {
        let mut at = start;
        while at < self.tokens.len() {
            match self.text_at(at) {
                "}" => return at + 1,
                "," => at += 1,
                _ => at = self.tree(at, before, found).max(at + 1),
            }
        }
        at
    }

    fn push(&self, at: usize, written: &[String], found: &mut Vec<Named>) {
        found.push(Named {
            line: self.tokens[at].line,
            path: self.rooted(written),
        });
    }

    /// Turns `crate`, `self` and `super` into a path from the root of the crate.
    fn rooted(&self, written: &[String]) -> Vec<String> {
        if !matches!(written[0].as_str(), "crate" | "rolo" | "self" | "super") {
            return written.to_vec();
        }
        let mut path = vec!["crate".to_owned()];
        if !matches!(written[0].as_str(), "crate" | "rolo") {
            path.extend(module_of(&self.file));
        }
        for word in written {
            match word.as_str() {
                "crate" | "rolo" => path.truncate(1),
                "self" => {}
                "super" => path.truncate((path.len() - 1).max(1)),
                word => path.push(word.to_owned()),
            }
        }
        path
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

fn is_test_file(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    name == "tests.rs" || name.ends_with("_tests.rs") || file.contains("/tests/")
}

/// `app/update/list.rs` is the module `app::update::list`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let mut words: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(
        words.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        words.pop();
    }
    words
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut line = 1;
    let mut in_word = false;
    for c in code.chars() {
        let part_of_word = c.is_alphanumeric() || c == '_';
        match out.last_mut() {
            Some(last) if part_of_word && in_word => last.text.push(c),
            Some(last) if c == ':' && last.text == ":" => last.text.push(c),
            _ if c.is_whitespace() => {}
            _ => out.push(Token {
                text: c.to_string(),
                line,
            }),
        }
        in_word = part_of_word;
        line += usize::from(c == '\n');
    }
    out
}

/// Takes comments, strings and character literals out; line ends stay. The strings are given apart.
fn blank_texts(text: &str) -> (String, Vec<Text>) {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut texts = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => line_end(&chars, at),
            '/' if chars.get(at + 1) == Some(&'*') => block_end(&chars, at),
            '"' => string_end(&chars, at + 1),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                raw_end(&chars, at).unwrap_or(at)
            }
            '\'' => char_end(&chars, at).unwrap_or(at),
            _ => at,
        };
        if end == at {
            out.push(chars[at]);
            line += usize::from(chars[at] == '\n');
            at += 1;
            continue;
        }
        let gone = &chars[at..end.min(chars.len())];
        if matches!(chars[at], '"' | 'r') {
            texts.push(Text {
                line,
                text: gone.iter().collect(),
                before: statement(&out).to_owned(),
            });
        }
        out.extend(gone.iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        line += gone.iter().filter(|c| **c == '\n').count();
        at = end;
    }
    (out, texts)
}

/// The code at the end of this, back to where a statement, a block or an attribute before it ends.
fn statement(code: &str) -> &str {
    code.rsplit([';', '{', '}', ']']).next().unwrap_or(code)
}

fn line_end(chars: &[char], from: usize) -> usize {
    let rest = chars[from..].iter().position(|c| *c == '\n');
    rest.map_or(chars.len(), |length| from + length)
}

fn block_end(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn raw_end(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from + 1..].iter().take_while(|c| **c == '#').count();
    let open = from + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |at: usize| {
        chars[at] == '"' && chars[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes
    };
    let close = (open + 1..chars.len()).find(|at| closes(*at));
    Some(close.map_or(chars.len(), |at| at + 1 + hashes))
}

/// A character literal; a lifetime is none.
fn char_end(chars: &[char], from: usize) -> Option<usize> {
    match chars.get(from + 1)? {
        '\\' => chars[from + 3..]
            .iter()
            .position(|c| *c == '\'')
            .map(|length| from + 4 + length),
        _ => (chars.get(from + 2) == Some(&'\'')).then_some(from + 3),
    }
}

/// Takes out what is compiled for tests alone, and says on which lines that was.
fn blank_tests(code: &mut String) -> Vec<RangeInclusive<usize>> {
    let mut lines = Vec::new();
    while let Some(start) = code.find("#[cfg(test)]") {
        let body = start + "#[cfg(test)]".len();
        let end = item_end(&code[body..]) + body;
        let kept: String = code[start..end].chars().filter(|c| *c == '\n').collect();
        let first = code[..start].matches('\n').count() + 1;
        lines.push(first..=first + kept.len());
        code.replace_range(start..end, &kept);
    }
    lines
}

/// Where an item ends: at its `;`, or at the brace that closes its first one.
fn item_end(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => {
                depth -= 1;
                if depth == 0 && c == '}' {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}
