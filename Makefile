# make install · make serve · make test · make lint

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
# Quiet twice: errors are told, and what pip warns of (that one is root, its cache, its version, the PATH) is not.
PIP_INSTALL := $(VENV)/bin/python -m pip install --quiet --quiet

.PHONY: install serve test lint

install: $(STAMP) ## 安裝到 .venv；再執行一次很快

$(STAMP): pyproject.toml
	@echo "安裝到 $(VENV)：PyTorch（CPU 版）約 200 MB，其餘約 400 MB，裝好約 2 GB，需要幾分鐘。"
	@echo "Installing into $(VENV): about 600 MB to fetch, 2 GB on disk, a few minutes."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		(echo "需要 Python 3.11 或更新的版本，請以 make install PYTHON=python3.11 指定。" && exit 1)
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --upgrade pip
	$(PIP_INSTALL) --editable '.[test]'
	@touch $@
	@echo "安裝完成。執行 make serve 啟動，再用瀏覽器打開 http://127.0.0.1:8000"

serve: $(STAMP) ## 啟動服務
	$(VENV)/bin/qa serve

test: $(STAMP) ## 跑測試，費時的除外；有 Chromium 時也跑瀏覽器測試
	$(VENV)/bin/python -m pytest -m "not slow"

lint: $(STAMP) ## 檢查寫法與型別
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
