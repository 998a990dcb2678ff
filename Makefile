# Everything runs inside the clone: .venv holds Python packages, .uv holds the pinned installer.
# Needs: python3 (3.11-3.13) and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
STAMP := .venv/.ctlaw-installed
JOBS ?= 2
export PYTHONHASHSEED := 0
export JUPYTER_PLATFORM_DIRS := 1

.PHONY: report test lint unit notebooks lab quality data site lock train clean

report: $(STAMP)  ## compare the coded real law; writes build/report/
	$(BIN)/python -m ctlaw report -o build/report

test: $(STAMP)  ## lint, types, tests, every notebook
	$(BIN)/ruff check .
	$(BIN)/mypy
	MPLBACKEND=Agg $(BIN)/python -m pytest -n $(JOBS) --dist loadfile tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=120 \
	  --nbval-sanitize-with notebooks/nbval.cfg notebooks

lab: $(STAMP)
	$(BIN)/jupyter lab --notebook-dir=notebooks

quality: $(STAMP)  ## measure, and write docs/quality.md (needs ../shared or CTLAW_SHARED)
	$(BIN)/python -m benchmarks.quality

data: $(STAMP)  ## rebuild corpus/coded/ from official texts (CTLAW_OFFICIAL, or corpus/official after `ctlaw fetch`)
	$(BIN)/python -m ctlaw data

train: $(STAMP)  ## fit the packaged model again, and measure it per code and language
	$(BIN)/python -m benchmarks.word_vectors
	$(BIN)/python -m benchmarks.train_packaged
	$(BIN)/python -m benchmarks.evidence fit
	$(BIN)/python -m benchmarks.detectors

site: $(STAMP) report  ## the built site: report, notebooks as pages, API reference
	mkdir -p build/site/api
	$(BIN)/jupyter nbconvert --log-level=ERROR --to html --output-dir build/site/notebooks notebooks/*.ipynb
	cp -r build/report build/site/
	cd build/site/api && ../../../$(BIN)/python -m pydoc -w ctlaw $$(cd ../../.. && ls ctlaw/*.py | grep -v __ | sed 's|/|.|;s|.py$$||') >/dev/null

lock: .uv/bin/uv  ## pins and hashes, no addresses
	.uv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

.uv/bin/uv:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "ctlaw needs Python 3.11, 3.12 or 3.13; this is %d.%d: set PYTHON=python3.12, say." % v)'
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(STAMP): .uv/bin/uv requirements.lock pyproject.toml
	test -x $(BIN)/python || .uv/bin/uv venv --quiet --python $(PYTHON) .venv
	.uv/bin/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	.uv/bin/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .
	touch $@

clean:
	rm -rf build .venv .uv
