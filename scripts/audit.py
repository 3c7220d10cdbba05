"""``make audit``: the licence of every locked package into docs/licences.md, and known weaknesses where a feed can be had.

Fails on a licence that would bind our own code (AGPL, GPL without an exception for linking), on one that is not stated,
and on a known weakness. A package that fails for a licence but is needed goes into ``REASONED`` with its reason.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
PLAIN = re.compile(r"^[\w .()+/,-]{1,60}$")
BINDING = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser", re.IGNORECASE)
REASONED: dict[str, str] = {
    "combine-errors": "package.json states no licence, its readme does: MIT; used by tus-js-client under Node only, the "
    "browser build that is served does not contain it",
}
HEAD = """# Licences of what Anlan stands on

Written by `make audit` from the lock files and the packages' own metadata; do not edit. `runs`: in the installed product;
`tools`: for tests, checks and the build alone. Python packages by `requirements/*.lock`, npm packages by
`package-lock.json`.

| package | version | licence | from | for |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Package:
    """One locked package; ``licence`` empty when it states none."""

    name: str
    version: str
    licence: str
    source: str
    use: str

    def line(self) -> str:
        """Its row of the table."""
        told = self.licence or f"not stated: {REASONED.get(self.name, '?')}"
        return f"| {self.name} | {self.version} | {told} | {self.source} | {self.use} |"

    def fault(self) -> str:
        """Why it must not be used, empty when it may."""
        if self.name in REASONED:
            return ""
        if not self.licence:
            return f"{self.name} {self.version}: no licence stated"
        choices = re.split(r"\s+OR\s+", self.licence)
        if all(BINDING.search(c) and not LESSER.search(c) for c in choices):
            return f"{self.name} {self.version}: {self.licence}"
        return ""


def locked(name: str) -> dict[str, str]:
    """Name and version of every package in a lock file."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return {found[0].lower(): found[1] for found in LOCKED.findall(text)}


def licence_of(name: str) -> str:
    """What an installed package says of its licence; PackageNotFoundError when it is not installed."""
    facts = metadata.metadata(name)
    said = facts.get("License-Expression") or ""
    classified = [c.split("::")[-1].strip() for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
    short = (facts.get("License") or "").strip()
    return said or (short if PLAIN.match(short) else "") or " OR ".join(classified)


def python_packages() -> Iterator[Package]:
    """Every locked Python package."""
    running = locked("base")
    for name, version in sorted((locked("setup") | locked("dev") | running).items()):
        yield Package(name, version, licence_of(name), "PyPI", "runs" if name in running else "tools")


def npm_packages() -> Iterator[Package]:
    """Every locked npm package; its licence as the lock file has it from the package."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, facts in sorted(lock["packages"].items()):
        if path:
            name = path.rpartition("node_modules/")[2]
            yield Package(
                name, facts["version"], facts.get("license", ""), "npm", "tools" if facts.get("dev") else "runs"
            )


def packages() -> list[Package]:
    """All of them, each once."""
    return list(dict.fromkeys([*python_packages(), *npm_packages()]))


def table(found: list[Package]) -> str:
    """The text of docs/licences.md."""
    return HEAD + "\n".join(one.line() for one in found) + "\n"


def weaknesses() -> tuple[list[str], bool]:
    """(known weaknesses of the locked Python packages, whether there was a feed to ask)."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--disable-pip",
        "--no-deps",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    for name in ("base", "dev"):
        command += ["-r", str(ROOT / "requirements" / f"{name}.lock")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        asked = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [], False
    answered = [one for one in asked if "vulns" in one]
    bad = [f"{o['name']} {o['version']}: {v['id']}, fixed in {v['fix_versions']}" for o in answered for v in o["vulns"]]
    return bad, bool(answered)


def main() -> None:
    """Writes the table and tells what is wrong."""
    found = packages()
    TABLE.write_text(table(found), encoding="utf-8")
    faults = [fault for one in found if (fault := one.fault())]
    print(f"{len(found)} locked packages, licences in {TABLE.relative_to(ROOT)}")
    bad, fed = weaknesses()
    print(f"known weaknesses: {len(bad)}" if fed else "known weaknesses: no feed")
    for line in (*faults, *bad):
        print(line)
    sys.exit(1 if faults or bad else 0)


if __name__ == "__main__":
    main()
