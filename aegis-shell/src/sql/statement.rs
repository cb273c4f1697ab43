//! Reads SQL tokens into statements: heads, objects, and whether a WHERE stands at the statement's own depth.

use super::clause::{
    after_group, analyzes, filters, group_end, later_head, name, names, object_kind, skip,
    statement_end,
};
use super::token::{Token, tokens};
use crate::script::{SqlVerb, Statement};

/// Statements in texts in statements: `DO $$ EXECUTE '…' $$`.
const MAX_DEPTH: usize = 4;
/// Data-changing statements in brackets within one statement: each is searched to its end.
const MAX_GROUPS: usize = 64;

pub(super) fn statements(text: &str, tool: &str) -> Vec<Statement> {
    let mut reader = Reader {
        tool,
        out: Vec::new(),
    };
    reader.text(text, 0);
    reader.out
}

struct Reader<'t> {
    tool: &'t str,
    out: Vec<Statement>,
}

impl Reader<'_> {
    fn text(&mut self, text: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let tokens = tokens(text, self.tool);
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            let end = statement_end(rest);
            let (statement, tail) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            self.statement(statement, depth);
            rest = tail.get(1..).unwrap_or_default();
        }
    }

    fn push(&mut self, verb: SqlVerb, object: Option<&str>, name: Option<String>) {
        self.out.push(Statement {
            verb,
            object: object.map(str::to_owned),
            name,
            tool: self.tool.to_owned(),
        });
    }

    fn statement(&mut self, tokens: &[Token], depth: usize) {
        let mut tokens = tokens;
        // Words that only introduce: `BEGIN`, `THEN`, `IF … THEN`; each turn shortens the rest.
        loop {
            let Some((head, rest)) = tokens.split_first() else {
                return;
            };
            let Token::Word {
                text,
                quoted: false,
            } = head
            else {
                if head.is_symbol('(') {
                    tokens = rest;
                    continue;
                }
                return self.push(SqlVerb::Other, None, None);
            };
            match text.to_ascii_uppercase().as_str() {
                "DROP" => return self.drop(rest),
                "TRUNCATE" => return self.truncate(rest),
                "DELETE" => return self.delete(rest),
                "UPDATE" => return self.update(rest),
                "ALTER" | "RENAME" => return self.alter(rest),
                "CREATE" => return self.create(rest),
                "INSERT" | "REPLACE" | "MERGE" | "UPSERT" => return self.insert(rest, text),
                "COPY" | "LOAD" => return self.copy(rest),
                "GRANT" | "REVOKE" | "REASSIGN" => return self.push(SqlVerb::Grant, None, None),
                "WITH" => return self.with(rest),
                "DO" => return self.bodies(rest, depth),
                "EXECUTE" | "EXEC" | "PREPARE" | "SP_EXECUTESQL" => {
                    return self.dynamic(rest, depth);
                }
                "EXPLAIN" | "DESCRIBE" | "DESC" if !analyzes(rest) => {
                    return self.push(SqlVerb::Other, None, None);
                }
                "EXPLAIN" | "DESCRIBE" | "DESC" | "IF" | "ELSE" | "ELSIF" | "ELSEIF" | "WHILE"
                | "BEGIN" | "LOOP" | "DECLARE" | "FOR" | "USE" | "THEN" => match later_head(rest) {
                    Some(from) => tokens = from,
                    None => return self.push(SqlVerb::Other, None, None),
                },
                "PROFILE" | "BYPASS" => tokens = rest,
                _ => {
                    self.groups(rest);
                    return self.push(SqlVerb::Other, None, None);
                }
            }
        }
    }

    fn drop(&mut self, rest: &[Token]) {
        let (kind, rest) = object_kind(rest);
        let rest = skip(rest, &["IF", "EXISTS", "CONCURRENTLY", "ONLY"]);
        for name in names(rest) {
            self.push(SqlVerb::Drop, kind, name);
        }
    }

    fn truncate(&mut self, rest: &[Token]) {
        let kind = rest
            .first()
            .filter(|first| first.is("DATABASE"))
            .map_or("table", |_| "database");
        for name in names(skip(rest, &["TABLE", "ONLY", "DATABASE", "IF", "EXISTS"])) {
            self.push(SqlVerb::Truncate, Some(kind), name);
        }
    }

    fn delete(&mut self, rest: &[Token]) {
        let rest = skip(rest, &["LOW_PRIORITY", "QUICK", "IGNORE", "TOP"]);
        let rest = if rest.first().is_some_and(|t| t.is_symbol('(')) {
            after_group(rest)
        } else {
            rest
        };
        let rest = skip(rest, &["FROM", "ONLY"]);
        let verb = if filters(rest) {
            SqlVerb::Delete
        } else {
            SqlVerb::DeleteWithoutWhere
        };
        self.push(verb, Some("table"), name(rest).0);
    }

    fn update(&mut self, rest: &[Token]) {
        let rest = skip(
            rest,
            &[
                "LOW_PRIORITY",
                "IGNORE",
                "ONLY",
                "OR",
                "ROLLBACK",
                "ABORT",
                "FAIL",
            ],
        );
        if rest.first().is_some_and(|first| first.is("STATISTICS")) {
            return self.push(SqlVerb::Other, None, None);
        }
        let verb = if filters(rest) {
            SqlVerb::Update
        } else {
            SqlVerb::UpdateWithoutWhere
        };
        self.push(verb, Some("table"), name(rest).0);
    }

    fn alter(&mut self, rest: &[Token]) {
        let (kind, rest) = object_kind(rest);
        if matches!(kind, Some("role" | "user" | "group" | "login")) {
            return self.push(SqlVerb::Grant, kind, name(rest).0);
        }
        let (object, after) = name(skip(rest, &["IF", "EXISTS", "ONLY"]));
        let mut tail = after;
        while let Some((first, rest)) = tail.split_first() {
            tail = rest;
            if first.is("DROP")
                && !rest.first().is_some_and(|next| {
                    next.is_any(&[
                        "CONSTRAINT",
                        "INDEX",
                        "KEY",
                        "PRIMARY",
                        "FOREIGN",
                        "DEFAULT",
                        "NOT",
                        "EXPRESSION",
                        "IDENTITY",
                        "PARTITION",
                        "CHECK",
                    ])
                })
            {
                let column = name(skip(rest, &["COLUMN", "IF", "EXISTS"])).0;
                return self.push(SqlVerb::Alter, Some("column"), column);
            }
        }
        self.push(SqlVerb::Alter, kind, object);
    }

    fn create(&mut self, rest: &[Token]) {
        let rest = skip(rest, &["OR", "REPLACE", "GLOBAL", "LOCAL"]);
        let (kind, rest) = object_kind(rest);
        let verb = if matches!(kind, Some("role" | "user" | "group" | "login")) {
            SqlVerb::Grant
        } else {
            SqlVerb::Create
        };
        self.push(
            verb,
            kind,
            name(skip(rest, &["IF", "NOT", "EXISTS", "CONCURRENTLY"])).0,
        );
    }

    fn insert(&mut self, rest: &[Token], head: &str) {
        let rest = skip(
            rest,
            &[
                "LOW_PRIORITY",
                "DELAYED",
                "HIGH_PRIORITY",
                "IGNORE",
                "OR",
                "REPLACE",
                "ABORT",
                "ROLLBACK",
                "FAIL",
                "INTO",
                "OVERWRITE",
                "TABLE",
            ],
        );
        // `REPLACE(…)` is a function.
        if head.eq_ignore_ascii_case("REPLACE")
            && rest.first().is_some_and(|next| next.is_symbol('('))
        {
            return self.push(SqlVerb::Other, None, None);
        }
        self.push(SqlVerb::Insert, Some("table"), name(rest).0);
        self.groups(rest);
    }

    fn copy(&mut self, rest: &[Token]) {
        let reads = rest
            .iter()
            .any(|token| token.is_any(&["FROM", "INTO", "INFILE"]));
        let (object, _) = name(skip(rest, &["INTO"]));
        if reads && !rest.first().is_some_and(|first| first.is_symbol('(')) {
            self.push(SqlVerb::Insert, Some("table"), object);
        } else {
            self.push(SqlVerb::Other, None, None);
        }
    }

    /// `WITH x AS (…), y AS (…) SELECT …`: the bodies, then the statement proper.
    fn with(&mut self, rest: &[Token]) {
        let main = later_head(rest).unwrap_or_default();
        let bodies = rest.get(..rest.len() - main.len()).unwrap_or_default();
        self.groups(bodies);
        match main.first() {
            Some(head) if !head.is("WITH") => self.statement(main, 0),
            _ => self.push(SqlVerb::Other, None, None),
        }
    }

    /// Data-changing statements in brackets.
    fn groups(&mut self, tokens: &[Token]) {
        let mut left = MAX_GROUPS;
        for (at, pair) in tokens.windows(2).enumerate() {
            let [open, head] = pair else { continue };
            if !open.is_symbol('(') || !head.is_any(&["DELETE", "UPDATE", "INSERT", "MERGE"]) {
                continue;
            }
            let Some(fewer) = left.checked_sub(1) else {
                return;
            };
            left = fewer;
            let rest = tokens.get(at + 2..).unwrap_or_default();
            // `INSERT(…)` and `REPLACE(…)` are functions of texts.
            if rest.first().is_some_and(|next| next.is_symbol('(')) {
                continue;
            }
            let body = rest.get(..group_end(rest)).unwrap_or_default();
            if head.is("DELETE") {
                self.delete(body);
            } else if head.is("UPDATE") {
                self.update(body);
            } else {
                self.push(
                    SqlVerb::Insert,
                    Some("table"),
                    name(skip(body, &["INTO"])).0,
                );
            }
        }
    }

    /// The texts of `DO $$ … $$`.
    fn bodies(&mut self, rest: &[Token], depth: usize) {
        self.push(SqlVerb::Other, None, None);
        for token in rest {
            if let Token::Body(text) | Token::Text(text) = token {
                self.text(text, depth + 1);
            }
        }
    }

    /// `EXECUTE 'text'`, `PREPARE s FROM 'text'`, `PREPARE s AS DELETE …`, `EXEC('text')`.
    fn dynamic(&mut self, rest: &[Token], depth: usize) {
        let before = self.out.len();
        if let Some(Token::Text(text) | Token::Body(text)) = rest
            .iter()
            .take(8)
            .find(|token| matches!(token, Token::Text(_) | Token::Body(_)))
        {
            self.text(text, depth + 1);
        } else if let Some(from) = rest.iter().position(|token| token.is("AS")) {
            let body = rest.get(from + 1..).unwrap_or_default();
            if depth <= MAX_DEPTH
                && body
                    .first()
                    .is_some_and(|head| head.is_any(&["DELETE", "UPDATE", "INSERT"]))
            {
                self.statement(body, depth + 1);
            }
        }
        if self.out.len() == before {
            self.push(SqlVerb::Other, None, None);
        }
    }
}
