"""The compliance cases of jmespath.test against our paths: the same result, or refused by a finding.

The cases are not part of the project. To run them, name the folder that holds `jmespath/*.json`:

    CROSSWALK_SUITES=/path/to/suites pytest tests/language/test_suite_jmespath.py

Without it this module is not collected. What ever failed here is a test of our own in test_path.py.
"""

import json
import os
from collections import Counter
from pathlib import Path as File
from typing import Any

import pytest

from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.path import parse_path
from crosswalk.text.source import Scalar
from crosswalk.values import MISSING

_FILES = sorted((File(os.environ["CROSSWALK_SUITES"]) / "jmespath").glob("*.json"))
# asked for by their names in the suite; money is why we refuse them
_BY_DESIGN = frozenset({"path-function", "expression-too-large"})
_IS_WARNED = "ignore:deprecated string literal syntax:PendingDeprecationWarning"


def _outcome(text: str, given: Any) -> Any:
    findings = Findings()
    path = parse_path(Scalar(text, Span(Source("suite", text), 1, 1), "plain"), findings)
    if path is None:
        return {finding.code for finding in findings.in_order()}
    try:
        found = path.read(given)
    except Problem:
        return {"problem"}
    return None if found is MISSING else found


def _verdict(text: str, given: Any, case: dict[str, Any]) -> str:
    found = _outcome(text, given)
    if isinstance(found, set):
        return "refused" if found <= _BY_DESIGN or "error" in case else f"refused by {found}"
    return "same" if "error" not in case and found == case["result"] else f"found {found!r}"


def test_the_suite_is_there() -> None:
    assert _FILES


@pytest.mark.filterwarnings(_IS_WARNED)
@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_every_case_gives_the_same_or_is_refused(file: File) -> None:
    verdicts: Counter[str] = Counter()
    different = []
    for block in json.loads(file.read_text("utf-8")):
        for case in block["cases"]:
            if "result" in case or "error" in case:
                verdict = _verdict(case["expression"], block["given"], case)
                verdicts[verdict] += 1
                different += [] if verdict in {"same", "refused"} else [(case["expression"], verdict)]
    assert different == [], verdicts
