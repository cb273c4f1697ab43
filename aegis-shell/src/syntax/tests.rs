//! The shapes that texts are read into, with their places.

use proptest::prelude::*;

use super::ast::*;
use super::*;

fn words(list: List<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for stage in list.flat_map(|item| item.stages) {
        match stage.kind() {
            CommandKind::Simple(simple) => found.push(joined(simple.words())),
            CommandKind::Group(list) | CommandKind::Subshell(list) => found.extend(words(list)),
            CommandKind::If(lists) | CommandKind::Loop(lists) => {
                found.extend(lists.flat_map(words))
            }
            CommandKind::For { body, .. } => found.extend(words(body)),
            CommandKind::Case { arms, .. } => found.extend(arms.flat_map(|(_, body)| words(body))),
            CommandKind::Function { name, .. } => found.push(format!("{name}()")),
            CommandKind::Test(_) => found.push("test".to_owned()),
        }
    }
    found
}

fn joined(words: Words<'_>) -> String {
    let texts: Vec<_> = words.map(|word| parts(word.parts())).collect();
    texts.join(" ")
}

fn parts(all: Parts<'_>) -> String {
    all.map(|part| match part {
        Part::Literal(text) | Part::Quoted(text) => text.to_owned(),
        Part::Variable(name, _) => format!("<{name}>"),
        Part::Parameter(parameter, _) => format!("<{}>", parameter.name()),
        Part::Command(inner, _) => format!("$({})", words(inner.list()).join("; ")),
        Part::Process(inner, _) => format!("<({})", words(inner.list()).join("; ")),
        Part::Arithmetic(inner) => format!("$(({}))", parts(inner)),
        Part::Array(words) => format!("({})", joined(words)),
    })
    .collect()
}

fn check(input: &str, expected: &[&str]) {
    let (tree, over) = parse(input, Origin::Shifted(0));
    assert_eq!(over, None, "{input}");
    assert_eq!(words(tree.all()), expected, "{input}");
}

#[test]
fn separators_and_comments() {
    check(
        "a; b & c && d || e\nf | g |& h",
        &["a", "b", "c", "d", "e", "f", "g", "h"],
    );
    check("echo hi # 'unclosed\nrm -rf /", &["echo hi", "rm -rf /"]);
    check("echo a#b", &["echo a#b"]);
    check("r\\\nm -rf /", &["rm -rf /"]);
    check("a &> x; b", &["a", "b"]);
    check("a\r\nb\r\n", &["a", "b"]);
}

#[test]
fn quotes() {
    check(
        r#"r''m r"m" \rm $'\x72\x6d' $"rm" "a\$b\c""#,
        &[r"rm rm rm rm rm a$b\c"],
    );
    check("echo 'unclosed; rm", &["echo unclosed; rm"]);
    check("echo $'a\\'b' c", &["echo a'b c"]);
    check("a b?(c d)e f@(g|h) i", &["a b*e f* i"]);
    check("a b\\\nc$\\\nd \"e\\\nf$\" g=(h)", &["a bc$d ef$ g=(h)"]);
}

#[test]
fn compounds() {
    check(
        "if a; then b; elif c; then d; else e; fi; f",
        &["a", "b", "c", "d", "e", "f"],
    );
    check(
        "while a; do b; done; until c; do d; done",
        &["a", "b", "c", "d"],
    );
    check(
        "for x in 1 2; do a; done; for ((i=0;i<3;i++)); do b; done",
        &["a", "b"],
    );
    check(
        "case $x in a|b) c;; (d) e ;& *) f; esac; g",
        &["c", "e", "f", "g"],
    );
    check(
        "{ a; b; }; ( c; d ); ((1+1)); [[ -f x && y ]]; e",
        &["a", "b", "c", "d", "test", "test", "e"],
    );
    check(
        "f() { a; }; function g { b; }; function h() ( c ); i",
        &["f()", "g()", "h()", "i"],
    );
    check("! a; time -p b; time { c; }", &["a", "time -p b", "c"]);
    check("echo if then }; x", &["echo if then }", "x"]);
    check("((a); b); c", &["a", "b", "c"]);
    check("fi; a ) ; done b", &["a", "b"]);
}

#[test]
fn substitutions() {
    check(
        "a $(b; c) `d` \"$(e)\" ${x:-$(f)} $((1+$(g)))",
        &["a $(b; c) $(d) $(e) <x> $((1+$(g)))"],
    );
    check("a `b \\`c\\``", &["a $(b $(c))"]);
    check("a <(b) >(c) --f=<(d)", &["a <(b) <(c) --f=<(d)"]);
    check("x=(a $(b)) c", &["c"]);
    check("${ a; }", &["$(a)"]);
    check("a $( (b) ; c)", &["a $(b; c)"]);
    check(
        "a ${x//a\\/b/c} ${#x} ${x[@]} ${!y} d",
        &["a <x> <x> <x> <y> d"],
    );
}

#[test]
fn here_documents() {
    check(
        "cat <<'A' > a.txt; rm -rf /\ntext\nA\nb",
        &["cat", "rm -rf /", "b"],
    );
    check("<<EOF cat\nx\nEOF\nb", &["cat", "b"]);
    check("cat <<A <<-B\none\nA\n\ttwo\n\tB\nb", &["cat", "b"]);
    check("x=$(cat <<EOF\nhi\nEOF\n); b", &["", "b"]);
    check("x=$(cat <<EOF\nhi\nEOF); b", &["", "b"]);
    check("x=$(cat <<EOF\nhi\nEOF ); b", &["", "b"]);
    check("cat <( cat <<EOF\nhi\nEOF )\nb", &["cat <(cat)", "b"]);
    check("cat <<EOF\nunclosed", &["cat"]);
    check("cat <<A && b\nx\nA\nc", &["cat", "b", "c"]);
}

#[test]
fn what_is_handed_over_is_what_was_read() {
    let command = "a \"$b\" 'c'; cat <<E && d | e \"f $g\"x &\n$h\nE\n";
    for repeated in [1, 2, 50, 500] {
        let text = command.repeat(repeated);
        let (tree, _) = parse(&text, Origin::Shifted(0));
        let mut taken = Vec::new();
        assert_eq!(
            parse_each(&text, Origin::Shifted(0), |item| taken.push(shape(item))),
            None
        );
        let whole: Vec<_> = tree.all().map(shape).collect();
        assert_eq!(taken.len(), 3 * repeated);
        assert_eq!(taken, whole);
    }
}

fn shape(item: Item<'_>) -> (Join, bool, Vec<String>) {
    let stages = item.stages.map(|stage| match stage.kind() {
        CommandKind::Simple(simple) => {
            let bodies = simple.redirects().filter_map(|redirect| redirect.target);
            let bodies: Vec<_> = bodies.map(|body| parts(body.parts())).collect();
            format!("{:?} {} {bodies:?}", stage.span(), joined(simple.words()))
        }
        other => format!("{other:?}"),
    });
    (item.join, item.background, stages.collect())
}

#[test]
fn what_does_not_stand_is_no_item() {
    for text in ["cat <<E && ! |\nx\nE\n & a", "b && ! & a"] {
        let (tree, _) = parse(text, Origin::Shifted(0));
        assert_eq!(tree.all::<Item>().count(), 2, "{text:?}");
    }
}

#[test]
fn quoted_words() {
    check(
        r#"a "$b" "c" "d $e f" "" "$g"h "i\\j" "$(k)" "$" ("l")"#,
        &[r"a <b> c d <e> f  <g>h i\j $(k) $", "l"],
    );
    check("a \"$b", &["a <b>"]);
    check(
        "a 'b' '' 'c'\"d\" 'e'>f 'g\nh';'i' 'j",
        &["a b  cd e g\nh", "i j"],
    );
    check("(a \"$b\") && \"c\"", &["a <b>", "c"]);
}

proptest! {
    #[test]
    fn a_usual_command_reads_as_behind_an_assignment(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "a", "b-1", "é", "[", "]", "c[1]", "d=e", "{", "}", "~", "*", "'f g'", "\"$h i\"", "\"j", ">", "2>", "&>",
                "<", "#", "\\", "\n", "\t", "\r\n", " ", " ", " ",
            ]),
            0..10,
        ),
    ) {
        let text = format!("a{}", pieces.concat());
        let read = |text: &str| {
            let (tree, _) = parse(text, Origin::Shifted(0));
            words(tree.all())
        };
        prop_assert_eq!(read(&text), read(&format!("v=1 {text}")));
    }
}

#[test]
fn nesting_is_bounded() {
    for open in [
        "$(", "(", "{ ", "${x:-", "\"$(", "if ", "`", "$(( $(", "f() {", "<(",
    ] {
        let text = open.repeat(100_000);
        let _ = parse(&text, Origin::Shifted(0));
    }
    assert_eq!(
        parse(&"$(".repeat(100), Origin::Shifted(0)).1,
        Some("nesting")
    );
}
