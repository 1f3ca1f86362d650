# Everything runs in $(VENV), made from requirements.lock on first use.
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.footfall-installed
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

NODE_STAMP := $(VENV)/.footfall-node
CONFORMANCE_STAMP := $(VENV)/.footfall-conformance
NODE_MODULES := node_modules/.footfall-installed
NPM := PATH="$(abspath $(BIN)):$$PATH" npm

.PHONY: setup run test conformance drill lint schema web bench bench-live

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

# Compiled files are kept, whatever the environment says: the commands that tests start begin sooner.
test: setup
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal

# The clients people use, and checkers of the standards; Node and its packages are installed on first use.
conformance: setup $(CONFORMANCE_STAMP) tests/conformance/node/$(NODE_MODULES)
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

# What browsers are served, from its sources in web/ into server/page/built; Node is installed on first use.
web: setup web/$(NODE_MODULES)
	@$(NPM) run --prefix web --silent generate
	@$(NPM) run --prefix web --silent check
	@$(NPM) run --prefix web --silent test
	@$(NPM) run --prefix web --silent build

# Each subject beside a rival; answers over HTTP beside Node, which is installed on first use.
bench: setup bench/node/$(NODE_MODULES)
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.http

# Against a stock Strawberry subscription and Node.
bench-live: setup bench/node/$(NODE_MODULES)
	@$(BIN)/python -m bench.live $(BENCH)

# Node itself belongs to the environment, its packages to the checkout.
$(NODE_STAMP): requirements-node.lock | setup
	@echo "Installing Node; this is done once."
	@$(PIP) install --require-hashes -r requirements-node.lock
	@touch $@

$(CONFORMANCE_STAMP): requirements-conformance.lock | setup
	@echo "Installing Schemathesis; this is done once."
	@$(PIP) install --require-hashes -r requirements-conformance.lock
	@touch $@

%/$(NODE_MODULES): %/package.json %/package-lock.json | $(NODE_STAMP)
	@echo "Installing the packages of $*; this is done once."
	@$(NPM) ci --prefix $* --no-audit --no-fund --silent
	@touch $@
