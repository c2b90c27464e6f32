# The tasks of this project. `make` alone lists them. Needs python3 (3.11 or newer) and make.

PYTHON ?= python3
VAR_DIR ?= var
PY := .venv/bin/python
STATIC := $(VAR_DIR)/static/staticfiles.json

.DEFAULT_GOAL := help
.PHONY: help run test test-services bench format requirements
.DELETE_ON_ERROR:

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: export DJANGO_SETTINGS_MODULE = cms.settings.dev
run: .venv/base.stamp $(STATIC) ## the site on this machine: PORT=8000 HOST=127.0.0.1 WEB_WORKERS=1
	@exec $(PY) manage.py serve --prepare

test: export DJANGO_SETTINGS_MODULE = cms.settings.test
test: .venv/dev.stamp ## everything that must hold before a merge; ARGS="-k words" chooses tests
	@.ci/chromium >/dev/null
	@.ci/engines
	@.ci/services
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet
	.venv/bin/lint-imports --no-cache
	$(IN_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	CHROMIUM="$$(.ci/chromium)" $(PY) -m pytest --ignore=tests/bench --ignore=tests/services -n 3 $(ARGS)

test-services: .venv/dev.stamp ## the tests on PostgreSQL, Redis and S3, and their faults; ARGS="--part"
	@.ci/chromium >/dev/null
	@.ci/services
	CHROMIUM="$$(.ci/chromium)" $(PY) -m tests.services $(ARGS)

bench: .venv/dev.stamp ## the measurements of tests/bench
	$(PY) -m tests.bench $(ARGS)

format: .venv/dev.stamp ## put the Python files in order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

requirements: .venv/dev.stamp ## pin requirements/*.txt anew after a change to pyproject.toml, and list them as an SBOM
	$(PY) -m pip install --quiet pip-tools==7.6.2
	$(COMPILE) --output-file requirements/base.txt
	$(COMPILE) --output-file requirements/production.txt --constraint requirements/base.txt --extra production
	$(COMPILE) --output-file requirements/dev.txt --constraint requirements/production.txt \
		--extra production --extra dev
	$(PY) -m venv --clear .venv/sbom
	.venv/sbom/bin/python -m pip install --quiet cyclonedx-bom==7.5.0
	.venv/sbom/bin/python -m cyclonedx_py requirements requirements/production.txt --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file requirements/sbom.cdx.json

COMPILE = CUSTOM_COMPILE_COMMAND="make requirements" $(PY) -m piptools compile pyproject.toml \
	--quiet --generate-hashes --strip-extras --allow-unsafe --annotation-style line --no-config \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(ARGS)

IN_PRODUCTION = DJANGO_SETTINGS_MODULE=cms.settings.production ALLOWED_HOSTS=center.example EMAIL_URL=smtp://localhost:25 \
	SECRET_KEY=0123456789-only-for-this-check-abcdefghijklmnopqrstuvwxyz

# --- One virtual environment; a stamp says which requirements are in it ---------------------------

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer. Where it has another name: make run PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Creating .venv ..."
	@"$(PYTHON)" -m venv --clear .venv

.venv/base.stamp: requirements/base.txt | .venv/bin/python
	@echo "Installing packages into .venv (about half a minute) ..."
	@$(PY) -m pip install -qq --disable-pip-version-check -r $<
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo "Installing packages and test tools into .venv (about a minute) ..."
	@$(PY) -m pip install -qq --disable-pip-version-check -r $<
	@touch $@
	@test -e .venv/base.stamp || touch .venv/base.stamp

$(STATIC): $(shell find cms/static home/static directory/static 2>/dev/null) .venv/base.stamp
	@echo "Collecting and compressing static files (about 20 seconds) ..."
	@$(PY) manage.py collectstatic --noinput --verbosity 0
