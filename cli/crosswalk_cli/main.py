"""The door: finds the command, runs it, and turns what went wrong into an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click

from . import commands, exits, signals, streams


class _Commands(click.Group):
    """Imports a command's file only when it is asked for; a file in `commands/` is a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [module.name.replace("_", "-") for module in iter_modules(commands.__path__)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] == "help":
            args = [*args[1:2], "--help"]
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" There are: {', '.join(self.list_commands(ctx))}."
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"crosswalk {version('procore-cmic-crosswalk')} (Python {sys.version.split()[0]})")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colour.")
@click.pass_context
def cli(ctx: click.Context, debug: bool, color: str) -> None:
    """Map records between Procore and CMiC by YAML specs that you can review and test.

    \b
    Examples:
      crosswalk list
      crosswalk dry-run subcontractor-invoices
      crosswalk lint
    """
    ctx.color = {"always": True, "never": False}.get(color, _wants_color())


def _wants_color() -> bool | None:
    # click itself does not know NO_COLOR
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line; never shows a traceback unless --debug is given."""
    given = sys.argv[1:] if arguments is None else arguments
    with streams.prepared(), signals.caught():
        code = _code_of(given)
    sys.exit(code)


def _code_of(given: list[str]) -> int:
    """How the command ended, told by a number and, where it ended badly, by one line."""
    try:
        return _run(given)
    except click.ClickException as error:
        error.message = _printable(error.message)  # type: ignore[misc] # click would print a stranger's words as they are
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _stopped(exits.STOPPED)
    except signals.Stopped as stop:
        return _stopped(exits.SIGNALLED + stop.number)
    except OSError as error:
        return _failed(error)
    except Exception as error:  # the one place where everything else is a bug of ours
        if "--debug" in given:
            raise
        click.echo(_bug(error), err=True)
        return exits.BUG


def _run(given: list[str]) -> int:
    if "_CROSSWALK_COMPLETE" in os.environ:
        cli.main(args=given, prog_name="crosswalk")  # a shell asks for completions
    try:
        # not cli.main: it takes a broken pipe for an exit of its own, with code 1
        with cli.make_context("crosswalk", list(given)) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as end:
        code = end.exit_code
    streams.flush_output()
    return code if isinstance(code, int) else exits.CLEAN


def _stopped(code: int) -> int:
    streams.give_up_output()
    click.echo("stopped", err=True)
    return code


def _failed(error: OSError) -> int:
    streams.give_up_output()
    if isinstance(error, BrokenPipeError):
        return exits.READER_GONE  # whoever read the output went away, and knows it
    click.echo(f"Error: {_printable(str(error.filename or 'output'))}: {error.strerror}", err=True)
    return exits.USAGE


def _printable(text: str) -> str:
    from crosswalk.values import printable

    return printable(text)


def _bug(error: Exception) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    what = _printable(f"{type(error).__name__} at {place}: {error}")
    return f"internal error: {what}; please report this line and the command (--debug shows more)"


if __name__ == "__main__":
    main()
