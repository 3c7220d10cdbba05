"""Settings of a real installation: read in a process of its own, as they would be at a start."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from anlan.kernel.people import deploy

SECRETS = {name: f"{name.lower()}-{'x' * 40}" for name in ("ANLAN_SECRET_KEY", "ANLAN_SEAL_KEY", "ANLAN_FIELD_KEYS")}
SHOWN = (
    "DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CRYPTO",
    "ALLOWED_HOSTS", "SEPARATION",
)  # fmt: skip
READ = f"""
import json, django
from django.conf import settings
django.setup()
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}))
"""

SPEAKS = """
import json
from anlan.config.cli import surroundings
surroundings("simulate")
import django
from django.conf import settings
django.setup()
from django.core.management import load_command_class
parser = load_command_class("anlan.simulate", "simulate").create_parser("anlan", "simulate")
from anlan.gateways.process import wanted
from anlan.simulate.devices import PORTS
ports = PORTS | wanted(parser.parse_args(["crane"]).ports)
print(json.dumps([settings.MODE, str(settings.HOME), ports["mqtt"]]))
"""


def run(home: Path, code: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """A process with nothing of ours in its environment but what is given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ANLAN_") and k != "DJANGO_SETTINGS_MODULE"}
    own = {"ANLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(
        [sys.executable, *code], env=kept | own | environment, cwd=root, capture_output=True, text=True, check=False
    )


def settings_of(home: Path, **environment: str) -> dict[str, Any]:
    done = run(home, ["-c", READ], **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("missing", SECRETS)
def test_no_secret_has_a_default_outside_demo(tmp_path: Path, missing: str) -> None:
    given = {k: v for k, v in SECRETS.items() if k != missing}
    done = run(tmp_path, ["-c", READ], **given)
    assert done.returncode != 0 and missing in done.stderr


def test_behind_tls(tmp_path: Path) -> None:
    found = settings_of(tmp_path, ANLAN_TLS="1", ANLAN_HOSTS="anlan.example", **SECRETS)
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-") and found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_HSTS_SECONDS"] >= 31536000 and found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["ALLOWED_HOSTS"] == ["anlan.example"]


def test_without_a_word(tmp_path: Path) -> None:
    found = settings_of(tmp_path, **SECRETS)
    assert found["DEBUG"] is False and found["SEPARATION"] is True and found["CRYPTO"] == "international"
    assert (
        found["SESSION_COOKIE_HTTPONLY"] and found["CSRF_COOKIE_HTTPONLY"] and found["SESSION_COOKIE_SAMESITE"] == "Lax"
    )
    assert "testserver" not in found["ALLOWED_HOSTS"]


def test_an_unknown_suite_is_said(tmp_path: Path) -> None:
    assert "ANLAN_CRYPTO" in run(tmp_path, ["-c", READ], ANLAN_CRYPTO="rot13", **SECRETS).stderr


def test_a_good_installation_has_nothing_to_be_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    good = {"ANLAN_TLS": "1", "ANLAN_PROXIES": "1", "ANLAN_SMS": "http", "ANLAN_SMS_URL": "https://sms.example/send",
            "ANLAN_SECOND_FACTOR": "all", "ANLAN_HOSTS": "anlan.example"}  # fmt: skip
    command = ["-c", "from anlan.config.cli import main; main()", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(tmp_path, command, **good, **SECRETS)
    assert done.returncode == 0, done.stderr
    bare = run(tmp_path, command, **SECRETS)
    assert bare.returncode != 0
    for word in ("ANLAN_TLS", "ANLAN_SMS", "ANLAN_SECOND_FACTOR"):
        assert word in bare.stderr


@pytest.mark.parametrize(("name", "value", "said"), [
    ("MODE", "demo", "人人皆知"), ("SEAL_KEY", "short", "不得少于"), ("SEAL_KEY", "SAME", "不得相同"), ("ALLOWED_HOSTS", ["*"], "域名"),
    ("SEPARATION", False, "三员"), ("SMS_SENDER", "console", "发不出去"), ("BEHIND_TLS", False, "明文"), ("PASSWORD_DAYS", 0, "永不到期"),
])  # fmt: skip
def test_each_fault_is_told(settings: Any, name: str, value: Any, said: str) -> None:
    settings.MODE, settings.BEHIND_TLS, settings.PROXIES = "production", True, 1
    setattr(settings, name, settings.SECRET_KEY if value == "SAME" else value)
    assert any(said in text for text in [*deploy.errors(), *deploy.warnings()])
    assert any("anlan." in (m.id or "") for m in run_checks(include_deployment_checks=True))


def test_demo_beyond_loopback_names_the_host(settings: Any) -> None:
    settings.MODE, settings.ALLOWED_HOSTS = "demo", ["localhost", "10.1.2.3"]
    assert any("10.1.2.3" in text for text in deploy.errors())


@pytest.mark.parametrize(("given", "told"), [
    ({}, ("demo", "var/demo", 7883)),
    ({"ANLAN_MODE": "demo"}, ("demo", "var/demo", 7883)),
    ({"ANLAN_MODE": "test", "ANLAN_HOME": "elsewhere"}, ("test", "elsewhere", 1883)),
    ({"ANLAN_MODE": "test", "ANLAN_HOME": "elsewhere", "ANLAN_GATEWAYS": "mqtt:2883"}, ("test", "elsewhere", 2883)),
])  # fmt: skip
def test_simulate_speaks_where_the_demo_or_the_settings_listen(
    tmp_path: Path, given: dict[str, str], told: tuple[str, str, int]
) -> None:
    (tmp_path / "var" / "demo").mkdir(parents=True)
    (tmp_path / "var" / "demo" / "anlan.sqlite3").touch()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ANLAN_")}
    kept |= {
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", SPEAKS], env=kept | given, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    mode, home, port = json.loads(done.stdout)
    assert (mode, Path(home), port) == (told[0], tmp_path / told[1], told[2])
