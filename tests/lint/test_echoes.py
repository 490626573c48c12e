"""Changes of a customer that change nothing: the base says or gives the same."""

import pytest

from crosswalk.audit.lint_all import lint_all
from foreseen import OWN, Told, where
from specs import MakeCatalog, row, spec


class TestEchoes:
    def test_a_constant_that_the_base_gives_by_a_flag_is_told(self, told: Told) -> None:
        (finding,) = told(own=OWN.replace("constant: OWN", "constant: INT"))
        assert (finding.code, finding.severity, where(finding)) == ("changes-nothing", "warning", "INT")
        assert finding.message == 'the base gives "INT" already, by flags.budget_change_pci_type'

    def test_a_constant_that_differs_by_the_customers_own_flag_is_none(self, told: Told) -> None:
        own = OWN.replace("constant: OWN", "constant: INT")
        assert told("flags: {budget_change_pci_type: CHG}\n", own=own) == ()

    @pytest.mark.parametrize(
        ("change", "at"),
        [
            ("change: projection\n    set: {constant: A}", "constant"),
            ("change: pci-type\n    set: {required: true}", "required"),
            ("change: pci-type\n    set: {cmic.max: 4}", "cmic.max"),
            ("change: export-date\n    set: {constant: null}", "constant"),
            ("change: budget-change-void\n    set: {help: nothing to do}", "help"),
        ],
    )
    def test_a_key_that_says_what_the_base_says_is_told_at_the_key(self, told: Told, change: str, at: str) -> None:
        (finding,) = told(own=f"{OWN}  - {change}\n")
        assert (finding.code, where(finding)) == ("changes-nothing", at)

    def test_an_overlay_is_looked_at_like_an_own_mapping(self, make_catalog: MakeCatalog) -> None:
        own = "overlay: small\nchanges:\n  - {change: a, set: {default: x}}\n"
        catalog = make_catalog(small=spec(row("a", "source: v, default: x")), customers__tester__own=own)
        assert [finding.code for finding in lint_all(catalog)] == ["changes-nothing"]
