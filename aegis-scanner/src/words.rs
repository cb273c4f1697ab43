//! Takes names and values apart into words, and knows the words that code is made of.

/// Words that occur in identifiers and sentences; a value that is built of them was not drawn at random. Sorted.
const COMMON: &[&str] = &[
    "about", "access", "account", "action", "active", "address", "admin", "after", "agent", "alias", "allow",
    "amount", "annotation", "apache", "apikey", "apple", "application", "apply", "archive", "argument", "array",
    "assert", "attribute", "auth", "author", "authorization", "auto", "azure", "backend", "background", "base",
    "before", "binary", "block", "body", "boolean", "border", "bottom", "branch", "browser", "bucket", "buffer",
    "build", "builder", "button", "byte", "cache", "call", "callback", "card", "cell", "center", "certificate",
    "change", "channel", "check", "child", "class", "clean", "clear", "client", "clone", "close", "cloud", "cluster",
    "code", "color", "column", "command", "comment", "commit", "common", "company", "compare", "component", "config",
    "configuration", "connect", "connection", "console", "constant", "container", "content", "context", "control",
    "controller", "convert", "cookie", "copy", "core", "count", "create", "credential", "credentials", "current",
    "custom", "data", "database", "date", "debug", "decode", "default", "delete", "deploy", "description", "desktop",
    "detail", "development", "device", "dialog", "digest", "directory", "disable", "display", "docker", "document",
    "domain", "download", "driver", "dummy", "editor", "element", "email", "empty", "enable", "encode", "encrypt",
    "encrypted", "encryption", "endpoint", "engine", "entity", "entry", "error", "event", "example", "exception",
    "execute", "export", "extension", "external", "fail", "false", "feature", "fetch", "field", "file", "filter",
    "find", "first", "flag", "float", "folder", "font", "footer", "form", "format", "frame", "from", "function",
    "gateway", "generate", "generic", "github", "gitlab", "global", "google", "graph", "group", "handle", "handler",
    "hash", "head", "header", "height", "hello", "help", "hidden", "home", "host", "http", "https", "icon", "image",
    "import", "index", "info", "init", "inner", "input", "insert", "instance", "integer", "interface", "internal",
    "invalid", "item", "java", "json", "kernel", "keyboard", "kind", "label", "language", "last", "layer", "layout",
    "left", "length", "level", "library", "license", "line", "link", "linux", "list", "load", "local", "location",
    "lock", "log", "logger", "login", "main", "manager", "mapping", "master", "match", "memory", "menu", "message",
    "meta", "method", "microsoft", "mode", "model", "module", "mount", "name", "namespace", "network", "next", "node",
    "none", "normal", "notification", "null", "number", "object", "offset", "open", "operation", "option", "options",
    "order", "origin", "other", "outer", "output", "owner", "package", "page", "panel", "parameter", "parent",
    "parse", "parser", "pass", "passphrase", "password", "path", "pattern", "payload", "permission", "person",
    "phone", "place", "platform", "plugin", "point", "policy", "pool", "port", "post", "prefix", "preview", "primary",
    "print", "private", "process", "product", "production", "profile", "program", "project", "property", "protocol",
    "provider", "proxy", "public", "query", "queue", "random", "range", "read", "reader", "record", "redirect",
    "reference", "refresh", "region", "register", "registry", "release", "remote", "remove", "render", "repository",
    "request", "reset", "resource", "response", "result", "return", "right", "role", "root", "route", "router",
    "rule", "sample", "scope", "screen", "script", "search", "secret", "secrets", "section", "security", "select",
    "selector", "send", "sequence", "server", "service", "session", "setting", "settings", "setup", "shared", "shell",
    "should", "show", "sign", "signature", "simple", "single", "site", "size", "some", "source", "spec", "stack",
    "stage", "standard", "start", "state", "static", "status", "step", "storage", "store", "stream", "string",
    "struct", "style", "submit", "suffix", "super", "support", "symbol", "sync", "system", "table", "target", "task",
    "team", "temp", "template", "term", "test", "text", "that", "theme", "this", "thread", "time", "timeout", "title",
    "toggle", "token", "tool", "track", "transaction", "transform", "tree", "trigger", "true", "type", "unit",
    "unknown", "update", "upload", "user", "username", "util", "valid", "validate", "value", "variable", "vault",
    "vector", "version", "view", "visible", "volume", "wait", "warning", "watch", "widget", "width", "window", "with",
    "word", "work", "worker", "workspace", "wrapper", "write", "your",
];

const LONGEST: usize = 13;

/// The share of the letters of `value` that lie in common words, in per cent.
pub(crate) fn share(value: &[u8]) -> usize {
    let lower = value.to_ascii_lowercase();
    let letters = lower.iter().filter(|b| b.is_ascii_lowercase()).count();
    let mut covered = 0;
    let mut at = 0;
    while at < lower.len() {
        let longest = (4..=LONGEST).rev().find(|n| lower.get(at..at + n).is_some_and(is_common));
        covered += longest.unwrap_or_default();
        at += longest.unwrap_or(1);
    }
    (covered * 100).checked_div(letters).unwrap_or(100)
}

pub(crate) fn is_common(word: &[u8]) -> bool {
    COMMON.binary_search_by(|w| w.as_bytes().cmp(word)).is_ok()
}

/// The words of an identifier in lower case: split at punctuation and at a capital after a small letter.
pub(crate) fn split(name: &[u8]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut word: Vec<u8> = Vec::new();
    let mut previous = b'_';
    for (i, b) in name.iter().enumerate() {
        let next_is_small = name.get(i + 1).is_some_and(u8::is_ascii_lowercase);
        let capital = b.is_ascii_uppercase() && (!previous.is_ascii_uppercase() || next_is_small) && previous != b'_';
        if (capital || !b.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if b.is_ascii_alphanumeric() {
            word.push(b.to_ascii_lowercase());
        }
        previous = *b;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn names_fall_apart() {
        for (name, words) in [("userAPIKey", "user api key"), ("DB_PASS", "db pass"), ("x-auth-token", "x auth token"), ("passwordHash2", "password hash2")] {
            let joined: Vec<String> = split(name.as_bytes()).into_iter().map(|w| String::from_utf8(w).unwrap()).collect();
            assert_eq!(joined.join(" "), words);
        }
    }

    #[test]
    fn chains_of_words() {
        assert!(share(b"getUserAccessTokenFromConfig") > 70);
        assert!(share(b"q8Zt3mWk9LbX2vRc7NpYe5Hs") < 20);
    }
}
