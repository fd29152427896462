# Sets up, runs, tests and checks the directory. Needs make and Python 3.11 or newer with venv; `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Tests and checks start from the default settings, whatever this shell has set.
DEFAULTS := env -u DATABASE_URL -u PRODUCTION -u SECRET_KEY -u ALLOWED_HOSTS
PYTEST := $(RUN) -m pytest --numprocesses $(shell nproc 2>/dev/null || echo 2)
COMPILE := $(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help install words run test test-core test-long test-pg bench fault-test load-test lighthouse check format lock browser

# A .venv whose Python no longer starts is made again.
ifneq ($(shell $(RUN) -c 'print("starts")' 2>/dev/null),starts)
$(shell rm -f $(VENV)/.runtime $(VENV)/.dev)
endif

define venv
@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3 ..."; exit 1; }
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version 2>&1) is too old: Python 3.11 or newer is needed. If it has another name: make PYTHON=python3.12 ..."; exit 1; }
@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
@$(RUN) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
endef

# uv installs in seconds; where it cannot (no build for the machine, packages reached by pip's own settings) pip does.
define packages
@echo "Installing $< in $(VENV)"
@{ $(RUN) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/uv.txt && \
	$(RUN) -m uv pip install -q --python $(RUN) --require-hashes --no-deps -r $<; } || \
	{ echo "uv could not install; trying pip, which is slower."; \
	$(RUN) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $<; }
@touch $@
endef

$(VENV)/.runtime: requirements/runtime.txt requirements/uv.txt
	$(venv)
	$(packages)

$(VENV)/.dev: requirements/dev.txt requirements/uv.txt
	$(venv)
	$(packages)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf 'make %-10s %s\n' "$$name" "$$text"; done

# Translations are compiled where the site is set up: locale/*/LC_MESSAGES/*.po are the truth.
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
%.mo: %.po $(VENV)/.runtime
	@$(RUN) -c 'import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

install: $(VENV)/.runtime $(CATALOGS) ## make .venv with what the site runs on

run: install ## serve the site on http://127.0.0.1:8000 (PORT=8001 make run: another port)
	@exec $(RUN) manage.py serve

test: $(VENV)/.dev $(CATALOGS) browser ## run the quick tests on SQLite
	$(DEFAULTS) $(PYTEST) -m "not long"

test-long: $(VENV)/.dev $(CATALOGS) browser ## run the long tests on SQLite, then all tests on PostgreSQL
	$(DEFAULTS) $(PYTEST) -m long
	$(call on_postgresql,$(PYTEST))

test-core: $(VENV)/.dev $(CATALOGS) ## run the quick tests of the rooms below the pages (PYTHON=python3.13 VENV=.venv-3.13)
	$(DEFAULTS) $(PYTEST) -m "not long" $(wildcard tests/test_models_*.py tests/test_publishing_*.py tests/test_search_*.py)

test-pg: $(VENV)/.dev $(CATALOGS) browser ## run the quick tests on PostgreSQL
	$(call on_postgresql,$(PYTEST) -m "not long")

# DATABASE_URL_PG names a server to test on; without it a cluster is made for the run and removed after it.
# The outcome of the tests goes through a file: after a failed command pg_virtualenv prints the log of every server.
define on_postgresql
@if [ -n "$$DATABASE_URL_PG" ]; then \
	echo "On the PostgreSQL of DATABASE_URL_PG"; \
	$(DEFAULTS) DATABASE_URL="$$DATABASE_URL_PG" $(1); \
elif command -v pg_virtualenv >/dev/null; then \
	outcome=$$(mktemp) && trap 'rm -f "$$outcome"' EXIT && export outcome && \
	$(DEFAULTS) pg_virtualenv -t -o synchronous_commit=off sh -c \
	'DATABASE_URL="postgres://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/$$PGDATABASE" $(1); echo $$? >"$$outcome"' && \
	exit "$$(cat "$$outcome")"; \
else \
	echo "No PostgreSQL to test on. On Debian and Ubuntu: apt-get install postgresql postgresql-common"; \
	echo "Elsewhere name a server on which databases may be made: DATABASE_URL_PG=postgres://user@host/name make $@"; \
	exit 1; \
fi
endef

browser:
	@test -x /usr/bin/chromium || echo "No /usr/bin/chromium: the browser tests are skipped. On Debian: apt-get install chromium"

bench: $(VENV)/.dev ## measure the site beside a naive one (N=25000 clinics; DATABASE_URL: on that PostgreSQL server)
	@$(RUN) -W ignore -m tests.bench

fault-test: $(VENV)/.dev $(CATALOGS) ## break what the site stands on, in scratch servers: needs PostgreSQL and root (ONLY="database" BROKEN=1)
	$(DEFAULTS) $(RUN) -W ignore -m tests.faults faults $(ONLY) $(if $(BROKEN),--broken)

load-test: $(VENV)/.dev $(CATALOGS) ## slow senders, a shared cache and a soak (SOAK_SECONDS=1800)
	$(DEFAULTS) $(RUN) -W ignore -m tests.faults loads $(ONLY) $(if $(BROKEN),--broken)

lighthouse: install ## hold home, list, detail and a guide to Lighthouse's goals on a phone (needs node and Chromium)
	@command -v node >/dev/null || { echo "node was not found: Lighthouse runs on it. On Debian and Ubuntu: apt-get install nodejs npm"; exit 1; }
	@$(DEFAULTS) $(RUN) -m tests.lighthouse

check: $(VENV)/.dev ## check style, templates, types, imports, migrations and production settings
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m djlint --lint --quiet templates
	$(DEFAULTS) $(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(DEFAULTS) $(RUN) -W error manage.py makemigrations --check --dry-run
	$(DEFAULTS) PRODUCTION=1 SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_hex(30))')" \
	ALLOWED_HOSTS=example.org DATABASE_URL=postgres://directory@127.0.0.1/directory \
	$(RUN) -W error manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev ## lay out the code and mend what the linter can
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

words: $(VENV)/.dev ## gather the words to translate in locale/ (needs gettext; Debian: apt-get install gettext)
	@command -v xgettext >/dev/null || { echo "xgettext was not found. On Debian and Ubuntu: apt-get install gettext"; exit 1; }
	$(RUN) manage.py makemessages --locale es --no-wrap --no-obsolete --add-location file --ignore '.venv/*' --ignore 'tests/*' --ignore 'var/*'

lock: $(VENV)/.dev ## pin the dependencies of pyproject.toml in requirements/ (UPGRADE=1: the newest ones)
	$(COMPILE) --group pyproject.toml:setup -o requirements/uv.txt
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(RUN) requirements/sbom.py
	$(COMPILE) pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
