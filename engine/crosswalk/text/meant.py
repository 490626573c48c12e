"""What somebody meant who wrote a whole number, yes or no, or a code in another way."""

import re
import unicodedata

from ..values import Json, show

_SHORTEN = re.compile(r"([+-]?)0*(\d+)\.?0*")
_OF_A_PROGRAM = re.compile(r"0x[0-9a-f]{1,8}|0o[0-7]{1,11}|0b[01]{1,32}", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,' _]\d{3})+")
_UNIT = re.compile(r"([+-]?\d+) *(days?|d|letters?|digits?|places?|%)\.?", re.IGNORECASE)
_POWER = re.compile(r"(?P<whole>[+-]?\d{1,3})(?:\.(?P<parts>\d{1,8}))?[eE]\+?(?P<power>\d)")
_FRACTION = re.compile(r"([+-]?\d+)[.,](\d+)")
_YES, _NO = (
    frozenset({"true", "yes", "y", "on", "1", "enabled"}),
    frozenset({"false", "no", "n", "off", "0", "disabled"}),
)


def whole_number_meant(written: Json) -> int | None:
    """The whole number that a text can only have meant.

    >>> [whole_number_meant(text) for text in ("45.0", "045", "45 days", "1e2", "1,000", "4,5", "45.5", "soon")]
    [45, 45, 45, 100, 1000, None, None, None]
    >>> [whole_number_meant(text) for text in ("4_5", "0x2d", "4.5e1", "4.55e1")]
    [45, 45, 45, None]
    """
    # the digits of other scripts and full-width ones are digits to those who type them
    text = unicodedata.normalize("NFKC", str(written)).strip() if not isinstance(written, bool) else ""
    if _OF_A_PROGRAM.fullmatch(text):
        return int(text, 0)
    if unit := _UNIT.fullmatch(text):
        text = unit[1]
    if power := _POWER.fullmatch(text):
        places = int(power["power"])
        parts = (power["parts"] or "").ljust(places, "0")
        text = f"{power['whole']}{parts[:places]}.{parts[places:]}"
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"[,' _]", "", text)
    text = re.sub(r"(?<=\d)_(?=\d)", "", text)
    found = _SHORTEN.fullmatch(text) if len(text) <= 18 else None
    return int(found[1] + found[2]) if found else None


def whole_number_cure(written: Json, otherwise: str = "write digits, without quotes") -> str:
    """What to write instead of something that is no whole number.

    >>> whole_number_cure("45.5"), whole_number_cure("4,5"), whole_number_cure("soon")
    ('write 45 or 46', 'write 4 or 5', 'write digits, without quotes')
    """
    meant = whole_number_meant(written)
    if meant is not None:
        return f"write {meant}"
    fraction = _FRACTION.fullmatch(str(written).strip())
    if fraction is None or len(fraction[1]) > 9:
        return otherwise
    near = int(fraction[1])
    below, above = (near - 1, near) if fraction[1].startswith("-") else (near, near + 1)
    return f"write {below} or {above}"


def boolean_meant(written: Json) -> bool | None:
    """Yes or no, as people write it."""
    word = str(written).strip().lower()
    return True if word in _YES else False if word in _NO else None


def boolean_cure(written: Json) -> str:
    """What to write instead of something that is neither true nor false.

    >>> boolean_cure("yes"), boolean_cure("maybe")
    ('write true: it takes true or false, without quotes', 'write true or false, without quotes')
    """
    meant = boolean_meant(written)
    if meant is None:
        return "write true or false, without quotes"
    return f"write {'true' if meant else 'false'}: it takes true or false, without quotes"


def code_fault(code: str, inside: bool = True) -> tuple[str, str] | None:
    """What is wrong with the letters of a code, and what to write; None where nothing is.

    >>> code_fault("APPROVED ")
    ('"APPROVED " has a blank at its end', 'write "APPROVED"')
    >>> code_fault("NET30")
    """
    unseen = next((letter for letter in code if letter != " " and _is_unseen(letter)), None)
    clean = "".join(letter for letter in code if not _is_unseen(letter) or (letter == " " and not inside)).strip()
    help = f'write "{clean}"' if clean else "write the code"
    if unseen is not None:
        return f"{show(_without_unseen(code))} has the character U+{ord(unseen):04X} in it, which nobody can see", help
    if code != code.strip():
        return f"{show(code)} has a blank at its {'start' if code[:1] == ' ' else 'end'}", help
    if inside and " " in code:
        return f"{show(code)} has a blank in it", f"{help}, or the code as the other system has it"
    return None


def _is_unseen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _without_unseen(code: str) -> str:
    return "".join(letter if letter == " " or not _is_unseen(letter) else "?" for letter in code)
