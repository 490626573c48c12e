"""Where the shipped mappings, schemas, pages and examples live: in the wheel, or in the checkout."""

from importlib.resources import files
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def _folder(name: str, checkout: str = "") -> Path:
    # the checkout first: an editable install also carries a copy, which goes stale
    here = _CHECKOUT / (checkout or name)
    return here if (_CHECKOUT / "pyproject.toml").is_file() else Path(str(files("crosswalk") / name))


def mappings() -> Path:
    return _folder("mappings")


def schemas() -> Path:
    return _folder("schemas")


def codes() -> Path:
    """The pages of the finding codes."""
    return Path(__file__).with_name("codes.md")


def examples() -> Path:
    """The failing examples, one for each finding code."""
    return _folder("examples", "tests/bad")
