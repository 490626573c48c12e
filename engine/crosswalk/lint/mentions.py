"""Every flag, table, key, row and group that a mapping mentions outside its expressions' names must exist."""

from collections.abc import Iterable

from ..finding import Findings, Span, did_you_mean, nearest
from ..spec.flags import spoken
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping, TableUse
from ..spec.sites import all_conditions, all_sites
from ..spec.sources import Choose, KeyPart, part_of, row_of
from . import lint_check


@lint_check
def check_flags(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for condition in all_conditions(mapping):
        values = tuple(spoken(value) for value in condition.values)
        _check_flag(condition.flag, values, condition.span, knowledge, findings)
    for row in mapping.rows:
        for transfer in row.transfers.values():
            if isinstance(transfer.source, Choose):
                _check_choice(transfer.source, knowledge, findings)


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


def _check_choice(choice: Choose, knowledge: Knowledge, findings: Findings) -> None:
    _check_flag(choice.flag, choice.sources, choice.span, knowledge, findings)
    flag = knowledge.flags.get(choice.flag)
    if flag is not None and not flag.known_values:
        message = f"the flag {flag.name} has no list of values to choose by"
        findings.add("missing-choice", message, choice.span, f"use the value in an expression: flags.{flag.name}")
    for value in flag.known_values if flag else ():
        if value not in choice.sources:
            message = f"nothing is chosen where {choice.flag} is {value}"
            findings.add("missing-choice", message, choice.span, f"add {value}: to from:")


@lint_check
def check_tables_and_keys(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for transfer in (transfer for row in mapping.rows for transfer in row.transfers.values()):
        if transfer.table is not None:
            _check_table(transfer.table, transfer.at("table"), knowledge, findings)
        for part, name in ((part_of(transfer.source), "read_part"), (transfer.write_part, "write_part")):
            if part is not None:
                _check_part(part, transfer.at(name), knowledge, findings)
    for site in all_sites(mapping):
        for filter, word, offset in site.expression.mentions:
            span = site.expression.scalar.locate(offset, len(word) + 2)
            _check_word(filter, word, span, knowledge, findings)


def _check_table(site: TableUse, span: Span, knowledge: Knowledge, findings: Findings) -> None:
    table = knowledge.tables.get(site.name)
    if table is None:
        help = did_you_mean(site.name, knowledge.tables)
        findings.add("unknown-table", f"unknown value table '{site.name}'", span, help)
    elif site.only and table.values and site.only not in table.values:
        help = did_you_mean(site.only, table.values)
        findings.add("unknown-table", f"the table '{table.name}' has no value '{site.only}'", span, help)


def _check_part(part: KeyPart, span: Span, knowledge: Knowledge, findings: Findings) -> None:
    key = knowledge.keys.get(part.key)
    if key is None:
        findings.add("unknown-key-part", f"there is no key '{part.key}'", span, did_you_mean(part.key, knowledge.keys))
    elif part.name not in key.parts:
        message = f"the key '{key.name}' has no part '{part.name}'"
        findings.add("unknown-key-part", message, span, did_you_mean(part.name, key.parts))


def _check_word(filter: str, word: str, span: Span, knowledge: Knowledge, findings: Findings) -> None:
    """The table or key that a filter names: lookup('...'), part('...'), build_key('...')."""
    if filter == "lookup":
        _check_table(TableUse(word, ""), span, knowledge, findings)
    elif filter == "part":
        key, _, name = word.partition(".")
        _check_part(KeyPart(key, name), span, knowledge, findings)
    elif word not in knowledge.keys:
        findings.add("unknown-key-part", f"there is no key '{word}'", span, did_you_mean(word, knowledge.keys))


@lint_check
def check_ids(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    rows = [row.id for row in mapping.rows]
    labels = {side.label: row.id for row in mapping.rows for side in row.sides.values() if side.label}
    for transfer in (transfer for row in mapping.rows for transfer in row.transfers.values()):
        for id, key in ((row_of(transfer.source), "same_as"), (transfer.unless_row, "unless_row")):
            if id is not None and id not in rows:
                near = nearest(id, rows, labels)
                help = f"did you mean '{near}'?" if near else did_you_mean(id, rows)
                findings.add("unknown-row", f"there is no row '{id}'", transfer.at(key), help)
    aggregated = any(direction.record_per for direction in mapping.directions.values())
    groups = [*(group.id for group in mapping.groups), *(["source"] if aggregated else [])]
    for rule in mapping.rules:
        for each in rule.each:
            if each not in groups:
                span = rule.each_span or rule.span
                findings.add("unknown-group", f"there is no group '{each}'", span, did_you_mean(each, groups))
