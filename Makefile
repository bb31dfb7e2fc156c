# `make demo` and `make test` are all that most people need; both begin with `make setup`.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach python,python3 python3.11 python3.12 python3.13 python3.14, \
	$(shell $(python) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(python))))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NPM := $(BIN)/python hatch_build.py
COMPILE := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup desktop demo test test-long lint types types-here types-win32 types-darwin types-web web unit unit-server unit-others e2e e2e-pages e2e-programs compiled audit format lock peers debian pages clean

help: ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 18

# Setting up. Each step leaves a file behind, so that the second time takes a moment.

setup: $(BIN)/footlight pages ## leave .venv/bin/footlight, from the locked versions

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo 'Footlight needs Python 3.11 or newer: apt install python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo 'Python cannot make virtual environments here: apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/locked: requirements/run.lock requirements/build.lock requirements/node.lock $(VENV)/made
	$(PIP) install --require-hashes -r requirements/run.lock -r requirements/build.lock
	@$(BIN)/python -c 'import hatch_build, sys; sys.exit(hatch_build.machine_node() is None)' \
		|| { set -x; $(PIP) install --require-hashes -r requirements/node.lock; }
	@touch $@

# What is installed so is compiled here, as pip compiles the rest: every command starts sooner.
$(BIN)/footlight: pyproject.toml hatch_build.py $(VENV)/locked | pages
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

# What was edited since: tests start hundreds of commands.
compiled: setup
	@$(BIN)/python -m compileall -q src

desktop: setup ## what `footlight watch` opens its window with: Qt
	$(PIP) install --require-hashes -r requirements/desktop.lock

pages: $(VENV)/locked
	@$(BIN)/python hatch_build.py

$(VENV)/dev: requirements/dev.lock $(VENV)/locked
	$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

debian: $(VENV)/dev # what the tests need of the system
	@bash tests/debian-packages.sh

# Running.

demo: setup ## a server with a live broadcast, and a browser on it
	@exec $(BIN)/footlight demo

# Testing. What fails soonest comes first, and then what takes longest: nothing long is left over for the end, alone.
# Four at a time keep two cores busy, as tests often wait; more leave each other too little of them.

TOGETHER := $(MAKE) --no-print-directory --output-sync=line --jobs=4

test: ## everything but the long tests, in minutes
	@$(TOGETHER) pages $(VENV)/dev
	@$(MAKE) --no-print-directory debian lint
	@$(TOGETHER) e2e unit types web

test-long: setup $(VENV)/dev debian ## the long tests: much fuzzing, kills, a wheel in a fresh environment
	$(BIN)/pytest -q -m long tests

lint: setup $(VENV)/dev ## ruff, and that imports point down only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: types-here types-win32 types-darwin ## mypy, also as Windows and macOS would see the source

types-here: $(VENV)/dev
	$(BIN)/mypy

# With a cache of its own: mypy begins anew where it finds another system's.
types-win32 types-darwin: types-%: $(VENV)/dev
	$(BIN)/mypy --platform $* --cache-dir .mypy_cache/$* src

web: types-web ## types and tests of the pages and the player
	$(NPM) run test

# The types of the REST interface and of the chat's messages are made of what the server itself says of them.
types-web: setup
	$(BIN)/python web/openapi.py
	$(NPM) run types
	$(NPM) run check

# In two parts that share nothing, and wait for as long as they work.
SERVER_TESTS := tests/accounts tests/api tests/app tests/chat tests/store

unit: unit-others unit-server ## tests that need no browser: minutes

unit-server: compiled $(VENV)/dev
	$(BIN)/pytest -q $(SERVER_TESTS)

unit-others: compiled $(VENV)/dev
	$(BIN)/pytest -q tests --ignore=tests/e2e $(SERVER_TESTS:%=--ignore=%)

# In two parts too: what people see, and what programs do.
PAGE_TESTS := $(wildcard $(addprefix tests/e2e/test_,player_*.py chat*.py accounts.py channels.py guests.py))

e2e: e2e-programs e2e-pages ## tests of the whole, with a real Chromium

e2e-pages: compiled $(VENV)/dev debian
	$(BIN)/pytest -q $(PAGE_TESTS)

e2e-programs: compiled $(VENV)/dev debian
	$(BIN)/pytest -q tests/e2e $(PAGE_TESTS:%=--ignore=%)

audit: $(VENV)/dev ## known vulnerabilities of the locked versions
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/desktop.lock
	$(NPM) audit --omit=dev

# Working on it.

format: $(VENV)/dev ## let ruff lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

peers: setup ## what `footlight bench cable` compares with: vidgear, imagezmq and vidstream
	$(PIP) install --require-hashes -r requirements/bench.lock
	$(PIP) install --require-hashes --no-deps -r requirements/bench-alone.lock

lock: $(VENV)/dev ## renew the lock files from pyproject.toml and requirements/*.in
	$(COMPILE) pyproject.toml -o requirements/run.lock
	$(COMPILE) requirements/build.in -c requirements/run.lock -o requirements/build.lock
	$(COMPILE) requirements/node.in -o requirements/node.lock
	$(COMPILE) --extra desktop pyproject.toml -c requirements/run.lock -o requirements/desktop.lock
	$(COMPILE) --extra desktop --extra postgres --group dev pyproject.toml -c requirements/run.lock -c requirements/build.lock -o requirements/dev.lock
	$(COMPILE) --group bench -c requirements/run.lock -c requirements/dev.lock \
		-o requirements/bench.lock
	$(COMPILE) --group bench-alone --no-deps -o requirements/bench-alone.lock
	$(NPM) install --package-lock-only

clean: ## remove what was made, the virtual environment too
	rm -rf $(VENV) dist web/node_modules src/footlight/_web
