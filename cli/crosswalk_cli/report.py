"""The report of a bulk run: what was counted, the money that is sent, and hashes of all that decided it."""

from __future__ import annotations

import hashlib

from crosswalk.finding import Findings
from crosswalk.mapper import Mapper
from crosswalk.text.payload import encode
from crosswalk.text.yaml_of import effective_yaml
from crosswalk.values import Json

from .bulk_job import BulkJob
from .documents import VERSION, value_data
from .inputs import Input
from .tally import Sums, Tally


class Hashed:
    """An input whose bytes are hashed as they are read."""

    def __init__(self, file: Input) -> None:
        self.file, self.size = file, 0
        self._hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        data = self.file.read1(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def report_data(job: BulkJob, tally: Tally, sums: Sums, file: Hashed, name: str) -> dict[str, Json]:
    """The JSON document; its schema is schemas/output/run-report.schema.json."""
    return {
        "schema_version": VERSION,
        "customer": job.customer.name,
        "today": job.today.isoformat(),
        "input": {"name": name, "bytes": file.size, "sha256": file.sha256},
        "checked": "every field" if job.checks_all else "the fields that are read",
        "mappings": [_mapping(job, mapper) for mapper in job.mappers],
        "settings_sha256": _hash_of_customer(job),
        **tally.data(),
        "money": sums.data(),
    }


def _mapping(job: BulkJob, mapper: Mapper) -> dict[str, Json]:
    plan = mapper.plan
    tree = job.customer.tree(plan.mapping.name, Findings())
    spec = effective_yaml(tree) if tree is not None else ""
    return {"mapping": plan.mapping.name, "direction": plan.direction.name, "spec_sha256": _sha256(spec.encode())}


def _hash_of_customer(job: BulkJob) -> str:
    """Of the effective flags, settings and value tables, however they came about."""
    customer = job.customer
    return _sha256(
        encode(
            {
                "flags": {name: value_data(value)["value"] for name, value in customer.flags.items()},
                "settings": {name: value_data(value)["value"] for name, value in customer.settings.items()},
                "tables": {name: dict(table.entries) for name, table in customer.tables.items()},
            }
        )
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
