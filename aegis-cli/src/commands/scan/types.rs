//! `aegis scan --types`: what is looked for.

use std::io;

use aegis_scanner::{Detector, Severity, detectors, extended_detectors};

use super::report::Format;
use crate::config::ScannerConfig;
use crate::console::Console;
use crate::output::{self, Cell, Column, Field, Record, Tone};

/// One type of secrets.
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    severity: Severity,
    pack: &'static str,
    enabled: bool,
}

/// Prints the built-in types, the extended pack and the user's own.
pub(crate) fn print(
    config: &ScannerConfig,
    extended: bool,
    format: Format,
    console: &mut Console,
) -> io::Result<()> {
    let format = match format {
        Format::Table => output::Format::Table,
        Format::Csv => output::Format::Csv,
        Format::Json | Format::Sarif => output::Format::Json,
    };
    output::write(console, format, &rows(config, extended), "")
}

fn rows(config: &ScannerConfig, extended: bool) -> Vec<Row<'_>> {
    let enabled = |id: &str| !config.disable.iter().any(|off| off == id);
    let row = |detector: &'static Detector, pack, on: bool| Row {
        id: detector.id(),
        name: detector.name(),
        severity: detector.severity(),
        pack,
        enabled: on && enabled(detector.id()),
    };
    let builtin = detectors().iter().map(|d| row(d, "builtin", true));
    let further = extended_detectors()
        .iter()
        .map(|d| row(d, "extended", extended));
    let custom = config.custom.iter().map(|custom| Row {
        id: &custom.id,
        name: &custom.id,
        severity: Severity::High,
        pack: "custom",
        enabled: enabled(&custom.id),
    });
    builtin.chain(further).chain(custom).collect()
}

impl Record for Row<'_> {
    const FIELDS: &'static [&'static str] = &["type", "name", "severity", "pack", "enabled"];
    const COLUMNS: &'static [Column] = &[
        Column::whole("type"),
        Column::whole("severity"),
        Column::whole("pack"),
        Column::whole("state"),
        Column::elastic("name", 20),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![
            self.id.into(),
            self.name.into(),
            self.severity.as_str().into(),
            self.pack.into(),
            Field::Flag(self.enabled),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let state = if self.enabled {
            Cell::toned("on", Tone::Good)
        } else {
            Cell::toned("off", Tone::Quiet)
        };
        vec![
            self.id.into(),
            self.severity.as_str().into(),
            self.pack.into(),
            state,
            self.name.into(),
        ]
    }
}
