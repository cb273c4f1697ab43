use crate::{Context, read};

fn check(text: &str) -> String {
    let context = Context {
        cwd: Some("/home/dev/project".into()),
        home: Some("/home/dev".into()),
        ..Context::default()
    };
    read(text, &context).tree(text)
}

#[test]
fn first() {
    println!("{}", check("sudo rm -rf /"));
    assert!(check("sudo rm -rf /").contains("deletes / with"));
}
