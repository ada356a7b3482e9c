# Everything runs in .venv, made here; the only needs are Python 3.11 or newer and the package registry.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.yibo-dev
# one more than cores: many tests wait for processes of their own
WORKERS ?= 3
# Python keeps its bytecode even where it is told to keep none: tests start it a hundred times
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check laws bench record clean

help:  ## Show these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP)  ## Make .venv with everything for development

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "yibo needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "venv is missing: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(STAMP)  ## Run the main job on the sample article, offline and without a key
	@sh examples/demo.sh

test: $(STAMP)  ## Run the whole test-suite, offline
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: $(STAMP)  ## ruff, mypy --strict and the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

laws: $(STAMP)  ## Run the generated tests alone, with examples never drawn before
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=random -m hypothesis

bench: $(STAMP)  ## Run the benchmarks: ratios against something named in the same run
	$(BIN)/python -m bench

record: $(STAMP)  ## Record the cassettes again (the only target that may use the network)
	$(BIN)/python -m tests.record

clean:  ## Remove what the other targets made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist demo-out
