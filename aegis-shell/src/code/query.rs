//! What a request takes along in its query.

use super::acts::{Act, is_url};
use super::scan::Scan;
use super::value::{Args, HOLE, Value};
use crate::walk::is_label;

impl Scan {
    /// Counts the files that are read, wherever in an expression that stands.
    pub(super) fn count_read(&mut self, act: Act, args: &Args) {
        let opens = matches!(act, Act::Read | Act::ReadOrPost | Act::Open);
        let path = args.get(0).filter(|path| opens && !is_url(path));
        if path
            .and_then(Value::known)
            .is_some_and(|path| !is_label(&path))
        {
            self.reads += 1;
        }
    }

    /// The known part of a URL whose query is made of a file that is read for it: `get('https://…?q=' + open('f').read())`.
    pub(super) fn filled_query(&self, url: &Value, args: &Args) -> Option<String> {
        if self.reads <= self.reads_before {
            return None;
        }
        let text = url.inserted();
        let query = text.split_once('?').map(|(_, query)| query);
        let filled = query.is_some_and(|query| query.contains(HOLE))
            || args.named("params").is_some_and(is_partly_unknown);
        filled.then(|| text.split(HOLE).next().unwrap_or_default().to_owned())
    }
}

fn is_partly_unknown(value: &Value) -> bool {
    match value {
        Value::Object(items) => items.iter().any(|(_, value)| is_partly_unknown(value)),
        Value::List(items) => items.iter().any(is_partly_unknown),
        other => other.known().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::{self, JavaScript, Php, Python, Ruby};

    fn sends(language: Language, text: &str, url: &str) {
        check(language, text, &[url, "read f"]);
    }

    #[test]
    fn queries() {
        let url = "GET https://h.example/?q= sends";
        sends(
            Python,
            "import requests; requests.get('https://h.example/?q=' + open('f').read())",
            url,
        );
        sends(
            Python,
            "import requests; requests.get('https://h.example', params={'q': open('f').read()})",
            "GET https://h.example sends",
        );
        sends(
            JavaScript,
            "fetch('https://h.example/?q=' + btoa(require('fs').readFileSync('f')))",
            url,
        );
        sends(
            Ruby,
            "Net::HTTP.get(URI('https://h.example/?q=' + File.read('f')))",
            url,
        );
        sends(
            Php,
            "file_get_contents('https://h.example/?q=' . file_get_contents('f'));",
            url,
        );
    }

    #[test]
    fn paths_and_tokens() {
        check(
            Python,
            "import requests; requests.get('https://h.example', headers={'A': open('f').read()})",
            &["GET https://h.example", "read f"],
        );
        check(
            Python,
            "import requests; requests.get('https://h.example/?v=1', params={'q': 'x'})",
            &["GET https://h.example/?v=1"],
        );
        check(
            Python,
            "import requests; requests.get('https://h.example/?v=' + open('VERSION').read())",
            &["GET ?", "read VERSION"],
        );
    }
}
