//! Pieces of statements: where they end, what they name, whether their condition leaves anything out.

use super::token::Token;

/// Words that begin a statement which matters, also where none of `;` stands before it.
const HEADS: &[&str] = &[
    "DROP", "TRUNCATE", "DELETE", "UPDATE", "ALTER", "CREATE", "INSERT", "GRANT", "REVOKE",
    "EXECUTE", "EXEC", "MERGE", "SELECT", "WITH",
];

/// Index of what ends the first statement. The body of a routine or trigger is part of its definition.
pub(super) fn statement_end(tokens: &[Token]) -> usize {
    let defines = tokens.first().is_some_and(|head| head.is("CREATE"))
        && tokens
            .iter()
            .take(8)
            .any(|token| token.is_any(&["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"]));
    let mut open = 0usize;
    let mut ended = false;
    for (at, token) in tokens.iter().enumerate() {
        if *token == Token::End && open == 0 {
            return at;
        }
        if !defines {
            continue;
        }
        if std::mem::take(&mut ended)
            && token.is_any(&["IF", "LOOP", "WHILE", "REPEAT", "FOR", "CASE"])
        {
            open += usize::from(!token.is("CASE"));
        } else if token.is_any(&["BEGIN", "CASE"]) {
            open += 1;
        } else if token.is("END") {
            open = open.saturating_sub(1);
            ended = true;
        }
    }
    tokens.len()
}

/// The rest from the next head at depth 0 on.
pub(super) fn later_head(tokens: &[Token]) -> Option<&[Token]> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth = depth.saturating_sub(1),
            token if depth == 0 && token.is_any(HEADS) => return tokens.get(at..),
            _ => {}
        }
    }
    None
}

/// Whether an EXPLAIN runs its statement.
pub(super) fn analyzes(rest: &[Token]) -> bool {
    let mut tokens = rest.iter().take(24).peekable();
    while let Some(token) = tokens.next() {
        if token.is_any(&["ANALYZE", "ANALYSE"]) {
            return !tokens.peek().is_some_and(|next| {
                next.is_any(&["FALSE", "OFF"]) || **next == Token::Number("0".to_owned())
            });
        }
        if token.is_any(HEADS) {
            return false;
        }
    }
    false
}

/// Kinds of objects.
const KINDS: &[&str] = &[
    "table",
    "database",
    "schema",
    "index",
    "view",
    "sequence",
    "type",
    "function",
    "procedure",
    "trigger",
    "role",
    "user",
    "group",
    "login",
    "extension",
    "tablespace",
    "policy",
    "domain",
    "keyspace",
    "constraint",
    "server",
    "publication",
    "subscription",
    "owned",
    "column",
    "event",
    "materialized",
    "collection",
    "stream",
    "task",
    "warehouse",
    "stage",
    "aggregate",
    "rule",
    "dictionary",
    "snapshot",
    "system",
];

/// What may stand before a kind.
const ADJECTIVES: &[&str] = &[
    "TEMPORARY",
    "TEMP",
    "UNLOGGED",
    "UNIQUE",
    "FOREIGN",
    "EXTERNAL",
    "MATERIALIZED",
    "VIRTUAL",
    "RECURSIVE",
    "FULLTEXT",
    "SPATIAL",
    "TRANSIENT",
    "CLUSTERED",
    "NONCLUSTERED",
    "EVENT",
];

/// The kind of object in small letters, and what comes after it.
pub(super) fn object_kind(tokens: &[Token]) -> (Option<&'static str>, &[Token]) {
    let tokens = skip(tokens, ADJECTIVES);
    let Some((first, rest)) = tokens.split_first() else {
        return (None, tokens);
    };
    match KINDS.iter().find(|kind| first.is(kind)) {
        Some(kind) => (Some(kind), rest),
        None => (None, tokens),
    }
}

pub(super) fn skip<'t>(tokens: &'t [Token], words: &[&str]) -> &'t [Token] {
    let kept = tokens
        .iter()
        .position(|token| !token.is_any(words))
        .unwrap_or(tokens.len());
    tokens.get(kept..).unwrap_or_default()
}

/// A name with its qualifiers as written, without quotes, and what comes after it.
pub(super) fn name(tokens: &[Token]) -> (Option<String>, &[Token]) {
    let mut path = String::new();
    let mut rest = tokens;
    while let Some((Token::Word { text, .. } | Token::Text(text), tail)) = rest.split_first() {
        path.push_str(text);
        rest = tail;
        let Some((Token::Symbol('.'), tail)) = rest.split_first() else {
            break;
        };
        path.push('.');
        rest = tail;
    }
    (Some(path).filter(|path| !path.is_empty()), rest)
}

/// The names of a list; one unknown name if there is none.
pub(super) fn names(tokens: &[Token]) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut rest = tokens;
    loop {
        let (one, after) = name(rest);
        found.push(one);
        let Some((Token::Symbol(','), tail)) = after.split_first() else {
            return found;
        };
        rest = tail;
    }
}

pub(super) fn after_group(tokens: &[Token]) -> &[Token] {
    let rest = tokens.get(1..).unwrap_or_default();
    rest.get(group_end(rest) + 1..).unwrap_or_default()
}

/// Where the bracket closes that opened just before.
pub(super) fn group_end(tokens: &[Token]) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') if depth == 0 => return at,
            Token::Symbol(')') => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether a WHERE at depth 0 leaves rows out.
pub(super) fn filters(tokens: &[Token]) -> bool {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth = depth.saturating_sub(1),
            token if depth == 0 && token.is("WHERE") => {
                return !always_true(tokens.get(at + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    false
}

/// `1=1`, `true`, `x OR 1=1`: any branch of an OR, every branch of an AND.
fn always_true(condition: &[Token]) -> bool {
    let stops = ["RETURNING", "LIMIT", "ORDER", "OPTION"];
    let mut depth = 0usize;
    let mut every = true;
    let mut branch: Vec<&Token> = Vec::new();
    for token in condition {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth = depth.saturating_sub(1),
            token if depth == 0 && token.is_any(&stops) => break,
            token if depth == 0 && token.is("OR") => {
                if every && is_tautology(&branch) {
                    return true;
                }
                every = true;
                branch.clear();
                continue;
            }
            token if depth == 0 && token.is("AND") => {
                every &= is_tautology(&branch);
                branch.clear();
                continue;
            }
            _ => {}
        }
        branch.push(token);
    }
    every && is_tautology(&branch)
}

fn is_tautology(branch: &[&Token]) -> bool {
    let inner: Vec<&Token> = branch
        .iter()
        .copied()
        .filter(|token| !matches!(token, Token::Symbol('(' | ')')))
        .collect();
    match inner.as_slice() {
        [] => true,
        [one] => {
            one.is("TRUE")
                || matches!(one, Token::Number(number) if !number.trim_matches('0').is_empty())
        }
        [not, one] => not.is("NOT") && (one.is("FALSE") || **one == Token::Number("0".to_owned())),
        [left, Token::Symbol('='), right] => left == right && !matches!(left, Token::Symbol(_)),
        [left, Token::Symbol('='), Token::Symbol('='), right] => left == right,
        [
            Token::Number(left),
            Token::Symbol('<'),
            Token::Symbol('>'),
            Token::Number(right),
        ]
        | [
            Token::Number(left),
            Token::Symbol('!'),
            Token::Symbol('='),
            Token::Number(right),
        ] => left != right,
        _ => false,
    }
}
