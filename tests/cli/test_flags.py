"""crosswalk flags: every option, its value, and where that was set."""

import pytest

from commandline import check, crosswalk


class TestFlags:
    def test_the_list_has_every_flag_and_a_schema(self) -> None:
        data = crosswalk("flags", "list", "--format", "json").data
        check(data, "flags-list")
        assert len(data["flags"]) == 54
        due = next(flag for flag in data["flags"] if flag["name"] == "invoice_due_days")
        assert (due["kind"], due["type"], due["default"], due["value"], due["source"], due["mappings"]) == (
            "mapping",
            "integer",
            30,
            30,
            "default",
            ["subcontractor-invoices"],
        )

    def test_one_flag_has_its_story(self) -> None:
        said = crosswalk("flags", "show", "invoice_due_days", "--set", "invoice_due_days=45")
        assert "45  (--set)" in said.out
        check(crosswalk("flags", "show", "time_zone", "--format", "json").data, "flags-show")

    def test_an_unknown_flag_has_a_suggestion(self) -> None:
        said = crosswalk("flags", "show", "invoce_due_days")
        assert (said.code, "did you mean 'invoice_due_days'?" in said.err) == (3, True)


@pytest.mark.parametrize("text", ["text=[SUB, 'MAT']", "SUB,MAT", "[SUB,MAT]", '["SUB", "MAT"]'])
def test_a_list_of_codes_may_stand_in_brackets(text: str) -> None:
    words = text.removeprefix("text=")
    said = crosswalk(
        "flags", "show", "masked_vendor_classes", "--set", f"masked_vendor_classes={words}", "--format", "json"
    )
    assert said.data["value"] == ["SUB", "MAT"]
