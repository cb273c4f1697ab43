//! Statements for a database that a program in another language hands to its client.
//!
//! A client is an object whose making is mostly not in the text, so it is the method's name together with a literal
//! that begins like a statement that tells.

use super::value::{Args, Value};
use crate::reading::{Language, Sink};

/// Methods that take a statement.
const TAKE: [&str; 22] = [
    "execute",
    "executescript",
    "executemany",
    "execute_batch",
    "exec",
    "exec_driver_sql",
    "exec_query",
    "query",
    "raw",
    "run",
    "all",
    "do",
    "prepare",
    "unprepared",
    "statement",
    "select_all",
    "executeSql",
    "$executeRaw",
    "$executeRawUnsafe",
    "$queryRawUnsafe",
    "mysqli_query",
    "pg_query",
];

/// First words of statements that change something, and what follows them; English begins like that, too.
const HEADS: [(&str, &[&str]); 10] = [
    ("drop", &OBJECTS),
    ("alter", &OBJECTS),
    ("truncate", &[]),
    ("delete", &["from"]),
    ("update", &["set"]),
    ("grant", &["to"]),
    ("revoke", &["from"]),
    ("with", &["as"]),
    ("begin", &[";", "begin;"]),
    ("explain", &["delete", "update"]),
];

const OBJECTS: [&str; 16] = [
    "table",
    "database",
    "schema",
    "index",
    "view",
    "materialized",
    "role",
    "user",
    "sequence",
    "function",
    "trigger",
    "type",
    "extension",
    "keyspace",
    "column",
    "owned",
];

/// Methods that need no statement to lose all.
const EMPTY: [&str; 8] = [
    "drop_all",
    "flushall",
    "flushdb",
    "flushAll",
    "flushDb",
    "drop_database",
    "dropDatabase",
    "delete_all",
];

/// What a call of an unlisted function or method says to a database.
pub(super) fn of_call(language: Language, name: &str, args: &Args) -> Option<Sink> {
    let method = name.rsplit(['.', '>', ':']).next().unwrap_or(name);
    if EMPTY.contains(&method) && name.len() > method.len() {
        return Some(Sink::Sql("drop database unnamed".to_owned()));
    }
    // `User::truncate()` of Laravel; a text or a file may have a method of that name elsewhere.
    let rows = method == "truncate" && language == Language::Php && name.len() > method.len();
    if rows || name.ends_with(".objects.all().delete") {
        return Some(Sink::Sql("delete from unnamed".to_owned()));
    }
    if !TAKE.contains(&method) {
        return None;
    }
    args.positional.iter().take(2).find_map(statement)
}

/// Methods of a model that remove every row, which Ruby calls without brackets: `User.delete_all`.
pub(super) fn of_model(name: &str) -> Option<Sink> {
    let (model, method) = name.rsplit_once('.')?;
    let all = matches!(method, "delete_all" | "destroy_all");
    // What was narrowed down before is not all.
    let whole = model.starts_with(char::is_uppercase)
        && (!model.contains("()") || model.ends_with(".all()"));
    (all && whole).then(|| Sink::Sql("delete from unnamed".to_owned()))
}

fn statement(value: &Value) -> Option<Sink> {
    let text = match value {
        // `text('…')` around it.
        Value::Symbol {
            name,
            arg: Some(arg),
        } if name.ends_with("text()") => arg.known()?,
        other => other.known()?,
    };
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split_ascii_whitespace();
    let first = words.next()?;
    let (_, next) = HEADS.iter().find(|(head, _)| *head == first)?;
    let follows = next.is_empty() || words.any(|word| next.contains(&word));
    follows.then_some(Sink::Sql(text))
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::{JavaScript, Perl, Php, Python, Ruby};

    #[test]
    fn statements() {
        let drop = &["sql DROP TABLE t"];
        check(Python, "cursor.execute('DROP TABLE t')", drop);
        check(
            Python,
            "import sqlite3; sqlite3.connect('a').execute('DROP TABLE t')",
            drop,
        );
        check(
            Python,
            "import sqlite3\nc = sqlite3.connect('a')\nc.execute('DROP TABLE t')",
            drop,
        );
        check(
            Python,
            "from sqlalchemy import text; e.execute(text('DROP TABLE t'))",
            drop,
        );
        check(JavaScript, "client.query('DROP TABLE t')", drop);
        check(
            JavaScript,
            "require('better-sqlite3')('a').exec('DROP TABLE t')",
            drop,
        );
        check(
            Ruby,
            "ActiveRecord::Base.connection.execute('DROP TABLE t')",
            drop,
        );
        check(Php, "$pdo->exec('DROP TABLE t');", drop);
        check(Php, "mysqli_query($c, 'DROP TABLE t');", drop);
        check(Perl, "DBI->connect('x')->do('DROP TABLE t')", drop);
    }

    #[test]
    fn what_empties() {
        check(Python, "db.drop_all()", &["sql drop database unnamed"]);
        check(
            Python,
            "redis.Redis().flushall()",
            &["sql drop database unnamed"],
        );
        check(
            Python,
            "User.objects.all().delete()",
            &["sql delete from unnamed"],
        );
    }

    #[test]
    fn models() {
        let all = &["sql delete from unnamed"];
        check(Ruby, "User.delete_all", all);
        check(Ruby, "User.all.destroy_all", all);
        check(Php, "User::truncate();", all);
        check(Ruby, "User.where(a: 1).delete_all", &[]);
        check(Ruby, "puts User.count", &[]);
        check(Python, "f.truncate()", &[]);
    }

    #[test]
    fn no_statements() {
        check(Python, "print('DROP TABLE t')", &[]);
        check(Python, "cursor.execute('SELECT 1')", &[]);
        check(Python, "log.info('DROP TABLE t')", &[]);
        check(JavaScript, "console.log('DROP TABLE t')", &[]);
        check(JavaScript, "app.run('update everything')", &[]);
        check(JavaScript, "runner.run('delete old files')", &[]);
        check(JavaScript, "log.query('drop it')", &[]);
    }
}
