# One word each for what is done often. `make help` lists them; the work is in tools/.

# The first Python that is new enough; `make PYTHON=/path/to/python3` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := $(CURDIR)/.venv/bin/python
TESTS ?= tests
export PYTHONUNBUFFERED := 1
unexport PYTHONDONTWRITEBYTECODE  # pytest would rewrite every assertion anew in each worker
PYTEST := $(VENV) -m pytest $(TESTS) -q

.DEFAULT_GOAL := help
.PHONY: help run stop setup setup-dev test quick pure lint fmt bench soak compose-test compare messages constraints psql python

help: ## this list
	@echo "make run starts everything and prints the address. Also:"; echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'
	@echo; echo "  PORT=8001            another port for make run"
	@echo "  DEMO_PASSWORD=…      the password of the demo sign-ins (at least 8 characters)"
	@echo "  TESTS=tests/test_x.py  only these tests;  CHROMIUM=/path  the browser for the tests"
	@echo "  What an installation may set is in .env.example."

run: setup ## everything for a first look: installs, starts database, worker and site (Ctrl-C ends it)
	@$(VENV) -m tools.run

stop: setup ## end whatever runs from this folder, the embedded database too
	@$(VENV) -m tools.stop

test: setup-dev ## every test, on a real PostgreSQL
	@$(PYTEST) -n 3 --dist loadgroup --durations=25 --durations-min=5

quick: setup-dev ## tests without a browser and without an installation (3 minutes)
	@$(PYTEST) -n 3 --dist loadgroup -m "not soak and not bench and not browser and not installation" --durations=10

pure: setup-dev ## tests that need no database and start no program (seconds)
	@$(PYTEST) --pure -p no:schemathesis

lint: setup-dev ## format, types, import contracts, migrations, templates, translations
	@$(VENV) -m tools.lint

fmt: setup-dev ## format the code and fix what can be fixed
	@$(VENV) -m ruff check --fix --quiet; $(VENV) -m ruff format

bench: setup-dev ## times and ratios, one after the other
	@$(VENV) -m pytest tests -m bench -q -s; $(VENV) -m tools.bench $(BENCH)

soak: setup-dev ## races and failures at full numbers (long)
	@$(VENV) -m pytest tests -m soak -q -s

compose-test: setup-dev ## docs/deploy.md followed in containers, block by block (needs a container engine; ten minutes)
	@$(VENV) -m pytest tests/test_compose.py -m compose -q -s -x

compare: setup-dev ## every page, file and picture of two revisions on the same data (BEFORE=main AFTER=HEAD)
	@$(VENV) -m tools.compare_pages between $(or $(BEFORE),main) $(or $(AFTER),HEAD)

psql: setup ## a psql session on the embedded database
	@$(VENV) -m welfare.embedded start >/dev/null && $(VENV) -m welfare.embedded psql

setup: python ## install what the site needs (make run does it)
	@$(PYTHON) -m tools.setup

setup-dev: python ## install what tests and checks need too (make test does it)
	@$(PYTHON) -m tools.setup --dev

constraints: python ## resolve every version anew and write constraints.txt
	@$(PYTHON) -m tools.constraints

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; \
	echo "Install it (Debian 12, Ubuntu 24.04: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3 run"; exit 1; }
