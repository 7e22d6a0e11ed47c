# The verbs of the project. `make` alone lists them.

.DEFAULT_GOAL := help
BIN := .venv/bin
INSTALLED := .venv/installed
# images that are built often forbid it; then each process of `make demo`, and each that a test starts, compiles Munim anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo serve test lint format bench lock

help:  ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: $(INSTALLED)  ## build .venv from requirements.lock, unless that was done

demo: setup  ## two shops with data, their reports and messages; then serve them
	@echo "── munim demo: two shops, their reports and messages, then http://localhost:8000"
	@$(BIN)/munim demo

serve: setup  ## serve the API, worker and scheduler without demo data
	@echo "── munim serve: http://localhost:8000"
	@$(BIN)/munim serve

test: lint  ## all that CI runs: lint, then every test
	@echo "── tests (PostgreSQL and DuckDB are real; two workers)"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

lint: setup  ## style, strict types, and who imports whom
	@echo "── style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "not formatted: make format"; exit 1; }
	@echo "── types"
	@$(BIN)/mypy
	@echo "── imports"
	@$(BIN)/lint-imports --no-logo

format: setup  ## rewrite the code in the project's style
	@echo "── format"
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

bench: setup  ## measure the figures of the design, each beside its yardstick
	@echo "── benchmarks"
	@$(BIN)/python -m benchmarks

lock: setup  ## resolve the dependencies of pyproject.toml anew into requirements.lock
	@echo "── requirements.lock"
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --all-extras --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

# uv, pinned with its hashes like everything else, installs in seconds what takes pip a minute; where uv cannot
# (an index that only pip is configured for), pip does.
$(INSTALLED): requirements.lock pyproject.toml
	@python=$$(for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	    command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { command -v $$p; break; }; done); \
	test -n "$$python" || { echo "Munim needs Python 3.11 or later"; exit 1; }; \
	echo "── .venv from requirements.lock, with $$python"; \
	test -x $(BIN)/python || "$$python" -m venv .venv
	@awk '/^[^ #]/ {uv = /^uv==/} uv' requirements.lock > .venv/uv.lock
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock && \
	    $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock; } || \
	    { echo "── uv could not; pip takes over"; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@
