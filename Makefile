# Two commands matter: `make demo` and `make test`. Everything lands in .venv, from the locked list.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test lint browser bench long lock clean

demo: .venv/.ready
	@$(BIN)/nostrike demo --out out/demo

test: .venv/.ready browser lint
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A browser for the page tests: one that is there, else Debian's, else Playwright's own.
browser: .venv/.ready
	@$(BIN)/python tests/find_browser.py --install

bench: .venv/.ready
	$(BIN)/python -m bench

long: .venv/.ready
	$(BIN)/python -m pytest -q -m long

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nostrike needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	$(BIN)/python -m geo.warm
	@touch $@

# Needs uv; the only target that is not for users.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache
