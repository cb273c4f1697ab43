# Needs Rust (rustup.rs) and a C compiler, for SQLite. Nothing to configure.

.PHONY: build install test lint fmt

# bin/aegis, optimised
build:
	cargo build --release --locked -p aegis-cli
	mkdir -p bin
	cp "$$(cargo metadata --format-version 1 --no-deps | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')/release/aegis" bin/aegis

# The program into cargo's folder of programs, the hook into Claude Code's settings
install:
	cargo install --path aegis-cli --locked --force
	"$${CARGO_INSTALL_ROOT:-$${CARGO_HOME:-$$HOME/.cargo}}/bin/aegis" setup

test:
	cargo test --workspace --locked

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

fmt:
	cargo fmt --all
