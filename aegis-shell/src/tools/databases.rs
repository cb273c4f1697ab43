//! Clients of databases: statements on the command line, in files and on stdin.

use super::call::{Call, Tool, joined, single, strict, tool};
use super::list::indexed;
use super::tree::{PLAIN, Tree, sub, subcommands};
use super::words;
use crate::reading::{ActKind, Language};
use crate::script::{SqlVerb, Statement, Word};

const MYSQL: &str = "-e,--execute=sql -D,--database= -u,--user= -p,--password=? -h,--host= -P,--port= -S,--socket= \
    -N,--skip-column-names -B,--batch -s,--silent -t,--table -v,--verbose -A,--no-auto-rehash -f,--force -r,--raw -E,--vertical -H,--html \
    -X,--xml -V,--version -?,--help --init-command=sql --defaults-file= --defaults-extra-file= --defaults-group-suffix= --login-path= \
    --ssl-mode= --ssl-ca= --ssl-cert= --ssl-key= --protocol= --default-character-set= --connect-timeout= --max-allowed-packet= --delimiter= \
    --tee=write -T,--debug-info -o,--one-database -q,--quick -w,--wait -C,--compress -G -L -n,--unbuffered -U,--safe-updates -b -c --skip-ssl";
const SQLITE: &str = "-readonly -init=sqlfile -cmd=sql -batch -header -noheader -csv -json -column -line -list -html -markdown -box -table \
    -separator= -nullvalue= -newline= -bail -echo -interactive -version -help -A -append -ascii -deserialize -escape= -quote -safe -stats \
    -tabs -vfs= -zip -mmap= -maxsize= -memtrace -nofollow -nonce= -pagecache= -c=sql -s=sql -f=sqlfile -unsigned -no-stdin -jsonlines";
const CONNECTION: &str = "-h,--host= -p,--port= -U,--username= -w,--no-password -W,--password -e,--echo -i,--interactive -f,--force \
    --if-exists -V,--version --help --maintenance-db= -O,--owner= -T,--template= -E,--encoding= -l,--locale= -D,--tablespace= -q";

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "psql pgcli cockroach-sql",
        "-a,--echo-all -A,--no-align -b,--echo-errors -c,--command=sql -d,--dbname= -e,--echo-queries -E,--echo-hidden -f,--file=sqlfile \
         -F,--field-separator= -h,--host= -H,--html -l,--list -L,--log-file=write -n,--no-readline -o,--output=write -p,--port= -P,--pset= \
         -q,--quiet -R,--record-separator= -s,--single-step -S,--single-line -t,--tuples-only -T,--table-attr= -U,--username= \
         -v,--set,--variable= -V,--version -w,--no-password -W,--password -x,--expanded -X,--no-psqlrc -z -0 -1,--single-transaction --csv -?,--help=?",
        postgres,
    ),
    tool("mysql mariadb mycli", MYSQL, |call| {
        for text in call.values("-e") {
            if let Some(text) =
                words::after(&text, "\\! ").or_else(|| words::after(&text, "system "))
            {
                call.code(Language::Shell, text, Vec::new(), "mysql system");
            }
        }
        stdin_unless(call, &["-e"])
    }),
    tool(
        "mysqlsh",
        "-e,--execute=sql -f,--file=sqlfile --sql --js --py -u,--user= -h,--host= -P,--port= -D,--schema= -p,--password=? --uri=",
        |call| stdin_unless(call, &["-e", "-f"]),
    ),
    tool(
        "presto trino spark-sql influx",
        "-e,--execute,-execute=sql -f,--file=sqlfile --server= --catalog= --schema= --user= -database= -host= -port= -precision=",
        |call| stdin_unless(call, &["-e", "-f"]),
    ),
    single("sqlite3 sqlite litecli duckdb", SQLITE, sqlite),
    strict(
        "redis-cli valkey-cli keydb-cli dragonfly-cli",
        "-h,--host= -p= -s= -t= -a,--pass= --user= --askpass -u= -r= -i= -n= -2 -3 -x -X= -d= -D= -c -e -I --tls --sni= --cacert= --cacertdir= \
         --insecure --cert= --key= --tls-ciphers= --raw --no-raw --quoted-input --csv --json --show-pushes= --stat --latency --latency-history \
         --eval= --scan --pattern= --count= --bigkeys --memkeys --hotkeys --rdb=write --functions-rdb=write --pipe --pipe-timeout= \
         --no-auth-warning --verbose --cluster= --help --version",
        redis,
    ),
    tool(
        "mongosh mongo",
        "--eval=sql -f,--file=sqlfile --host= --port= -u,--username= -p,--password=? --authenticationDatabase= --authenticationMechanism= --quiet --norc --nodb --shell --tls --ssl --tlsCAFile= --json=? --apiVersion= --retryWrites --verbose --version --help",
        mongo,
    ),
    tool(
        "clickhouse-client clickhouse clickhouse-local",
        "-q,--query=sql --queries-file=sqlfile -n,--multiquery -m,--multiline -h,--host= --port= -u,--user= --password= -d,--database= -f,--format= -t,--time -s,--secure --config-file= -V,--version --help --param= -i,--interactive",
        |call| stdin_unless(call, &["-q", "--queries-file", "-i"]),
    ),
    tool(
        "cqlsh",
        "-e,--execute=sql -f,--file=sqlfile -k,--keyspace= -u,--username= -p,--password= --ssl --cqlversion= --request-timeout= --connect-timeout= -C,--color --encoding= --version --help",
        |call| stdin_unless(call, &["-e", "-f"]),
    ),
    tool(
        "snowsql usql sqlcmd",
        "-q,--query=sql -Q=sql -c,--command=sql -e,--execute=sql -f,--filename,--file=sqlfile -i=sqlfile -d,-D,--dbname= -S= -U= -P= -o=write -u= -a= -h= -r= -w= -s= --version --help",
        |call| stdin_unless(call, &["-q", "-Q", "-c", "-e", "-f", "-i"]),
    ),
    tool(
        "sqlplus isql bq-shell impala-shell beeline hive",
        "-S -s -L -l -e=sql -f=sqlfile -u= -n= -p= -q=sql -i= -v",
        |call| stdin_unless(call, &["-e", "-f", "-q"]),
    ),
    tool("dropdb", CONNECTION, |call| {
        statement(call, SqlVerb::Drop, "database")
    }),
    tool("dropuser", CONNECTION, |call| {
        statement(call, SqlVerb::Drop, "role")
    }),
    tool("createdb", CONNECTION, |call| {
        statement(call, SqlVerb::Create, "database")
    }),
    tool("createuser", CONNECTION, |call| {
        statement(call, SqlVerb::Create, "role")
    }),
    tool("mysqladmin mariadb-admin", MYSQL, administer),
    tool(
        "pg_restore",
        "-c,--clean -C,--create -d,--dbname= -f,--file=write -F,--format= -l,--list -h,--host= -p,--port= -U,--username= -w -W -a,--data-only -s,--schema-only -j,--jobs= -n,--schema= -N= -t,--table= -L= -O,--no-owner -x,--no-privileges --if-exists -1,--single-transaction -v,--verbose -e,--exit-on-error -I,--index= -P= -T= -S= --role= --section= --help -V,--version",
        restore,
    ),
    tool(
        "mongorestore",
        "--drop --uri= --db,-d= --collection,-c= --host,-h= --port= -u,--username= -p,--password= --archive=?read --gzip --dir= --nsInclude= --nsExclude= --dryRun:dry --help --version",
        restore,
    ),
    tool(
        "pg_dump pg_dumpall mysqldump mariadb-dump mongodump pg_basebackup",
        "-f,--file=write -o,--out=write -d,--dbname= -h,--host= -p,--port,--password=? -P= -U,--username= -u,--user= -F,--format= -t,--table= -n,--schema= -r,--result-file=write -j= -D,--pgdata= --uri= --db= --archive=?write --gzip",
        super::call::nothing,
    ),
];

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "bq",
        globals: indexed(
            "--project_id= --location= --dataset_id= --format= -q,--quiet --api= --job_id= --synchronous_mode=? -n,--max_rows=",
        ),
        anywhere: true,
        subcommands: subcommands(&[sub(
            "query",
            "--use_legacy_sql=? --nouse_legacy_sql --destination_table= --replace --append_table --batch --dry_run:dry --parameter= \
             --maximum_bytes_billed= --label= --allow_large_results --flagfile=read --time_partitioning_field= --display_name=",
            query,
        )]),
        ..PLAIN
    },
    Tree {
        names: "cockroach",
        globals: indexed(
            "--url= --host= -p,--port= -u,--user= --insecure --certs-dir= -d,--database= --format=",
        ),
        anywhere: true,
        subcommands: subcommands(&[sub(
            "sql",
            "-e,--execute=sql -f,--file=sqlfile --set= --watch= --echo-sql --read-only --safe-updates=?",
            |call| stdin_unless(call, &["-e", "-f"]),
        )]),
        ..PLAIN
    },
];

/// `bq query STATEMENT`, or what stdin yields.
fn query(call: &mut Call<'_>) {
    match joined(&call.owned_operands()) {
        Some(text) => call.sql(&text),
        None => call.act(ActKind::SqlFromStdin),
    }
}

fn postgres(call: &mut Call<'_>) {
    for text in call.values("-c") {
        if let Some(text) = words::after(&text, "\\!") {
            call.code(Language::Shell, text, Vec::new(), "psql \\!");
        }
    }
    stdin_unless(call, &["-c", "-f", "-l"]);
}

/// A client that was given no statement reads stdin.
fn stdin_unless(call: &mut Call<'_>, options: &[&str]) {
    if !options.iter().any(|option| call.has(option)) {
        call.act(ActKind::SqlFromStdin);
    }
}

/// `sqlite3 [options] FILE [SQL …]`; words that begin with a dot are commands of the client.
fn sqlite(call: &mut Call<'_>) {
    if let Some(file) = call.operand(0).filter(|file| !words::is(file, ":memory:")) {
        call.read(file);
    }
    // What is only in memory is nobody's.
    let keeps = match call.operand(0) {
        Some(file) => !words::is(&file, ":memory:"),
        None => call.program != "duckdb",
    };
    if !keeps {
        call.acts.retain(|act| !matches!(act.kind, ActKind::Sql(_)));
    }
    let texts = call.operands_after(1);
    if texts.is_empty() && !call.has("-c") && !call.has("-s") && !call.has("-f") {
        call.act(ActKind::SqlFromStdin);
    }
    for text in texts {
        let command = |name: &str| words::after(&text, name);
        if let Some(text) = command(".shell ").or_else(|| command(".system ")) {
            call.code(Language::Shell, text, Vec::new(), "sqlite3 .shell");
        } else if let Some(path) = command(".read ") {
            call.act(ActKind::SqlFromFile(path.into()));
        } else if keeps {
            call.sql(&text);
        }
    }
}

fn redis(call: &mut Call<'_>) {
    if let Some(command) = joined(&call.owned_operands()) {
        return call.sql(&command);
    }
    let asks = [
        "--eval",
        "--scan",
        "--stat",
        "--latency",
        "--bigkeys",
        "--memkeys",
        "--hotkeys",
        "--rdb",
        "--cluster",
    ];
    stdin_unless(call, &asks);
}

/// `mongosh [DATABASE] [FILE …]`.
fn mongo(call: &mut Call<'_>) {
    let mut has_text = call.has("--eval") || call.has("-f");
    for operand in call.operands() {
        if words::texts(&operand).any(|text| text.ends_with(".js") || text.ends_with(".mongodb")) {
            has_text = true;
            call.act(ActKind::SqlFromFile(operand));
        }
    }
    if !has_text {
        call.act(ActKind::SqlFromStdin);
    }
}

fn statement(call: &mut Call<'_>, verb: SqlVerb, object: &str) {
    let name = call.operand(0);
    say(call, verb, object, name.as_ref());
}

fn say(call: &mut Call<'_>, verb: SqlVerb, object: &str, name: Option<&Word>) {
    let statement = Statement {
        verb,
        object: Some(object.to_owned()),
        name: name.and_then(words::text).map(str::to_owned),
        tool: call.program.to_owned(),
    };
    call.act(ActKind::Sql(Box::new(statement)));
}

/// `mysqladmin [options] command …`.
fn administer(call: &mut Call<'_>) {
    let name = call.operand(1);
    match call.operand(0).as_ref().and_then(words::text) {
        Some("drop") => say(call, SqlVerb::Drop, "database", name.as_ref()),
        Some("create") => say(call, SqlVerb::Create, "database", name.as_ref()),
        Some("password") => say(call, SqlVerb::Grant, "user", None),
        _ => {}
    }
}

/// A restore that first removes what is there.
fn restore(call: &mut Call<'_>) {
    let into = call.value("--dbname").or_else(|| call.value("--db"));
    if call.has("--drop") || call.has("--clean") && into.is_some() {
        say(call, SqlVerb::Drop, "table", into.as_ref());
    }
    super::call::reads(call);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn sources_of_statements() {
        check("psql prod", "sql stdin");
        check("psql -f x.sql", "sql x.sql");
        check("psql -f -", "sql stdin");
        check("psql -l", "");
        check(
            "bq query --use_legacy_sql=false 'drop table d.t'",
            "sql Drop",
        );
        check("bq --project_id p query", "sql stdin");
        check("bq ls d", "");
        check("cockroach sql --insecure -e 'drop table t'", "sql Drop");
        check("cockroach sql --url x", "sql stdin");
        check("cockroach node status", "");
        check("psql -c '\\! rm x'", "psql \\!> Shell ` rm x`");
        check("mysql -uroot -psecret app", "sql stdin");
        check("sqlite3 app.db", "read app.db; sql stdin");
        check("sqlite3 :memory: 'drop table t'", "");
        check("duckdb -c 'drop table t'", "");
        check("duckdb a.db -c 'drop table t'", "sql Drop; read a.db");
        check(
            "sqlite3 app.db '.shell rm x'",
            "read app.db; sqlite3 .shell> Shell `rm x`",
        );
        check("redis-cli -n 3", "sql stdin");
        check("mongosh prod drop.js", "sql drop.js");
        check("psql --version", "");
    }

    #[test]
    fn programs_that_are_statements() {
        check("dropdb --if-exists prod", "sql Drop");
        check("mysqladmin -f -uroot drop prod", "sql Drop");
        check("mysqladmin status", "");
        check("createdb x", "sql Create");
        check("pg_restore -c -d prod x.dump", "sql Drop; read x.dump");
        check("pg_restore -l x.dump", "read x.dump");
    }

    #[test]
    fn clusters() {
        assert_eq!(
            shape("psql -Atc 'select 1' db"),
            " | --no-align --tuples-only --command=select 1 | db"
        );
        assert_eq!(
            shape("redis-cli -n 3 -a pw flushdb async"),
            " | -n=3 --pass=pw | flushdb async"
        );
    }
}
