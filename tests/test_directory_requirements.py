"""The pinned requirements agree with pyproject.toml and tell no machine's addresses."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
DECLARED = {
    "uv": GROUPS["setup"],
    "runtime": PROJECT["project"]["dependencies"],
    "dev": PROJECT["project"]["dependencies"] + GROUPS["dev"],
}


def pins(name):
    """Return {package: (version, its hashes and reasons)} of a file of pins."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    found = re.findall(r"^([a-z0-9.-]+)==([^ ;]+)(.*(?:\n[ ].*)*)", text, re.MULTILINE)
    return {package: (version, rest) for package, version, rest in found}


def versions(name):
    return {package: version for package, (version, _rest) in pins(name).items()}


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_declared_is_what_is_pinned(name):
    declared = {Requirement(line).name for line in DECLARED[name]}
    direct = {
        package for package, (_version, rest) in pins(name).items() if "directory (pyproject.toml" in rest
    }
    assert direct == declared, "run `make lock`"


@pytest.mark.parametrize("name", DECLARED)
def test_each_pinned_version_is_an_allowed_one(name):
    pinned = versions(name)
    wanted = [Requirement(line) for line in DECLARED[name]]
    assert [str(one) for one in wanted if pinned[one.name] not in one.specifier] == [], "run `make lock`"


@pytest.mark.parametrize("name", DECLARED)
def test_each_pin_has_a_hash_and_no_address(name):
    assert [package for package, (_version, rest) in pins(name).items() if "--hash=sha256:" not in rest] == []
    assert "://" not in (ROOT / "requirements" / f"{name}.txt").read_text()


def test_the_tests_run_on_the_versions_that_serve():
    assert versions("runtime").items() <= versions("dev").items()


def test_the_bill_of_materials_is_that_of_the_pins():
    bill = json.loads((ROOT / "requirements" / "sbom.json").read_text())
    listed = {part["name"]: part["version"] for part in bill["components"]}
    assert listed == versions("runtime"), "run `make lock`"
