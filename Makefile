# The two doors: `make demo` and `make test`. They need Python 3.11 or newer and make; the rest goes into .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
SAMPLE := samples/phep-cong-lop-1
DEMO := demo/phep-cong-lop-1

.DEFAULT_GOAL := help
.PHONY: kolibri help demo test proof bench sample judges clean

help:
	@echo "make demo    set up, then process the sample lesson into $(DEMO)"
	@echo "make test    set up, then ruff, mypy and every test"
	@echo "make proof   set up, then the long tests: every fault, every recording, every format"
	@echo "make bench   set up, then the benchmarks"
	@echo "make sample  make the sample recording again (needs espeak-ng)"
	@echo "make clean   remove what these commands made"

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "lessontool needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is too old or does not start: lessontool needs Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# A stamp is newer than what it was made from only when the installation went through.
$(BIN)/.ready-demo: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) install -c constraints.txt -e '.[whisper-base]'
	@touch $@

$(BIN)/.ready-test: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) install -c constraints.txt -e '.[test,whisper-base]'
	@touch $@ $(BIN)/.ready-demo

demo: $(BIN)/.ready-demo
	@mkdir -p $(DEMO)
	@cp -p $(SAMPLE)/recording.mp4 $(SAMPLE)/script.txt $(SAMPLE)/lesson.yaml $(DEMO)/
	$(BIN)/lessontool process $(DEMO)
	@echo
	@echo "The lesson is ready. Look in $(DEMO)/packages:"
	@find $(DEMO)/packages -type f | sort | sed 's/^/  /'

test: judges $(BIN)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	# one worker for each processor, whole files each: what a file prepares is prepared once
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not proof"

# What takes too long for every day: each fault that quality control must find, each recording, each format.
proof: judges kolibri $(BIN)/.ready-test
	LESSONTOOL_HOSTILE=200 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m proof

# Other people's programs that measure our files. Only a build machine installs them by itself (CI=true).
judges:
	@if [ "$(CI)" = true ]; then .ci/judges.sh; fi

kolibri:
	@if [ "$(CI)" = true ]; then .ci/kolibri.sh; fi

bench: $(BIN)/.ready-test
	$(BIN)/python -m benchmarks.speed

sample: $(BIN)/.ready-demo
	$(BIN)/python samples/make_sample.py

clean:
	rm -rf .venv demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
