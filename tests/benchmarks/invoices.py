"""Clean subcontractor invoices of three to eight lines, as the events that Procore sends; the same for each seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

_VENDORS = {
    "NORTHEL": "Northside Electric",
    "LAKECONC": "Lakeshore Concrete",
    "MULLERGL": "Müller Glazing",
    "00731": "O'Brien Hardware",
}
_JOB, _SUB_JOB = "24-117", "24-117A"
_COST_CODES = [f"{job}|{code}" for job in (_JOB, _JOB, _SUB_JOB) for code in ("01-310", "03-310", "16-050", "0500")]
_STATUSES = ("approved", "approved", "approved_as_noted", "pending_owner_approval")
_WORDS = (
    "rough-in",
    "conduit",
    "footings",
    "glazing",
    "lighting",
    "slab",
    "grid A",
    "ducts",
    "café",
    "hoist",
    "level 2",
)
_MOST = 58  # letters; what is longer is cut, and a warning says so
_CENTS = 10_000_000


def events(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many events of one invoice each, with the status and the summary that REST gives beside the event's own."""
    random = Random(seed)
    for number in range(count):
        yield {"request_name": "create_requisitions", "request_data": {"requisitions": [_invoice(random, number)]}}


def published(event: dict[str, Any]) -> dict[str, Any]:
    """The event with no more than the published example has: neither status nor summary."""
    invoice = record_of(event)
    kept = {name: value for name, value in invoice.items() if name not in {"status", "summary", "final", "number"}}
    return {**event, "request_data": {"requisitions": [kept]}}


def record_of(event: dict[str, Any]) -> dict[str, Any]:
    """The one invoice of an event."""
    invoice: dict[str, Any] = event["request_data"]["requisitions"][0]
    return invoice


def as_line(event: dict[str, Any]) -> bytes:
    """The event as a line of an input."""
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def _invoice(random: Random, number: int) -> dict[str, Any]:
    vendor, name = random.choice(list(_VENDORS.items()))
    contract = f"010|{vendor}|SC-{number:07}|000"
    amounts = [random.randint(1, _CENTS) for _ in range(random.randint(3, 8))]
    code = f"{vendor[:2]}-{number + 1000}"
    work, before = sum(amounts), random.randint(0, _CENTS)
    return {
        "procore_requisition_id": 58_000 + number,
        "accounting_method": "amount",
        "billing_date": _day(random),
        "code": code if random.random() < 0.8 else None,
        "contract_id": random.randint(1, 900),
        "contract_origin_id": contract,
        "created_at": f"{_day(random)}T22:26:28Z",
        "custom_fields": {},
        "erp_custom_fields": {
            "description": _text(random) if random.random() < 0.7 else None,
            "accounting_date": _day(random) if random.random() < 0.3 else None,
        },
        "formatted_payment_due": _shown(work - work // 10),
        "invoice_number": code,
        "job_origin_id": _JOB,
        "status": random.choice(_STATUSES),
        "vendor_name": name,
        "number": 1 + number % 24,
        "final": random.random() < 0.1,
        "summary": _summary(work, before),
        "line_items": [_line(random, contract, place, cents) for place, cents in enumerate(amounts, 1)],
    }


def _summary(work: int, before: int) -> dict[str, str]:
    to_date = before + work
    retainage = to_date // 10
    return {
        "original_contract_sum": _money(work * 8),
        "net_change_by_change_orders": "0.00",
        "contract_sum_to_date": _money(work * 8),
        "total_completed_and_stored_to_date": _money(to_date),
        "completed_work_retainage_percent": "10.0",
        "completed_work_retainage_amount": _money(retainage),
        "stored_materials_retainage_percent": "0.0",
        "stored_materials_retainage_amount": "0.00",
        "total_retainage": _money(retainage),
        "total_earned_less_retainage": _money(to_date - retainage),
        "less_previous_certificates_for_payment": _money(before),
        "current_payment_due": _money(work - work // 10),
        "balance_to_finish_including_retainage": _money(work * 7),
    }


def _line(random: Random, contract: str, place: int, cents: int) -> dict[str, Any]:
    is_unit = random.random() < 0.3
    price = random.randint(100, 99_999) if is_unit else 0
    retainage = _short(cents // 10)
    return {
        "procore_requisition_item_id": 9000 + place,
        "accounting_method": "unit" if is_unit else "amount",
        "amount": _short(cents),
        "change_order_line_item_origin_id": None,
        "commitment_item_origin_id": f"{contract}|{place:03}",
        "cost_code_id": 1400 + place,
        "cost_code_origin_id": random.choice(_COST_CODES),
        "description": _text(random),
        "formatted_amount": _shown(cents),
        "formatted_unit_cost": _shown(price),
        "line_item_description": _text(random),
        "line_item_type_origin_id": random.choice("SMLE"),
        "qty": _short(random.randint(100, 99_999)) if is_unit else "0.0",
        "released_work_completed_this_period": random.choice(["0.0", "0.0", "0.0", "50.0"]),
        "requisition_item_type": "Billings::ContractItem",
        "retainage_materials_presently_stored": "0.0",
        "retainage_materials_previously_stored": "0.0",
        "retainage_this_period": retainage,
        "retainage_work_completed_this_period": retainage,
        "scheduled_total_amount": _short(cents * random.randint(1, 9)),
        "tax_code_origin_id": None,
        "unit_cost": _short(price),
        "uom": random.choice(["cy", "sf", "ea"]) if is_unit else None,
    }


def _day(random: Random) -> str:
    return f"2025-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _text(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=random.randint(2, 8)))[:_MOST].strip()


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _short(cents: int) -> str:
    """An amount of a line, as Procore writes it: no zeros at its end but one."""
    return f"{cents // 100}.{f'{cents % 100:02}'.rstrip('0') or '0'}"


def _shown(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"
