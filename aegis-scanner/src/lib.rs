//! aegis-scanner
