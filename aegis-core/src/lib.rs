//! aegis-core
