"""Every shipped mapping against the printed tables, which were transcribed from the connector document alone."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

import pytest

from commandline import crosswalk
from crosswalk import Catalog
from crosswalk.finding import Findings, Source
from crosswalk.spec.mapping import Mapping
from crosswalk.text.source import plain_data, read_yaml
from places import ROOT

SIDES = ("procore", "cmic")
Marks = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A line of a printed table: its two labels, the direction of its arrows, its footnote marks by side."""

    labels: tuple[str, str]
    direction: str
    marks: tuple[Marks, Marks]


@dataclass(frozen=True)
class Table:
    """A printed table: the titles of its groups without the blank ones, its rows, its footnotes."""

    name: str
    titles: list[tuple[str, str]]
    rows: list[Row]
    footnotes: Map[str, str]
    heading_marks: Marks


def marks_in(text: str) -> Marks:
    return tuple(text.split(",")) if text else ()


def transcribed_row(procore: str, direction: str, cmic: str, marks: Map[str, str] | None = None) -> Row:
    first, second = (marks_in((marks or {}).get(side, "")) for side in SIDES)
    return Row((procore, cmic), direction, (first, second))


def transcribed_table(name: str, table: Any) -> Table:
    return Table(
        name,
        [(left, right) for left, right in (group["titles"] for group in table["groups"]) if left or right],
        [transcribed_row(*row) for group in table["groups"] for row in group["rows"]],
        table["footnotes"],
        marks_in(table.get("heading_footnote", "")),
    )


def transcription() -> list[Table]:
    findings = Findings()
    tree = read_yaml(
        Source("document.yaml", (ROOT / "tests" / "mappings" / "document.yaml").read_text("utf-8")), findings
    )
    assert tree is not None
    assert not findings, findings.in_order()
    document: Any = plain_data(tree)
    return [transcribed_table(name, table) for name, table in document["tables"].items()]


TABLES = transcription()
each_table = pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])


def shown(table: Table) -> Any:
    said = crosswalk("show", table.name, "--format", "json")
    assert said.code == 0, said.err
    return said.data


def shown_rows(table: Table) -> list[Any]:
    return [row for row in shown(table)["rows"] if row["documented"]]


def mapping_of(table: Table, catalog: Catalog) -> Mapping:
    return catalog.customer("example").mapping(table.name)


def folded(footnotes: Map[str, str]) -> dict[str, str]:
    return {mark: " ".join(text.split()) for mark, text in footnotes.items()}


@each_table
class TestMapping:
    def test_its_rows_have_the_printed_labels_and_arrows_in_the_printed_order(self, table: Table) -> None:
        rows = [(row["procore"] or "", row["direction"], row["cmic"] or "") for row in shown_rows(table)]
        assert rows == [(row.labels[0], row.direction, row.labels[1]) for row in table.rows]

    def test_its_rows_have_the_printed_footnote_marks(self, table: Table) -> None:
        marks = [(row["procore"] or "", row["cmic"] or "", row["footnote"] or "") for row in shown_rows(table)]
        assert marks == [(*row.labels, ",".join(row.marks[0] + row.marks[1])) for row in table.rows]

    def test_its_footnote_marks_stand_on_the_side_where_they_are_printed(self, table: Table, catalog: Catalog) -> None:
        rows = [row for row in mapping_of(table, catalog).rows if row.documented]
        marks = [tuple(row.sides[side].footnotes if side in row.sides else () for side in SIDES) for row in rows]
        assert marks == [row.marks for row in table.rows]

    def test_its_footnotes_have_the_printed_text(self, table: Table) -> None:
        assert folded(shown(table)["footnotes"]) == folded(table.footnotes)

    def test_its_groups_have_the_printed_titles(self, table: Table, catalog: Catalog) -> None:
        titles = [tuple(group.titles.get(side, "") for side in SIDES) for group in mapping_of(table, catalog).groups]
        assert [title for title in titles if any(title)] == table.titles


class TestTranscription:
    def test_it_has_161_rows_in_18_tables(self) -> None:
        assert (sum(len(table.rows) for table in TABLES), len(TABLES)) == (161, 18)

    @each_table
    def test_every_direction_is_one_that_arrows_can_show(self, table: Table) -> None:
        assert {row.direction for row in table.rows} <= {"export", "import", "both", "none"}

    @each_table
    def test_every_mark_has_its_footnote_and_every_footnote_its_mark(self, table: Table) -> None:
        used = {mark for row in table.rows for side in row.marks for mark in side} | {*table.heading_marks}
        assert used == {*table.footnotes}

    def test_every_mapping_of_the_catalog_is_in_it(self, catalog: Catalog) -> None:
        assert {*catalog.names} - {table.name for table in TABLES} == set()
