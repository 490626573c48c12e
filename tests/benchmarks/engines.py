"""The engine of this checkout, and that of another one loaded beside it under a second name.

The modules of the engine import one another by relative names only, so a second copy of the package lives in the same
process: rounds of both can alternate, and a machine that is busy for a while slows both.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIRST = "1938724"
"""The commit of release 0.1.0, the measure of what came after."""
TODAY = date(2025, 2, 3)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine under the name of its package; its objects have no type here, since each checkout has its own."""

    title: str
    package: str
    checkout: Path

    def module(self, name: str) -> Any:
        return importlib.import_module(f"{self.package}.{name}")

    def mapper(self, mapping: str, direction: str | None = None, today: date = TODAY, context: Any = None) -> Any:
        """A mapper of the customer example, with the mappings of its own checkout."""
        customer = importlib.import_module(self.package).load().customer("example")
        return customer.mapper(mapping, direction, today=today, context=context or {})

    @property
    def source(self) -> Path:
        return self.checkout / "engine" / "crosswalk"

    @property
    def has_folders(self) -> bool:
        """Whether the modules lie in folders, as they do since 0.1.0."""
        return (self.source / "text").is_dir()

    def decode(self, text: bytes) -> Any:
        return self.module("text.payload" if self.has_folders else "payload").decode(text.decode())


def this() -> Engine:
    return Engine("this checkout", "crosswalk", ROOT)


@contextlib.contextmanager
def other(checkout: Path | None) -> Iterator[Engine]:
    """The engine of another checkout; of 0.1.0, taken out of git for as long as it is needed, where none is given."""
    if checkout is not None:
        yield _load(str(checkout), checkout.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        # not a worktree: a run that is killed would leave its name in the repository
        packed = subprocess.run(["git", "archive", FIRST], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        yield _load("0.1.0", Path(folder))


def _load(title: str, checkout: Path) -> Engine:
    engine = Engine(title, "crosswalk_before", checkout)
    start = engine.source / "__init__.py"
    spec = importlib.util.spec_from_file_location(
        engine.package, start, submodule_search_locations=[str(engine.source)]
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError(start)
    package = sys.modules[engine.package] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return engine
