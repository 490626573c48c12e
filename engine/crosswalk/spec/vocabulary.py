"""The closed vocabularies of a mapping: what a key may say, where it has one word of few."""

from typing import Final, Literal, TypeAlias, TypeVar, get_args

Word = TypeVar("Word", bound=str)

DirectionName: TypeAlias = Literal["export", "import"]
RuleDirection: TypeAlias = Literal["export", "import", "both"]
"""Where a rule, check or link holds."""
RowDirection: TypeAlias = Literal["export", "import", "both", "none"]
RuleKind: TypeAlias = Literal["require", "skip", "warn"]
NoHit: TypeAlias = Literal["error", "warn", "blank"]
"""What a link that finds nothing does."""
Policy: TypeAlias = Literal["error", "truncate"]
"""What happens to a value beyond the limits of its field."""
Wire: TypeAlias = Literal["number", "text"]

DIRECTIONS: Final[tuple[DirectionName, ...]] = get_args(DirectionName)
RULE_DIRECTIONS: Final[tuple[RuleDirection, ...]] = get_args(RuleDirection)
ROW_DIRECTIONS: Final[tuple[RowDirection, ...]] = get_args(RowDirection)
NO_HITS: Final[tuple[NoHit, ...]] = get_args(NoHit)
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
WIRES: Final[tuple[Wire, ...]] = get_args(Wire)


def word_among(text: object, words: tuple[Word, ...]) -> Word | None:
    """The word of a vocabulary that a text is; None where it is none of them."""
    return next((word for word in words if word == text), None)
