"""What we stand on: every locked package has a licence that we may use, and the table of them is of these lock files."""

import importlib.util
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return found[1:]


def test_the_table_is_of_these_lock_files(audit: ModuleType) -> None:
    told = {(name, version) for name, version, _, source, _ in rows() if source == "PyPI"}
    locked = audit.locked("setup") | audit.locked("dev") | audit.locked("base")
    assert told == set(locked.items()), "run make audit"
    npm = {(name, version) for name, version, _, source, _ in rows() if source == "npm"}
    assert npm == {(one.name, one.version) for one in audit.npm_packages()}, "run make audit"


def test_the_licences_are_those_of_what_is_installed(audit: ModuleType) -> None:
    looked = 0
    for name, version, licence, source, _ in rows():
        try:
            if source == "PyPI" and metadata.version(name) == version:
                assert licence == audit.licence_of(name), name
                looked += 1
        except metadata.PackageNotFoundError:
            continue
    assert looked > 40


def test_no_licence_binds_us(audit: ModuleType) -> None:
    found = [audit.Package(*row).fault() for row in rows()]
    assert [fault for fault in found if fault] == []


@pytest.mark.parametrize(("licence", "refused"), [
    ("AGPL-3.0-only", True), ("GPL-3.0", True), ("GNU General Public License v3", True), ("GNU Affero General Public License", True),
    ("", True), ("LGPL-3.0-only", False), ("GNU Lesser General Public License v3", False), ("GPL-2.0 OR MIT", False), ("MIT", False),
])  # fmt: skip
def test_what_binds_is_known(audit: ModuleType, licence: str, refused: bool) -> None:
    assert bool(audit.Package("x", "1", licence, "PyPI", "runs").fault()) == refused


def test_every_lock_line_carries_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        text = path.read_text(encoding="utf-8")
        packages = [part for part in text.split("\n") if "==" in part and not part.lstrip().startswith("#")]
        assert packages and text.count("--hash=sha256:") >= len(packages), path.name
