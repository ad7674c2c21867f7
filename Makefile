# The verbs of this repository; `make` alone lists them.
.DEFAULT_GOAL := help
BIN := .venv/bin
# One more than there are cores: some tests wait most of their time, on slow lines.
WORKERS := $(shell expr $$(nproc) + 1)

help: ## List the verbs
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 24

run: .venv/.ready ## Start the site with demonstration content and the worker (PORT, DEMO_PASSWORD)
	@exec $(BIN)/portal run

test: .venv/.ready-for-tests ## Install what the tests need, and run them all
	@scripts/test-tools
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 20 $(TESTS)

kill-test: .venv/.ready-for-tests ## Kill the site 200 times while people send (KILLS), a quarter of an hour or more
	@scripts/test-tools
	@KILLS=$(or $(KILLS),200) $(BIN)/pytest -s tests/robustness/test_kills.py

lint: .venv/.ready-for-tests ## Check style, types, templates and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet

format: .venv/.ready-for-tests ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

translations: .venv/.ready-for-tests ## Extract the sentences and compile the catalogues
	@scripts/translations

migration: .venv/.ready ## Write a migration from the models (MESSAGE="…")
	@$(BIN)/python -m flask --app wsgi db migrate -m "$(MESSAGE)"

demo-files: .venv/.ready-for-tests ## Make the demonstration files again (needs espeak-ng and ffmpeg)
	@$(BIN)/python -m demo.build_files

bench-search: .venv/.ready-for-tests ## Measure search beside other engines (SIZES=1000,10000,100000)
	@$(BIN)/python bench/search/run.py $(if $(SIZES),--sizes $(SIZES))

bench-pages: .venv/.ready-for-tests ## Measure the pages with 10 000 items
	@$(BIN)/python -m bench.pages

bench-directory: .venv/.ready-for-tests ## Measure a directory of 2 000 organisations: tables in and out, pages
	@$(BIN)/python -m bench.directory

bench-media: .venv/.ready-for-tests ## Measure what files cost: reading, light copies, uploads
	@$(BIN)/python -m bench.media.run

bench-load: .venv/.ready-for-tests ## Measure memory and answers of the whole site under load (TREE=… for another checkout)
	@$(BIN)/python -m bench.load $(if $(TREE),--tree $(TREE))

lock: ## Renew the hashed lock files (needs uv)
	@scripts/lock

.venv/.ready: requirements.lock
	@scripts/environment requirements.lock && touch $@

.venv/.ready-for-tests: requirements-dev.lock .venv/.ready
	@scripts/environment requirements-dev.lock && touch $@

.PHONY: help run test kill-test lint format translations migration demo-files bench-search bench-pages bench-directory bench-media bench-load lock
