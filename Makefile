# The few commands people type; README.md says when.
BIN := .venv/bin

.PHONY: demo test check serve bench docs pictures run-packages dev-packages

demo: run-packages
	@$(BIN)/shangliang demo

serve: run-packages
	@$(BIN)/shangliang serve

# make test PROCESSES=4 on a larger machine; a file's tests stay together
PROCESSES ?= 2
test: dev-packages
	@tools/install_programs.sh
	@$(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

check: dev-packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m django makemigrations --check --dry-run --settings shangliang.site.settings
	$(BIN)/python tools/generate.py --check
	$(BIN)/python tools/catalogue.py --check

# make bench NAME=pages; the names are in the manual and in `shangliang bench --help`
NAME ?= pages
bench: dev-packages
	@$(BIN)/shangliang bench $(NAME)

docs: dev-packages
	$(BIN)/python tools/generate.py
	$(BIN)/python tools/catalogue.py

pictures: dev-packages
	@$(BIN)/python tools/pictures.py

run-packages:
	@tools/install.sh run

dev-packages:
	@tools/install.sh dev
