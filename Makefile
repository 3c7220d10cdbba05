# Two commands matter: `make demo` and `make test`. Each makes the machine ready by itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast check format new assets lock wheel pg bench bench-quick bench-telemetry fuzz chaos audit clean ready ready-tests
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PYTEST := $(BIN)/pytest -n auto
ARGS ?=

help: ## 显示这些命令
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: ready ## 安装所需，打开演示：http://127.0.0.1:8000（PORT=8123 换端口）
	@exec $(BIN)/anlan demo

# What fails soonest runs first. What hangs on no database is marked "once" and runs on SQLite only. A browser module keeps one server and one browser, so its walks stay together.
test: check ## 安装所需，检查并运行全部测试（SQLite 与 PostgreSQL，含浏览器）
	@echo '· SQLite：浏览器之外的测试'
	@$(PYTEST) --dist worksteal -m 'not browser' $(ARGS)
	@echo '· PostgreSQL：浏览器之外的测试'
	@$(BIN)/python scripts/throwaway_pg.py $(PYTEST) --dist worksteal -m 'not browser and not once' $(ARGS)
	@echo '· 浏览器：按旧手册逐项走一遍'
	@$(PYTEST) --dist worksteal tests/browser $(ARGS)

test-fast: ready-tests ## 只在 SQLite 上、不开浏览器、不跑慢的
	@$(PYTEST) --dist worksteal -m 'not browser and not slow' $(ARGS)

check: export ANLAN_MODE = test
check: ready-tests ## 风格、楼层箭头、类型、启动检查、迁移
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy anlan
	@$(BIN)/anlan check
	@$(BIN)/anlan makemigrations --check --dry-run

format: ready-tests ## 按风格整理代码
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

new: export ANLAN_MODE = test
new: ready ## 新建一种登记的骨架：make new ARGS="hazard Hazard"
	@$(BIN)/anlan new $(ARGS)

assets: ready ## 取得网页脚本、图标和行政区划数据

lock: ready-tests ## 重写锁文件（ARGS=--upgrade 取最新版本）
	@scripts/lock.sh $(ARGS)

wheel: ready-tests ## 生成安装包 dist/*.whl
	@rm -rf build
	@$(BIN)/python -m build --wheel --no-isolation
	@rm -rf build

pg: ready-tests ## 带着一个临时 PostgreSQL 运行：make pg ARGS="命令"（不给则打开 shell）
	@$(BIN)/python scripts/throwaway_pg.py $(or $(ARGS),$${SHELL:-bash})

# Its data lies outside var/: it is a province's size and made anew each time.
bench: ready-tests ## 一省规模（100 万条隐患、100 万次检查）的速度、200 人同时使用、数据增长，SQLite 与 PostgreSQL；结果写入 bench/results.json
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; export ANLAN_HOME=$$home ANLAN_MODE=test; \
	$(BIN)/python -m bench.run $(ARGS); $(BIN)/python -m bench.load; $(BIN)/python -m bench.growth; \
	$(BIN)/python scripts/throwaway_pg.py bash -ec '$(BIN)/python -m bench.run $(ARGS); $(BIN)/python -m bench.load'

bench-quick: ready-tests ## 十分之一省规模的速度、20 人同时使用，只在 SQLite 上（空闲机器上几分钟）
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; export ANLAN_HOME=$$home ANLAN_MODE=test; \
	$(BIN)/python -m bench.run --quick $(ARGS); $(BIN)/python -m bench.load --quick

bench-telemetry: ready-tests ## 一个网关进程收、解、存、判、答设备数据有多快，报警多久到页面，千人观看、五万连接（ARGS=--quick 快跑，ARGS="--store --soak 20" 全部）；结果写入 bench/results.json
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; export ANLAN_HOME=$$home ANLAN_MODE=test; $(BIN)/python -m bench.telemetry $(ARGS)

# CI runs tests/fuzz with fixed seeds; here each round has a new one, which is printed.
fuzz: ready-tests ## 随机试错（接口、流程、规则、表格与文件）：make fuzz MINUTES=10（SEED=… 重复一轮）
	@$(BIN)/python scripts/fuzz.py --minutes $(or $(MINUTES),10) $(if $(SEED),--seed $(SEED)) -n auto $(ARGS)

chaos: ready-tests ## 一边办事一边 kill -9（50 轮）和写满磁盘，SQLite 与 PostgreSQL；结果写入 reports/chaos.json
	@$(BIN)/python -m chaos.run $(ARGS)

audit: ready-tests ## 所有锁定依赖的许可证（docs/licences.md）与已知漏洞（取不到漏洞库时说明）
	@$(BIN)/python scripts/audit.py

clean: ## 删除一切可以重新生成的东西（不动数据目录 var/）
	@rm -rf .venv node_modules anlan/web/static/vendor anlan/kernel/scope/data/areas.tsv.xz
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find anlan tests scripts -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

ready:
	@scripts/setup.sh runtime

ready-tests:
	@scripts/setup.sh tests
