"""What the terminal is told while the demo is made."""

import io

from anlan.demo.progress import Progress


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


class Terminal(io.StringIO):
    """Text that is looked at, not kept."""

    def isatty(self) -> bool:
        return True


def play(out: io.StringIO, *, quiet: bool = False) -> str:
    """Two parts: a quick one, and one of 80 seconds that is half done after 40."""
    clock = Clock()
    progress = Progress(out, quiet=quiet, clock=clock)
    with progress.part("企业", 0.2) as part:
        clock.at = 10
        part.result = "企业 300 家"
    with progress.part("历史", 0.8) as part:
        for second in range(10, 91):
            clock.at = second
            part.reach((second - 10) / 80, "2026 年 3 月")
        part.result = "历史 20695 步"
    progress.say("做完了")
    return out.getvalue()


def test_plain_lines_where_nothing_moves() -> None:
    lines = play(io.StringIO()).splitlines()
    assert lines[0] == "  企业 300 家（10.0 秒）"
    assert lines[-2:] == ["  历史 20695 步（80.0 秒）", "做完了"]
    # One line in fifteen seconds, each with how far it is, where, and what is left at the pace so far.
    assert lines[1:-2] == [
        "  历史 19%，2026 年 3 月，约还需 45 秒",
        "  历史 38%，2026 年 3 月，约还需 40 秒",
        "  历史 56%，2026 年 3 月，约还需 30 秒",
        "  历史 75%，2026 年 3 月，约还需 15 秒",
        "  历史 94%，2026 年 3 月，约还需 5 秒",
    ]


def test_a_terminal_gets_one_moving_line_for_each_part() -> None:
    told = play(Terminal())
    assert told.count("\n") == 3
    assert "\r\x1b[K  历史  ████████████░░░░░░░░░░░░  50%  2026 年 3 月  约还需 35 秒" in told
    assert told.endswith("\r\x1b[K  历史 20695 步（80.0 秒）\n\r\x1b[K做完了\n")


def test_quiet_says_nothing() -> None:
    assert play(Terminal(), quiet=True) == ""


def test_long_waits_are_told_in_minutes_and_early_guesses_not_at_all() -> None:
    clock, out = Clock(), io.StringIO()
    progress = Progress(out, clock=clock)
    with progress.part("历史", 1.0) as part:
        clock.at = 20
        part.count(1, 100)
        clock.at = 40
        part.count(20, 100)
    assert out.getvalue().splitlines()[:2] == ["  历史 1%，1/100", "  历史 20%，20/100，约还需 2 分 40 秒"]
