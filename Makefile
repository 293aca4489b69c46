# klagomal: everything is run through the targets below. Two commands are enough:
#
#   make demo    see it work
#   make test    the whole gate: format, lint, types, layers, tests, documentation
#
# The first one builds .venv from the hashed lock in requirements/. Which package
# index is used is the caller's own pip configuration; nothing here names one.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first Python on the path that is new enough and can make virtual
# environments. Override with `make PYTHON=/path/to/python test`.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& command -v $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_VENV := .venv-bench
BENCH_READY := $(BENCH_VENV)/.ready
MUTANTS_VENV := .venv-mutants
MUTANTS_READY := $(MUTANTS_VENV)/.ready
LOCK_VENV := .venv-lock

PIP_FLAGS := -qq --disable-pip-version-check --no-input
LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-header
# Directories are added to the gate as they come to exist.
CHECKED := $(wildcard src tests examples benchmarks docs tools conftest.py)
TYPED := $(wildcard src tests examples benchmarks tools conftest.py)

.PHONY: help demo test quick hooks soak crash pythons check formatted lint types layers pytest docs matrix picture bench mutants \
	format lock clean venv

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

venv: $(READY) ## build .venv and nothing more

# Built once, then brought up to date in place; `make clean` starts over.
define build_venv
	@test -n "$(PYTHON)" || { echo "klagomal needs Python 3.11 or newer with its venv module, and" \
		"none was found on the path. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Building $(1) with $$("$(PYTHON)" --version), from $(2)"
	@$(1)/bin/python -c 'import pip' 2>/dev/null || "$(PYTHON)" -m venv --clear $(1)
	@$(1)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r $(2)
	@$(1)/bin/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	@touch $@
endef

$(READY): requirements/dev.txt pyproject.toml
	$(call build_venv,$(VENV),requirements/dev.txt)

$(BENCH_READY): requirements/bench.txt pyproject.toml
	$(call build_venv,$(BENCH_VENV),requirements/bench.txt)

$(MUTANTS_READY): requirements/mutants.txt pyproject.toml
	$(call build_venv,$(MUTANTS_VENV),requirements/mutants.txt)

demo: $(READY) ## a short tour, run on this machine
	@$(BIN)/python examples/demo.py

test: $(READY) check pytest docs ## the whole gate: format, lint, types, layers, tests, docs
	@echo "All of klagomal's checks passed."

quick: $(READY) check ## before a commit: format, lint, types, layers and the tests of what changed (since: BASE=main)
	@echo "== tests of what changed"
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow and not soak" \
		$$($(BIN)/python tools/changed_tests.py $(BASE))

hooks: $(READY) ## let git check format, lint and layers before a commit, and run `make quick` before a push
	@$(BIN)/pre-commit install

check: formatted lint types layers ## format, lint, types and layers only

formatted: $(READY)
	@echo "== format"
	@$(BIN)/ruff format --quiet --check $(CHECKED) \
		|| { echo "not formatted; run make format" >&2; exit 1; }

lint: $(READY)
	@echo "== lint"
	@$(BIN)/ruff check --quiet $(CHECKED)

types: $(READY)
	@echo "== types"
	@$(BIN)/mypy --no-error-summary $(TYPED)

layers: $(READY)
	@echo "== layers"
	@$(BIN)/lint-imports --no-logo

# Two workers have to agree on the order of the tests, hence the fixed seed.
PYTEST_ARGS ?= -n 2 --dist loadfile

pytest: $(READY) ## tests and documented examples, with branch coverage (more: PYTEST_ARGS=...)
	@echo "== tests"
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -q --cov --cov-report=term $(PYTEST_ARGS)

docs: $(READY) ## the documentation as HTML, in docs/_build/html
	@if [ -e docs/conf.py ]; then \
		echo "== documentation"; \
		$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html; \
	fi

matrix: $(READY) ## docs/requirements/matrix.md, from the pages, the policies and the tests
	@$(BIN)/python tools/requirements_matrix.py

TRIES ?= 20

soak: $(READY) ## the heavy property tests alone, with twenty times the examples (more: TRIES=100)
	@KLAGOMAL_TRIES=$(TRIES) $(BIN)/python -m pytest -q -m soak $(PYTEST_ARGS)

pythons: $(READY) ## the tests on every Python from 3.11 on that is found
	@$(BIN)/python tools/pythons.py

picture: $(READY) ## docs/layers.svg, from the contract in pyproject.toml
	@$(BIN)/python tools/draw_layers.py

crash: $(READY) ## kill, cut the power and crash servers for twenty minutes (less: ONLY="power planted")
	@$(BIN)/python -m tests.crash $(ONLY)

bench: $(BENCH_READY) ## klagomal measured beside public tools (some of it: ONLY="desk many")
	@$(BENCH_VENV)/bin/python -m benchmarks $(ONLY)

mutants: $(MUTANTS_READY) ## faults put in on purpose: how many the tests find (less: ONLY="masking")
	@$(MUTANTS_VENV)/bin/python tools/mutants.py $(ONLY)

format: $(READY) ## format the code
	@$(BIN)/ruff check --fix --quiet $(CHECKED) || true
	@$(BIN)/ruff format $(CHECKED)

# The lock is one file for every platform and Python, with a hash for each artefact and no address.
# Extras are kept in it: without them older pips take the newest release for `name[extra]`, and refuse it.
# LOCK=--upgrade moves every pin to the newest that fits.
lock: ## compile requirements/*.in into hashed locks (newer pins: LOCK=--upgrade)
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer on the path" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install $(PIP_FLAGS) uv
	@$(LOCK_VENV)/bin/uv pip compile pyproject.toml requirements/dev.in --all-extras \
		$(LOCK_FLAGS) $(LOCK) -o requirements/dev.txt
	@$(LOCK_VENV)/bin/uv pip compile pyproject.toml requirements/bench.in -c requirements/dev.txt \
		$(LOCK_FLAGS) $(LOCK) -o requirements/bench.txt
	@$(LOCK_VENV)/bin/uv pip compile pyproject.toml requirements/mutants.in --all-extras \
		-c requirements/dev.txt $(LOCK_FLAGS) $(LOCK) -o requirements/mutants.txt
	@rm -rf $(LOCK_VENV)

clean: ## remove what the targets above have made
	@rm -rf $(VENV) .venv-3.* $(BENCH_VENV) $(MUTANTS_VENV) $(LOCK_VENV) mutants docs/_build build dist htmlcov .coverage .coverage.* \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
