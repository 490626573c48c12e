"""What a schema holds against a tree, as findings in a consultant's words: one mistake, one finding."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ..finding import Findings, did_you_mean, nearest
from ..values import Json, show
from .elsewhere import example_of, holders_above, holders_below
from .meant import boolean_cure, whole_number_cure, whole_number_meant
from .source import Entries, Items, Node, Scalar, node_at

Steps: TypeAlias = tuple[str | int, ...]

_SPOKEN = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "keys and values",
    "array": "a list",
    "null": "nothing",
}


class Breaches:
    """The errors of a JSON Schema against one tree; those that follow from another are left out."""

    def __init__(self, tree: Node, schema: Mapping[str, Any], errors: list[Any], findings: Findings) -> None:
        self.tree, self.schema, self.findings = tree, schema, findings
        self.errors = errors
        self.meant: set[Steps] = set()
        """Places whose key stands there under a misspelt name, or whose contents stand beside them."""
        self.typed: set[Steps] = set()
        """Places whose type has been told; the narrowest of several types is the one that counts."""
        required = [error for error in errors if str(error.validator) == "required"]
        self.missing = {
            (tuple(e.absolute_path), name) for e in required for name in e.validator_value if f"'{name}'" in e.message
        }

    def tell(self) -> list[list[str | int]]:
        """Adds the findings; the paths of all places that are wrong."""
        # the unknown keys first: they explain what is missing or empty
        for error in sorted(self.errors, key=_rank):
            place = list(error.absolute_path)
            is_type = error.validator == "type"
            if tuple(place) not in self.meant and not (is_type and tuple(place) in self.typed):
                self.typed |= {tuple(place)} if is_type else set()
                report = _REPORTS.get(str(error.validator), Breaches.report_other)
                report(self, error, node_at(self.tree, place))
        return [list(error.absolute_path) for error in self.errors]

    def report_additional(self, error: Any, node: Node) -> None:
        known = list(error.schema.get("properties", ()))
        patterns = error.schema.get("patternProperties", {})
        keys = [key for key, _ in node.pairs] if isinstance(node, Entries) else []
        unknown = [k for k in keys if k.value not in known and not any(re.search(p, str(k.value)) for p in patterns)]
        if known:
            self.report_unknown(unknown, known, tuple(error.absolute_path), node)
            return
        for key in unknown:
            words = error.schema.get("x-names", "a name of the form that is expected here")
            cure = _cure_of_pair(key) or self.block_of(str(key.value)) or _cure_of_form(str(key.value), list(patterns))
            help = cure or str(error.schema.get("description", ""))
            self.findings.add("bad-name", f"'{key.value}' is not {words}", key.span, help)

    def block_of(self, name: str) -> str:
        """The block in which a name like settings.currency is meant; empty where it names none."""
        block, point, rest = name.partition(".")
        return f"write {rest}: under {block}:" if point and rest and block in self.schema.get("properties", ()) else ""

    def report_unknown(self, unknown: list[Scalar], known: list[str], place: Steps, node: Node) -> None:
        """Unknown keys: misspelt, or at home one level deeper or higher; those with one home are one mistake."""
        homes: dict[str, list[Scalar]] = {}
        for key in unknown:
            homes.setdefault(self.home_of(str(key.value), known, place, node), []).append(key)
        for home, keys in homes.items():
            for key in keys[:1] if home else keys:
                name, more = str(key.value), [f"'{other.value}'" for other in keys[1:] if home]
                message = f"unknown key '{name}'" if not more else f"unknown keys '{name}' and {', '.join(more)}"
                help = f"{name} stands {home}" if home else _cure_of_pair(key) or did_you_mean(name, known)
                self.findings.add("unknown-key", message, key.span, help)

    def home_of(self, name: str, known: list[str], place: Steps, node: Node) -> str:
        """Where a key is at home, in words; empty where it is misspelt, or known nowhere near."""
        below = holders_below(self.schema, place, name, node)
        missing = [holder for holder in below if (place, holder) in self.missing]
        if below:
            # what stands beside its block is neither missing there nor is the block empty
            self.meant |= {(*place, holder) for holder in below if holder in missing or _is_empty(node, holder)}
            return "under " + " or ".join(f"{holder}:" for holder in missing or below)
        near = nearest(name, known)
        if near is not None and isinstance(node, Entries) and node.find(near) is None:
            self.meant.add((*place, near))
        return holders_above(self.schema, place, name) if near is None else ""

    def report_required(self, error: Any, node: Node) -> None:
        place = tuple(error.absolute_path)
        present = {key.value for key, _ in node.pairs} if isinstance(node, Entries) else set()
        for name in error.validator_value:
            if name in present or f"'{name}'" not in error.message or (*place, name) in self.meant:
                continue
            help = f"add {name}: {example_of(self.schema, place, name) or '...'}"
            self.findings.add("missing-key", f"'{name}' is missing here", node.span, help)

    def report_enum(self, error: Any, node: Node) -> None:
        choices = [str(choice) for choice in error.validator_value]
        help = did_you_mean(str(error.instance), choices, f"one of {', '.join(choices)}")
        message = f"{show(error.instance)} is not one of {', '.join(choices)}"
        self.findings.add("bad-choice", message, node.span, help)

    def report_type(self, error: Any, node: Node) -> None:
        given = error.validator_value
        expected = set(given if isinstance(given, list) else [given])
        wanted = " or ".join(_SPOKEN[kind] for kind in (given if isinstance(given, list) else [given]))
        if isinstance(node, Scalar) and node.value is not None:
            self.report_scalar(error.schema, node, expected, wanted)
        elif isinstance(node, Items) and "string" in expected:
            help = "text that starts with a bracket must be in quotes"
            self.findings.add("bracket-text", f"this is read as a list, expected {wanted}", node.span, help)
        else:
            place = tuple(error.absolute_path)
            above = holders_above(self.schema, place[:-1], str(place[-1])) if place else ""
            help = "write it, or remove the line" if isinstance(node, Scalar) else ""
            help = _cure_of_shape(node, expected) or help
            help = f"{place[-1]} stands {above}" if above and not isinstance(node, Scalar) else help
            self.findings.add("wrong-type", f"expected {wanted}, found {_found(node)}", node.span, help)

    def report_scalar(self, schema: Mapping[str, Any], node: Scalar, expected: set[str], wanted: str) -> None:
        is_whole = not isinstance(node.value, bool) and whole_number_meant(node.written.strip("'\"")) is not None
        message, help = f"expected {wanted}, found {show(node.value)}", ""
        if "string" in expected and not ("integer" in expected and is_whole):
            message = f"{node.written} is read as {_read_as(node.value)}, expected {wanted}"
            is_of_form = re.search(schema.get("pattern", ""), node.written) is not None
            help = f'write "{node.written}" in quotes' if is_of_form else _example_of(schema)
            self.findings.add("number-for-text", message, node.span, help)
            return
        if "integer" in expected:
            help = whole_number_cure(node.value)
        elif "boolean" in expected:
            help = boolean_cure(node.value)
        self.findings.add("wrong-type", message, node.span, help)

    def report_pattern(self, error: Any, node: Node) -> None:
        """A text of the wrong form: the schema says the form in words, beside its pattern."""
        words = error.schema.get("x-words", "of the form that is expected here")
        help = _cure_of_form(str(error.instance), [error.validator_value])
        help = help or _example_of(error.schema)
        self.findings.add("bad-value-here", f"{show(error.instance)} is not {words}", node.span, help)

    def report_other(self, error: Any, node: Node) -> None:
        limit = error.validator_value
        words = {
            "minItems": "the list has too few entries",
            "maxItems": "the list has too many entries",
            "minProperties": "there is nothing under it" if limit == 1 else f"there are not {limit} keys under it",
            "maxProperties": f"there are more than {limit} keys under it",
            "uniqueItems": "the list has an entry twice",
            "minimum": f"{error.instance} is below {limit}",
            "maximum": f"{error.instance} is above {limit}",
            "minLength": "the text is empty",
            "maxLength": f"the text is longer than {limit} letters",
            "const": f"{show(error.instance)} cannot stand here, only {show(limit)}",
        }
        help = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
        self.findings.add("bad-value-here", words.get(str(error.validator), error.message), node.span, help)


_REPORTS: Mapping[str, Callable[[Breaches, Any, Node], None]] = MappingProxyType(
    {
        "additionalProperties": Breaches.report_additional,
        "required": Breaches.report_required,
        "enum": Breaches.report_enum,
        "type": Breaches.report_type,
        "pattern": Breaches.report_pattern,
    }
)


def _rank(error: Any) -> tuple[bool, int]:
    kinds = error.validator_value if error.validator == "type" else ""
    return str(error.validator) != "additionalProperties", len(kinds) if isinstance(kinds, list) else 0


def _is_empty(node: Node, key: str) -> bool:
    found = node.find(key) if isinstance(node, Entries) else None
    return isinstance(found, Scalar) and found.value is None


def _example_of(schema: Mapping[str, Any]) -> str:
    example = next((each for each in schema.get("examples", ()) if isinstance(each, str)), "")
    return f"write it like {example}" if example else str(schema.get("description", ""))


def _cure_of_form(text: str, patterns: list[str]) -> str:
    """The same words as an id or a name, where that is what the pattern takes."""
    return next((f"write {form}" for form in _forms(text) if any(re.search(each, form) for each in patterns)), "")


def _cure_of_pair(key: Scalar) -> str:
    """A name and its value as two, where they were run together: `days:45`, `days = 45`."""
    pair = re.fullmatch(r"([A-Za-z][\w-]*)\s*[:=]\s*(.+)", str(key.value))
    return f"write {pair[1]}: {pair[2]}, with a blank after the colon" if pair else ""


def _cure_of_shape(node: Node, expected: set[str]) -> str:
    """How keys and values become a list, and the other way round."""
    if isinstance(node, Entries) and "array" in expected:
        return "begin each entry of the list with '- '"
    return (
        "write NAME: VALUE, without '- ' or square brackets" if isinstance(node, Items) and "object" in expected else ""
    )


def _forms(text: str) -> Iterator[str]:
    yield text.strip()
    for joint in "-_":
        yield re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)


def _read_as(value: Json) -> str:
    return f"the number {value}" if not isinstance(value, bool) else f"the word {show(value)} of JSON"


def _found(node: Node) -> str:
    if isinstance(node, Scalar):
        return show(node.value) if node.value is not None else "nothing"
    return "keys and values" if isinstance(node, Entries) else "a list"
