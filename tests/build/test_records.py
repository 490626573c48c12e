"""Where the records of a payload are."""

from collections.abc import Callable
from datetime import date

from chains import chain
from crosswalk import Catalog, CrosswalkError, Outcome
from specs import HEAD, MakeCatalog, row, spec


def test_records_may_be_filtered_by_a_path(make_catalog: MakeCatalog) -> None:
    text = spec(row("a", "source: number"), head=HEAD.replace("records: orders", "records: orders[?status=='ok']"))
    mapper = make_catalog(small=text).customer("tester").mapper("small", today=date(2025, 1, 31))
    outcomes: tuple[Outcome, ...] = mapper.map_payload({"orders": [{"number": "1", "status": "ok"}, {"number": "2"}]})
    assert [outcome.key for outcome in outcomes] == ["1"]


def test_a_path_of_records_that_cannot_be_followed_is_a_finding(make_catalog: Callable[..., Catalog]) -> None:
    text = chain().replace("records: orders", "records: \"orders[?starts_with(@, 'a')]\"")
    mapper = make_catalog(small=text).customer("tester").mapper("small", today=date(2025, 1, 31))
    try:
        found = [
            finding for outcome in mapper.map_payload({"orders": [{"number": "7"}]}) for finding in outcome.findings
        ]
    except CrosswalkError as error:
        found = list(error.findings)
    assert [finding.at for finding in found] == ["mappings/small.yaml:5:12"]
    assert "cannot be followed: starts_with() cannot take an object" in found[0].message
