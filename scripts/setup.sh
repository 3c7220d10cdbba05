#!/usr/bin/env bash
# Makes a bare Debian-like machine ready; what is there already is left alone, so the second run costs a moment.
#   scripts/setup.sh runtime   what `make demo` needs
#   scripts/setup.sh tests     that, and what `make test` needs: browser, Chinese fonts, PostgreSQL, checkers
#   scripts/setup.sh chdb      what `make demo` needs, and ClickHouse as the store of readings (ANLAN_TELEMETRY; 900 MB)
# Package sources are those the machine is set to use; no address is written here.
set -euo pipefail
cd -P "$(dirname "$0")/.."
purpose=${1:-runtime}
stamps=.venv/.stamps
python=.venv/bin/python

say() { printf '%s\n' "· $*" >&2; }
fail() { printf '%s\n' "✗ $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- system packages -------------------------------------------------------------------------------------------------

missing=()
needs() { # needs PACKAGE COMMAND...: wanted when the command, which proves that it is there, fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
# ensurepip alone proves nothing: Debian keeps the wheels it unpacks in python3-venv.
can_make_venv() { python3 -c 'import venv, ensurepip; assert ensurepip.version()'; }
knows_time_zones() { python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Asia/Shanghai")'; }
has_browser() { have chromium || have chromium-browser || have google-chrome; }
has_chinese_font() { have fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }
has_postgresql() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }

needs python3-venv can_make_venv
needs tzdata knows_time_zones
if [ "$purpose" = tests ]; then
    needs chromium has_browser
    needs fontconfig have fc-list
    needs fonts-noto-cjk has_chinese_font
    needs postgresql has_postgresql
fi

if [ ${#missing[@]} -gt 0 ]; then
    have apt-get || fail "缺少：${missing[*]}。本机没有 apt-get，请用系统自带的软件管理器安装同名软件后重试。"
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        have sudo || fail "缺少：${missing[*]}。请用管理员账号执行：apt-get update && apt-get install -y ${missing[*]}"
        as_root=(sudo)
    fi
    say "安装系统软件：${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "需要 Python 3.11 或更新版本，本机是 $(python3 --version 2>&1)。Debian 12 自带的即可。"

# --- stamps: a step is done when the hash of what it depends on is the one of its last success ------------------------

fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }
done_before() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$(fingerprint "${@:2}")" ]; }
mark() { mkdir -p "$stamps" && fingerprint "${@:2}" >"$stamps/$1"; }

# --- Python ----------------------------------------------------------------------------------------------------------

# Programs of a virtual environment name its place, so one moved here is made anew, as is one whose Python is gone.
if ! grep -qsF "$PWD/.venv/bin/python" .venv/bin/pip || ! "$python" -m pip --version >/dev/null 2>&1; then
    say "建立 Python 环境 .venv"
    python3 -m venv --clear .venv
fi

install_locked() { # install_locked NAME: the packages of requirements/NAME.lock, each checked against its hash
    local lock=requirements/$1.lock
    done_before "$1" "$lock" && return
    say "安装 Python 软件包（$1）"
    # A package that comes as source is built with the locked setuptools; nothing unlocked is fetched to build it.
    "$python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --use-pep517 --no-build-isolation -r "$lock"
    mark "$1" "$lock"
}
install_locked setup
install_locked base
if [ "$purpose" = tests ]; then install_locked dev; fi
if [ "$purpose" = chdb ]; then install_locked chdb; fi

if [ ! -x .venv/bin/anlan ] || ! done_before anlan pyproject.toml; then
    say "安装 anlan 命令"
    "$python" -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --no-index --editable .
    mark anlan pyproject.toml
fi

# --- scripts, icons, area codes --------------------------------------------------------------------------------------

modules=(package.json package-lock.json)
if [ ! -d node_modules ] || ! done_before modules "${modules[@]}"; then
    say "取得网页脚本、图标和行政区划数据"
    "$python" scripts/npm.py ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    mark modules "${modules[@]}"
fi

vendor=(package-lock.json anlan/web/icons.txt scripts/vendor_assets.py)
if [ ! -d anlan/web/static/vendor ] || ! done_before vendor "${vendor[@]}"; then
    say "准备 anlan/web/static/vendor"
    "$python" scripts/vendor_assets.py
    mark vendor "${vendor[@]}"
fi

areas=(package-lock.json scripts/build_areas.py)
if [ -e scripts/build_areas.py ]; then
    if [ ! -e anlan/kernel/scope/data/areas.tsv.xz ] || ! done_before areas "${areas[@]}"; then
        say "准备行政区划"
        "$python" scripts/build_areas.py
        mark areas "${areas[@]}"
    fi
fi
