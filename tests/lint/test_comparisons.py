"""Comparisons that look like patterns, and comparisons that no payload can meet."""

import pytest

from foreseen import OWN, Told, where


class TestPlainPatterns:
    @pytest.mark.parametrize(
        ("condition", "help"),
        [
            ('title == "Allowance*"', 'is like("Allowance*") takes * for any letters'),
            ('title != "Allowance*"', 'is not like("Allowance*") takes * for any letters'),
            ('"Allowance*" == title', 'is like("Allowance*") takes * for any letters'),
            ('title in ["Allowance*", "OA-1"]', 'is like(["Allowance*", "OA-1"]) takes * for any letters'),
            ('(title | upper) not in ["OA-?"]', 'is not like("OA-?") takes ? for any letters'),
            ('not (title == "OA-?")', 'is like("OA-?") takes ? for any letters'),
        ],
    )
    def test_a_star_in_a_plain_comparison_is_told(self, told: Told, condition: str, help: str) -> None:
        own = OWN.replace('takes_when: title is like("Own*")', f"takes_when: |-\n  {condition}")
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.help) == ("plain-pattern", "warning", help)
        assert {"*", "?"} & set(where(finding))

    @pytest.mark.parametrize("condition", ['title is like("Allowance*")', 'title == "Allowance"', 'number in ["1"]'])
    def test_a_pattern_where_it_works_is_none(self, told: Told, condition: str) -> None:
        assert told(own=OWN.replace('title is like("Own*")', condition)) == ()


class TestNeverMet:
    @pytest.mark.parametrize(
        ("condition", "severity", "message", "help"),
        [
            ('status == "aproved"', "warning", 'status is never "aproved"', "did you mean 'approved'?"),
            ('record.status != "closed"', "warning", 'status is never "closed"', "it is one of draft, approved, under_review, void"),
            ('status in ["approved", "vod"]', "warning", 'status is never "vod"', "did you mean 'void'?"),
            ('status is like("Appr*")', "warning", 'status is never like "Appr*"', "it is one of draft, approved, under_review, void"),
            ('title == 5', "error", "title is text, and 5 is a number", 'write "5" in quotes'),
            ('prime_contract_id == "5"', "error", 'prime_contract_id is a number, and "5" is text', "write the number without quotes"),
            ('prime_contract_id is like("5*")', "error", "prime_contract_id is a number, and is like takes text", "compare a number with ==, <, >"),
            ('prime_contract == "5"', "error", 'prime_contract is an object, and "5" is text', "compare a field inside it"),
            ('prime_contract is like("5*")', "error", "prime_contract is an object, and is like takes text", "compare a field inside it"),
            ('title == true', "error", "title is text, and true is yes or no", 'write "true" in quotes, or ask: NAME is not blank'),
            ('title == false', "error", "title is text, and false is yes or no", 'write "false" in quotes, or ask: NAME is blank'),
            ('prime_contract_id == true', "error", "prime_contract_id is a number, and true is yes or no", "write a number, or ask: NAME is not blank"),
            ('prime_contract == true', "error", "prime_contract is an object, and true is yes or no", "compare a field inside it"),
        ],
    )  # fmt: skip
    def test_a_condition_that_no_payload_can_meet_is_told_at_the_constant(
        self, told: Told, condition: str, severity: str, message: str, help: str
    ) -> None:
        own = OWN.replace('takes_when: title is like("Own*")', f"takes_when: |-\n  {condition}")
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.message) == ("never-met", severity, message)
        assert finding.help == help

    @pytest.mark.parametrize(
        "condition",
        [
            'status == "approved"',
            'status is like("app*")',
            "prime_contract_id == 5",
            'prime_contract.title == "x"',
            'project_id == "5" or project_id == 5',
            'erp_status == none or title == "x"',
        ],
    )
    def test_a_condition_that_a_payload_can_meet_is_none(self, told: Told, condition: str) -> None:
        assert told(own=OWN.replace('title is like("Own*")', condition)) == ()

    def test_where_rules_and_rows_are_looked_at_too(self, told: Told) -> None:
        own = OWN + (
            "  - add_after: budget-change-void\n"
            "    rule: {id: r, skip_when: status == 'voided', message: m}\n"
            "  - change: status\n    set: {when: status == 'aproved'}\n"
        )
        assert [where(finding).strip("'") for finding in told(own=own)] == ["voided", "aproved"]
