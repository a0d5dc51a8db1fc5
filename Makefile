# Two commands for a fresh machine: `make demo` and `make test`. Each sets up what it needs.
# PYTHON may name another interpreter: make test PYTHON=python3.12
# TESTS may name what is tested: make test TESTS=tests/matching
PYTHON ?= python3
EXTRA ?= cpu
TESTS ?= tests vrd
BIN := .venv/bin
ALL := .venv/.$(EXTRA),notebook,exports,onnx,docs,test
FRONTEND := vrd/widgets/frontend
# Debian ships Python without the part that makes environments.
VENV_HELP = echo "Python's venv is missing; installing Debian's python3-venv"; \
  test "$$(id -u)" = 0 || { echo "Run as root: apt-get install python3-venv"; exit 1; }; \
  apt-get update -qq && apt-get install -qq -y python3-venv && $(PYTHON) -m venv .venv

.PHONY: demo test frontend lint structure notebooks lab clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo       find planted reuse in demo films, and write an HTML report"
	@echo "make test       run the tests, the examples in docstrings and the tests of the page"
	@echo "make frontend   check and test the widgets' JavaScript, where npm is installed"
	@echo "make lint       ruff, mypy and the rule about imports"
	@echo "make structure  count modules, imports between wings, and the longest of everything"
	@echo "make notebooks  run the notebooks"
	@echo "make lab        open JupyterLab at the notebooks"
	@echo "EXTRA=gpu uses the GPU flavour of FAISS and TensorFlow; remove .venv before changing it"

# A stamp, so that nothing is installed twice; made anew when the requirements change.
.venv/.%: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "VRD needs Python 3.11 to 3.13; name one with: make $(MAKECMDGOALS) PYTHON=..."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { rm -rf .venv; $(VENV_HELP); }
	$(BIN)/python -m pip install -qq --upgrade pip
	$(BIN)/python -m pip install -qq --editable ".[$*]"
	@touch $@

demo: .venv/.$(EXTRA)
	$(BIN)/vrd demo

# A file of tests stays in one process, so that what its tests share is made once.
test: $(ALL) frontend
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder --cov=vrd $(TESTS)

NODE_IS_NEW := const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)
# The widgets' part in the browser; the package holds what is built from it, and needs no Node.
frontend:
	@if ! command -v npm >/dev/null || ! node -e '$(NODE_IS_NEW)'; then \
	  echo "Node 20.19 or newer, with npm, is not here: the tests of $(FRONTEND) are left out"; \
	elif ! $(MAKE) --no-print-directory $(FRONTEND)/node_modules/.stamp; then \
	  echo "npm could not install what the tests of $(FRONTEND) need: they are left out"; \
	  test -z "$$CI"; \
	else npm --prefix $(FRONTEND) run --silent check && npm --prefix $(FRONTEND) test --silent; fi

$(FRONTEND)/node_modules/.stamp: $(FRONTEND)/package-lock.json
	npm --prefix $(FRONTEND) ci --silent
	@touch $@

lint: $(ALL)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

structure: $(ALL)
	$(BIN)/python -m benchmark structure

notebooks: $(ALL)
	$(BIN)/python -m pytest tests/test_notebooks.py

lab: .venv/.$(EXTRA),notebook
	$(BIN)/jupyter lab notebooks

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
