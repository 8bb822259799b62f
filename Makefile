# Daymark: two commands for most people, `make run` and `make test`.
PYTHON ?= python3.11
VENV ?= .venv
PORT ?= 8000
export DAYMARK_HOME ?= $(CURDIR)/.practice
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet
SOURCES := src tests bench build_hooks

.DEFAULT_GOAL := help

##@ Use
run: export DAYMARK_SEIZURE_ROOTS ?= $(CURDIR)/.evidence
run: $(VENV)/installed  ## a populated practice centre at http://localhost:8000 (PORT=... to change)
	@DAYMARK_PORT=$(PORT) $(BIN)/daymark demo
	@DAYMARK_PORT=$(PORT) exec $(BIN)/daymark serve

##@ Check
test: check  ## everything but the slow corpora
	$(BIN)/pytest -n 2 -m "not deep" tests

test-deep: $(VENV)/tested  ## the slow corpora and the kill tests as well
	$(BIN)/pytest -n 2 tests

test-debian-postgres: $(VENV)/tested  ## the same against Debian's PostgreSQL 15 (apt package postgresql-15)
	DAYMARK_TEST_POSTGRES=/usr/lib/postgresql/15/bin $(BIN)/pytest -n 2 -m "not deep" tests

check: $(VENV)/tested  ## lint, types, import contracts, migrations
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(VENV)/tested  ## format and mend what can be mended by itself
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

##@ Several machines
cluster: $(VENV)/installed  ## what `daymark seize --cluster` and `daymark cluster` need besides: docs/operators/cluster.md
	$(PIP) --require-hashes -r requirements-cluster.txt

##@ Measure
bench-peers: $(VENV)/installed  ## what `daymark bench` measures beside: never needed to run or to test
	$(PIP) --require-hashes -r requirements-bench.txt
	$(PIP) --require-hashes -r requirements-vpdq.txt || echo "vpdq could not be built: requirements-vpdq.in says what it needs."

##@ Build
messages: $(VENV)/installed  ## gather the public pages' sentences into the catalogues of translations
	cd build_hooks && ../$(BIN)/python catalogue.py

assets: $(VENV)/installed  ## styles, scripts, fonts, translations
	$(BIN)/python build_hooks/assets.py

lock: $(VENV)/tested  ## write every requirements*.txt anew from its .in file
	$(BIN)/pip-compile $(LOCK) --output-file requirements.txt requirements.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-dev.txt requirements-dev.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-bench.txt requirements-bench.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-cluster.txt requirements-cluster.in
	$(BIN)/pip-compile $(LOCK) --output-file requirements-vpdq.txt requirements-vpdq.in
LOCK := --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:  ## remove what was built; data stay
	rm -rf $(VENV) node_modules assets/node_modules src/daymark/web/static/built

# A fresh Debian has no ensurepip: the environment is made without pip and filled by the system's.
$(VENV)/bin/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/installed: $(VENV)/bin/python requirements.txt pyproject.toml $(wildcard build_hooks/*.py assets/package-lock.json src/daymark/web/locale/*/LC_MESSAGES/*.po)
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-build-isolation --no-deps -e .
	$(BIN)/python -m compileall -q src/daymark
	$(BIN)/python -m daymark.engine.compiled
	@touch $@

$(VENV)/tested: $(VENV)/installed requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: cluster messages run test test-deep test-debian-postgres check fix assets lock clean help
