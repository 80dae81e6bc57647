# Everything this repository can do, a line each: `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
# Some hundred tests start `setia` as a process: each would compile every module anew, 0.6 s of a core.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --no-input --disable-pip-version-check
PIN := uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11
CODE := $(wildcard src tests demo bench)
# Three processes for two cores, for many tests wait: for a server, a lock, a clock. A file's tests stay together, as they
# share what was costly to set up. Slow files come first.
SIDE_BY_SIDE := -n $(shell echo $$(( ($$(nproc) * 3 + 1) / 2 ))) --dist loadfile --no-loadscope-reorder --durations=40 --durations-min=5
# A test that hangs says where, and fails; torture may take hours.
NO_HANGING := -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true

.PHONY: help setup browser demo check test lint docs screens pictures bench torture messages requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.test ## the virtual environment with everything pinned; done once, again when a pin changes

demo: $(VENV)/.demo ## a year of real purchases through a whole program: rewards, returns, the report, the audit, a page
	@$(BIN)/python demo/run.py

check: setup lint ## before every commit: style, types, import contracts, fast tests, those of databases on SQLite alone
	@$(BIN)/pytest $(SIDE_BY_SIDE) $(NO_HANGING) -m "not slow and not torture" -k "not postgresql"

# Pages are tried in Debian's Chromium; who is not root, or has no network, is told, and those tests are skipped.
browser: ## a Chromium for the tests of pages, installed where there is none and we may
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	how="Pages are not tried in a browser: there is no Chromium. Install it (apt-get install chromium) and run again."; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests of pages ..."; export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || echo "$$how" >&2; \
	else echo "$$how" >&2; fi

test: setup browser lint ## everything that must pass: check with the slow tests
	@$(BIN)/pytest $(SIDE_BY_SIDE) $(NO_HANGING) -m "not torture"

lint: setup ## style, types and import contracts only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports --no-logo

docs: setup ## what is made from the source: the schema of program documents, the reference of its kinds
	@$(BIN)/python -m tests.documents.publish

screens: setup browser ## every page in every language and width, on one sheet to look through: .screens/index.html
	@$(BIN)/python -m tests.web.screens

pictures: setup browser ## the four pictures of the README, taken anew into docs/images
	@$(BIN)/python -m tests.web.pictures

bench: bench/run.py setup ## the measured figures of the README
	@$(BIN)/python bench/run.py

torture: setup ## the tests that run for minutes to hours; what is finished stays in .torture, and a second run goes on
	@SETIA_TORTURE_DIR="$${SETIA_TORTURE_DIR:-$(CURDIR)/.torture}" $(BIN)/pytest -m torture

# Messages are the second argument of `say`, the second and third of `count` (setia.wording.sentences); in templates,
# what `{% say %}` and `{% count %}` say (setia.wording.templates).
messages: setup ## bring the catalogues up to the sentences in the source; what is new stands there untranslated
	@cd src/setia/wording && $(CURDIR)/$(BIN)/pybabel -q extract --no-default-keywords -k say:2 -k count:2,3 -k Phrase:1 --no-wrap \
		-F messages.cfg --add-location=file -o $(CURDIR)/$(VENV)/messages.pot . ../web
	@for language in ms id th; do catalogue=src/setia/wording/catalogues/$$language.po; \
		$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete --ignore-pot-creation-date -i $(VENV)/messages.pot \
			-o $$catalogue -l $$language; \
		sed -i.old -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' \
			$$catalogue; rm $$catalogue.old; done

requirements: ## pin the dependencies of pyproject.toml anew, with hashes (needs uv)
	@command -v uv >/dev/null || { echo "make requirements needs uv: pip install uv" >&2; exit 1; }
	@echo 'setuptools>=77' | $(PIN) --upgrade - -o requirements/build.txt >/dev/null
	@$(PIN) --upgrade pyproject.toml -o requirements/core.txt >/dev/null
	@$(PIN) --upgrade --extra postgres --extra telemetry -c requirements/core.txt pyproject.toml -o requirements/server.txt >/dev/null
	@$(PIN) --upgrade --extra demo -c requirements/core.txt pyproject.toml -o requirements/demo.txt >/dev/null
	@$(PIN) --upgrade --extra spark -c requirements/core.txt pyproject.toml -o requirements/spark.txt >/dev/null
	@$(PIN) --upgrade --extra test -c requirements/demo.txt pyproject.toml -o requirements/test.txt >/dev/null

clean: ## remove the virtual environment and what the tools left behind
	@rm -rf $(VENV) build dist src/*.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

bench/run.py:
	@echo "Nothing is measured yet: bench/run.py does not exist." >&2; exit 1

# Python 3.11 first, because that is what the pins were made for; any newer python3 will do.
$(VENV)/.created:
	@python=""; for candidate in python3.11 python3; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then echo "Setia needs Python 3.11 or newer; neither python3.11 nor python3 is that." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; fi; \
	"$$python" -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.created pyproject.toml requirements/build.txt requirements/demo.txt
	@echo "Installing what the demo needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# What the tests need contains what the demo needs: one installation answers both.
$(VENV)/.test: $(VENV)/.created pyproject.toml requirements/build.txt requirements/demo.txt requirements/test.txt
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/test.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.demo $@
