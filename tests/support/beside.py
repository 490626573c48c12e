"""Snapshots of samples, which stand beside their samples: DIRECTION-CASE[.VARIANT].expected.txt."""

from pathlib import Path
from typing import ClassVar

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from crosswalk.catalog.roles import SNAPSHOT
from crosswalk.catalog.samples import Sample
from places import ROOT


class BesideSamples(SingleFileSnapshotExtension):
    """Places the snapshot of a test with the parameters `sample` and `variant`; all below `home` are its own."""

    home: ClassVar[Path]
    _write_mode = WriteMode.TEXT
    file_extension = SNAPSHOT.removeprefix(".")

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(_sample(test_location).file.parent)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        variant = str(_parameters(test_location)["variant"])
        return ".".join(filter(None, (_sample(test_location).file.stem, variant)))

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return cls._name(Path(cls.get_location(test_location=test_location, index=index)))

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        collection = SnapshotCollection(location=snapshot_location)
        collection.add(Snapshot(name=self._name(Path(snapshot_location))))
        return collection

    @classmethod
    def _name(cls, file: Path) -> str:
        # by it, and only by it, -k decides which unused files a run of some tests may judge: so it is as the test's id
        *above, mapping, name = file.relative_to(cls.home).parts
        owner = [folder for folder in above if folder not in {"mappings", "customers", "samples"}]
        return f"test_sample[{'.'.join([*owner, mapping, name.removesuffix(SNAPSHOT)])}]"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return Path(snapshot_location).is_relative_to(cls.home)

    @classmethod
    def discovery_dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(cls.home)

    def owns_snapshot_collection(self, *, filepath: str, test_location: PyTestLocation) -> bool:
        return self.is_snapshot_location(location=filepath)


class BesideShipped(BesideSamples):
    home = ROOT / "mappings"


class BesideConnectors(BesideSamples):
    home = ROOT / "tests" / "connectors"


def _parameters(test_location: PyTestLocation) -> dict[str, object]:
    parameters: dict[str, object] = test_location.item.callspec.params  # type: ignore[attr-defined]  # of a parametrised test
    return parameters


def _sample(test_location: PyTestLocation) -> Sample:
    sample = _parameters(test_location)["sample"]
    assert isinstance(sample, Sample)
    return sample
