"""Settings that a customer's switched-on mappings need, and that its file does not give."""

from collections.abc import Iterator

from ..finding import Findings
from ..language.expression import Expression
from ..language.foresight import Known, needs_of, value_of
from ..spec.mapping import Direction, Mapping, Section, Transfer
from ..spec.sources import decided, first_of
from . import Installation, customer_check
from .fixed import is_on

MOST_NAMED = 3


@customer_check
def check_settings(installation: Installation, findings: Findings) -> None:
    """One warning a setting: mappings that do not need it work, the others block each record, and say so."""
    if _is_block_misspelt(installation, findings):
        return
    needed: dict[str, list[str]] = {}
    for mapping in installation.mappings.values():
        for expression in _read_by(mapping, installation):
            for part in needs_of(expression, installation.known):
                if part.value is None and not _is_refused(part.name, installation):
                    needed.setdefault(part.name, []).append(mapping.name)
    for name, mappings in needed.items():
        distinct = list(dict.fromkeys(mappings))
        more = f" and {len(distinct) - MOST_NAMED} more" if len(distinct) > MOST_NAMED else ""
        message = f"the setting '{name}' is not given, and {', '.join(distinct[:MOST_NAMED])}{more} need it"
        if len(distinct) == 1:
            message = message.removesuffix("need it") + "needs it"
        help = f"add {name}: to settings:, or switch off what needs it"
        findings.warn("missing-setting", message, installation.span, help)


def _is_block_misspelt(installation: Installation, findings: Findings) -> bool:
    """Whether `settings:` stands in the customer's file under another name, or as something else than keys."""
    block = installation.span
    if block is None:
        return False
    told = [(found.code, found.span, found.help) for found in findings.in_order() if found.span is not None]
    return any(
        (code == "wrong-type" and span.line - block.line in {0, 1})
        or (code == "unknown-key" and span.column == 1 and "'settings'" in help)
        for code, span, help in told
        if span.source.name == block.source.name
    )


def _is_refused(name: str, installation: Installation) -> bool:
    """Whether the customer gives a setting, but a value that is none; that is told where it stands."""
    value, setting = installation.settings.get(name), installation.knowledge.settings.get(name)
    return value is not None and value.span is not None and setting is not None and not setting.optional


def _read_by(mapping: Mapping, installation: Installation) -> Iterator[Expression]:
    """What a customer's records meet in any case: rules, and rows that its flags leave on."""
    for one in mapping.one_ways.values():
        if not is_on(one.direction.enabled, installation):
            continue
        yield from (rule.test for rule in one.rules if is_on(rule.enabled, installation))
        for section in one.sections:
            if is_on(section.group.enabled, installation) and not _never(section.group.when, installation.known):
                yield from _of_section(section, one.direction, installation)


def _of_section(section: Section, direction: Direction, installation: Installation) -> Iterator[Expression]:
    for _, transfer in section.rows:
        if not is_on(transfer.enabled, installation) or _never(transfer.when, installation.known):
            continue
        documents = [direction.documents[t.document] for t in transfer.targets if t.document in direction.documents]
        if not documents or any(is_on(document.enabled, installation) for document in documents):
            yield from _of_transfer(transfer, installation)


def _of_transfer(transfer: Transfer, installation: Installation) -> Iterator[Expression]:
    """What gives the value: of a choice what the flag chooses, of alternatives the first."""
    first = first_of(decided(transfer.source, installation.known.flags))
    yield from (part for part in (transfer.when, first, transfer.transform) if part is not None)


def _never(condition: Expression | None, known: Known) -> bool:
    """Whether flags and settings alone say that a condition does not hold."""
    return condition is not None and value_of(condition.tree, known) is False
