"""A newcomer gets the releases that were tested: every package is pinned, and what is admitted is what CI tries."""

import re
import tomllib
from importlib.metadata import requires
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from places import ROOT

_PROJECT: Any = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_PINS = {
    pin.name: pin
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
    for pin in [Requirement(line)]
}
_ADMITTED = [Requirement(line) for line in _PROJECT["project"]["dependencies"]]


def version_of(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return specifier.version


def closure(wanted: list[Requirement]) -> set[str]:
    """These packages and all that they bring here, by name."""
    found: set[str] = set()
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            below = [Requirement(line) for line in requires(name) or ()]
            wanted += [each for each in below if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found


def test_every_package_that_readmes_lines_install_is_pinned() -> None:
    tools = [Requirement(line) for line in _PROJECT["project"]["optional-dependencies"]["dev"]]
    assert closure([*_ADMITTED, *tools]) - _PINS.keys() == set()


def test_what_builds_the_package_is_pinned_where_pip_looks_for_it() -> None:
    built_with = [Requirement(line) for line in _PROJECT["build-system"]["requires"]]
    assert {each.name: version_of(each) for each in built_with} == {
        each.name: version_of(_PINS[each.name]) for each in built_with
    }


def test_every_pin_is_one_that_is_admitted() -> None:
    assert [each.name for each in _ADMITTED if version_of(_PINS[each.name]) not in each.specifier] == []


def test_every_package_has_a_lowest_release_and_no_other_bound() -> None:
    # .ci/run makes the lowest releases of these lines: >= becomes ==
    for each in _ADMITTED:
        assert re.fullmatch(r">=[0-9.]+", str(each.specifier)), each


def test_readmes_lines_install_what_is_pinned() -> None:
    lines = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(lines) == 2
    assert all("pip install -q -c constraints.txt -e" in line for line in lines)
