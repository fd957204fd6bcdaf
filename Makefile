PYTHON ?= python3
BIN := .venv/bin

LOCK := autograder/authoring/templates/gradescope/requirements
# What Otter asks for and never imports while it grades: documentation tools, a browser,
# Docker's client, extensions of a notebook's user interface.
UNUSED := alabaster babel docutils imagesize roman-numerals snowballstemmer sphinx \
	sphinxcontrib-applehelp sphinxcontrib-devhelp sphinxcontrib-htmlhelp sphinxcontrib-jsmath \
	sphinxcontrib-qthelp sphinxcontrib-serializinghtml playwright greenlet pyee \
	python-on-whales pydantic pydantic-core annotated-types typing-inspection jupytext \
	markdown-it-py mdit-py-plugins mdurl widgetsnbextension jupyterlab-widgets colorama pycparser cffi

.PHONY: demo test attacks gradescope-test lint verify docs lock clean

demo: .venv/installed  ## build everything, grade a sample class of 60, show the result
	$(BIN)/autograder demo

test: .venv/installed  ## all tests of the project
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

attacks: .venv/installed  ## the hostile submissions that take long, in all places
	$(BIN)/pytest tests/attacks -m slow

gradescope-test: .venv/installed  ## the zip in a container like Gradescope's
	$(BIN)/pytest tests/gradescope

lint: .venv/installed  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

verify: .venv/installed  ## the suites catch every known mistake, and nothing leaks
	$(BIN)/autograder build --check
	$(BIN)/autograder verify

docs: .venv/installed  ## the site, into out/site; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file docs/site/mkdocs.yml

lock: .venv/installed  ## new versions for Gradescope
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal \
		--python-version 3.11 $(UNUSED:%=--no-emit-package %) $(LOCK).in -o $(LOCK).txt

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv dist out .pytest_cache .mypy_cache .ruff_cache
