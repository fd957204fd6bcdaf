PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test attacks lint verify clean

demo: .venv/installed  ## build everything, grade a sample class of 60, show the result
	$(BIN)/autograder demo

test: .venv/installed  ## all tests of the project
	$(BIN)/pytest

attacks: .venv/installed  ## the hostile submissions that take long, in all places
	$(BIN)/pytest tests/attacks -m slow

lint: .venv/installed  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

verify: .venv/installed  ## the suites catch every known mistake, and nothing leaks
	$(BIN)/autograder build --check
	$(BIN)/autograder verify

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv dist out .pytest_cache .mypy_cache .ruff_cache
