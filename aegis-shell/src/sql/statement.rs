//! Reads SQL tokens into statements: heads, objects, and whether a WHERE stands at the statement's own depth.

use super::token::{Token, tokens};
use crate::script::{SqlVerb, Statement};

/// Statements in texts in statements: `DO $$ EXECUTE '…' $$`.
const MAX_DEPTH: usize = 4;

/// Words that begin a statement which matters, also where none of `;` stands before it.
const HEADS: &[&str] = &[
    "DROP", "TRUNCATE", "DELETE", "UPDATE", "ALTER", "CREATE", "INSERT", "GRANT", "REVOKE",
    "EXECUTE", "EXEC", "MERGE", "SELECT", "WITH",
];

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
        for (at, pair) in tokens.windows(2).enumerate() {
            let [open, head] = pair else { continue };
            if !open.is_symbol('(') || !head.is_any(&["DELETE", "UPDATE", "INSERT", "MERGE"]) {
                continue;
            }
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

/// Index of what ends the first statement. The body of a routine or trigger is part of its definition.
fn statement_end(tokens: &[Token]) -> usize {
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
fn later_head(tokens: &[Token]) -> Option<&[Token]> {
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
fn analyzes(rest: &[Token]) -> bool {
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

/// The kind of object in small letters, and what comes after it.
fn object_kind(tokens: &[Token]) -> (Option<&'static str>, &[Token]) {
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
    let tokens = skip(
        tokens,
        &[
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
        ],
    );
    let Some((first, rest)) = tokens.split_first() else {
        return (None, tokens);
    };
    match KINDS.iter().find(|kind| first.is(kind)) {
        Some(kind) => (Some(kind), rest),
        None => (None, tokens),
    }
}

fn skip<'t>(tokens: &'t [Token], words: &[&str]) -> &'t [Token] {
    let kept = tokens
        .iter()
        .position(|token| !token.is_any(words))
        .unwrap_or(tokens.len());
    tokens.get(kept..).unwrap_or_default()
}

/// A name with its qualifiers as written, without quotes, and what comes after it.
fn name(tokens: &[Token]) -> (Option<String>, &[Token]) {
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
fn names(tokens: &[Token]) -> Vec<Option<String>> {
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

fn after_group(tokens: &[Token]) -> &[Token] {
    let rest = tokens.get(1..).unwrap_or_default();
    rest.get(group_end(rest) + 1..).unwrap_or_default()
}

/// Where the bracket closes that opened just before.
fn group_end(tokens: &[Token]) -> usize {
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
fn filters(tokens: &[Token]) -> bool {
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

#[cfg(test)]
mod tests {
    use crate::sql::check;

    #[test]
    fn drops() {
        check("psql", "DROP TABLE users", &["Drop table users"]);
        check(
            "psql",
            "drop /* x */ table if exists public.\"Users\" cascade;",
            &["Drop table public.Users"],
        );
        check("mysql", "DROP DATABASE `prod`", &["Drop database prod"]);
        check("mysql", "/*!50000 DROP TABLE t */", &["Drop table t"]);
        check("mysql", "/*! DROP TABLE t */;", &["Drop table t"]);
        check("psql", "DROP TABLE a, b", &["Drop table a", "Drop table b"]);
        check(
            "psql",
            "DROP MATERIALIZED VIEW v; DROP INDEX CONCURRENTLY i",
            &["Drop view v", "Drop index i"],
        );
        check(
            "sqlcmd",
            "DROP TABLE [dbo].[users]\nGO\nSELECT 1",
            &["Drop table dbo.users", "Other"],
        );
        check("psql", "-- note\nDROP TABLE users", &["Drop table users"]);
        check(
            "psql",
            "TRUNCATE orders, items",
            &["Truncate table orders", "Truncate table items"],
        );
        check(
            "psql",
            "DROP TABLE {{ table }}; DROP TABLE :t",
            &["Drop table {{ table }}", "Drop table :t"],
        );
        check(
            "mysql",
            "select 1; drop table t\\G",
            &["Other", "Drop table t"],
        );
        check(
            "psql",
            "DROP SCHEMA public CASCADE",
            &["Drop schema public"],
        );
    }

    #[test]
    fn filters() {
        check(
            "psql",
            "DELETE FROM users",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DELETE FROM users -- WHERE id = 1",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DELETE FROM users WHERE id = 1",
            &["Delete table users"],
        );
        check(
            "psql",
            "DELETE FROM users WHERE 1=1",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DELETE FROM users WHERE (true)",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DELETE FROM users WHERE id = 3 OR 'a' = 'a'",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DELETE FROM users WHERE 1=1 AND id = 3",
            &["Delete table users"],
        );
        check(
            "psql",
            "DELETE FROM a USING b WHERE a.id = b.id",
            &["Delete table a"],
        );
        check(
            "mysql",
            "DELETE a FROM a JOIN b ON a.id = b.id",
            &["DeleteWithoutWhere table a"],
        );
        check(
            "psql",
            "UPDATE users SET note = 'WHERE'",
            &["UpdateWithoutWhere table users"],
        );
        check(
            "psql",
            "UPDATE users SET x = (SELECT y FROM t WHERE t.id=1)",
            &["UpdateWithoutWhere table users"],
        );
        check(
            "sqlite3",
            "update t set a=1 where id=2",
            &["Update table t"],
        );
        check(
            "mysql",
            "UPDATE t SET a = 'x\\' WHERE ' ",
            &["UpdateWithoutWhere table t"],
        );
    }

    #[test]
    fn nested() {
        check(
            "psql",
            "WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x",
            &["DeleteWithoutWhere table users", "Other"],
        );
        check(
            "psql",
            "WITH x AS (SELECT 1) DELETE FROM users",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "DO $$ BEGIN DROP TABLE users; END $$;",
            &["Other", "Drop table users", "Other"],
        );
        check(
            "psql",
            "DO $x$ BEGIN EXECUTE 'DROP TABLE users'; END $x$",
            &["Other", "Drop table users", "Other"],
        );
        check(
            "psql",
            "BEGIN; DELETE FROM users; COMMIT",
            &["Other", "DeleteWithoutWhere table users", "Other"],
        );
        check(
            "psql",
            "EXPLAIN ANALYZE DELETE FROM users",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "psql",
            "EXPLAIN (ANALYZE, BUFFERS) DELETE FROM users",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "sqlcmd",
            "IF EXISTS (SELECT 1 FROM t) DROP TABLE t",
            &["Drop table t"],
        );
        check("mysql", "PREPARE s FROM 'DROP TABLE t'", &["Drop table t"]);
    }

    #[test]
    fn changes() {
        check(
            "psql",
            "ALTER TABLE users DROP COLUMN email",
            &["Alter column email"],
        );
        check(
            "psql",
            "ALTER TABLE users ADD COLUMN email text",
            &["Alter table users"],
        );
        check(
            "psql",
            "ALTER TABLE users ALTER c DROP NOT NULL",
            &["Alter table users"],
        );
        check(
            "psql",
            "CREATE TABLE IF NOT EXISTS t (id int)",
            &["Create table t"],
        );
        check(
            "psql",
            "INSERT INTO t VALUES ('DROP TABLE x')",
            &["Insert table t"],
        );
        check(
            "psql",
            "INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET a = 1",
            &["Insert table t"],
        );
        check(
            "psql",
            "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE",
            &["Insert table t"],
        );
        check(
            "psql",
            "COPY t FROM '/x'; COPY t TO '/x'",
            &["Insert table t", "Other"],
        );
        check(
            "psql",
            "GRANT ALL ON t TO x; ALTER USER x SUPERUSER",
            &["Grant", "Grant user x"],
        );
    }

    #[test]
    fn look_alikes() {
        check("psql", "SELECT 1 -- DROP TABLE users", &["Other"]);
        check("psql", "SELECT 'DROP TABLE users'", &["Other"]);
        check("psql", "SELECT $$DROP TABLE users$$", &["Other"]);
        check(
            "psql",
            "/* outer /* inner */ DROP TABLE users; */ SELECT 1",
            &["Other"],
        );
        check("mysql", "SELECT 1 # DROP TABLE users", &["Other"]);
        check(
            "mysql",
            "SELECT * FROM audit WHERE action='TRUNCATE TABLE'",
            &["Other"],
        );
        check(
            "psql",
            "SELECT \"DROP TABLE\" FROM t FOR UPDATE",
            &["Other"],
        );
        check("psql", "EXPLAIN DELETE FROM users", &["Other"]);
        check(
            "psql",
            "EXPLAIN (ANALYZE false) DELETE FROM users",
            &["Other"],
        );
        check(
            "sqlite3",
            "CREATE TRIGGER g AFTER DELETE ON t BEGIN DELETE FROM a; DELETE FROM b; END; SELECT 1",
            &["Create trigger g", "Other"],
        );
        check(
            "psql",
            "CREATE FUNCTION f() RETURNS void AS $$ BEGIN DROP TABLE x; END $$ LANGUAGE plpgsql",
            &["Create function f"],
        );
        check("psql", "SHOW TABLES; DESCRIBE users", &["Other", "Other"]);
    }
}
