"""Every finding of a catalog: all mappings, all customers, all samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as File

from ..catalog.catalog import Catalog
from ..catalog.customer import Customer
from ..catalog.customers import tables_named
from ..catalog.repository import Folder
from ..catalog.roles import (
    CUSTOMER,
    Role,
    files_of,
    is_customer,
    is_meant_as_customer,
    of_catalog,
    of_customer,
    of_home,
)
from ..finding import Finding, Findings, Span, did_you_mean
from ..spec.block import Block
from ..spec.mapping import Mapping, Row, Rule
from ..text.source import read_entries
from .installation import check_installation
from .lint_samples import check_context_file, check_payload, check_run, check_snapshot
from .overlaps import check_overlaps
from .survey import Survey


def lint_all(catalog: Catalog, customer: str | None = None, given: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Every finding, in reading order: of the shipped mappings, and of one customer or of all."""
    survey = Survey()
    survey_all(catalog, customer, given, survey)
    return survey.findings.in_order()


def survey_all(catalog: Catalog, customer: str | None, given: tuple[str, ...], survey: Survey) -> None:
    check_catalog(catalog, survey)
    if customer is None:
        for place in catalog.homes:
            check_home(catalog, place, given, survey)
        return
    found = catalog.homes.find(customer)
    if found is None:
        catalog.read_customer(customer, given, None, survey.findings)
    else:
        check_folder(catalog, found[1], found[0], given, survey)


def check_catalog(catalog: Catalog, survey: Survey) -> None:
    """The shipped mappings, their registries and samples."""
    place = catalog.place
    _check_answers_of_flags(catalog, survey.findings)
    for file in files_of(catalog.files, place.root):
        role = of_catalog(catalog.files, place.root, file)
        if role.kind == "mapping":
            check_mapping(catalog, file, survey)
        else:
            check_file(catalog, place, None, file, role, survey)


def check_home(catalog: Catalog, place: Folder, given: tuple[str, ...], survey: Survey) -> None:
    """Every customer in a folder of customers, and what lies beside them."""
    files = catalog.files
    for below in files.below(place.root):
        if files.kind(below) == "file":
            check_file(catalog, place, None, below, of_home(place.root, below), survey)
        elif files.kind(below) == "lost link":
            survey.warn(place, below, "the link leads nowhere: mend it, or remove it")
        elif is_customer(files, below):
            check_folder(catalog, place, below / CUSTOMER, given, survey)
        elif is_meant_as_customer(files, below):
            for file in files_of(files, below):
                if of_customer(files, below, file).kind != "other":
                    survey.warn(place, file, f"put a {CUSTOMER} into {below.name}/")


def check_folder(catalog: Catalog, place: Folder, customer: File, given: tuple[str, ...], survey: Survey) -> None:
    """A customer's file, and every other file in its folder."""
    folder, files = customer.parent, catalog.files
    roles = {file: of_customer(files, folder, file) for file in files_of(files, folder)}
    if files.kind(customer) is None:
        roles = {file: role for file, role in roles.items() if role.kind == "unread"}
    for file, role in roles.items():
        check_file(catalog, place, folder, file, role, survey)
    if files.kind(customer) is not None:
        survey.takes(place, customer, "customer")
        check_customer(catalog, str(customer), given, survey.findings)
        _check_shadow(catalog, place, customer, survey)


def check_file(catalog: Catalog, place: Folder, owner: File | None, file: File, role: Role, survey: Survey) -> None:
    """One file as what it is; `owner` is the folder of the customer to whom it belongs."""
    match role.kind:
        case "sample":
            check_payload(catalog, place, owner, file, survey)
        case "run file":
            check_run(catalog, place, file, survey)
        case "context":
            check_context_file(catalog.files, place, file, survey)
        case "snapshot":
            check_snapshot(catalog.files, place, file, survey)
        case "unread":
            survey.warn(place, file, role.cure)
        case "customer" | "mapping" | "registry":
            survey.takes(place, file, role.kind)  # what is in it is checked where it is used


def _check_shadow(catalog: Catalog, place: Folder, customer: File, survey: Survey) -> None:
    """Two customers of one name: the nearer is used wherever the name stands."""
    name = customer.parent.name
    there = catalog.homes.of(name)
    is_shipped = place.root == catalog.place.root / "customers"  # the farthest, also where a path leads to it first
    if len(there) < 2 or there[0] != place or is_shipped or customer.name != CUSTOMER:
        return
    if catalog.files.real(there[1].root / name) == catalog.files.real(customer.parent):  # a link to it
        return
    other = there[1].name(there[1].root / name / CUSTOMER)
    tree = read_entries(catalog.files, customer, place.name(customer), Findings())
    span = Block(tree, Findings()).at("customer") if tree is not None else None
    message = f"there is another customer '{name}' in {other}; this one is used"
    survey.findings.warn("customer-shadowed", message, span, "give it another name, or name the other by its path")


def check_mapping(catalog: Catalog, file: File, survey: Survey) -> None:
    """A shipped mapping, and that the statements which it answers exist."""
    if not survey.takes(catalog.place, file, "mapping"):
        return
    own = Findings()
    tree = catalog.tree(file.stem, own)
    mapping = catalog.check(tree, catalog.knowledge, own) if tree is not None else None
    if mapping is not None:
        _check_answers(catalog, mapping, own)
    survey.findings.extend(own.in_order())


def _check_answers(catalog: Catalog, mapping: Mapping, findings: Findings) -> None:
    """Whatever says that it answers a statement of the documents must name one that there is."""
    parts: tuple[Mapping | Rule | Row, ...] = (mapping, *mapping.rules, *mapping.rows)
    for part in parts:
        _check_ids(catalog, part.answers, part.span, findings)


def _check_answers_of_flags(catalog: Catalog, findings: Findings) -> None:
    for flag in (*catalog.knowledge.flags.values(), *catalog.knowledge.settings.values()):
        _check_ids(catalog, flag.answers, flag.span, findings)


def _check_ids(catalog: Catalog, ids: tuple[str, ...], span: Span, findings: Findings) -> None:
    if not ids or catalog.statements is None:
        return
    known = {id for id, _ in Block(catalog.statements, Findings()).pairs("statements")}
    for id in ids:
        if id not in known:
            findings.add("unknown-statement", f"there is no statement '{id}'", span, did_you_mean(id, known))


def check_customer(catalog: Catalog, name: str, given: tuple[str, ...], findings: Findings) -> None:
    """The customer's file, and each mapping that the customer's own files change or add."""
    customer = catalog.read_customer(name, given, None, findings)
    if customer is not None:
        check_changes(customer, findings)


def check_changes(customer: Customer, findings: Findings) -> None:
    """Each mapping that the customer's own files change or add, and that no two take the same records."""
    check_mappings(customer, dict.fromkeys(_touched(customer)), findings)
    check_installation(customer, findings)
    check_overlaps(customer, findings)


def check_mappings(customer: Customer, names: Iterable[str], findings: Findings) -> None:
    """Mappings as the customer has them."""
    for name in names:
        findings.extend(customer.findings(name))


def _touched(customer: Customer) -> Iterator[str]:
    """The mappings that the customer's own files add or change, or whose value tables are the customer's."""
    for layer in customer.layers:
        for key in ("mapping", "overlay"):
            node = layer.find(key)
            if node is not None:
                yield str(getattr(node, "value", ""))
    shipped = customer.shipped.knowledge.tables
    own = {name for name, table in customer.tables.items() if table is not shipped.get(name)}
    for name in customer.shipped.names if own else ():
        tree = customer.shipped.tree(name, Findings())
        if tree is not None and own & tables_named((tree,)):
            yield name
