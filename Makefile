# make run: set up and serve the dashboard at 127.0.0.1:8501 (the demonstration city when no
# data is there); make test: set up and pass every check and test; make bench: the benchmarks.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= data
PORT ?= 8501

.PHONY: run test check bench clean

run: $(VENV)/.run-ready
	$(BIN)/python -m tools.serve --data $(DATA) --port $(PORT)

test: $(VENV)/.test-ready
	$(BIN)/python -m tools.browser ensure
	$(BIN)/python -m tools.servers ensure
	$(MAKE) check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test-ready $(VENV)-bench/.ready
	$(BIN)/python -m tools.bench --pm4py $(VENV)-bench/bin/python

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and '需要 Python 3.11 或更新的版本')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test-ready: requirements-dev.txt requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run-ready

$(VENV)-bench/.ready: requirements-bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench .pytest_cache .mypy_cache .ruff_cache
