"""The door: finds the command, runs it, and turns what went wrong into an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from . import commands, exits


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
    _use_utf8()
    try:
        code = cli.main(args=given, prog_name="crosswalk", standalone_mode=False)
    except click.ClickException as error:
        error.message = _printable(error.message)  # type: ignore[misc] # click would print a stranger's words as they are
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = exits.STOPPED
    except (BrokenPipeError, SystemExit):  # click turns some broken pipes into an exit of its own
        # the reader went away; keep Python from complaining when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.CLEAN
    except OSError as error:
        click.echo(f"Error: {_printable(str(error.filename or 'output'))}: {error.strerror}", err=True)
        code = exits.USAGE
    except Exception as error:  # the one place where everything else is a bug of ours
        if "--debug" in given:
            raise
        click.echo(_bug(error), err=True)
        code = exits.BUG
    sys.exit(code if isinstance(code, int) else exits.CLEAN)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")


def _printable(text: str) -> str:
    from crosswalk.values import printable  # only here, so that --version and --help need none of the engine

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
