"""Every flag, table, key, row and group that a mapping mentions outside its expressions' names must exist."""

from collections.abc import Iterable

from ..finding import Findings, Span, did_you_mean, nearest
from ..flags import spoken
from ..knowledge import Knowledge
from ..spec import Mapping, TableUse, Way
from ..uses import all_conditions, all_uses
from . import lint_check


@lint_check
def check_flags(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for condition in all_conditions(mapping):
        values = tuple(spoken(value) for value in condition.values)
        _check_flag(condition.flag, values, condition.span, knowledge, findings)
    for row in mapping.rows:
        for way in row.ways.values():
            _check_choice(way, knowledge, findings)


def _check_flag(name: str, values: Iterable[str], span: Span, knowledge: Knowledge, findings: Findings) -> None:
    flag = knowledge.flags.get(name)
    if flag is None:
        findings.add("unknown-flag", f"unknown flag '{name}'", span, did_you_mean(name, knowledge.flags))
        return
    for value in values:
        if not flag.known_values and value in {"true", "false"}:
            message = f"flag '{name}' is of type {flag.type}, never {value}"
            findings.add("bad-flag-value", message, span, "say its value: {flag: NAME, is: VALUE}")
        if flag.known_values and value not in flag.known_values:
            help = did_you_mean(value, flag.known_values, f"one of {', '.join(flag.known_values)}")
            findings.add("bad-flag-value", f"flag '{name}' is never {value}", span, help)


def _check_choice(way: Way, knowledge: Knowledge, findings: Findings) -> None:
    if way.choose is None:
        return
    _check_flag(way.choose.flag, way.choose.sources, way.choose.span, knowledge, findings)
    flag = knowledge.flags.get(way.choose.flag)
    if flag is not None and not flag.known_values:
        message = f"the flag {flag.name} has no list of values to choose by"
        findings.add("missing-choice", message, way.choose.span, f"use the value in an expression: flags.{flag.name}")
    for value in flag.known_values if flag else ():
        if value not in way.choose.sources:
            message = f"nothing is chosen where {way.choose.flag} is {value}"
            findings.add("missing-choice", message, way.choose.span, f"add {value}: to from:")


@lint_check
def check_tables_and_keys(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for way in (way for row in mapping.rows for way in row.ways.values()):
        if way.table is not None:
            _check_table(way.table, way.at("table"), knowledge, findings)
        for part, name in ((way.read_part, "read_part"), (way.write_part, "write_part")):
            if part is not None:
                _check_part(part, way.at(name), knowledge, findings)
    for use in all_uses(mapping):
        for filter, word, offset in use.expression.mentions:
            span = use.expression.scalar.locate(offset, len(word) + 2)
            _check_word(filter, word, span, knowledge, findings)


def _check_table(use: TableUse, span: Span, knowledge: Knowledge, findings: Findings) -> None:
    table = knowledge.tables.get(use.name)
    if table is None:
        help = did_you_mean(use.name, knowledge.tables)
        findings.add("unknown-table", f"unknown value table '{use.name}'", span, help)
    elif use.only and table.values and use.only not in table.values:
        help = did_you_mean(use.only, table.values)
        findings.add("unknown-table", f"the table '{table.name}' has no value '{use.only}'", span, help)


def _check_part(part: tuple[str, str], span: Span, knowledge: Knowledge, findings: Findings) -> None:
    key = knowledge.keys.get(part[0])
    if key is None:
        findings.add("unknown-key-part", f"there is no key '{part[0]}'", span, did_you_mean(part[0], knowledge.keys))
    elif part[1] not in key.parts:
        findings.add(
            "unknown-key-part", f"the key '{key.name}' has no part '{part[1]}'", span, did_you_mean(part[1], key.parts)
        )


def _check_word(filter: str, word: str, span: Span, knowledge: Knowledge, findings: Findings) -> None:
    """The table or key that a filter names: lookup('...'), part('...'), build_key('...')."""
    if filter == "lookup":
        _check_table(TableUse(word, ""), span, knowledge, findings)
    elif filter == "part":
        key, _, part = word.partition(".")
        _check_part((key, part), span, knowledge, findings)
    elif word not in knowledge.keys:
        findings.add("unknown-key-part", f"there is no key '{word}'", span, did_you_mean(word, knowledge.keys))


@lint_check
def check_ids(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    rows = [row.id for row in mapping.rows]
    labels = {side.label: row.id for row in mapping.rows for side in row.sides.values() if side.label}
    for way in (way for row in mapping.rows for way in row.ways.values()):
        for id, key in ((way.same_as, "same_as"), (way.unless_row, "unless_row")):
            if id is not None and id not in rows:
                near = nearest(id, rows, labels)
                help = f"did you mean '{near}'?" if near else did_you_mean(id, rows)
                findings.add("unknown-row", f"there is no row '{id}'", way.at(key), help)
    aggregated = any(direction.record_per for direction in mapping.directions.values())
    groups = [*(group.id for group in mapping.groups), *(["source"] if aggregated else [])]
    for rule in mapping.rules:
        for each in rule.each:
            if each not in groups:
                span = rule.each_span or rule.span
                findings.add("unknown-group", f"there is no group '{each}'", span, did_you_mean(each, groups))
