"""What a careful programmer writes by hand with the standard library for subcontractor invoices of the customer example.

It is what crosswalk is measured against: JSON in and out, money exact, each value that CMiC must have looked for. It
maps an invoice to the same bytes as `crosswalk run`, and stops at the first one that it cannot map, without a reason
that an accountant could use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_CENT, _ZERO = Decimal("0.01"), Decimal("0.00")
_STATUSES = {"approved", "approved_as_noted", "pending_owner_approval"}
_TERM = timedelta(days=30)
_FIRST_VOUCHER = -999999
_LATE = "schedule_of_values.ScschOraseq"

_decode = json.JSONDecoder(parse_float=Decimal).decode
# json writes no Decimal: it is written as a marked text, and the marks are taken away
_encode = json.JSONEncoder(default=lambda amount: f"\x01{amount}\x01", separators=(",", ":"), ensure_ascii=False).encode


class NotMapped(ValueError):
    """An invoice that cannot be sent."""


def run(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A line of output for each invoice of the events that stand on the lines."""
    sequence = 0
    for line in lines:
        for invoice in _decode(line.decode())["request_data"]["requisitions"]:
            yield encode(map_invoice(invoice, sequence))
            sequence += 1


def encode(document: dict[str, Any]) -> bytes:
    return _encode(document).replace('"\\u0001', "").replace('\\u0001"', "").encode() + b"\n"


def map_invoice(invoice: dict[str, Any], sequence: int) -> dict[str, Any]:
    """The line of output for one invoice."""
    _check_status(invoice)
    voucher = _FIRST_VOUCHER + sequence
    lines = [_line(item, invoice["job_origin_id"], voucher) for item in invoice["line_items"]]
    if not lines:
        raise NotMapped("line_items")
    work = sum(line["VdistTranScschLstAmt"] for line in lines)
    held = sum(line["VdistTranScschHldbkAmt"] for line in lines)
    released = any(line["VdistTranScschHldbkRlsAmt"] for line in lines)
    has_work = any(line["VdistTranScschLstAmt"] for line in lines)
    if not (has_work or released or held):
        raise NotMapped("nothing to pay")
    company, vendor, contract, change = invoice["contract_origin_id"].split("|")
    summary, typed = invoice.get("summary") or {}, invoice.get("erp_custom_fields") or {}
    billed = date.fromisoformat(invoice["billing_date"])
    posted = date.fromisoformat(typed.get("accounting_date") or invoice["billing_date"])
    to_date = _ZERO if released and not has_work else _money(summary.get("total_completed_and_stored_to_date"), work)
    body = {
        "VouCompCode": _code(company, 8),
        "VouVenCode": _code(vendor, 8),
        "VouInvCode": _code(invoice.get("code") or invoice["invoice_number"], 20),
        "VouDesc": _cut(typed.get("description") or ""),
        "VouInvAmt": to_date,
        "VouHldbkAmt": _money(summary.get("total_retainage"), held),
        "VouInvDate": billed.isoformat(),
        "VouDueDate": (billed + _TERM).isoformat(),
        "VouPostDate": posted.isoformat(),
        "VouContCode": _code(contract, 20),
        "VouChgCode": _code(change, 6),
        "VouJobCode": _code(invoice["job_origin_id"], 10),
        "VouCurrCode": "USD",
        "VouNum": voucher,
        "VouBchPost": "N",
        "VouFinalRfpFlag": "Y" if invoice.get("final") else "N",
        "VouPayByManualChqFlag": "N",
        "ApVoucherDetailViewObj": lines,
    }
    document = {
        "document": "voucher",
        "method": "POST",
        "endpoint": "ap-rest-api/rest/1/apvoucher",
        "body": body,
        "needs": [_LATE],
    }
    return {"key": invoice["invoice_number"], "documents": [document]}


def _check_status(invoice: dict[str, Any]) -> None:
    status = invoice.get("status")
    if status is not None and status.lower().replace(" ", "_") not in _STATUSES:
        raise NotMapped("status")
    if (invoice.get("erp_status") or "").lower() == "rejected":
        raise NotMapped("erp_status")


def _line(item: dict[str, Any], project: str, voucher: int) -> dict[str, Any]:
    job, cost_code = item["cost_code_origin_id"].split("|")
    line: dict[str, Any] = {
        "VdistJobCode": _code(job or project, 10),
        "VdistPhsCode": _code(cost_code, 16),
        "VdistCatCode": _code(item["line_item_type_origin_id"], 16),
    }
    description = item.get("description") or item.get("line_item_description")
    if description:
        line["VdistDesc"] = _cut(description)
    line["VdistTranScschLstAmt"] = _money(item["amount"])
    line["VdistTranScschHldbkAmt"] = _money(item.get("retainage_work_completed_this_period"), _ZERO)
    line["VdistTranScschHldbkRlsAmt"] = _money(item.get("released_work_completed_this_period"), _ZERO)
    of = item["commitment_item_origin_id"] or item["change_order_line_item_origin_id"]
    line["VdistTranScschOraseq"] = {"$late": _LATE, "of": of}
    line["VdistVouNum"] = voucher
    return line


def _money(amount: str | Decimal | int | None, otherwise: Decimal | int | None = None) -> Decimal:
    found = otherwise if amount is None or amount == "" else amount
    if found is None:
        raise NotMapped("amount")
    return Decimal(found).quantize(_CENT, ROUND_HALF_UP)


def _code(code: str | None, most: int) -> str:
    if not code or not code.strip() or len(code) > most:
        raise NotMapped(f"code {code}")
    return code


def _cut(text: str) -> str:
    return text[:60].rstrip() if len(text) > 60 else text
