//! Groovy, Kotlin, Scala and the Java that jshell takes: one library, written in four ways.

use super::acts::Act;
use super::methods::join_paths;
use super::value::{Args, Value};

/// Packages whose names say the same without them.
const PACKAGES: [&str; 9] = [
    "java.io.",
    "java.nio.file.",
    "java.lang.",
    "java.net.",
    "kotlin.io.path.",
    "kotlin.io.",
    "scala.sys.process.",
    "sys.process.",
    "scala.",
];

fn short(name: &str) -> &str {
    PACKAGES
        .iter()
        .find_map(|package| name.strip_prefix(package))
        .unwrap_or(name)
}

pub(super) fn act(name: &str) -> Option<Act> {
    let name = short(name);
    if let Some(method) = name
        .strip_prefix("File().")
        .or_else(|| name.strip_prefix("Path()."))
    {
        return of_file(method);
    }
    if let Some(method) = name.strip_prefix("Files.") {
        return of_files(method);
    }
    Some(match name {
        "Runtime.getRuntime().exec"
        | "Runtime.runtime.exec"
        | "ProcessBuilder"
        | "Process"
        | "stringToProcess" => Act::System,
        "FileUtils.deleteDirectory"
        | "FileUtils.forceDelete"
        | "FileUtils.cleanDirectory"
        | "FileUtils.deleteQuietly"
        | "AntBuilder().delete"
        | "os.remove.all" => Act::Delete { recursive: true },
        "io.Source.fromFile"
        | "Source.fromFile"
        | "FileReader"
        | "FileInputStream"
        | "FileUtils.readFileToString"
        | "Scanner"
        | "os.read" => Act::Read,
        "FileWriter"
        | "FileOutputStream"
        | "PrintWriter"
        | "FileUtils.writeStringToFile"
        | "os.write"
        | "os.write.over" => Act::Write,
        "Socket" => Act::Connect,
        "evaluate" | "Eval.me" | "GroovyShell().evaluate" => Act::Eval,
        _ => return None,
    })
}

fn of_file(method: &str) -> Option<Act> {
    Some(match method {
        "deleteDir" | "deleteRecursively" => Act::Delete { recursive: true },
        "delete" | "deleteOnExit" | "deleteIfExists" | "deleteExisting" => {
            Act::Delete { recursive: false }
        }
        "readText" | "readLines" | "readBytes" | "getText" | "getBytes" | "eachLine"
        | "forEachLine" | "useLines" | "bufferedReader" | "withReader" | "newReader" => Act::Read,
        "writeText" | "appendText" | "writeBytes" | "write" | "append" | "setText"
        | "withWriter" | "newWriter" | "printWriter" | "createNewFile" | "mkdir" | "mkdirs"
        | "setWritable" | "setExecutable" | "withWriterAppend" => Act::Write,
        "renameTo" => Act::Move,
        "copyTo" | "copyRecursively" => Act::Copy,
        _ => return None,
    })
}

fn of_files(method: &str) -> Option<Act> {
    Some(match method {
        "delete" | "deleteIfExists" => Act::Delete { recursive: false },
        "readString" | "readAllLines" | "readAllBytes" | "lines" | "newBufferedReader" => Act::Read,
        "write"
        | "writeString"
        | "createFile"
        | "createDirectories"
        | "newBufferedWriter"
        | "setPosixFilePermissions" => Act::Write,
        "copy" | "createSymbolicLink" => Act::Copy,
        "move" => Act::Move,
        _ => return None,
    })
}

/// What a property of a file is for, where it stands alone: `new File("x").text`.
pub(super) fn is_content(name: &str) -> bool {
    matches!(short(name), "File().text" | "File().bytes")
}

/// Whether a value is a file that may be appended to: `new File("x") << "text"`.
pub(super) fn is_file(name: &str) -> bool {
    short(name) == "File()"
}

/// What a call gives that only makes something: a list, a path, the home folder.
pub(super) fn made(name: &str, args: &Args) -> Option<Value> {
    let named = |expected: &str| args.get(0).and_then(Value::known).as_deref() == Some(expected);
    match short(name) {
        "arrayOf" | "listOf" | "mutableListOf" | "Array" | "List" | "Seq" | "List.of"
        | "Arrays.asList" | "java.util.List.of" => Some(Value::List(args.positional.clone())),
        "Paths.get" | "Path.of" | "os.Path" => Some(join_paths(&args.positional)),
        "System.getProperty" | "sys.props" if named("user.home") => Some(Value::text("~")),
        "System.getenv" | "sys.env" if named("HOME") => Some(Value::text("~")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Jvm;

    #[test]
    fn groovy() {
        check(Jvm, "\"rm -rf /\".execute()", &["shell rm -rf /"]);
        check(Jvm, "'rm -rf /'.execute().text", &["shell rm -rf /"]);
        check(Jvm, "['rm','-rf','/'].execute()", &["argv rm -rf /"]);
        check(
            Jvm,
            "def d = '/'; \"rm -rf ${d}\".execute()",
            &["shell rm -rf /"],
        );
        check(Jvm, "new File('/x').deleteDir()", &["delete -r /x"]);
        check(
            Jvm,
            "def f = new File('/x'); f.deleteDir()",
            &["delete -r /x"],
        );
        check(Jvm, "new AntBuilder().delete(dir: '/x')", &["delete -r /x"]);
        check(Jvm, "Runtime.runtime.exec('rm -rf /')", &["shell rm -rf /"]);
        check(
            Jvm,
            "new File(\"/etc/hosts\").text = 'x'",
            &["write /etc/hosts"],
        );
        check(Jvm, "new File('/etc/hosts') << 'x'", &["write /etc/hosts"]);
        check(Jvm, "println new File('.env').text", &["read .env"]);
        check(
            Jvm,
            "new File('.env').eachLine { println it }",
            &["read .env"],
        );
    }

    #[test]
    fn scala() {
        check(
            Jvm,
            "import sys.process._; \"rm -rf /\".!",
            &["shell rm -rf /"],
        );
        check(Jvm, "\"rm -rf /\" !", &["shell rm -rf /"]);
        check(Jvm, "println(\"rm -rf /\".!!)", &["shell rm -rf /"]);
        check(Jvm, "Seq(\"rm\", \"-rf\", \"/\").!", &["argv rm -rf /"]);
        check(
            Jvm,
            "sys.process.Process(\"rm -rf /\").!",
            &["shell rm -rf /"],
        );
        check(
            Jvm,
            "println(scala.io.Source.fromFile(\".env\").mkString)",
            &["read .env"],
        );
    }

    #[test]
    fn kotlin_and_java() {
        check(
            Jvm,
            "java.io.File(\"/x\").deleteRecursively()",
            &["delete -r /x"],
        );
        check(
            Jvm,
            "Runtime.getRuntime().exec(\"rm -rf /\");",
            &["shell rm -rf /"],
        );
        check(
            Jvm,
            "Runtime.getRuntime().exec(arrayOf(\"rm\", \"-rf\", \"/\"))",
            &["argv rm -rf /"],
        );
        check(
            Jvm,
            "ProcessBuilder(\"rm\", \"-rf\", \"/\").start()",
            &["argv rm -rf /"],
        );
        check(
            Jvm,
            "Files.delete(Paths.get(\"/x\", \"y\"))",
            &["delete /x/y"],
        );
        check(
            Jvm,
            "java.io.File(System.getProperty(\"user.home\")).deleteRecursively()",
            &["delete -r ~"],
        );
        check(
            Jvm,
            "Socket(\"h.example\", 80)",
            &["connect h.example sends"],
        );
    }

    #[test]
    fn data() {
        check(Jvm, "println(\"rm -rf /\") // \"x\".execute()", &[]);
        check(Jvm, "val a = \"rm -rf /\"; println(a.length)", &[]);
        check(Jvm, "if (\"a\" != b) println('\"') /* \"x\".! */", &[]);
        check(Jvm, "new File('build').mkdirs", &[]);
    }
}
