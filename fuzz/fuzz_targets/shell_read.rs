//! Reading any text ends without a panic, and everything found stands in the text.
#![no_main]

use aegis_shell::{Context, Dialect, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let dialect = match choice % 8 {
        0 => Dialect::PowerShell,
        1 => Dialect::Cmd,
        _ => Dialect::Posix,
    };
    let context = Context {
        dialect,
        cwd: Some("/home/dev/project".to_owned()),
        home: Some("/home/dev".to_owned()),
        ..Context::default()
    };
    let script = read(text, &context);
    let layers = script.effects.iter().flat_map(|effect| &effect.via);
    let spans = layers.map(|layer| layer.span).chain(script.effects.iter().map(|effect| effect.span));
    for span in spans.chain(script.invocations.iter().map(|invocation| invocation.span)) {
        assert!(text.get(span.start..span.end).is_some());
    }
    let _ = script.tree(text);
});
