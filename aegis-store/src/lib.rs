//! aegis-store
