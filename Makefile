# Everything runs in $(VENV), made from requirements.lock on first use.
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.footfall-installed
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

NODE := bench/node
NODE_STAMP := $(NODE)/node_modules/.footfall-installed

CHECKERS := tests/conformance/node
CHECKERS_STAMP := $(CHECKERS)/node_modules/.footfall-installed

.PHONY: setup run test conformance drill lint schema bench bench-live

setup: $(STAMP)
	@:

# The stamp comes last: an installation that failed is tried again.
$(STAMP): requirements.lock pyproject.toml
	@found=; complete=; \
	for python in python3.11 python3.12 python3; do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null || continue; \
		found=$$python; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then complete=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Footfall needs Python 3.11 or 3.12: install one so that python3.11, python3.12 or python3 starts it." >&2; exit 1; \
	elif [ -z "$$complete" ]; then \
		echo "$$found has no venv module: install it (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; \
	fi; \
	echo "Installing Footfall into $(VENV); this is done once."; \
	"$$complete" -m venv "$(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@exec $(BIN)/footfall demo

test: setup
	@$(BIN)/python -m pytest -n 2 --dist worksteal

# The clients people use, and checkers of the standards; Node and its packages are installed on first use.
conformance: setup $(VENV)/.footfall-conformance $(CHECKERS_STAMP)
	@$(BIN)/python -m pytest -m conformance -rP -n 2 --dist worksteal tests/conformance

# FOOTFALL_DRILL_SEED repeats the choices of an earlier run.
drill: setup
	@$(BIN)/python -m pytest -m drill -s

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

schema: setup
	@$(BIN)/footfall schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql

# Each subject beside a rival; answers over HTTP beside Node, which is installed on first use.
bench: setup $(NODE_STAMP)
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.http

# Against a stock Strawberry subscription and Node.
bench-live: setup $(NODE_STAMP)
	@$(BIN)/python -m bench.live $(BENCH)

# Node itself belongs to the environment, its packages to the checkout.
$(VENV)/.footfall-conformance: requirements-conformance.lock | setup
	@echo "Installing Node and Schemathesis for the conformance checks; this is done once."
	@$(PIP) install --require-hashes -r requirements-conformance.lock
	@touch $@

$(CHECKERS_STAMP): $(CHECKERS)/package.json $(CHECKERS)/package-lock.json | $(VENV)/.footfall-conformance
	@"$(abspath $(BIN))/npm" ci --prefix $(CHECKERS) --no-audit --no-fund --silent
	@touch $@

$(NODE_STAMP): requirements-bench.lock $(NODE)/package.json $(NODE)/package-lock.json | setup
	@echo "Installing Node and its packages for the benches; this is done once."
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@"$(abspath $(BIN))/npm" ci --prefix $(NODE) --no-audit --no-fund --silent
	@touch $@
