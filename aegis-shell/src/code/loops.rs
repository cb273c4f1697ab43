//! Names that a loop binds: each stands for any item of what the loop runs over.

use super::lexer::{Tape, Token};
use super::scan::Scan;
use super::value::Value;
use crate::reading::Language;

/// Items of a loop that are looked at.
pub(super) const MAX_ITEMS: usize = 16;

impl Scan {
    /// Binds the name of a loop or comprehension that begins at `at`.
    pub(super) fn bind_loops(&mut self, tape: &Tape, at: usize) {
        match (self.language, tape.name(at), tape.mark(at)) {
            (Language::Python, "for", _) => {
                self.bind_in(tape, at + 1, &["in"]);
                self.bind_walk(tape, at + 1);
            }
            (Language::Python, _, "[" | "(" | "{") => self.bind_comprehension(tape, at),
            (Language::JavaScript, "for", _) => {
                let declared = matches!(tape.name(at + 2), "const" | "let" | "var");
                self.bind_in(tape, at + 2 + usize::from(declared), &["of", "in"]);
            }
            (Language::Ruby, "for", _) => self.bind_in(tape, at + 1, &["in"]),
            (Language::R, "for", _) => self.bind_in(tape, at + 2, &["in"]),
            (Language::Perl, "for" | "foreach", _) => {
                let declared = matches!(tape.name(at + 1), "my" | "our");
                let name = at + 1 + usize::from(declared);
                let (name, list) = if tape.name(name).is_empty() {
                    ("$_", at + 1)
                } else {
                    (tape.name(name), name + 1)
                };
                let value = self.expression(tape, list, tape.next(list));
                self.bind_item(name, value);
            }
            (Language::Php, "foreach", _) => {
                let close = tape.close(at + 1);
                let mut word = at + 2;
                while word < close && tape.name(word) != "as" {
                    word = tape.next(word);
                }
                let value = self.expression(tape, at + 2, word);
                self.bind_item(tape.name(word + 1), value);
            }
            _ => {}
        }
    }

    /// `name in list`.
    fn bind_in(&mut self, tape: &Tape, at: usize, words: &[&str]) {
        if !tape.name(at).is_empty() && words.contains(&tape.name(at + 1)) {
            let value = self.expression(tape, at + 2, tape.len());
            self.bind_item(tape.name(at), value);
        }
    }

    /// `folder, folders, files in os.walk(path)`.
    fn bind_walk(&mut self, tape: &Tape, at: usize) {
        let is_triple = tape.mark(at + 1) == "," && tape.mark(at + 3) == ",";
        if !is_triple || tape.name(at + 5) != "in" {
            return;
        }
        let Value::Symbol {
            name,
            arg: Some(path),
        } = self.expression(tape, at + 6, tape.len())
        else {
            return;
        };
        if matches!(name.as_str(), "os.walk()" | "os.fwalk()") {
            self.bind(tape.name(at), *path);
            for names in [at + 2, at + 4] {
                self.bind_item(tape.name(names), Value::text("*"));
            }
        }
    }

    /// `[f(x) for x in list]`: the name is bound after its use.
    fn bind_comprehension(&mut self, tape: &Tape, open: usize) {
        let close = tape.close(open);
        let mut at = open + 1;
        while at < close {
            if tape.name(at) == "for" {
                self.bind_in(tape, at + 1, &["in"]);
                self.bind_walk(tape, at + 1);
            }
            at = tape.next(at);
        }
    }

    /// `list.forEach(x => …)`, `list.each { |x| … }`, `list.each do |x|`: `at` is what stands after the method.
    pub(super) fn bind_callback(&mut self, tape: &Tape, method: &Value, at: usize) {
        // `import('fs').then(fs => …)`.
        if let (Language::JavaScript, Value::Symbol { name, .. }) = (self.language, method)
            && let Some(module) = name.strip_suffix(".then")
        {
            let parameter = match tape.mark(at + 1) {
                "(" => tape.name(at + 2),
                _ if tape.mark(at + 2) == "=>" => tape.name(at + 1),
                _ => "",
            };
            if !parameter.is_empty() {
                self.bind(parameter, Value::symbol(module));
            }
            return;
        }
        let Value::Method(list, name) = method else {
            return;
        };
        if !matches!(
            name.as_str(),
            "forEach" | "map" | "each" | "each_entry" | "filter" | "select"
        ) {
            return;
        }
        let parameter = match (tape.mark(at), tape.name(at)) {
            ("(", _) if tape.mark(at + 2) == "=>" => tape.name(at + 1),
            ("(", _) if tape.mark(at + 1) == "(" => tape.name(at + 2),
            ("(", _) if tape.name(at + 1) == "function" => tape.name(at + 3),
            ("{", _) if tape.mark(at + 1) == "|" => tape.name(at + 2),
            (_, "do") if tape.mark(at + 1) == "|" => tape.name(at + 2),
            _ => "",
        };
        let list = (**list).clone();
        self.bind_item(parameter, list);
    }

    fn bind_item(&mut self, name: &str, list: Value) {
        if name.is_empty() {
            return;
        }
        let value = match list {
            Value::List(mut items) => {
                items.truncate(MAX_ITEMS);
                Value::Any(items)
            }
            // A pattern of files stands for each of them, a folder for what is in it.
            Value::Text(text) if text.contains('*') => Value::Text(text),
            symbol @ Value::Symbol { arg: Some(_), .. } => symbol,
            _ => return,
        };
        self.bind(name, value);
    }

    /// `map(os.system, list)`, `array_map('unlink', list)`: the function is called with each item.
    pub(super) fn call_with_each(&mut self, function: &Value, list: &Value) {
        let function = match function {
            Value::Symbol { name, .. } | Value::Text(name) if self.act(name).is_some() => {
                Value::symbol(name)
            }
            _ => return,
        };
        let items = match list {
            Value::List(items) => items.iter().take(MAX_ITEMS).cloned().collect(),
            other => vec![other.clone()],
        };
        for item in items {
            self.call(function.clone(), &super::value::Args::one(item), true);
        }
    }
}

/// Whether the token begins something that binds a name for what is before or within it.
pub(super) fn may_bind(tape: &Tape, at: usize) -> bool {
    match tape.get(at) {
        Some(Token::Name(name)) => matches!(name.as_str(), "for" | "foreach"),
        Some(Token::Mark(mark)) => matches!(*mark, "[" | "(" | "{"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::{JavaScript, Perl, Php, Python, Ruby};

    #[test]
    fn modules_that_arrive_later() {
        check(
            JavaScript,
            "import('fs').then(f => f.rmSync('/x', {recursive: true}))",
            &["delete -r /x"],
        );
        check(
            JavaScript,
            "import('node:fs').then((m) => m.readFileSync('.env'))",
            &["read .env"],
        );
    }

    #[test]
    fn python() {
        check(
            Python,
            "[os.remove(f) for f in glob.glob('/etc/*')]",
            &["delete /etc/*"],
        );
        check(
            Python,
            "[os.system(c) for c in ['id', 'ls']]",
            &["shell id", "shell ls"],
        );
        check(
            Python,
            "for d in ['/a', '/b']:\n  os.system('rm -rf ' + d)",
            &["shell rm -rf /a", "shell rm -rf /b"],
        );
        check(
            Python,
            "for d in ('/a',):\n  os.system(f'rm -rf {d}')",
            &["shell rm -rf /a"],
        );
        check(Python, "list(map(os.system, ['id']))", &["shell id"]);
        check(
            Python,
            "[p.unlink() for p in Path('/etc').rglob('*')]",
            &["delete /etc"],
        );
        check(Python, "for x in data:\n  print(x)", &[]);
        check(
            Python,
            "for d, _, fs in os.walk('/a'):\n  for f in fs:\n    os.remove(os.path.join(d, f))",
            &["delete /a/*"],
        );
        check(
            Python,
            "[os.remove(os.path.join(d, f)) for d, ds, fs in os.walk('/a') for f in fs]",
            &["delete /a/*"],
        );
        check(Python, "for a, b, c in rows:\n  os.remove(a)", &[]);
    }

    #[test]
    fn others() {
        check(
            JavaScript,
            "for (const d of ['/a', '/b']) fs.rmSync(d, {recursive: true})",
            &["delete -r /a", "delete -r /b"],
        );
        check(
            JavaScript,
            "['/a'].forEach(d => fs.unlinkSync(d))",
            &["delete /a"],
        );
        check(
            JavaScript,
            "['/a'].forEach(function (d) { fs.unlinkSync(d) })",
            &["delete /a"],
        );
        check(
            Perl,
            "foreach my $f ('/a', '/b') { system(\"rm -rf $f\") }",
            &["shell rm -rf /a", "shell rm -rf /b"],
        );
        check(Perl, "unlink glob '/etc/*'", &["delete /etc/*"]);
        check(Perl, "unlink for ('/a')", &[]);
        check(
            Ruby,
            "Dir.glob('/etc/*').each { |f| File.delete(f) }",
            &["delete /etc/*"],
        );
        check(
            Ruby,
            "%w[/a /b].each do |d|\n  FileUtils.rm_rf(d)\nend",
            &["delete -r /a", "delete -r /b"],
        );
        check(
            Ruby,
            "Dir['/etc/*'].each { |f| File.unlink f }",
            &["delete /etc/*"],
        );
        check(
            Php,
            "array_map('unlink', glob('/etc/*'));",
            &["delete /etc/*"],
        );
        check(
            Php,
            "foreach (['/a'] as $f) { unlink($f); }",
            &["delete /a"],
        );
    }
}
