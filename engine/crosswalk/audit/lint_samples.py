"""Every finding of a sample: its payload, its run file with all that it names, its snapshots, and contexts."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import partial
from pathlib import Path as File

from ..catalog.catalog import Catalog
from ..catalog.customer import Customer
from ..catalog.repository import Folder
from ..catalog.resolver import Resolver
from ..catalog.roles import is_payload, payload_of_snapshot, variant_of_snapshot
from ..catalog.samples import Sample, check_run_file, read_context, read_json, run_file_of, sample_at
from ..finding import CrosswalkError, Findings, did_you_mean, start_of
from ..spec.block import Block
from ..text.files import Files
from ..text.source import read_tree
from ..values import Json
from .survey import Survey


def check_payload(catalog: Catalog, place: Folder, owner: File | None, file: File, survey: Survey) -> None:
    """A payload is JSON; one among samples is of a mapping and direction that there is. Its run file is checked too."""
    if survey.takes(place, file, "sample"):
        try:
            read_json(catalog.files, file, place.name(file))
        except CrosswalkError as error:
            survey.findings.extend(error.findings)
        if is_payload(file) and file.parent.parent.name == "samples":
            _check_belonging(catalog, sample_at(catalog.files, file, place.name(file), None), owner, survey)
    run_file = run_file_of(file)
    if catalog.files.kind(run_file) == "file":
        check_run(catalog, place, run_file, survey)


def check_run(catalog: Catalog, place: Folder, file: File, survey: Survey) -> None:
    """A run file can be used: its customer, date, context, flags, and the flags of each variant."""
    if not survey.takes(place, file, "run file"):
        return
    findings = survey.findings
    run = check_run_file(catalog.files, file, place.name(file), findings, partial(_read_context, survey))
    if run is None:
        return
    if run.customer is not None and catalog.homes.find(run.customer) is None:
        help = catalog.homes.nearest(run.customer)
        findings.add("unknown-customer", f"unknown customer '{run.customer}'", run.span, help)
    for flags in (run.flags, *(run.with_variant(name) for name in run.variants)):
        Resolver(catalog.knowledge, findings).read_block(Block(flags, findings), "flags")


def check_snapshot(files: Files, place: Folder, file: File, survey: Survey) -> None:
    """A snapshot is of a sample as it is, or of one of the variants that its run file has."""
    run_file, variant = run_file_of(payload_of_snapshot(file)), variant_of_snapshot(file)
    if variant and variant not in _variants(files, run_file, survey):
        survey.warn(place, file, f"remove it, or write the variant '{variant}' into {run_file.name}")
    else:
        survey.takes(place, file, "snapshot")


def _variants(files: Files, run_file: File, survey: Survey) -> frozenset[str]:
    """The names of the variants in a run file, which is read once for all snapshots of its sample."""
    if run_file not in survey.variants:
        is_there = files.kind(run_file) == "file"
        tree = read_tree(files, run_file, run_file.name, Findings()) if is_there else None
        survey.variants[run_file] = frozenset(name for name, _ in Block(tree, Findings()).pairs("variants"))
    return survey.variants[run_file]


def check_context_file(files: Files, place: Folder, file: File, survey: Survey) -> None:
    """A context is as its schema says, whether a run file names it or --context does."""
    if not survey.takes(place, file, "context"):
        return
    try:
        _read_context(survey, files, file, place.name(file))
    except CrosswalkError as error:
        survey.findings.extend(error.findings)


def _read_context(survey: Survey, files: Files, file: File, name: str) -> Map[str, Json]:
    """The context of a file, which many run files may name and is read once."""
    own = files.real(file)
    if own not in survey.contexts:
        try:
            survey.contexts[own] = read_context(files, file, name)
        except CrosswalkError as error:
            survey.contexts[own] = error
    found = survey.contexts[own]
    if isinstance(found, CrosswalkError):
        raise found
    return found


def _check_belonging(catalog: Catalog, sample: Sample, owner: File | None, survey: Survey) -> None:
    customer = _customer(catalog, _said(sample) or str(owner or "example"), survey)
    if customer is None:
        return  # told where the customer is named, or at its own file
    span = start_of(sample.name)
    if sample.mapping not in customer.mappings:
        help = did_you_mean(sample.mapping, customer.mappings)
        message = f"the sample is of an unknown mapping '{sample.mapping}'"
        survey.findings.add("unknown-mapping", message, span, help)
        return
    tree = customer.tree(sample.mapping, Findings())
    if tree is not None and tree.find(sample.direction) is None:
        there = " and ".join(name for name in ("export", "import") if tree.find(name) is not None)
        message = f"{sample.mapping} has no direction {sample.direction}"
        survey.findings.add("missing-direction", message, span, f"it has {there}" if there else "")


def _said(sample: Sample) -> str | None:
    """The customer that the run file of a sample names."""
    file = run_file_of(sample.file)
    tree = read_tree(sample.files, file, file.name, Findings()) if sample.files.kind(file) == "file" else None
    return Block(tree, Findings()).text("customer")


def _customer(catalog: Catalog, name: str, survey: Survey) -> Customer | None:
    key = (name, *(str(place.root) for place in catalog.homes))
    if key not in survey.customers:
        survey.customers[key] = catalog.read_customer(name, (), None, Findings())
    return survey.customers[key]
