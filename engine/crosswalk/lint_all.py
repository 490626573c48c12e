"""Every finding of a catalog: all mappings, all customers, all samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File

from .catalog import Catalog, Place, read_tree, tables_named
from .customer import Customer
from .finding import CrosswalkError, Finding, Findings, Source, Span, did_you_mean
from .installation import check_installation
from .overlaps import check_overlaps
from .samples import Sample, find_samples
from .source import Entries
from .spec import DIRECTIONS, Row, Rule
from .statements import read_statements


def lint_all(catalog: Catalog, customer: str | None = None, given: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Every finding, in reading order: of the shipped mappings, and of one customer or of all."""
    findings = Findings()
    for name in catalog.names:
        check_mapping(catalog, name, findings)
    for name in [customer] if customer is not None else catalog.customers:
        check_customer(catalog, name, given, findings)
    for place in catalog.folders:
        check_file_names(place, findings)
    for sample in find_samples(catalog):
        check_sample(catalog, sample, findings)
    check_answers(catalog, findings)
    return findings.in_order()


def check_answers(catalog: Catalog, findings: Findings) -> None:
    """Whatever says that it answers a statement of the documents must name one that there is."""
    if catalog.statements is None:
        return
    statements = [statement.id for statement in read_statements(catalog)]
    for flag in (*catalog.knowledge.flags.values(), *catalog.knowledge.settings.values()):
        _check_ids(flag.answers, flag.span, statements, findings)
    for name in catalog.names:
        tree = catalog.tree(name, Findings())
        mapping = catalog.check(tree, catalog.knowledge, Findings()) if tree is not None else None
        if mapping is not None:
            _check_ids(mapping.answers, mapping.span, statements, findings)
            parts: tuple[Rule | Row, ...] = (*mapping.rules, *mapping.rows)
            for part in parts:
                _check_ids(part.answers, part.span, statements, findings)


def _check_ids(ids: tuple[str, ...], span: Span, known: list[str], findings: Findings) -> None:
    for id in ids:
        if id not in known:
            findings.add("unknown-statement", f"there is no statement '{id}'", span, did_you_mean(id, known))


def check_sample(catalog: Catalog, sample: Sample, findings: Findings) -> None:
    """The payload is JSON, the run file can be used, and its flags and variants exist."""
    try:
        run, _ = sample.run, sample.payload
    except CrosswalkError as error:
        findings.extend(error.findings)
        return
    customer = run.customer or sample.customer or "example"
    for flags in (run.flags, *(run.with_variant(name) for name in run.variants)):
        found = catalog.read_customer(customer, (), flags, findings)
        if found is not None and sample.mapping not in found.mappings:
            span = Span(Source(sample.name, ""), 1, 1)
            help = did_you_mean(sample.mapping, found.mappings)
            findings.add("unknown-mapping", f"the sample is of an unknown mapping '{sample.mapping}'", span, help)


def check_file_names(place: Place, findings: Findings) -> None:
    """A file of a customer that is not called as it must be would change nothing, and nobody would know."""
    for folder in sorted(place.root.glob("*/")):
        customer = any((folder / name).is_file() for name in ("customer.yaml", "customer.yml", "customers.yaml"))
        for file in sorted(folder.rglob("*")) if customer else ():
            help = _right_name(file.relative_to(folder)) if file.is_file() else None
            if help:
                span = Span(Source(place.name(file), ""), 1, 1)
                findings.warn("wrong-file-name", f"nothing reads the file {file.name} here", span, help)


def _right_name(path: File) -> str | None:
    """What to do about a file of a customer that is not read; None where it is."""
    is_sample = path.parts[0] == "samples" and len(path.parts) == 3
    if path.name.startswith(".") or path.suffix == ".md":
        return None
    if path.suffix.lower() in {".yml", ".yaml"}:
        if len(path.parts) == 1 and path.name == "customers.yaml":
            return "call it customer.yaml"
        if path.suffix != ".yaml":
            return f"call it {path.stem}.yaml"
        return None if is_sample or len(path.parts) == 1 else "put it beside customer.yaml, or into samples/MAPPING/"
    if not is_sample:
        return "put samples into samples/MAPPING/"
    direction, _, case = path.stem.partition("-")
    is_read = path.suffix == ".json" and (path.stem.startswith("context") or (direction in DIRECTIONS and case))
    return None if is_read else "call it export-NAME.json or import-NAME.json"


def check_mapping(catalog: Catalog, name: str, findings: Findings) -> None:
    own = Findings()
    tree = catalog.tree(name, own)
    if tree is not None:
        catalog.check(tree, catalog.knowledge, own)
    findings.extend(own.in_order())


def check_customer(catalog: Catalog, name: str, given: tuple[str, ...], findings: Findings) -> None:
    """The customer's file, and each mapping that the customer's own files change or add."""
    customer = catalog.read_customer(name, given, None, findings)
    if customer is None:
        return
    for changed in dict.fromkeys(_touched(customer)):
        findings.extend(customer.findings(changed))
    check_installation(customer, findings)
    check_overlaps(customer, findings)


def _touched(customer: Customer) -> Iterator[str]:
    """The mappings that the customer's own files add or change, or whose value tables are the customer's."""
    for layer in customer.layers:
        for key in ("mapping", "overlay"):
            node = layer.find(key)
            if node is not None:
                yield str(getattr(node, "value", ""))
    shipped = customer.catalog.knowledge.tables
    own = {name for name, table in customer.tables.items() if table is not shipped.get(name)}
    for name in customer.catalog.names if own else ():
        tree = customer.catalog.tree(name, Findings())
        if tree is not None and own & tables_named((tree,)):
            yield name


def lint_file(catalog: Catalog, path: File, customer: str | None, given: tuple[str, ...]) -> tuple[Finding, ...]:
    """The findings of one file or folder: of the catalog where it belongs to it, else by what it holds."""
    own = path.resolve()
    everything = lint_all(catalog, customer, given)
    if own.is_relative_to(catalog.place.root.resolve()) or any(
        own.is_relative_to(p.root.resolve()) for p in catalog.folders
    ):
        return tuple(finding for finding in everything if _is_in(finding, catalog, own))
    files = sorted(own.rglob("*.yaml")) if path.is_dir() else [path]
    findings = Findings()
    if not files:
        findings.add("no-such-file", f"there is no YAML file in {path}", None, "give the folder that holds the specs")
    for file in files:
        _check_file(catalog, file, findings)
    return findings.in_order()


def _is_in(finding: Finding, catalog: Catalog, own: File) -> bool:
    if finding.span is None:
        return False
    name = finding.span.source.name.removeprefix(catalog.place.label + "/")
    return (catalog.place.root / name).resolve().is_relative_to(own)


def _check_file(catalog: Catalog, file: File, findings: Findings) -> None:
    if file.name == "customer.yaml":
        check_customer(catalog, str(file), (), findings)
        return
    name = str(file)
    tree = read_tree(file, name, findings, name)
    if isinstance(tree, Entries):
        catalog.check(tree, catalog.knowledge, findings)
    elif tree is not None:
        findings.add("wrong-type", "a spec is keys and values", tree.span, "start with mapping: NAME")
