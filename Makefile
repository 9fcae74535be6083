# Every target makes its own environment first; it needs Python 3.11 or later and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: setup demo test lint bench clean

setup: $(VENV)/ready

demo: $(VENV)/ready
	$(BIN)/placesim demo

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready-bench
	$(BIN)/python benchmarks/w1.py
	$(BIN)/python benchmarks/national.py

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "placesim needs Python 3.11 or later; say make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(INSTALL) --editable '.[dev]'
	touch $@

$(VENV)/ready-bench: $(VENV)/ready
	$(INSTALL) --editable '.[bench]'
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
