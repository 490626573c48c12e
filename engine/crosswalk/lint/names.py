"""Every name in an expression must exist where the expression stands."""

from collections.abc import Iterable
from dataclasses import replace

from ..finding import Findings, Span, did_you_mean
from ..language.tree import Reference
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..spec.scope import ROOTS
from ..spec.sites import Site, all_sites
from ..text.schema import follow
from . import lint_check
from .paths import shape_of_place


@lint_check
def check_expressions(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for site in all_sites(mapping):
        for reference in site.expression.references:
            _check_reference(reference, site, mapping, knowledge, findings)


def _check_reference(
    reference: Reference, site: Site, mapping: Mapping, knowledge: Knowledge, findings: Findings
) -> None:
    span = site.expression.scalar.locate(reference.offset, len(reference.text))
    root, below = reference.root, reference.below
    registries: dict[str, tuple[str, Iterable[str]]] = {
        "flags": ("unknown-flag", knowledge.flags),
        "settings": ("unknown-setting", knowledge.settings),
        "context": ("unknown-collection", knowledge.collections),
        "rows": ("unknown-row", {row.id.replace("-", "_") for row in mapping.rows}),
        "documents": ("unknown-document", mapping.directions[site.direction].documents),
        "side": (
            "unknown-side",
            {"name", *(name for side in site.group.sides.values() for name in side)} if site.group else (),
        ),
    }
    if root == "documents" and not site.in_check:
        findings.add("unknown-name", "there are no documents here", span, "documents.NAME stands only in checks:")
    elif root in registries:
        code, known = registries[root]
        _check_known(code, root, below, known, span, findings)
    elif root in mapping.links:
        return
    elif (why := _out_of_scope(root, site)) is not None:
        findings.add("unknown-name", f"there is no {root} here", span, why)
    elif root == "record" or root not in ROOTS or root == "line":
        _check_payload_path(reference, site, mapping, knowledge, span, findings)


def _out_of_scope(root: str, site: Site) -> str | None:
    """Where a name would be in scope, if it is not here."""
    if root in {"line", "position"} and not site.is_line and not site.each_source:
        return "lines exist only in a group with lines:"
    if root == "value" and not site.has_value:
        return "value is what a row has read; it stands only in its transform:"
    return None


def _check_known(
    code: str, root: str, below: tuple[str | int, ...], known: Iterable[str], span: Span, findings: Findings
) -> None:
    name = str(below[0]) if below else ""
    if name not in set(known):
        help = did_you_mean(name, known) if name else f"write {root}.NAME"
        if root == "rows":
            help = f"{help}; hyphens of a row's id are written as _".lstrip("; ")
        findings.add(code, f"unknown name '{root}.{name}'" if name else f"'{root}' alone is no value", span, help)


def _check_payload_path(
    reference: Reference, site: Site, mapping: Mapping, knowledge: Knowledge, span: Span, findings: Findings
) -> None:
    # mappings share out the records of both directions by one condition, and either payload may hold what it reads
    is_shared = site.expression is mapping.takes
    uses = [replace(site, direction=name) for name in mapping.directions] if is_shared else [site]
    followed = [_follow(reference, each, mapping, knowledge) for each in uses]
    if all(unknown for _, unknown, _ in followed):
        _, unknown, known = max(followed, key=lambda each: each[0])
        help = _hint(str(unknown), known, mapping)
        if help.startswith("known:") and not reference.below and reference.root not in {"record", "line"}:
            help = f'write a text in quotes: "{unknown}"; {help}'
        findings.add("unknown-path", f"the payload has no '{unknown}' here", span, help)


def _follow(
    reference: Reference, site: Site, mapping: Mapping, knowledge: Knowledge
) -> tuple[int, str | None, tuple[str, ...]]:
    """How far a name can be followed in a payload; the first name that is unknown there, and the known ones."""
    is_rooted = reference.root in {"record", "line"}
    segments = reference.below if is_rooted else (reference.root, *reference.below)
    of_record = Site(site.expression, site.direction)
    shape = shape_of_place(mapping, knowledge, of_record if reference.root == "record" else site)
    _, unknown, known = follow(shape, segments)
    return [*map(str, segments), unknown].index(unknown), unknown, known


def _hint(unknown: str, known: tuple[str, ...], mapping: Mapping) -> str:
    return did_you_mean(unknown, (*known, *mapping.links, *ROOTS))
