# What can be made is told by `make help`. Nothing here needs root.

VENV := .venv
PYWB := .venv-pywb
WACZ := .venv-wacz
REPLAYWEB := build/replayweb
BENCH := .venv-bench
BIN := $(VENV)/bin
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadgroup
TYPED := archiver spiders pipelines

# The first Python on the path that is new enough; `make PYTHON=/path/to/python` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v $$name; break; fi; done)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo show check lint format test test-long bench year pywb reference lock clean wacz replayweb

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

# --- environments, each built anew only when its lock file changes. A lock file names everything, so pip is
# told to look for nothing more (--no-deps): it took a newer release that an extra allows for a missing pin.

$(VENV)/bin/python:
	$(call new-environment,$(VENV))

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(PYWB)/.installed: requirements-pywb.lock
	$(call new-environment,$(PYWB))
	$(PYWB)/bin/python -m pip install -qq --no-deps --require-hashes -r requirements-pywb.lock
	@touch $@

$(WACZ)/.installed: requirements-wacz.lock
	$(call new-environment,$(WACZ))
	$(WACZ)/bin/python -m pip install -qq --no-deps --require-hashes -r requirements-wacz.lock
	@touch $@

$(BENCH)/.installed: requirements-bench.lock
	$(call new-environment,$(BENCH))
	$(BENCH)/bin/python -m pip install -qq --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

define new-environment
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found: install it," \
		"or name it with 'make PYTHON=/path/to/python'." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is not Python 3.11 or newer, which is needed." >&2; exit 1; }
	@echo "Building $(1) with $(PYTHON) from its lock file ..."
	@"$(PYTHON)" -m venv --clear $(1) || \
		{ echo "$(PYTHON) has no working venv module (Debian: the package python3-venv)." >&2; exit 1; }
endef

# Compiled here, since many set PYTHONDONTWRITEBYTECODE (in containers above all): each start then compiled all of ours anew.
setup: $(VENV)/.runtime ## build .venv, with the commands archiver and scrapy
	@$(BIN)/python -m compileall -qq $(TYPED)
	@echo "Ready: $(BIN)/archiver and $(BIN)/scrapy; or '. $(BIN)/activate' and type them plainly."

pywb: $(PYWB)/.installed ## build .venv-pywb, to replay an archive with pywb
	@echo "Ready: cd output && ../$(PYWB)/bin/wayback"

# The program replayweb.page as its authors publish it: two files, of which the sum is known.
$(REPLAYWEB)/.installed: tests/replay/replaywebpage.sha512
	@mkdir -p $(REPLAYWEB)
	cd $(REPLAYWEB) && npm pack --silent $$(sed 's/.*  \(.*\)-\(.*\)\.tgz/\1@\2/' $(CURDIR)/$<) && sha512sum -c $(CURDIR)/$< \
		&& tar xzf *.tgz --strip-components=1 package/ui.js package/sw.js
	@touch $@

replayweb: $(REPLAYWEB)/.installed ## get replayweb.page from npm's registry, to test WACZ files with it

wacz: $(WACZ)/.installed ## build .venv-wacz, to validate WACZ files with py-wacz
	@echo "Ready: $(WACZ)/bin/wacz validate -f FILE"

# --- the main job, small

demo: $(VENV)/.runtime ## archive a small site of our own, served on loopback
	@$(BIN)/python -m tests.demo

show: $(VENV)/.runtime ## print the demo's longest thread, as the archive holds it
	@$(BIN)/python -m tests.demo show

# --- checks

lint: $(VENV)/.dev ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(addprefix -p ,$(TYPED))
	$(BIN)/mypy tests $(wildcard benchmarks/*.py)
	$(BIN)/lint-imports
	$(BIN)/shellcheck -x -P SCRIPTDIR .ci/run tests/wordpress/common.sh $(addprefix tests/wordpress/,up down seed truth mutate option)

check: lint ## lint, and the house checks with the documents
	$(BIN)/pytest -q tests/house

format: $(VENV)/.dev ## put every file in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A machine without a compiler may be unable to build pywb: its tests are then left out, and say so.
test: lint ## every check and every test that this machine can run
	@$(MAKE) --no-print-directory pywb || echo "pywb could not be built here; its tests will be left out." >&2
	@$(MAKE) --no-print-directory wacz || echo "py-wacz could not be built here; its tests will be left out." >&2
	@$(MAKE) --no-print-directory replayweb || echo "replayweb.page could not be had here; its test will be left out." >&2
	$(PYTEST) -m "not long" --cov --cov-report=term

test-long: lint pywb wacz replayweb ## the same with the tests that take hours
	$(PYTEST) --cov --cov-report=term

bench: $(VENV)/.dev ## measure cost per page, ours beside others'; see benchmarks/README.md
	@$(MAKE) --no-print-directory $(BENCH)/.installed || echo "Others could not be built here; they will be left out." >&2
	$(BIN)/python -m benchmarks

year: $(VENV)/.dev ## simulate a year of runs, ours beside naive schedules; see benchmarks/README.md
	$(BIN)/python -m benchmarks.year

# --- upkeep

reference: $(VENV)/.dev ## write docs/commands.md anew from the commands' --help
	$(BIN)/python -m tests.house.reference

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(LOCK_FLAGS)

lock: $(VENV)/.dev ## compute the lock files anew; LOCK_FLAGS=--upgrade takes newer releases
	$(COMPILE) pyproject.toml --extra browser --group build -o requirements.lock
	$(COMPILE) -c requirements.lock pyproject.toml --extra browser --group dev -o requirements-dev.lock
	$(COMPILE) --group pywb -o requirements-pywb.lock
	$(COMPILE) --group wacz -o requirements-wacz.lock
	$(COMPILE) --group bench -o requirements-bench.lock

clean: ## delete what was built; archives under output/ stay
	for site in .wordpress/*/conf .wordpress/conf; do \
		test ! -d $$site || WP_DIR=$${site%/conf} tests/wordpress/down --purge; done
	rm -rf $(VENV) $(PYWB) $(WACZ) $(BENCH) build .wordpress .coverage .coverage.* htmlcov *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
