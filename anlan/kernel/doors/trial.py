"""Opens a workbook once in a process of its own, which may fall: ``python trial.py <file>``, run by ``workbook.look``.

A file of a kilobyte can ask for more memory than there is, and a reader that gets none ends its whole process. What opens
here opens in the server too. It imports nothing of the house, so that it starts in a moment.
"""

import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook

MOST_MEMORY = 1536 * 1024 * 1024
"""Bytes for the process; measured: 100,000 rows of 30 short texts take 731 MB, of 8 texts of 240 characters 1,050 MB."""
MOST_SECONDS = 60
OPENED, BROKEN, TOO_MANY_ROWS, TOO_MANY_COLUMNS = 0, 3, 4, 5


def open_once(path: str, most_rows: int, most_columns: int) -> int:
    """The exit code; a process that was ended instead of answering met a limit."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        if sheet.total_height > most_rows:
            return TOO_MANY_ROWS
        if sheet.total_width > most_columns:
            return TOO_MANY_COLUMNS
        sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError):
        return BROKEN
    return OPENED


if __name__ == "__main__":
    sys.exit(open_once(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
