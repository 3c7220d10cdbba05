"""A demo whose making was broken off is never served, and made anew."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.demo.unfinished import WORD

SMALL = ("--firms", "3", "--months", "1")


def begun(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    """``anlan ...`` over a house of its own; what it says in ``stdout``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "DJANGO_", "PYTEST_", "PORT", "HOST"))}
    return subprocess.Popen(
        [sys.executable, "-c", "from anlan.config.cli import main; main()", *arguments],
        env=kept | {"ANLAN_MODE": "demo", "ANLAN_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # Who is begun by a shell's background job ignores Ctrl-C, and so do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def done(home: Path, *arguments: str) -> tuple[int, str]:
    """The code with which it ended, and what it said."""
    process = begun(home, *arguments)
    told, _ = process.communicate(timeout=240)
    return process.returncode, told


def until(process: "subprocess.Popen[str]", words: str) -> None:
    """Returns as soon as it has said so."""
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if words in line:
            return
    raise AssertionError("".join(heard))


def free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


@pytest.mark.slow
@pytest.mark.once
def test_what_was_broken_off_is_not_served_and_begins_anew(tmp_path: Path) -> None:
    mark = tmp_path / "demo.making"
    process = begun(tmp_path, "demo_data", *SMALL)
    until(process, "正在生成演示数据")
    assert mark.read_bytes() == WORD
    code, told = done(tmp_path, "demo_data", *SMALL)
    assert code and "另一个窗口正在生成" in told
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "演示数据没有做完" in told and "Traceback" not in told

    code, told = done(tmp_path, "serve", "--port", free_port())
    assert code and "演示数据还没有做完" in told

    process = begun(tmp_path, "demo_data", *SMALL)
    until(process, "正在生成演示数据")
    process.kill()
    process.communicate(timeout=60)
    assert mark.read_bytes() == WORD

    code, told = done(tmp_path, "demo_data", *SMALL)
    assert code == 0, told
    assert told.startswith("上次的演示数据没有做完")
    assert not mark.exists()
    code, told = done(tmp_path, "verify")
    assert code == 0, told
