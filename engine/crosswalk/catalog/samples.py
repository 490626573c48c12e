"""The sample payloads beside the mappings, and how each is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as File
from types import MappingProxyType
from typing import TypeAlias

from ..finding import CrosswalkError, Findings, Problem, Span, start_of
from ..spec.block import Block
from ..spec.vocabulary import DIRECTIONS, DirectionName, word_among
from ..text.files import MOST_OF_JSON, MOST_OF_YAML, Files
from ..text.payload import decode
from ..text.schema import check_schema, shipped_schema
from ..text.source import Entries, Node, Scalar, plain_data, read_tree
from ..values import Json
from .catalog import Catalog
from .repository import Folder
from .roles import of_sample

ReadContext: TypeAlias = Callable[[Files, File, str], Map[str, Json]]


@dataclass(frozen=True, slots=True)
class RunFile:
    """What a `.run.yaml` says: customer (and where it says so), date, context, flags, and variants of flags."""

    customer: str | None = None
    today: date | None = None
    context: Map[str, Json] | None = None
    flags: Node | None = field(default=None, repr=False)
    is_default: bool = False
    variants: Map[str, Entries] = field(default_factory=dict, repr=False)
    span: Span | None = field(default=None, repr=False, compare=False)

    def changed_by(self, variant: str | None) -> frozenset[str]:
        """The flags that the file, or one of its variants, sets."""
        own = self.variants[variant] if variant else Block(self.flags, Findings()).find("flags")
        return frozenset(str(key.value) for key, _ in own.pairs) if isinstance(own, Entries) else frozenset()

    def with_variant(self, name: str) -> Node | None:
        """The `flags:` of the file with those of a variant on top."""
        top = self.variants[name]
        below = Block(self.flags, Findings()).find("flags")
        names = {key.value for key, _ in top.pairs}
        kept = [pair for pair in (below.pairs if isinstance(below, Entries) else ()) if pair[0].value not in names]
        key = Scalar("flags", top.span, "flags")
        return Entries(((key, Entries((*kept, *top.pairs), top.span)),), top.span)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample payload of a mapping in one direction."""

    mapping: str
    direction: DirectionName
    case: str
    file: File
    name: str
    customer: str | None
    files: Files = field(repr=False, compare=False)

    def title(self, variant: str = "") -> str:
        """Its name among all samples, with a variant of its flags; a snapshot has the same."""
        return ".".join(filter(None, (self.customer, self.mapping, f"{self.direction}-{self.case}", variant)))

    @property
    def payload(self) -> Json:
        return read_json(self.files, self.file, self.name)

    @property
    def run(self) -> RunFile:
        """Its run file; an empty one where there is none. Raises CrosswalkError where it cannot be used."""
        return read_run_file(self.files, run_file_of(self.file), run_file_of(File(self.name)).as_posix())


def run_file_of(payload: File) -> File:
    """The run file that stands beside a payload."""
    return payload.with_suffix("").with_suffix(".run.yaml")


def find_samples(catalog: Catalog, mapping: str | None = None) -> tuple[Sample, ...]:
    """The samples of the catalog and of its customers, in the order of their files.

    A customer's name means the nearest, so the samples of another of that name are left out.
    """
    files = catalog.files
    shipped = _in_folder(files, catalog.place, catalog.place.root, mapping, None)
    folders = ((place, folder) for place, folder in catalog.homes.customers if _is_nearest(catalog, place, folder))
    own = (sample for place, folder in folders for sample in _in_folder(files, place, folder, mapping, folder.name))
    return (*shipped, *own)


def samples_for(catalog: Catalog, mapping: str, direction: str, customer: str) -> tuple[Sample, ...]:
    """The samples that show a mapping to a customer: the customer's own, else the shipped ones; never another's."""
    found = catalog.homes.find(customer)
    own = found[0].parent.name if found else customer
    samples = [sample for sample in find_samples(catalog, mapping) if sample.direction == direction]
    return tuple(each for each in samples if each.customer == own) or tuple(
        each for each in samples if each.customer is None
    )


def owner_of(catalog: Catalog, payload: File) -> str | None:
    """The customer among whose samples a payload stands, by the path of its folder."""
    folder = catalog.files.real(payload).parent.parent.parent
    return next((str(each) for _, each in catalog.homes.customers if each == folder), None)


def _is_nearest(catalog: Catalog, place: Folder, folder: File) -> bool:
    return catalog.homes.of(folder.name)[0] == place


def _in_folder(
    files: Files, place: Folder, folder: File, mapping: str | None, customer: str | None
) -> Iterator[Sample]:
    folders = (each for each in files.below(folder / "samples") if mapping in {None, each.name})
    for file in (file for each in folders for file in files.below(each) if file.suffix == ".json"):
        if of_sample(files, file).kind == "sample":
            yield sample_at(files, file, place.name(file), customer)


def sample_at(files: Files, file: File, name: str, customer: str | None) -> Sample:
    """The sample that a file called DIRECTION-CASE.json is."""
    named, _, case = file.stem.partition("-")
    direction = word_among(named, DIRECTIONS)
    assert direction is not None  # roles.is_payload has said so
    return Sample(file.parent.name, direction, case, file, name, customer, files)


def read_run_file(files: Files, file: File, name: str) -> RunFile:
    """The run file at a path; an empty one where there is none. Raises CrosswalkError where it cannot be used."""
    if files.kind(file) is None:  # a pipe or a lost link is a mistake to tell, not no file
        return RunFile()
    findings = Findings()
    run = check_run_file(files, file, name, findings)
    if run is None or findings:
        raise CrosswalkError(findings.in_order())
    return run


def check_run_file(
    files: Files, file: File, name: str, findings: Findings, read: ReadContext | None = None
) -> RunFile | None:
    """What a run file says, as far as it can be read, and everything that is wrong with it.

    `read` reads the file of a context; many run files name the same.
    """
    tree = read_tree(files, file, name, findings, name.removeprefix("mappings/"))
    if tree is None or not check_schema(tree, shipped_schema("run"), findings):
        return None
    block = Block(tree, findings)
    today = block.text("today")
    context = block.find("context")
    return RunFile(
        customer=block.text("customer"),
        today=_day(today, block.at("today"), findings) if today else None,
        context=_context(context, files, file, name, findings, read or read_context) if context is not None else None,
        flags=tree if block.has("flags") else None,
        is_default=block.is_true("default"),
        variants={key: node for key, node in block.pairs("variants") if isinstance(node, Entries)},
        span=block.at("customer"),
    )


def _day(text: str, span: Span, findings: Findings) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.add("bad-value-here", f"{text} is not a day of the calendar", span, "write it as YYYY-MM-DD")
        return None


def _context(
    node: Node, files: Files, file: File, name: str, findings: Findings, read: ReadContext
) -> Map[str, Json] | None:
    """The context that a run file holds, or that the file holds which it names."""
    try:
        if not isinstance(node, Scalar):
            return check_context(node, Findings())
        context = file.parent / str(node.value)
        shown = (File(name).parent / str(node.value)).as_posix()
        if files.kind(context) in {None, "lost link"}:  # any words may stand there
            findings.add("no-such-file", f"there is no file {shown}", node.span, "give a file beside this one")
            return None
        files.look_at(context, str(node.value), _most_of(context))
        return read(files, context, shown)
    except CrosswalkError as error:
        findings.extend(error.findings)
    except Problem as problem:
        findings.extend([problem.finding(node.span)])
    return None


def check_context(tree: Node, findings: Findings) -> Map[str, Json]:
    """A context that its schema accepts; raises CrosswalkError where it does not."""
    if not check_schema(tree, shipped_schema("context"), findings) or findings:
        raise CrosswalkError(findings.in_order())
    return MappingProxyType(plain_data(tree))


def read_context(files: Files, file: File, name: str) -> Map[str, Json]:
    """The context of a file, JSON or YAML; raises CrosswalkError with positions where it cannot be used."""
    from jsonschema import Draft202012Validator
    from referencing import Registry

    findings = Findings()
    if _is_yaml(file):
        tree = read_tree(files, file, name, findings)
        if tree is None:
            raise CrosswalkError(findings.in_order())
        return check_context(tree, findings)
    data = read_json(files, file, name)
    schema = shipped_schema("context")
    if Draft202012Validator(schema, registry=Registry()).is_valid(data):
        return MappingProxyType(data)
    # JSON is YAML, and the YAML tree knows the positions
    tree = read_tree(files, file, name, findings)
    if tree is None:
        raise CrosswalkError(findings.in_order())
    return check_context(tree, findings)


def read_json(files: Files, file: File, name: str) -> Json:
    try:
        data = files.read(file, name, MOST_OF_JSON)
    except Problem as problem:
        raise CrosswalkError([problem.finding(start_of(name))]) from None
    return decode(data, name)


def _is_yaml(file: File) -> bool:
    return file.suffix in {".yaml", ".yml"}


def _most_of(file: File) -> int:
    return MOST_OF_YAML if _is_yaml(file) else MOST_OF_JSON
