# The board's commands. A fresh machine needs Python 3.11 or newer, make and git: everything else is set up here.
#
#   make run      the board with an invented hub       RUN_ARGS="--rehearse --speed 10" keeps its morning moving
#   make test     all tests, by cores                  TEST_ARGS="tests/test_embedded.py" for some of them
#   make check    lint, types, then make test
#   make bench    one JSON object of figures           BENCH_ARGS as `board bench` takes them
#   make pictures   docs/pictures anew, from the real board
#   make clean    what was set up and cached; never the data in .board-data

VENV := .venv
BIN := $(VENV)/bin
SETUP := pyproject.toml hatch_build.py package.json package-lock.json
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Where the data lives may be a long way from here: BOARD_DATA, PORT, DATABASE_URL, REDIS_URL (docs/running.md).

# Compiled once and kept: a web process that compiles all of itself at each start is up a second later.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench clean lint pictures
.NOTPARALLEL:

run: $(VENV)/ready-to-run
	@exec $(BIN)/board up $(RUN_ARGS)

test: $(VENV)/ready-to-test
	@$(BIN)/python -m tests.everything $(TEST_ARGS)

check: lint
	@$(MAKE) --no-print-directory test

lint: $(VENV)/ready-to-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/ready-to-test
	@$(BIN)/board bench $(BENCH_ARGS)

pictures: $(VENV)/ready-to-test
	@PICTURES=1 $(BIN)/python -m tests.everything tests/browser/test_pictures.py

clean:
	rm -rf $(VENV) board/static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Done again only when what is listed in SETUP changes: the second time is quick.
$(VENV)/ready-to-run: $(SETUP) | $(BIN)/python
	@echo "Setting up the board (about a minute the first time) ..."
	@$(PIP) install --quiet -e .
	@touch $@

$(VENV)/ready-to-test: $(SETUP) | $(BIN)/python
	@echo "Setting up the board and its tests (about two minutes the first time) ..."
	@$(PIP) install --quiet -e '.[dev]'
	@touch $(VENV)/ready-to-run $@

$(BIN)/python:
	@sh .ci/make-venv $(VENV)
