"""Settings: everything that differs between two installations comes from the environment.

``ANLAN_MODE``        demo | test | production (default production)
``ANLAN_HOME``        folder of database, files and keys (default ``./var``)
``ANLAN_DATABASE_URL`` sqlite:///path or postgresql://user:password@host:port/name
``ANLAN_SECRET_KEY``, ``ANLAN_SEAL_KEY``, ``ANLAN_FIELD_KEYS`` secrets; outside demo and test there is no default
``ANLAN_CRYPTO``      international (AES, SHA-256; default) | sm (SM4, SM3)
``ANLAN_SEPARATION``  1 (default): three separate administrators | 0: one person may be all three
``ANLAN_HOSTS``       comma-separated host names the site answers to
``ANLAN_JOBS``        inline (a thread beside the web server) | worker (``anlan worker`` runs them)
``ANLAN_NOW``         demo and test only: the moment at which the clock starts, ISO 8601
``ANLAN_PORTAL``      the portal of the site's bare address;  ``ANLAN_ENROLMENT_CHECK`` 0: registered firms come in unchecked
``ANLAN_SIGN_IN``     ways to sign in beside the password: sms, scan (default both)
``ANLAN_GATEWAYS``    protocol:port of devices and live pages, e.g. hj212:7212,jt808:7808,live:7081; ``ANLAN_TELEMETRY`` their store
``ANLAN_LOG``         line | json;  ``ANLAN_METRICS_TOKEN`` opens /metrics
``ANLAN_SMS``         console | http;  ``ANLAN_SMS_URL`` the gateway's address
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from anlan.kernel.upkeep.logs import logging_settings

from .database import database_from_url

ROOT = Path(__file__).resolve().parent.parent
MODE = os.environ.get("ANLAN_MODE", "test" if "pytest" in sys.modules else "production")
DEMO = MODE == "demo"
HOME = Path(os.environ.get("ANLAN_HOME", "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRETS_MAY_DEFAULT = MODE in ("demo", "test")


def secret(name: str) -> str:
    """A secret from the environment; only demo and test may run on a public one."""
    value = os.environ.get(name, "")
    if not value and SECRETS_MAY_DEFAULT:
        return f"{MODE}-only-not-a-secret-{name.lower()}-0123456789abcdef"
    if not value:
        raise ImproperlyConfigured(f"{name} 未设置：请在环境变量中给出（见 docs/operate.md）")
    return value


SECRET_KEY = secret("ANLAN_SECRET_KEY")
SEAL_KEY = secret("ANLAN_SEAL_KEY")
FIELD_KEYS = secret("ANLAN_FIELD_KEYS").split(",")
# international: AES-256-GCM, SHA-256; sm: SM4-GCM, SM3. What was written under the other one stays readable.
CRYPTO = os.environ.get("ANLAN_CRYPTO", "international")
if CRYPTO not in ("international", "sm"):
    raise ImproperlyConfigured("ANLAN_CRYPTO 只能是 international 或 sm")

DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("ANLAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
ALLOWED_HOSTS += ["testserver"] if MODE == "test" else []
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ANLAN_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "captcha",
    "rest_framework",
    "drf_spectacular",
    "anlan.kernel.people",
    "anlan.kernel.scope",
    "anlan.kernel.trail",
    "anlan.kernel.clock",
    "anlan.kernel.flow",
    "anlan.kernel.act",
    "anlan.kernel.notice",
    "anlan.kernel.figures",
    "anlan.kernel.tally",
    "anlan.kernel.upkeep",
    "anlan.kernel.register",
    "anlan.kernel.doors",
    "anlan.telemetry",
    "anlan.gateways",
    "anlan.domain.enterprise",
    "anlan.domain.news",
    "anlan.domain.standard",
    "anlan.domain.project",
    "anlan.domain.site",
    "anlan.domain.hazard",
    "anlan.domain.selfcheck",
    "anlan.domain.risk",
    "anlan.domain.inspection",
    "anlan.domain.accident",
    "anlan.domain.report",
    "anlan.domain.insurance",
    "anlan.domain.emergency",
    "anlan.domain.dangerous_work",
    "anlan.domain.device",
    "anlan.domain.alarm",
    "anlan.domain.evaluation",
    "anlan.domain.site_supervision",
    "anlan.portals",
    "anlan.simulate",
    "anlan.demo",
]

MIDDLEWARE = [
    "anlan.kernel.upkeep.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "anlan.config.headers.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anlan.kernel.people.middleware.SeatMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anlan.config.urls"
WSGI_APPLICATION = "anlan.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "anlan.config.jinja.environment",
            "context_processors": ["anlan.kernel.doors.context.page_context"],
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
    # Needed by libraries that bring pages of their own (captcha); our pages are Jinja2 throughout.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
for folder in sorted((ROOT / "domain").glob("*/templates")):
    TEMPLATES[0]["DIRS"].append(folder)

DATABASES = {"default": database_from_url(os.environ.get("ANLAN_DATABASE_URL", f"sqlite:///{HOME}/anlan.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "anlan.kernel.people.backends.NameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "anlan.kernel.people.policy.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "anlan.kernel.people.passwords.ThreeClassesValidator"},
]
LOGIN_URL = "people:sign_in"
# GB/T 22239-2019 level 3 asks for limits without numbers; these are assessors' usual expectation (unverified, hence settings).
LOCK_AFTER = int(os.environ.get("ANLAN_LOCK_AFTER", "5"))
AXES_FAILURE_LIMIT = "anlan.kernel.people.policy.lock_after"
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "anlan.kernel.people.enter.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
# 三员分立 (docs/decisions/0025): off only where one person has to be all three administrators.
SEPARATION = os.environ.get("ANLAN_SEPARATION", "1") != "0"
IDLE_MINUTES = int(os.environ.get("ANLAN_IDLE_MINUTES", "30"))
SESSION_HOURS = int(os.environ.get("ANLAN_SESSION_HOURS", "12"))
SESSIONS_MOST = int(os.environ.get("ANLAN_SESSIONS_MOST", "10"))
# Failures an hour after which an address, or a name from addresses it never used, has to wait.
ADDRESS_FAILURES = int(os.environ.get("ANLAN_ADDRESS_FAILURES", "50"))
NAME_FAILURES = int(os.environ.get("ANLAN_NAME_FAILURES", "30"))
CODES_AN_HOUR, CODES_A_DAY, CODES_AN_ADDRESS, SCANS_AN_ADDRESS, ENROLMENTS_AN_ADDRESS = 5, 10, 20, 200, 20
# Whether a person of the authority looks at a firm's registration before its account may act.
ENROLMENT_CHECKED = os.environ.get("ANLAN_ENROLMENT_CHECK", "1") != "0"
# The portal whose sign-in page opens at the site's bare address; each has its own at /<key>/.
PORTAL = os.environ.get("ANLAN_PORTAL", "self_check")
# Ways to sign in beside the password; without a gateway no message goes out, so sms is offered with one only.
SIGN_IN_WAYS = [w for w in os.environ.get("ANLAN_SIGN_IN", "sms,scan").split(",") if w]
if unknown := set(SIGN_IN_WAYS) - {"sms", "scan"}:
    raise ImproperlyConfigured(f"ANLAN_SIGN_IN 只能列出 sms、scan，不认识 {'、'.join(sorted(unknown))}")
# Roles (keys, comma-separated; "all" for everybody) that sign in with a one-time code as well.
SECOND_FACTOR = [r for r in os.environ.get("ANLAN_SECOND_FACTOR", "").split(",") if r]
PASSWORD_DAYS = int(os.environ.get("ANLAN_PASSWORD_DAYS", "0" if DEMO else "90"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
BEHIND_TLS = os.environ.get("ANLAN_TLS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The proxy redirects http to https (docs/operate.md); the preload list is for whoever owns the domain.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CAPTCHA_LENGTH = 4
CAPTCHA_TIMEOUT = 5
CAPTCHA_CHALLENGE_FUNCT = "anlan.kernel.people.passwords.captcha_challenge"
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_dots",)

# 重大隐患 of water works are reported at once; so many hours without a report are pointed out (依据待核).
MAJOR_REPORT_HOURS = int(os.environ.get("ANLAN_MAJOR_REPORT_HOURS", "2"))
# Days before a deadline from which it shows orange, by level ("" for everything else).
DUE_SOON_DAYS = {"": 3, "general": 3, "major": 7, "policy": 30, "plan": 30} | json.loads(
    os.environ.get("ANLAN_DUE_SOON_DAYS", "{}")
)

# Years after which an emergency plan is looked at again, unless it names a day itself.
PLAN_REVIEW_YEARS = int(os.environ.get("ANLAN_PLAN_REVIEW_YEARS", "3"))

# First day of GB 6441-2025: sources say 2026-07-01 and 2027-01-01 (unverified), hence a setting.
ACCIDENT_TYPES_FROM = os.environ.get("ANLAN_ACCIDENT_TYPES_FROM", "2026-07-01")
# The ministry's times beyond the law (unverified): the keys of ``accident.rules.MinistryTimes``.
ACCIDENT_TIMES = json.loads(os.environ.get("ANLAN_ACCIDENT_TIMES", "{}"))
# Editions of risk evaluation beside the packaged ones (domain/risk/rules.py), as a JSON list.
RISK_SCHEMES = json.loads(os.environ.get("ANLAN_RISK_SCHEMES", "[]"))
# Who learns of an alarm when, and when it climbs: the keys of ``domain.alarm.rules.Terms`` (ours, no standard's).
ALARM_TERMS = json.loads(os.environ.get("ANLAN_ALARM_TERMS", "{}"))
# Hours for which an order to a device that is away waits for it.
ORDER_HOURS = int(os.environ.get("ANLAN_ORDER_HOURS", "24"))
# A folder of further editions of device kinds beside the packaged one (domain/device/data), as TOML files.
DEVICE_KINDS = os.environ.get("ANLAN_DEVICE_KINDS", "")
# What is unverified in the scoring of inspections (domain/inspection/schemes.py), by kind of standard.
INSPECTION_SCHEMES = json.loads(os.environ.get("ANLAN_INSPECTION_SCHEMES", "{}"))
# How many days before its entry an inspection may lie (a paper sheet that is scanned later).
INSPECTION_DAYS_BACK = int(os.environ.get("ANLAN_INSPECTION_DAYS_BACK", "30"))
# Inspections by the company that a whole year asks for (manual J: 一般项目每年不少于3次); special projects ask for more.
INSPECTIONS_A_YEAR = {"": 3, "special": 4} | json.loads(os.environ.get("ANLAN_INSPECTIONS_A_YEAR", "{}"))

# Days of evaluations and prompts of building sites: the keys of ``evaluation.rules.Terms`` (苏建质安〔2017〕683号, 依据待核).
EVALUATION_DAYS = json.loads(os.environ.get("ANLAN_EVALUATION_DAYS", "{}"))

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "web" / "static"]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
FILES_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10000

# Names of people in firms' files are masked too; telephone and identity numbers always are.
MASK_NAMES = os.environ.get("ANLAN_MASK_NAMES", "") == "1"
# Whom the sign-in page names for help: "name;telephone;mail".
SUPPORT = os.environ.get(
    "ANLAN_SUPPORT", "安澜演示支持中心;0519-0000000;support@example.com" if SECRETS_MAY_DEFAULT else ";;"
)

# Where readings of devices are kept: "" (SQLite beside the database, PostgreSQL on PostgreSQL), sqlite:///path,
# postgresql://..., chdb:///folder (ClickHouse in the gateway's process), http(s)://user:password@host:8123/database.
TELEMETRY = os.environ.get("ANLAN_TELEMETRY", "")
# Megabytes that may wait on the disk while that store is away; beyond them devices get no answer and send again.
TELEMETRY_SPOOL_BYTES = int(os.environ.get("ANLAN_TELEMETRY_SPOOL_MB", "2048")) * 1024 * 1024
# Days for which single values are kept, by code of the quantity ("position": tracks, "": all others); minutes and hours stay.
TELEMETRY_DAYS = {"": 400} | json.loads(os.environ.get("ANLAN_TELEMETRY_DAYS", "{}"))
# What the gateway listens for, and whether ``anlan serve`` starts it (child) or it is a service of its own (own).
GATEWAYS = os.environ.get("ANLAN_GATEWAYS", "")
GATEWAY = os.environ.get("ANLAN_GATEWAY", "child")
# Where pages open their live line: an address or a path behind a proxy; "" is the gateway's own port on the page's host.
LIVE_URL = os.environ.get("ANLAN_LIVE_URL", "")
LIVE_HOST = os.environ.get("ANLAN_LIVE_HOST", "127.0.0.1")
LIVE_PORT = next((int(p[5:]) for p in GATEWAYS.split(",") if p.startswith("live:") and p[5:].isdigit()), 0)
# Another MQTT broker than the embedded one: mqtt://user:password@host:1883, mqtts://... with TLS.
MQTT_URL = os.environ.get("ANLAN_MQTT_URL", "")
# What lies below the map of devices: an address of tiles (https://host/{z}/{x}/{y}.png; "" for none), the system its tiles are
# in (wgs84 or gcj02, as most published in China), how deep they go, whom the page names for them; a GeoJSON file (WGS-84).
MAP_TILES = os.environ.get("ANLAN_MAP_TILES", "")
MAP_SYSTEM = os.environ.get("ANLAN_MAP_SYSTEM", "wgs84")
MAP_MOST_ZOOM = int(os.environ.get("ANLAN_MAP_MOST_ZOOM", "18"))
MAP_CREDIT = os.environ.get("ANLAN_MAP_CREDIT", "")
MAP_BOUNDARIES = os.environ.get("ANLAN_MAP_BOUNDARIES", "")
GATEWAY_HOST = os.environ.get("ANLAN_GATEWAY_HOST", "127.0.0.1" if SECRETS_MAY_DEFAULT else "0.0.0.0")

# Days for which done work, applied acts' numbers and ended sessions are kept; six months have up to 184 days.
KEEP_DAYS = int(os.environ.get("ANLAN_KEEP_DAYS", "200"))
# Folder of pg_dump and pg_restore, where the newest installed ones are not meant.
PG_BIN = os.environ.get("ANLAN_PG_BIN", "")
JOBS = os.environ.get("ANLAN_JOBS", "inline")
SMS_SENDER = os.environ.get("ANLAN_SMS", "console")
SMS_URL = os.environ.get("ANLAN_SMS_URL", "")
CLOCK_STARTS = os.environ.get("ANLAN_NOW", "") if SECRETS_MAY_DEFAULT else ""
# How many proxies of ours stand before the site; the client's address is read that far back in X-Forwarded-For.
PROXIES = int(os.environ.get("ANLAN_PROXIES", "0"))
AXES_CLIENT_IP_CALLABLE = "anlan.kernel.people.network.client_ip"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["anlan.kernel.people.tokens.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "anlan.kernel.doors.api.explain_refusal",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "安澜 Anlan API",
    "DESCRIPTION": "每一种登记（Register）的查询、录入、修改与流转。与页面同一权限、同一规则。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # The same word means other choices in other types; named enumerations would collide.
    "POSTPROCESSING_HOOKS": ["anlan.kernel.doors.api_schema.tell_refusals"],
}

LOGGING = logging_settings(os.environ.get("ANLAN_LOG", "line"))
if MODE == "test":
    # A line for each request of the tests and of the bench would drown what they say themselves.
    LOGGING["loggers"]["anlan.request"] = {"level": "WARNING"}
# Who bears it may read /metrics; without it nobody may.
METRICS_TOKEN = os.environ.get("ANLAN_METRICS_TOKEN", "")
