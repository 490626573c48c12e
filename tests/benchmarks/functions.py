"""How long functions and modules are: python tests/benchmarks/functions.py [--against CHECKOUT]

A function is as long as the lines of its body, its docstring left out; one inside another counts in both.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import engines

_LONG = 300
_FOLDERS = {"engine": "engine/crosswalk", "cli": "cli/crosswalk_cli"}


def lengths(text: str) -> Iterator[int]:
    """The lines of each function of a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
            yield (body[-1].end_lineno or 0) - body[0].lineno + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="count beside this checkout, not 0.1.0")
    with engines.other(parser.parse_args().against) as before:
        print(
            f"{'':24} {'modules':>8} {'lines':>7} {'functions':>10} {'median':>7} {'p90':>5} {'max':>5}  over {_LONG} lines"
        )
        for engine in (before, engines.this()):
            for word, folder in _FOLDERS.items():
                _show(f"{word} of {engine.title}", engine.checkout / folder)


def _show(name: str, folder: Path) -> None:
    texts = {file: file.read_text("utf-8") for file in sorted(folder.rglob("*.py"))}
    sizes = {file: len(text.splitlines()) for file, text in texts.items()}
    found = [length for text in texts.values() for length in lengths(text)]
    p90 = quantiles(found, n=10)[-1]
    long = ", ".join(f"{file.relative_to(folder)} {size}" for file, size in sizes.items() if size > _LONG)
    numbers = f"{len(texts):8} {sum(sizes.values()):7} {len(found):10} {median(found):7.0f} {p90:5.0f} {max(found):5}"
    print(f"{name:24} {numbers}  {long or 'none'}")


if __name__ == "__main__":
    main()
