//! aegis-rules
