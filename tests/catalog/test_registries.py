"""The registries of a catalog, flags, settings and tables, are checked when it is loaded."""

import pytest

from crosswalk import CrosswalkError
from specs import FLAGS, MakeCatalog


def test_a_pattern_that_is_none_is_a_finding(make_catalog: MakeCatalog) -> None:
    from specs import FLAGS

    with pytest.raises(CrosswalkError) as caught:
        make_catalog(flags=FLAGS.replace("length: 8,", 'length: 8, pattern: "^[A-Z{3}$",'))
    assert [finding.code for finding in caught.value.findings] == ["bad-value-here"]


def test_a_table_between_sides_that_are_none_is_a_finding(make_catalog: MakeCatalog) -> None:
    with pytest.raises(CrosswalkError) as caught:
        make_catalog(tables="tables:\n  kinds: {title: K, from: lft, to: right}\n")
    assert [finding.code for finding in caught.value.findings] == ["unknown-side"]


def test_a_default_of_the_wrong_type_is_one_finding(make_catalog: MakeCatalog) -> None:
    with pytest.raises(CrosswalkError) as caught:
        make_catalog(flags=FLAGS.replace("max: 365, default: 30", "max: 365, default: 30.0"))
    (finding,) = caught.value.findings
    assert (finding.message, finding.help) == ("expected a whole number, found 30.0", "write 30")
