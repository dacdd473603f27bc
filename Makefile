# Two commands: `make report` and `make test`. Both need Python 3.11 or later, pip and make, nothing else.
# The environment is made once, in .venv, and again only when requirements.lock or pyproject.toml change.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CHECKED := src tests benchmarks
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist worksteal

.PHONY: report test quick lint types docs-examples slow bench faults lock setup clean

report: setup
	@$(BIN)/workbench run study.yaml

test: lint types quick slow

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 or later is needed: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lint: setup
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy

# examples in docstrings, and every test without a kernel, a browser or a database
quick: setup
	$(PYTEST) --doctest-modules src/workbench --ignore=src/workbench/notes/migrations
	$(PYTEST) -m "not slow and not notebook and not browser and not database" tests

slow: setup
	$(PYTEST) -m "slow or notebook or browser or database" tests

bench: setup
	$(BIN)/python -m benchmarks

faults: setup
	$(BIN)/python -m benchmarks.faults

# addresses stay out: whoever installs says where from
lock:
	rm -f requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.11.7 --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
