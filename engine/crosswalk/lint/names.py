"""Every name in an expression, and every flag, table, key and row that a mapping mentions, must exist."""

from collections.abc import Iterable, Iterator

from ..expression import Reference
from ..finding import Findings, Span, did_you_mean
from ..knowledge import Knowledge
from ..names import ROOTS
from ..schema import Shape, follow
from ..spec import Conditions, Mapping, Way
from ..uses import Use, all_uses
from . import lint_check
from .paths import shape_of_place


@lint_check
def check_expressions(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for use in all_uses(mapping):
        for reference in use.expression.references:
            _check_reference(reference, use, mapping, knowledge, findings)


def _check_reference(reference: Reference, use: Use, mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    span = use.expression.scalar.locate(reference.offset, len(reference.text))
    root, below = reference.root, reference.below
    registries: dict[str, tuple[str, Iterable[str]]] = {
        "flags": ("unknown-flag", knowledge.flags),
        "settings": ("unknown-setting", knowledge.settings),
        "context": ("unknown-collection", knowledge.collections),
        "rows": ("unknown-row", {row.id.replace("-", "_") for row in mapping.rows}),
        "documents": ("unknown-document", mapping.directions[use.direction].documents),
        "side": ("unknown-side", {"name", *(name for side in use.group.sides.values() for name in side)} if use.group else ()),
    }
    if root in registries:
        code, known = registries[root]
        _check_known(code, root, below, known, span, findings)
    elif root in mapping.links:
        return
    elif root == "line" and not use.is_line and not use.each_source:
        findings.add("unknown-name", "there is no line here", span, "lines exist only in a group with lines:")
    elif root == "record" or root not in ROOTS or root == "line":
        _check_payload_path(reference, use, mapping, knowledge, span, findings)


def _check_known(code: str, root: str, below: tuple[str | int, ...], known: Iterable[str], span: Span, findings: Findings) -> None:
    name = str(below[0]) if below else ""
    if name not in set(known):
        help = did_you_mean(name, known) if name else f"write {root}.NAME"
        if root == "rows":
            help = f"{help}; hyphens of a row's id are written as _".lstrip("; ")
        findings.add(code, f"unknown name '{root}.{name}'" if name else f"'{root}' alone is no value", span, help)


def _check_payload_path(reference: Reference, use: Use, mapping: Mapping, knowledge: Knowledge, span: Span, findings: Findings) -> None:
    shape = shape_of_place(mapping, knowledge, use)
    segments = reference.below if reference.root in {"record", "line"} else (reference.root, *reference.below)
    if reference.root == "record":
        shape = shape_of_place(mapping, knowledge, Use(use.expression, use.direction))
    _, unknown, known = follow(shape, segments)
    if unknown:
        code = "unknown-path"
        findings.add(code, f"the payload has no '{unknown}' here", span, _hint(unknown, known, mapping))


def _hint(unknown: str, known: tuple[str, ...], mapping: Mapping) -> str:
    return did_you_mean(unknown, (*known, *mapping.links, *ROOTS))


@lint_check
def check_mentions(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for condition_list in _all_conditions(mapping):
        for condition in condition_list:
            _check_flag(condition.flag, condition.values, condition.span, knowledge, findings)
    for row in mapping.rows:
        for way in row.ways.values():
            _check_way(way, mapping, knowledge, findings)
    groups = {group.id for group in mapping.groups} | {"source"}
    for rule in mapping.rules:
        if rule.each is not None and rule.each not in groups:
            findings.add("unknown-group", f"there is no group '{rule.each}'", rule.span, did_you_mean(rule.each, groups))


def _all_conditions(mapping: Mapping) -> Iterator[Conditions]:
    for direction in mapping.directions.values():
        yield direction.enabled
        yield from (document.enabled for document in direction.documents.values())
    yield from (group.enabled for group in mapping.groups)
    yield from (rule.enabled for rule in mapping.rules)
    yield from (way.enabled for row in mapping.rows for way in row.ways.values())


def _check_flag(name: str, values: Iterable[object], span: Span, knowledge: Knowledge, findings: Findings) -> None:
    flag = knowledge.flags.get(name)
    if flag is None:
        findings.add("unknown-flag", f"unknown flag '{name}'", span, did_you_mean(name, knowledge.flags))
        return
    choices: tuple[object, ...] = flag.choices or ((True, False) if flag.type == "boolean" else ())
    for value in values:
        if choices and value not in choices:
            findings.add("bad-flag-value", f"flag '{name}' is never {value}", span, f"one of {', '.join(map(str, choices))}")


def _check_way(way: Way, mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    if way.choose is not None:
        _check_choice(way, knowledge, findings)
    if way.table is not None:
        table = knowledge.tables.get(way.table.name)
        if table is None:
            findings.add("unknown-table", f"unknown value table '{way.table.name}'", way.span, did_you_mean(way.table.name, knowledge.tables))
        elif way.table.only and table.values and way.table.only not in table.values:
            findings.add("unknown-table", f"the table '{table.name}' has no value '{way.table.only}'", way.span, did_you_mean(way.table.only, table.values))
    for part in {way.read_part, way.write_part} - {None}:
        key = knowledge.keys.get(part[0]) if part else None
        if part and (key is None or part[1] not in key.parts):
            known = key.parts if key else tuple(knowledge.keys)
            findings.add("unknown-key-part", f"unknown part '{part[0]}.{part[1]}' of a key", way.span, did_you_mean(part[1] if key else part[0], known))
    for id in (way.same_as, way.unless_row):
        if id is not None and mapping.row(id) is None:
            findings.add("unknown-row", f"there is no row '{id}'", way.span, did_you_mean(id, (row.id for row in mapping.rows)))


def _check_choice(way: Way, knowledge: Knowledge, findings: Findings) -> None:
    assert way.choose is not None
    flag = knowledge.flags.get(way.choose.flag)
    _check_flag(way.choose.flag, way.choose.sources, way.choose.span, knowledge, findings)
    wanted = flag.choices or ("True", "False") if flag else ()
    for choice in wanted:
        if choice not in way.choose.sources:
            findings.add("missing-choice", f"nothing is chosen where {way.choose.flag} is {choice}", way.choose.span, f"add {choice}: to from:")
