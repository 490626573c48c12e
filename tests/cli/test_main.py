"""The door: exit codes, suggestions, colour, and what every command has."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from commandline import check, crosswalk
from crosswalk_cli.main import cli


class TestTheDoor:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("nonsense",), 2),
            (("dry-run",), 2),
            (("dry-run", "x", "--direction", "up"), 2),
            (("dry-run", "x", "no-such-file.json"), 2),
            (("dry-run", "subcontractor-invoice"), 3),
            (("list", "--customer", "exampel"), 3),
            (("list", "--set", "nope=1"), 3),
        ],
    )
    def test_exit_codes(self, arguments: tuple[str, ...], code: int) -> None:
        assert crosswalk(*arguments).code == code

    def test_a_mistyped_command_has_a_suggestion(self) -> None:
        assert "Did you mean 'dry-run'?" in crosswalk("dryrun").err

    def test_an_internal_error_is_one_line_and_exit_70(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("boom")

        monkeypatch.setattr("crosswalk.mapper.Mapper.trace", broken)
        said = crosswalk("dry-run", "subcontractor-invoices")
        assert (said.code, said.out) == (70, "")
        assert said.err.splitlines()[-1].startswith("internal error: RuntimeError at test_main.py:")
        with pytest.raises(RuntimeError):
            crosswalk("--debug", "dry-run", "subcontractor-invoices")

    def test_colour_is_off_unless_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "\x1b[" not in crosswalk("list").out
        assert "\x1b[" in crosswalk("--color", "always", "list").out
        monkeypatch.delenv("NO_COLOR")
        assert "\x1b[" not in crosswalk("list").out
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[" in crosswalk("list").out
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[" not in crosswalk("list").out

    def test_without_a_customer_the_example_is_used_and_named(self) -> None:
        assert "'example'" in crosswalk("list").err
        assert "'example'" not in crosswalk("list", "--customer", "example").err

    def test_the_list_has_a_schema(self) -> None:
        check(crosswalk("list", "--format", "json").data, "list")

    def test_the_version_needs_none_of_the_engine(self) -> None:
        script = "import sys; from crosswalk_cli.main import main\ntry: main(['--version'])\nfinally: print(sorted({'yaml', 'jsonschema', 'jinja2', 'jmespath', 'msgspec'} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from all_commands(command, (*path, name))


_COMMANDS = list(all_commands(cli))


@pytest.mark.parametrize(("path", "command"), _COMMANDS, ids=[" ".join(path) for path, _ in _COMMANDS])
def test_every_command_has_a_sentence_and_two_examples(path: tuple[str, ...], command: click.Command) -> None:
    said = crosswalk(*path, "--help")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 100
    assert said.out.count("\n    crosswalk ") + said.out.count("\n    cat ") >= 2
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_the_commands_are_those_of_the_contract() -> None:
    assert [" ".join(path) for path, _ in _COMMANDS] == [
        "dry-run",
        "explain",
        "flags",
        "flags list",
        "flags show",
        "functions",
        "lint",
        "list",
        "rules",
        "run",
        "show",
    ]
