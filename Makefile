# The verbs of this project. Everything runs in .venv, made from the locked dependencies.
# `make demo` and `make test` are all a newcomer needs: Python 3.11 or newer, pip and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.PHONY: help setup demo test test-all check format bench docs docs-check lock clean

help: ## say what the verbs do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(RUN): requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "discredit needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src/discredit
	touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

setup: $(DEV) ## install everything, tests included

demo: $(RUN) ## run the court list on 100 000 people beside its twin
	$(BIN)/discredit run court-list --people 100_000 --seeds 3 --out results/demo

test: $(DEV) browser peers ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: $(DOCS) $(ECOSYSTEM) browser peers ## run the tests, the slow ones too, and measure how much of the package they run
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	  || { echo "installing Chromium for the browser tests"; \
	       apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-liberation; } \
	  || { echo "the browser tests need Chromium: install it with your system's package manager"; exit 1; }

.PHONY: break-laws
break-laws: $(DEV) ## break every law once and see it red
	PYTHONPATH=src:tests $(BIN)/python -m laws.breaks $(LAWS)

check: $(DEV) ## lint, types, import order
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/lint-imports
	$(BIN)/pyright

format: $(DEV) ## put the code in order
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

.PHONY: peers parity
peers: $(DEV) ## install Mesa and Starsim, each in an environment of its own
	$(BIN)/python -m bench.peers

parity: peers ## do the models that we are timed against do the same work?
	$(BIN)/python -m pytest tests/bench -m peers

bench: $(DEV) ## measure speed beside its peers, in one run
	$(BIN)/python -m bench

.PHONY: bench-history bench-scaling bench-gpu bench-lock
bench-history: $(DEV) ## draw all runs of the benchmark that are kept
	$(BIN)/python -m bench.history

bench-scaling: $(DEV) ## measure how time and memory grow, and draw it
	$(BIN)/python -m bench.scaling

bench-gpu: $(DEV) ## measure on a graphics card, up to the largest population that fits
	$(BIN)/python -m bench.gpu

bench-lock: ## resolve the peers' own environments again (needs uv)
	for peer in mesa starsim; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
	    bench/locks/$$peer.in -o bench/locks/$$peer.txt || exit 1; done

DOCS := $(VENV)/.installed-docs
SITE := $(BIN)/python -m sphinx -b html -W --keep-going -q -j 2

$(DOCS): requirements/docs.txt $(DEV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/docs.txt
	touch $@

docs: $(DOCS) ## write the generated pages again, and build the site in build/site (notebooks are run)
	$(BIN)/python -m discredit.cli.reference > docs/commands.md.new
	mv docs/commands.md.new docs/commands.md
	$(BIN)/python -m discredit.cli.dictionary > docs/tables.md.new
	mv docs/tables.md.new docs/tables.md
	$(BIN)/python -m discredit.cli.errors_page > docs/errors.md.new
	mv docs/errors.md.new docs/errors.md
	$(BIN)/python -m discredit.cli.schema_page > docs/schema.md.new
	mv docs/schema.md.new docs/schema.md
	$(SITE) docs build/site

docs-check: $(DOCS) ## build the site as it stands, without running its notebooks; a warning is an error
	$(SITE) -D nb_execution_mode=off docs build/site-unrun

ECOSYSTEM := $(VENV)/.installed-ecosystem

# Aequitas asks for a pandas below 3 and works with the one that is locked.
$(ECOSYSTEM): requirements/ecosystem.txt requirements/aequitas.txt $(DEV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/ecosystem.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/aequitas.txt
	touch $@

.PHONY: ecosystem
ecosystem: $(ECOSYSTEM) ## run every example with another library (docs/ecosystem.md)
	$(BIN)/python -m pytest tests/ecosystem

RELEASE := $(VENV)/.installed-release

$(RELEASE): requirements/release.txt $(RUN)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/release.txt
	touch $@

.PHONY: package sbom
PYTHONS ?= $(BIN)/python
package: $(DEV) ## build the wheel twice, install it where nothing else is, try and measure it (PYTHONS="python3.12 python3.14")
	$(BIN)/python -m bench.package --dist dist --out bench/results/package.md $(foreach one,$(PYTHONS),--python $(one))

sbom: $(RELEASE) ## write the bill of materials of what `pip` installs with discredit (CycloneDX)
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible --of JSON -o dist/discredit.cdx.json

.PHONY: mechanisms
mechanisms: $(DEV) ## run every published mechanism (minutes) and write its page
	$(BIN)/discredit validate all --json > mechanisms.json.new || test $$? -eq 5
	$(BIN)/python -m discredit.validation.page mechanisms.json.new > docs/mechanisms.md.new
	mv docs/mechanisms.md.new docs/mechanisms.md
	rm mechanisms.json.new

.PHONY: findings
FINDINGS ?=
findings: $(DEV) ## put every claim of the library to the test (half an hour on two cores; FINDINGS="--people 5000 --seeds 2" to try) and write its page
	$(BIN)/python -m discredit.cli.findings_page $(FINDINGS) > docs/verdicts.md.new
	mv docs/verdicts.md.new docs/verdicts.md

.PHONY: coverage
coverage: $(DEV) ## run what shows each claim of the press coverage (a quarter of an hour) and write its page
	$(BIN)/python -m discredit.cli.claims_page --people 20_000 --seeds 2 > docs/coverage.md.new
	mv docs/coverage.md.new docs/coverage.md

.PHONY: safeguards record
safeguards: $(DEV) ## measure what each safeguard moves in three systems (minutes) and write its page
	$(BIN)/discredit safeguards court-list childcare-benefit rongcheng --people 20_000 --markdown > docs/safeguards-measured.md.new
	mv docs/safeguards-measured.md.new docs/safeguards-measured.md

record: $(DEV) ## hold the court list against the record (two minutes) and keep what it printed
	$(BIN)/discredit validate court-list --stored --json > court-list.json.new
	mv court-list.json.new docs/measured/court-list.json

lock: ## resolve the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/build.in -o requirements/build.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --no-deps requirements/aequitas.in -o requirements/aequitas.txt
	for group in docs ecosystem release; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
	    pyproject.toml --group $$group -c requirements/dev.txt -o requirements/$$group.txt || exit 1; done

clean: ## remove the environment and all caches
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache
