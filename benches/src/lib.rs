//! Benchmarks and corpus measurements of aegis; each is a binary under `src/bin`.
