# The verbs of the project. `make demo` and `make test` need nothing but Python 3.11 to 3.13 and make.

# The newest supported Python on this machine; override with `make PYTHON=/path/to/python demo`.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo "$$name"; exit; }; \
	done; echo no-python-3.11-to-3.13-found)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What an analyst would type.
SHOW := import pandas as pd; \
	money = pd.read_parquet("data/lake/money"); \
	print(money[["surface", "amount", "currency", "figure_type", "status", "payer_id", "recipient_id", "purpose"]] \
		.sample(12, random_state=1).to_string(index=False))

.PHONY: help setup demo test lint types layers bench docs lock clean

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

setup: $(READY) ## create .venv with the locked packages

# The lock is complete, so nothing needs resolving; older pips stumble over extras when they resolve with hashes.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY) ## read the sample articles into data/lake and show rows
	$(BIN)/newsledger run
	$(BIN)/newsledger tables
	$(BIN)/python -c '$(SHOW)'

test: $(READY) ## all tests
	$(BIN)/python -m pytest -n auto

lint: $(READY) ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## measure speed and accuracy, on NEWS=file.jsonl.gz; see benchmarks/README.md
	$(BIN)/python -m benchmarks $(NEWS)

docs: $(READY) ## write the generated documents again
	$(BIN)/newsledger dictionary --write
	$(BIN)/newsledger reference --write
	$(BIN)/python -m docs.refresh

lock: $(READY) ## resolve the dependencies anew; needs uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --output-file requirements.lock

clean: ## remove what was made
	rm -rf $(VENV) data/lake build *.egg-info
