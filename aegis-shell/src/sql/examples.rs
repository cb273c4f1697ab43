//! SQL by examples: what runs, and what only looks so.

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
}

#[test]
fn updates() {
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
fn delimiters() {
    check("mysql", "DELIMITER //\nDROP TABLE t//", &["Drop table t"]);
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
