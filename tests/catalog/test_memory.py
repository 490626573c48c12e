"""Texts that stand nowhere on disk, or are not saved yet, are mapped and checked as files are."""

import pickle
from pathlib import Path

import pytest

from crosswalk import Catalog, CrosswalkError, Memory, load
from crosswalk.audit.lint_all import lint_all
from crosswalk.audit.lint_path import PathLint
from crosswalk.audit.survey import Survey
from crosswalk.catalog.rehearse import find_cases, rehearse
from crosswalk.finding import Finding, Problem
from crosswalk.text.files import DISK, MOST_OF_YAML, Disk, Files
from places import ROOT, TODAY
from shipped import CATALOG
from specs import SMALLEST, row, spec

SMALL = spec(row("a", "source: v"))
WRONG = spec(row("a", "source: v | uper"))
OVERLAY = "overlay: small\nchanges:\n  - {change: a, set: {source: w}}\n"
ORDER = {"orders": {"number": "1", "v": "x", "w": "y"}}


def texts_of(**more: str) -> dict[str, str]:
    """A small catalog as texts by path."""
    names = {**SMALLEST, "small": SMALL, **more}
    return {f"mappings/{name.replace('__', '/')}.yaml": text for name, text in names.items()}


def written(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder / "mappings"


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.at) for finding in findings]


def value_of(catalog: Catalog, customer: str = "tester") -> object:
    mapper = catalog.customer(customer).mapper("small", today=TODAY)
    return mapper.map_payload(ORDER)[0].documents[0].body["a"]


def test_a_catalog_of_texts_maps() -> None:
    catalog = load(files=Memory(texts_of(customers__tester__small=OVERLAY)))
    assert (catalog.names, catalog.customers) == (("small",), ("tester",))
    assert value_of(catalog) == "y"


def test_a_finding_names_the_text() -> None:
    memory = Memory(texts_of(small=WRONG, customers__tester__other="overlay: smal\nchanges: []\n"))
    mapping, customer = "mappings/small.yaml", "mappings/customers/tester/other.yaml"
    found = {(finding.code, finding.span.source.name) for finding in lint_all(load(files=memory)) if finding.span}
    assert {("unknown-filter", mapping), ("unknown-mapping", customer)} <= found


def test_samples_and_run_files_are_texts_too() -> None:
    beside = {
        "mappings/samples/small/export-first.json": '{"orders": {"number": "1", "v": "x", "w": "y"}}',
        "mappings/samples/small/export-first.run.yaml": "customer: tester\ntoday: 2025-02-03\ncontext: context.yaml\n",
        "mappings/samples/small/context.yaml": "projects: [{id: 1}]\n",
    }
    catalog = load(files=Memory({**texts_of(), **beside}))
    (case,) = find_cases(catalog)
    assert rehearse(catalog, *case).outcomes[0].kind == "mapped"
    assert lint_all(catalog) == ()
    lost = Memory({**texts_of(), **beside, "mappings/samples/small/export-first.run.yaml": "context: nowhere.yaml\n"})
    assert "no-such-file" in [finding.code for finding in lint_all(load(files=lost))]


def test_a_schema_beside_the_mappings_is_a_text_and_changes_what_is_found() -> None:
    texts = texts_of(small=SMALL.replace("export:", "export:\n  payload: left/order", 1))
    found = []
    for known in ("v", "other"):
        schema = f'{{"properties": {{"orders": {{"properties": {{"number": {{}}, "{known}": {{}}}}}}}}}}'
        catalog = load(files=Memory({**texts, "schemas/left/order.schema.json": schema}))
        found.append([finding.code for finding in lint_all(catalog)])
    assert found == [[], ["unknown-path"]]


def test_texts_in_memory_are_found_and_mapped_as_the_same_files_are() -> None:
    files = [file for file in (ROOT / "mappings").rglob("*") if file.suffix in {".yaml", ".json"}]
    memory = Memory({file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files})
    catalog = load(files=memory)
    survey, on_disk = Survey(), Survey()
    for each, into in ((catalog, survey), (CATALOG, on_disk)):
        into.findings.extend(lint_all(each))
    assert survey.findings.in_order() == on_disk.findings.in_order()
    assert (catalog.names, catalog.customers) == (CATALOG.names, CATALOG.customers)
    cases = find_cases(catalog)
    assert [(sample.title(variant)) for sample, variant in cases] == [s.title(v) for s, v in find_cases(CATALOG)]
    last = {(sample.mapping, sample.direction, sample.customer): case for case in cases for sample in [case[0]]}
    on_disk_by_title = {sample.title(variant): (sample, variant) for sample, variant in find_cases(CATALOG)}
    for sample, variant in last.values():
        same = rehearse(CATALOG, *on_disk_by_title[sample.title(variant)])
        assert rehearse(catalog, sample, variant).outcomes == same.outcomes


@pytest.mark.parametrize("is_absolute", [True, False])
def test_a_text_that_is_not_saved_takes_the_place_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_absolute: bool
) -> None:
    root = written(tmp_path, texts_of(other=SMALL.replace("mapping: small", "mapping: other")))
    monkeypatch.chdir(tmp_path)
    path = str(root / "small.yaml") if is_absolute else "mappings/small.yaml"
    catalog = load(root, label="mappings", files=Memory.over_disk({path: WRONG}))
    assert told(lint_all(catalog)) == told(lint_all(load(files=Memory(texts_of(small=WRONG)))))
    assert catalog.names == ("other", "small")
    assert lint_all(load(root, label="mappings")) == ()


def test_a_text_of_a_file_that_is_not_there_yet_is_read(tmp_path: Path) -> None:
    root = written(tmp_path, texts_of())
    new = root / "customers" / "newcomer"
    texts = {str(new / "customer.yaml"): "customer: newcomer\ntitle: New\n", str(new / "small.yaml"): OVERLAY}
    catalog = load(root, files=Memory.over_disk(texts))
    assert catalog.customers == ("newcomer", "tester")
    assert (value_of(catalog, "newcomer"), value_of(catalog)) == ("y", "x")


def test_a_text_is_found_through_a_link(tmp_path: Path) -> None:
    written(tmp_path / "far", {"acme/customer.yaml": "customer: acme\ntitle: A\n", "acme/small.yaml": OVERLAY})
    root = written(tmp_path, texts_of())
    (root / "customers" / "acme").symlink_to(tmp_path / "far" / "acme")
    text = OVERLAY.replace("source: w", "source: number")
    for folder in (tmp_path / "far" / "acme", root / "customers" / "acme"):
        assert value_of(load(root, files=Memory.over_disk({str(folder / "small.yaml"): text})), "acme") == "1"


def test_where_one_text_changes_only_its_mapping_is_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = written(tmp_path, texts_of(other=SMALL.replace("mapping: small", "mapping: other")))
    lint_all(load(root))
    checked: list[str] = []
    monkeypatch.setattr("crosswalk.catalog.checked.lint", lambda mapping, *_: checked.append(mapping.name))
    lint_all(load(root, files=Memory.over_disk({str(root / "small.yaml"): SMALL.replace("Small", "Smaller")})))
    assert set(checked) == {"small"}


@pytest.mark.parametrize("over_disk", [True, False])
def test_a_customer_and_a_mapper_take_their_texts_along(tmp_path: Path, over_disk: bool) -> None:
    texts = texts_of(customers__tester__small=OVERLAY)
    root = written(tmp_path, texts_of())
    unsaved = {str(root / "customers" / "tester" / "small.yaml"): OVERLAY}
    catalog = load(root, files=Memory.over_disk(unsaved)) if over_disk else load(files=Memory(texts))
    mapper = pickle.loads(pickle.dumps(catalog.customer("tester").mapper("small", today=TODAY)))
    assert mapper.map_payload(ORDER)[0].documents[0].body["a"] == "y"
    assert pickle.loads(pickle.dumps(catalog.customer("tester", ["days=3"]))).flags["days"].value == 3


def test_one_text_is_checked_as_what_it_is() -> None:
    catalog = load(files=Memory(texts_of(customers__tester__small=OVERLAY.replace("w}", "w | uper}"))))
    survey = Survey()
    paths = PathLint(catalog, None, (), survey, str)
    assert paths.check(Path("mappings/small.yaml")) is None
    assert survey.findings.in_order() == ()
    assert paths.check(Path("mappings/customers/tester/small.yaml")) is None
    assert [finding.code for finding in survey.findings.in_order()] == ["unknown-filter"]


def test_a_customer_is_known_by_its_path() -> None:
    catalog = load(files=Memory({**texts_of(), "clients/acme/customer.yaml": "customer: acme\ntitle: Acme\n"}))
    assert catalog.customer("clients/acme").title == "Acme"
    assert load(files=catalog.files, customers=[Path("clients")]).customers == ("acme", "tester")


def test_texts_that_are_no_catalog_are_a_finding() -> None:
    with pytest.raises(CrosswalkError) as caught:
        load(files=Memory({"orders.yaml": SMALL}))
    assert caught.value.findings[0].message == "there is no folder mappings"


@pytest.mark.parametrize(
    ("text", "code"), [("a" * (MOST_OF_YAML + 1), "too-large"), ("a: \ud800", "not-text"), ("", "empty-file")]
)
def test_a_text_is_bounded_as_a_file_is(text: str, code: str) -> None:
    catalog = load(files=Memory(texts_of(small=text)))
    assert [finding.code for finding in lint_all(catalog)] == [code]


def test_memory_and_disk_tell_the_same_of_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"b/c.yaml": "c", "b/a.yaml": "a", "d.yaml": "d"})
    monkeypatch.chdir(tmp_path)
    memory = Memory({"b/c.yaml": "c", "b/a.yaml": "a", "d.yaml": "d"})
    places: tuple[Files, ...] = (DISK, memory, Memory.over_disk({"b/a.yaml": "a"}))
    for path in map(Path, ("b", "d.yaml", "b/../b/c.yaml", "d.yaml/x", "e", "x\0y", "n" * 5000, ".")):
        assert len({files.kind(path) for files in places}) == 1, path
        assert len({files.below(path) for files in places}) == 1, path
        assert len({said_of(files, path) for files in places}) == 1, path


def said_of(files: Files, path: Path) -> bytes | str:
    try:
        return files.read(path, "it", 100)
    except Problem as problem:
        return f"{problem.code}: {problem.message}".split(": ")[0 if "\0" in str(path) or len(str(path)) > 9 else 1]


def test_equal_texts_are_one_memory_and_another_text_is_another() -> None:
    one, same, other = Memory({"a": "1"}), Memory({"a": "1"}), Memory({"a": "2"})
    assert (one == same, hash(one) == hash(same), one == other) == (True, True, False)
    assert Memory.over_disk({"x/a": "1"}).part(Path("y")) == Disk()
    assert one != Memory.over_disk({"a": "1"})
