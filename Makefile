# Each command sets everything up by itself; all it needs is Python 3.11 to 3.13, pip and make.

VENV := .venv
PYTHON_IN := $(VENV)/bin/python
STAMP := $(VENV)/installed

# How many tests run at once, and anything else for pytest: make test ARGS="tests/core -k tree"
JOBS := auto
ARGS :=

# A .venv holds the path it was made at and leans on the Python it was made with. Where the
# checkout was moved, or that Python is gone, the stamp says nothing and all is done again.
STALE := $(shell test -x $(PYTHON_IN) && test "$$(cat $(STAMP) 2>/dev/null)" = "$$(pwd)" || echo stale)

.PHONY: help play test check clean FORCE
.DEFAULT_GOAL := help

help:
	@echo "make play    open the app, with your own copies of the exercises in work/"
	@echo "make test    run all tests (some of them: make test ARGS=\"tests/core -k tree\")"
	@echo "make check   formatter, linter, type checker and the import contracts"
	@echo "make clean   remove .venv and what the tools left; work/ stays"
	@echo ""
	@echo "Each of the first three sets up $(VENV) by itself, once."

play: $(STAMP)
	@$(VENV)/bin/playground --dir work

test: $(STAMP)
	@$(PYTHON_IN) -m pytest -n $(JOBS) $(ARGS)

# All four run, whatever the first ones find.
check: $(STAMP)
	@failed=0; \
	for tool in "ruff format --check ." "ruff check ." "mypy" "lint-imports"; do \
		echo "-- $$tool"; \
		$(VENV)/bin/$$tool || failed=1; \
	done; \
	exit $$failed

$(STAMP): pyproject.toml requirements.lock $(if $(STALE),FORCE)
	@sh scripts/set-up.sh $(VENV)
	@pwd > $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis

FORCE:
