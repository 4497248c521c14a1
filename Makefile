# One verb per need. Every verb makes what it needs first; nothing but Python 3.10+ and make is expected.

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format bench chaos docs dev services clean
SHELL := /bin/bash
# Hundreds of processes would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

# The first of these that can make environments; `make PYTHON=... test` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.10; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && echo $$python && break; \
	done)
ENVIRONMENT = @$(if $(PYTHON),$(PYTHON) tooling/environment.py,echo "Python 3.10 or newer with its venv module is needed, and none was found" >&2; exit 1;)
BIN := .venv/bin
WORKERS ?= auto

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## train a model with a pipeline, twice, on a stack of installed packages
	$(ENVIRONMENT) demo
	@rm -rf .demo/config .demo/artifacts
	@ZENML_CONFIG_PATH="$(CURDIR)/.demo/config" PATH="$(CURDIR)/.demo/venv/bin:$$PATH" python examples/quickstart/demo.py

test: dev services ## run all tests, with smoke runs on Python 3.10 and 3.13
	$(BIN)/python -m pytest -n $(WORKERS)

coverage: dev services ## run all tests and show the lines that none of them reaches
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

check: dev ## look for what can be seen without running: format, lint, types, import contracts, reference pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tooling.reference --check

docs: dev ## write docs/reference from the code
	$(BIN)/python -m tooling.reference

format: dev ## put the sources into their one format
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

bench: ## measure against the bars of benchmarks/, in an environment of its own
	$(ENVIRONMENT) bench
	@.bench/venv/bin/python benchmarks/run.py

chaos: dev ## kill and race: the tests that take minutes
	$(BIN)/python -m pytest -m chaos

dev: ## make the environment .venv: everything editable, all tools
	$(ENVIRONMENT) dev

services: ## install the programs that tests need beside Python, where apt-get is and may
	@$(or $(PYTHON),python3) tooling/services.py

clean: ## remove environments and what the tools left behind
	rm -rf __pycache__ .venv .demo .bench dist .coverage* htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find core plugins tests tooling examples benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
