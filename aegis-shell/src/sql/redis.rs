//! Commands of Redis and its relatives: one a line, the first word decides.

use crate::script::{SqlVerb, Statement};

pub(super) fn statements(text: &str, tool: &str) -> Vec<Statement> {
    let lines = text
        .lines()
        .map(|line| (line, words(line)))
        .filter(|(_, words)| !words.is_empty());
    lines
        .map(|(line, words)| statement(line, &words, tool))
        .collect()
}

fn statement(line: &str, words: &[String], tool: &str) -> Statement {
    let word = |at: usize| {
        words
            .get(at)
            .map(|word| word.to_ascii_uppercase())
            .unwrap_or_default()
    };
    let head = word(0);
    let (verb, object, name) = match (head.as_str(), word(1).as_str()) {
        ("FLUSHALL", _) => (SqlVerb::Flush, Some("server"), None),
        ("FLUSHDB", _) => (SqlVerb::Flush, Some("database"), None),
        ("SWAPDB", _) => (SqlVerb::Alter, Some("database"), words.get(1)),
        ("SHUTDOWN" | "REPLICAOF" | "SLAVEOF" | "FAILOVER", _) => {
            (SqlVerb::Alter, Some("server"), None)
        }
        ("CONFIG", "SET" | "REWRITE") => (SqlVerb::Alter, Some("config"), words.get(2)),
        ("ACL", "SETUSER" | "DELUSER" | "LOAD") => (SqlVerb::Grant, Some("user"), words.get(2)),
        ("FUNCTION", "FLUSH" | "DELETE") => (SqlVerb::Drop, Some("function"), words.get(2)),
        ("CLUSTER", "RESET" | "FLUSHSLOTS") => (SqlVerb::Alter, Some("cluster"), None),
        ("EVAL" | "EVAL_RO", _) if flushes(line) => (SqlVerb::Flush, Some("server"), None),
        (
            "DEL" | "UNLINK" | "HDEL" | "SREM" | "ZREM" | "LREM" | "XDEL" | "GETDEL" | "EXPIRE"
            | "EXPIREAT",
            _,
        ) => (SqlVerb::Delete, Some("key"), words.get(1)),
        (
            "SET" | "MSET" | "SETEX" | "SETNX" | "HSET" | "HMSET" | "SADD" | "ZADD" | "LPUSH"
            | "RPUSH" | "XADD" | "APPEND" | "RESTORE",
            _,
        ) => (SqlVerb::Insert, Some("key"), words.get(1)),
        ("RENAME" | "RENAMENX" | "MOVE", _) => (SqlVerb::Update, Some("key"), words.get(1)),
        _ => (SqlVerb::Other, None, None),
    };
    Statement {
        verb,
        object: object.map(str::to_owned),
        name: name.cloned(),
        tool: tool.to_owned(),
    }
}

/// Whether a Lua script calls a flush: the command's name is a literal of it.
fn flushes(script: &str) -> bool {
    let quoted = script.split(['\'', '"', '[', ']']);
    quoted.map(str::trim).any(|literal| {
        literal.eq_ignore_ascii_case("flushall") || literal.eq_ignore_ascii_case("flushdb")
    })
}

/// The words of a line, without their quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut started = false;
    let mut escaped = false;
    for c in line.chars() {
        match quote {
            _ if escaped => {
                word.push(c);
                escaped = false;
            }
            Some('"') if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => word.push(c),
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                started = true;
            }
            None if c.is_whitespace() => {
                if started || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            None => word.push(c),
        }
    }
    if started || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::sql::check;

    #[test]
    fn commands() {
        check("redis-cli", "FLUSHALL", &["Flush server"]);
        check("valkey-cli", "flushdb async", &["Flush database"]);
        check("redis-cli", "\"FlushAll\"", &["Flush server"]);
        check(
            "redis-cli",
            "SET a 1\nFLUSHDB",
            &["Insert key a", "Flush database"],
        );
        check("redis-cli", "config set dir /tmp", &["Alter config dir"]);
        check("redis-cli", "shutdown nosave", &["Alter server"]);
        check(
            "redis-cli",
            "EVAL \"return redis.call('flushall')\" 0",
            &["Flush server"],
        );
        check(
            "redis-cli",
            "eval return redis.call('FLUSHALL') 0",
            &["Flush server"],
        );
        check("redis-cli", "del a b", &["Delete key a"]);
    }

    #[test]
    fn look_alikes() {
        check("redis-cli", "get FLUSHALL", &["Other"]);
        check("redis-cli", "set note flushall", &["Insert key note"]);
        check("redis-cli", "config get flushall", &["Other"]);
        check(
            "redis-cli",
            "EVAL \"return 'flushall is bad'\" 0",
            &["Other"],
        );
        check("redis-cli", "", &[]);
    }
}
