"""What one direction sees of a mapping."""

from collections.abc import Callable

import pytest

from crosswalk import Catalog
from crosswalk.spec.mapping import Mapping
from crosswalk.spec.sites import all_sites, sites_in
from shipped import CATALOG

SPEC = """\
mapping: small
title: Small
export: {records: "@", key: number, documents: {order: {endpoint: /orders}}}
import: {records: "@", key: number, documents: {sheet: {endpoint: /sheets}}}
links: {vendor: {find: context.vendors, match: {id: vendor_id}, direction: export}}
rules:
  - {id: always, require: number is not blank, message: "-"}
  - {id: going-out, warn_when: title is blank, message: "-", direction: export}
  - {id: coming-in, skip_when: title is blank, message: "-", direction: import}
  - {id: of-lines, warn_when: amount < 0, message: "-", each: items, direction: export}
checks: [{id: sound, expect: documents.order is not blank, message: "-", direction: export}]
groups:
  - id: head
    rows:
      - {id: title, direction: both, left: {path: title, import: sheet.title}, right: {path: order.Title, import: Title}}
      - {id: number, direction: export, left: {path: number}, right: {path: order.No}}
  - id: items
    lines: {export: {from: items, into: order.lines}}
    rows: [{id: amount, direction: export, left: {path: amount}, right: {path: Amt}}]
"""


@pytest.fixture
def mapping(make_catalog: Callable[..., Catalog]) -> Mapping:
    return make_catalog(small=SPEC).customer("tester").mapping("small")


def test_each_direction_sees_its_own_parts(mapping: Mapping) -> None:
    out, back = mapping.in_direction("export"), mapping.in_direction("import")
    assert [[rule.id for rule in one.rules] for one in (out, back)] == [
        ["always", "going-out", "of-lines"],
        ["always", "coming-in"],
    ]
    assert (set(out.transfers), set(back.transfers)) == ({"title", "number", "amount"}, {"title"})
    assert [section.lines is not None for section in out.sections] == [False, True]
    assert [section.lines is not None for section in back.sections] == [False, False]
    assert (list(out.links), list(back.links)) == (["vendor"], [])
    assert ([check.id for check in out.checks], back.checks) == (["sound"], ())


def test_rules_are_asked_for_by_what_they_judge(mapping: Mapping) -> None:
    out = mapping.in_direction("export")
    assert [rule.id for rule in out.rules_of(None)] == ["always", "going-out"]
    assert [rule.id for rule in out.rules_of("items")] == ["of-lines"]
    assert out.rules_of("source") == ()


def test_what_a_mapping_does_not_do_has_no_view(mapping: Mapping) -> None:
    assert list(mapping.one_ways) == ["export", "import"]
    with pytest.raises(KeyError):
        CATALOG.customer("example").mapping("subcontractor-invoices").in_direction("import")


@pytest.mark.parametrize("name", CATALOG.names)
def test_the_directions_share_out_every_row_and_site(name: str) -> None:
    mapping = CATALOG.customer("example").mapping(name)
    seen = {(row.id, one.name) for one in mapping.one_ways.values() for row, _ in one.rows}
    assert seen == {(row.id, direction) for row in mapping.rows for direction in row.transfers}
    sites = [site for one in mapping.one_ways.values() for site in sites_in(one)]
    assert sites == list(all_sites(mapping))
