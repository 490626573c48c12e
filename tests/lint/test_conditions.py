"""Conditions and keys that read nothing of the record."""

import pytest

from crosswalk.audit.lint_all import lint_all
from foreseen import OWN, Told
from specs import HEAD, MakeCatalog, row, spec


class TestOfNothing:
    @pytest.mark.parametrize(
        ("condition", "message"),
        [
            ("false", "it takes no record, whatever it holds"),
            ("true", "it takes every record, whatever it holds"),
            ("\"'Own'\"", '"Own" is neither true nor false'),
        ],
    )
    def test_a_condition_of_nothing_is_told(self, told: Told, condition: str, message: str) -> None:
        (finding,) = told(own=OWN.replace('title is like("Own*")', condition))
        assert (finding.code, finding.message) == ("never-met", message)

    @pytest.mark.parametrize("key", ["\"'order'\"", "settings.company", "[\"'a'\", today]"])
    def test_a_key_of_nothing_is_told(self, make_catalog: MakeCatalog, key: str) -> None:
        head = HEAD.replace("key: number", f"key: {key}")
        (finding,) = lint_all(make_catalog(small=spec(row("a", "source: v"), head=head)))
        assert (finding.code, finding.at) == ("no-key", "mappings/small.yaml:6:8")
