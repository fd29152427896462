"""Writes requirements/sbom.json, the list of what the site runs on (CycloneDX), from the pins of runtime.txt."""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def bill(pins):
    """The CycloneDX document of a requirements file: names and versions, the same for the same pins."""
    components = [
        {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in PIN.findall(pins)
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "directory"}},
        "components": components,
    }


if __name__ == "__main__":
    text = json.dumps(bill((HERE / "runtime.txt").read_text()), indent=2)
    (HERE / "sbom.json").write_text(f"{text}\n")
