# Everything that a contributor or a machine runs. `make test` is the whole check.

PYTHON ?= python3
VENV ?= .venv
CARGO_TEST = cargo test --locked --release

.PHONY: build test lint rust package python bench peers clean

build:
	cargo build --locked --release

test: lint rust python

lint:
	cargo fmt --check
	cargo clippy --locked --release --all-targets --features python -- -D warnings

rust: build
	$(CARGO_TEST)

$(VENV)/ready: tests/python/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt
	touch $@

# The Python package, as `pip install .` builds it anywhere.
package: $(VENV)/ready
	$(VENV)/bin/pip install --quiet --disable-pip-version-check '.[plot]'

python: build package
	SUASION_BIN=target/release/suasion $(VENV)/bin/python -m pytest tests/python -q -rs

bench:
	cargo bench --locked

# The engine and its peers on the core equations, in turn.
peers: $(VENV)/peers
	$(VENV)/bin/python benches/peers/run.py

$(VENV)/peers: $(VENV)/ready benches/peers/requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r benches/peers/requirements.txt
	touch $@

clean:
	rm -rf target results $(VENV)
