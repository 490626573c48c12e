"""A path that is named is checked as what it is, with what it belongs to: its customer, its catalog, its repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path as File

from ..catalog.catalog import Catalog, load
from ..catalog.checked import check, language_of
from ..catalog.customer import Customer
from ..catalog.customers import join
from ..catalog.registries import read_registry
from ..catalog.repository import CONFIG, Folder, is_home, is_root_of_git, read_config, read_repository
from ..catalog.roles import (
    CUSTOMER,
    REGISTRIES,
    Role,
    files_of,
    has_customer_file,
    is_catalog,
    is_customer,
    of_catalog,
    of_customer,
    of_home,
    of_sample,
)
from ..finding import CrosswalkError, Finding, Findings
from ..text.context_form import is_meant_as_context
from ..text.files import Files
from ..text.source import Entries, read_tree
from .lint_all import (
    check_catalog,
    check_changes,
    check_customer,
    check_file,
    check_folder,
    check_home,
    check_mapping,
    check_mappings,
)
from .lint_samples import check_context_file
from .survey import Survey

READ = (
    "lint reads mappings, changes of customers, customer.yaml, samples (export-NAME.json), their run files,"
    f" snapshots, contexts, registries and {CONFIG}, and folders that hold these"
)


@dataclass(frozen=True, slots=True)
class PathLint:
    """Checks paths; `show` tells how a file or folder is called in findings."""

    catalog: Catalog
    customer: str | None
    given: tuple[str, ...]
    survey: Survey
    show: Callable[[File], str]

    @property
    def files(self) -> Files:
        return self.catalog.files

    def check(self, path: File) -> str | None:
        """Checks a file or folder; the reason where nothing of it is checked."""
        before = self.survey.touched
        if self.customer is not None and self.catalog.homes.find(self.customer) is None:
            self.catalog.read_customer(self.customer, (), None, self.survey.findings)
        cure = self._check(self.files.real(path))
        if self.survey.touched > before:
            return None
        return f"nothing reads {path}: {cure}" if cure else f"nothing to check in {path}: {READ}"

    def _place(self, root: File) -> Folder:
        known = (self.catalog.place, *self.catalog.homes)
        return next((place for place in known if place.root == root), Folder(root, self.show(root)))

    def _check(self, path: File) -> str | None:
        if self.files.kind(path) != "folder":
            return self._file(path)
        self._folder(path)
        return None

    def _folder(self, folder: File) -> None:
        repository = (
            None
            if is_catalog(self.files, folder)
            else read_repository(self.files, folder, self.survey.findings, self.show)
        )
        if is_catalog(self.files, folder):
            self._catalog(folder)
        elif repository is not None or is_catalog(self.files, folder / "mappings"):
            self._repository(folder, repository.homes if repository else ())
        elif is_home(self.files, folder) or folder in {place.root for place in self.catalog.homes}:
            check_home(self._with(folder), self._place(folder), self.given, self.survey)
        elif owner := _owner(self.files, folder):
            self._customer(owner, folder)
        elif root := _root(self.files, folder):
            for file in files_of(self.files, folder):
                if cure := self._catalog_file(root, file):
                    self.survey.warn(self._place(root), file, cure)
        else:
            self._loose(folder)

    def _with(self, home: File) -> Catalog:
        """The catalog with a folder of customers; one that it knows keeps its place among them."""
        is_known = any(place.root == home for place in self.catalog.homes)
        return self.catalog if is_known else self.catalog.with_homes([self._place(home)])

    def _repository(self, folder: File, homes: tuple[File, ...]) -> None:
        if self.files.kind(folder / CONFIG) is not None:
            self.survey.takes(self._place(folder), folder / CONFIG, "configuration")
        if is_catalog(self.files, folder / "mappings"):
            self._catalog(folder / "mappings")
        for home in homes:
            check_home(self._with(home), self._place(home), self.given, self.survey)

    def _catalog(self, root: File) -> None:
        """A folder of mappings as a whole: the session's own, or another."""
        catalog = self._catalog_at(root)
        if catalog is None:
            return
        check_catalog(catalog, self.survey)
        home = catalog.place.root / "customers"
        check_home(catalog, catalog.homes.place_of(home / "any"), self.given, self.survey)

    def _catalog_at(self, root: File) -> Catalog | None:
        if root == self.catalog.place.root:
            return self.catalog
        try:
            return load(root, label=self.show(root), customers=self.catalog.homes, files=self.files)
        except CrosswalkError as error:
            check_registries(self.files, root, self.show, self.survey)
            self.survey.findings.extend(error.findings)
            return None

    def _customer(self, owner: File, folder: File) -> None:
        """A customer's folder, or one in it."""
        place = self._place(owner.parent)
        if folder == owner:
            check_folder(self._with(owner.parent), place, owner / CUSTOMER, self.given, self.survey)
            return
        for file in files_of(self.files, folder):
            check_file(self._with(owner.parent), place, owner, file, of_customer(self.files, owner, file), self.survey)

    def _file(self, file: File) -> str | None:
        if owner := _owner(self.files, file.parent):
            return self._customer_file(owner, file)
        if root := _root(self.files, file.parent):
            return self._catalog_file(root, file)
        if file.name == CONFIG:
            self.survey.takes(self._place(file.parent), file, "configuration")
            read_config(self.files, file, self.show(file), self.survey.findings)
            return None
        if is_home(self.files, file.parent):
            return of_home(file.parent, file).cure
        return self._loose_file(file)

    def _customer_file(self, owner: File, file: File) -> str | None:
        """A file of a customer; its customer.yaml stands for all of them."""
        place, role = self._place(owner.parent), of_customer(self.files, owner, file)
        if role.kind == "customer":
            self._customer(owner, owner)
        elif role.kind == "mapping":
            self._layer(owner, file)
        elif role.kind != "unread":
            check_file(self._with(owner.parent), place, owner, file, role, self.survey)
        return role.cure

    def _catalog_file(self, root: File, file: File) -> str | None:
        role = of_catalog(self.files, root, file)
        if role.kind == "registry":
            check_registry(self.files, file, self.show, self.survey)
        elif role.kind != "unread" and (catalog := self._catalog_at(root)):
            self._of_catalog(catalog, file, role)
        return role.cure or (of_home(file.parent, file).cure if file.parent.parent == root else "")

    def _of_catalog(self, catalog: Catalog, file: File, role: Role) -> None:
        if role.kind != "mapping":
            check_file(catalog, catalog.place, None, file, role, self.survey)
            return
        check_mapping(catalog, file, self.survey)
        customer = catalog.read_customer(self.customer, self.given, None, Findings()) if self.customer else None
        if customer is not None:
            check_mappings(customer, (file.stem,), self.survey.findings)

    def _layer(self, owner: File, file: File) -> None:
        """One file of a customer's changes: what is wrong in it, or because of it."""
        catalog, place = self._with(owner.parent), self._place(owner.parent)
        self.survey.takes(place, file, "mapping")
        read = Findings()
        customer = catalog.read_customer(str(owner / CUSTOMER), self.given, None, read)
        name = place.name(file)
        self.survey.findings.extend(f for f in read.in_order() if customer is None or _is_in(f, name))
        if customer is None:
            return
        others = tuple(layer for layer in customer.layers if layer.span.source.name != name)
        self._difference(replace(customer, layers=others), customer, name)

    def _difference(self, before: Customer, after: Customer, name: str) -> None:
        """The findings that one file of changes adds; others may stand elsewhere, and are not asked for."""
        without, with_it = Findings(), Findings()
        check_changes(before, without)
        check_changes(after, with_it)
        told = set(without.in_order())
        self.survey.findings.extend(f for f in with_it.in_order() if _is_in(f, name) or f not in told)

    def _loose(self, folder: File) -> None:
        """A folder of nobody's: whatever of its files lint knows."""
        for below in self.files.below(folder):
            if below.name.startswith("."):
                continue
            kind = self.files.kind(below)
            if kind == "folder" and self.files.real(below) == below:
                self._folder(below)
            elif kind == "file" and (cure := self._loose_file(below)):
                self.survey.warn(self._place(folder), below, cure)

    def _loose_file(self, file: File) -> str | None:
        """A file of nobody's, by its name or by what it holds."""
        place, role = self._place(file.parent), of_sample(self.files, file)
        if role.kind in {"sample", "run file", "snapshot", "context"}:
            check_file(self.catalog, place, None, file, role, self.survey)
        elif file.parent.parent.name == "samples" or file.name.endswith(".run.yaml"):
            return role.cure
        elif file.suffix in {".yaml", ".yml"}:
            return self._loose_spec(place, file)
        return None

    def _loose_spec(self, place: Folder, file: File) -> str | None:
        name, own = place.name(file), Findings()
        tree = read_tree(self.files, file, name, own, name, "customer")
        keys = {str(key.value) for key, _ in tree.pairs} if isinstance(tree, Entries) else set()
        if isinstance(tree, Entries) and not keys & {"customer", *language_of(self.catalog.knowledge)["properties"]}:
            if not is_meant_as_context(keys):
                return (
                    "a mapping begins with mapping: NAME, a change of one with overlay: NAME, a context with a list"
                    " such as projects:"
                )
            check_context_file(self.files, place, file, self.survey)
            return None
        self.survey.takes(place, file, "mapping")
        self.survey.findings.extend(own.in_order())
        if isinstance(tree, Entries):
            self._check_tree(place, file, tree, keys)
        elif tree is not None:
            self.survey.findings.add("wrong-type", "a spec is keys and values", tree.span, "start with mapping: NAME")
        return None

    def _check_tree(self, place: Folder, file: File, tree: Entries, keys: set[str]) -> None:
        findings = self.survey.findings
        if keys & {"overlay", "extends"}:
            customer = self.catalog.read_customer(self.customer or "example", self.given, None, Findings())
            if customer is not None:
                self._difference(customer, join(customer, tree, findings), place.name(file))
        elif "customer" in keys and "mapping" not in keys:
            check_customer(self.catalog, str(file), self.given, findings)
        else:
            check(tree, self.catalog.knowledge, findings)


def check_registries(files: Files, root: File, show: Callable[[File], str], survey: Survey) -> None:
    """The registries of a catalog that cannot be loaded."""
    for name in REGISTRIES:
        if files.kind(root / f"{name}.yaml") == "file":
            check_registry(files, root / f"{name}.yaml", show, survey)


def check_registry(files: Files, file: File, show: Callable[[File], str], survey: Survey) -> bool:
    """One registry, whether or not others of its catalog can be used; False where the file is none."""
    root = files.real(file).parent
    if not is_catalog(files, root) or of_catalog(files, root, files.real(file)).kind != "registry":
        return False
    place = Folder(root, show(root))
    survey.takes(place, files.real(file), "registry")
    read_registry(files, place, file.stem, survey.findings)
    # a schema cannot say which sides and values there are
    survey.findings.extend(each for each in _stopping(files, root, show) if _is_in(each, place.name(files.real(file))))
    return True


def _stopping(files: Files, root: File, show: Callable[[File], str]) -> tuple[Finding, ...]:
    """What keeps every command from using a catalog."""
    try:
        load(root, label=show(root), files=files)
    except CrosswalkError as error:
        return error.findings
    return ()


def _is_in(finding: Finding, name: str) -> bool:
    return finding.span is not None and finding.span.source.name == name


def _owner(files: Files, folder: File) -> File | None:
    """The customer's folder that a folder is, or is in."""
    for each in (folder, *folder.parents):
        if has_customer_file(files, each) or (each.parent.name == "customers" and is_customer(files, each)):
            return each
        if is_catalog(files, each) or is_root_of_git(files, each):
            return None
    return None


def _root(files: Files, folder: File) -> File | None:
    """The folder of mappings that a folder is, or is in."""
    for each in (folder, *folder.parents):
        if is_catalog(files, each):
            return each
        if is_root_of_git(files, each):
            return None
    return None
