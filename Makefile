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

# The tools that look at what is installed stand beside it, so that they do not find themselves.
AUDIT := .venv-audit/bin

.PHONY: help setup demo test lint types layers bench fuzz docs audit sbom lock clean

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
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(READY) ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## measure speed and accuracy, on NEWS=file.jsonl.gz; see benchmarks/README.md
	$(BIN)/python -m benchmarks $(NEWS)

# atheris has wheels for each supported Python, but is no dependency: only who fuzzes needs it.
FUZZ_SECONDS ?= 60
fuzz: $(READY) ## look for input that breaks a reader, FUZZ_SECONDS for each; see docs/hostile-input.md
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement tests/fuzz/requirements.lock
	for target in $$($(BIN)/python tests/fuzz/fuzz.py); do \
		$(BIN)/python tests/fuzz/fuzz.py $$target -max_total_time=$(FUZZ_SECONDS) || exit 1; done

docs: $(READY) ## write the generated documents again
	$(BIN)/newsledger dictionary --write
	$(BIN)/newsledger reference --write
	$(BIN)/python -m docs.refresh
	$(BIN)/python tests/house/licences.py

$(AUDIT)/.ready: requirements-audit.lock
	$(PYTHON) -m venv .venv-audit
	$(AUDIT)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-audit.lock
	touch $@

audit: $(AUDIT)/.ready ## ask PyPI for known faults of the locked packages; fails where it cannot tell of each
	$(AUDIT)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock

sbom: $(READY) $(AUDIT)/.ready ## write build/sbom.json, what is installed, in CycloneDX
	mkdir -p build
	$(AUDIT)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file build/sbom.json $(BIN)/python

LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--no-header --upgrade

lock: $(READY) ## resolve the dependencies anew; needs uv
	uv pip compile pyproject.toml --extra dev $(LOCKED) --output-file requirements.lock
	printf 'cyclonedx-bom\npip-audit\n' | uv pip compile - $(LOCKED) --output-file requirements-audit.lock

clean: ## remove what was made
	rm -rf $(VENV) .venv-audit data/lake build *.egg-info
