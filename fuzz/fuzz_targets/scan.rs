//! Any bytes: no panic, spans in order and in bounds, and redaction leaves nothing to find.
#![no_main]

use std::sync::LazyLock;

use aegis_scanner::Scanner;
use libfuzzer_sys::fuzz_target;

static SCANNER: LazyLock<Option<Scanner>> = LazyLock::new(|| Scanner::builder().extended_pack(true).build().ok());

fuzz_target!(|bytes: &[u8]| {
    let Some(scanner) = SCANNER.as_ref() else { return };
    let mut end = 0;
    for finding in scanner.scan_bytes(bytes) {
        let span = finding.span();
        assert!(span.start >= end && span.end <= bytes.len() && !span.is_empty());
        end = span.end;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let redacted = scanner.redact(text);
        assert!(scanner.scan(&redacted).is_empty());
    }
});
