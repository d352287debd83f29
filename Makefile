# tdkt: every step has one name here; CI calls the same ones.
# Needed on the machine: make, python3 (3.11 or newer) with venv, and a package index. uv is used where it is on the PATH.
VENV := .venv
PYTHON ?= python3
TDKT := $(VENV)/bin/tdkt
STAMP := $(VENV)/.installed

.PHONY: help install run test test-browser bench browser soak check lint types lock clean

help:  ## những việc có sẵn
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: $(STAMP)  ## tạo .venv và cài tdkt

$(STAMP): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/install
	@VENV="$(VENV)" sh scripts/fetch-htmx
	@touch $@

run: $(STAMP)  ## việc chính: lần đầu nạp bản tóm lược, trả lời một câu có trích dẫn, rồi mở trang web
	@sh scripts/run $(TDKT)

test: $(STAMP)  ## toàn bộ kiểm thử
	@$(VENV)/bin/python -m pytest -n $$(($$(nproc) + 1)) --dist worksteal  # many tests wait for processes

bench: $(STAMP)  ## đo tốc độ, ghi vào benchmarks/speed.md
	@$(VENV)/bin/python -m benchmarks.speed $(TDKT_TESTDATA)

browser: $(STAMP)  ## thêm công cụ để thử trang web bằng Chromium (rồi make test-browser)
	@VENV="$(VENV)" sh scripts/install-browser

test-browser: $(STAMP)  ## các trang trong Chromium thật, API với Schemathesis (cần make browser trước)
	@$(VENV)/bin/python -m pytest tests/e2e/test_browser.py tests/e2e/test_api_description.py

soak: $(STAMP)  ## ngắt 100 lần khi nạp, khi phục vụ, khi nhắc hạn; ghi vào benchmarks/*kills.md, reminders.md
	@$(VENV)/bin/python -m benchmarks.kills
	@$(VENV)/bin/python -m benchmarks.serve_kills
	@$(VENV)/bin/python -m benchmarks.reminders

check: lint types  ## lint và kiểu

lint: $(STAMP)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(STAMP)
	@$(VENV)/bin/mypy

lock:  ## lập lại hai tệp khóa phiên bản (cần uv)
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra browser -c requirements.lock --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 -q -o requirements-browser.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
