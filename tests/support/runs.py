"""Runs of invoices, and what came of them."""

import json
from pathlib import Path
from typing import Any

from commandline import Said, check, crosswalk
from places import ROOT

INVOICE = ROOT / "mappings/samples/subcontractor-invoices/export-first-invoice.json"
TODAY = ("--today", "2025-02-03")


def invoice(number: str, **more: Any) -> dict[str, Any]:
    (record,) = json.loads(INVOICE.read_text())["request_data"]["requisitions"]
    return {**record, "invoice_number": number, "code": None, **more}


def line(number: str, **more: Any) -> bytes:
    return json.dumps(invoice(number, **more)).encode()


def run(stdin: bytes, *options: str) -> Said:
    return crosswalk("run", "subcontractor-invoices", *TODAY, *options, stdin=stdin)


def keys(said: Said) -> list[str]:
    return [json.loads(text)["key"] for text in said.out.splitlines()]


def rejects_of(stdin: bytes, folder: Path, *options: str) -> list[dict[str, Any]]:
    run(stdin, "--rejects", str(folder / "rejects"), *options)
    found = [json.loads(text) for text in (folder / "rejects").read_text().splitlines()]
    for reject in found:
        check(reject, "rejects")
    return found
