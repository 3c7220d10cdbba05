"""Settings, disk, and what the packages and the set-up must have brought."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from . import Check, Finding, good, note, warning, wrong

LEAST_SECRET, LEAST_DIFFERENT = 32, 10
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}
GB = 1e9
HALF_A_YEAR = 184
# Brought by scripts/setup.sh, or in the wheel.
BROUGHT = ("vendor/icons.svg", "vendor/htmx.min.js", "vendor/tus.min.js", "css/anlan.css")


def mode(full: bool) -> Iterator[Finding]:
    """运行模式"""
    if settings.MODE != "production":
        yield note(f"运行模式是 {settings.MODE}：密钥和密码人人皆知", "真实使用时不要设置 ANLAN_MODE")


def secrets(full: bool) -> Iterator[Finding]:
    """密钥"""
    if settings.MODE != "production":
        return
    given = {"ANLAN_SECRET_KEY": settings.SECRET_KEY, "ANLAN_SEAL_KEY": settings.SEAL_KEY}
    given |= {f"ANLAN_FIELD_KEYS 第 {n} 个": key for n, key in enumerate(settings.FIELD_KEYS, 1)}
    fresh = "用 python3 -c 'import secrets; print(secrets.token_urlsafe(48))' 生成新的"
    for name, value in given.items():
        if len(value) < LEAST_SECRET or len(set(value)) < LEAST_DIFFERENT or "not-a-secret" in value:
            # Old field keys cannot just be exchanged: what they encrypted would be lost.
            how = "在它前面加一个新密钥（旧的留在后面）" if "FIELD" in name else fresh
            yield wrong(f"{name} 太弱（不足 {LEAST_SECRET} 个字符、重复太多或是示例值）", how)
    if len(set(given.values())) < len(given):
        yield wrong("几个密钥用了同一个值", fresh)


def reaching(full: bool) -> Iterator[Finding]:
    """域名与 TLS"""
    if "*" in settings.ALLOWED_HOSTS:
        yield wrong("ANLAN_HOSTS 允许任何域名", "写上网站真正的域名，用逗号隔开")
    if settings.MODE != "production":
        return
    if set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        yield warning("ANLAN_HOSTS 只有本机，别的机器打不开", "写上网站的域名；本机健康检查用的 127.0.0.1 也留着")
    if not settings.BEHIND_TLS:
        yield warning(
            "没有启用 TLS：密码和数据会明文传输", "由 nginx 提供 https，并设 ANLAN_TLS=1（见 docs/operate.md）"
        )
    elif not settings.PROXIES:
        yield warning("ANLAN_TLS=1 而 ANLAN_PROXIES=0：登录日志里记的是代理的地址", "设 ANLAN_PROXIES 为前面代理的层数")


def choices(full: bool) -> Iterator[Finding]:
    """其他设置"""
    if settings.JOBS not in ("inline", "worker"):
        yield wrong(f"ANLAN_JOBS 是“{settings.JOBS}”，没有程序会运行后台任务", "设为 inline 或 worker")
    if settings.SMS_SENDER == "http" and not settings.SMS_URL:
        yield wrong("ANLAN_SMS=http 而没有 ANLAN_SMS_URL，短信发不出去", "给出短信网关的地址")
    if settings.SMS_SENDER != "http" and settings.MODE == "production":
        yield warning("短信只写到日志，忘记密码的人收不到验证码", "设 ANLAN_SMS=http 与 ANLAN_SMS_URL")
    if settings.KEEP_DAYS < HALF_A_YEAR:
        yield warning(
            f"ANLAN_KEEP_DAYS 只有 {settings.KEEP_DAYS} 天，不足六个月",
            f"至少设为 {HALF_A_YEAR}（网络安全法：日志留存不少于六个月）",
        )
    if 0 < len(settings.METRICS_TOKEN) < LEAST_SECRET:
        yield warning("ANLAN_METRICS_TOKEN 太短", f"换成至少 {LEAST_SECRET} 个字符的随机值")


def disk(full: bool) -> Iterator[Finding]:
    """磁盘"""
    space = shutil.disk_usage(settings.HOME)
    free = f"{settings.HOME} 所在磁盘剩余 {space.free / GB:.1f} GB"
    if space.free < 0.2 * GB:
        yield wrong(free, "马上清理或扩容：写满后无法保存任何内容")
    elif space.free < max(1 * GB, space.total * 0.03):
        yield warning(free, "清理或扩容")
    else:
        yield good(free)


def brought(full: bool) -> Iterator[Finding]:
    """样式、字体与区划数据"""
    missing = [name for name in BROUGHT if not finders.find(name)]
    if missing:
        yield wrong(f"缺少网页文件 {'、'.join(missing)}", "在源码目录运行 scripts/setup.sh runtime，或重新安装 wheel")
    if find_spec("noto_cjk_sans_otc") is None:
        yield wrong("缺少中文字体，打印的 PDF 没有汉字", "重新安装 requirements/base.lock")
    if not (Path(settings.ROOT) / "kernel" / "scope" / "data" / "areas.tsv.xz").is_file():
        yield wrong("缺少区划数据", "在源码目录运行 scripts/setup.sh runtime，或重新安装 wheel")


CHECKS: tuple[Check, ...] = (mode, secrets, reaching, choices, disk, brought)
