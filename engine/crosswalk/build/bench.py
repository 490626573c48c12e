"""What every part of a program is built with: the plan, the look-ups, who is told, and where everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language.evaluate import Get
from ..plan.plan import Plan, Stage
from ..spec.mapping import Row
from ..spec.order import SOURCE, Graph, Place
from .frame import GROUP, POSITION, Frame, Layout, RowSlots
from .telling import Teller
from .tools import Tools


@dataclass(slots=True)
class Bench:
    """The layouts of all frames of a program, and what its closures are made with."""

    plan: Plan
    tools: Tools
    teller: Teller
    record: Layout = field(init=False)
    lines: dict[str, Layout] = field(default_factory=dict)
    links: dict[tuple[str, Place], Get] = field(default_factory=dict)
    """What links find. A link stands here before any reader of it is built, because the plan has it before."""

    settled: set[str] = field(default_factory=set)
    """Rows of the record that are the same for all records."""

    def __post_init__(self) -> None:
        self.record = Layout(self.teller.traces)

    @property
    def graph(self) -> Graph:
        return self.plan.graph

    @property
    def bodies(self) -> int:
        """The slot of the documents by name, as checks read them: a body, or a list where each line has its own."""
        return self.record.named("bodies")

    @property
    def drafts(self) -> int:
        """The slot of the documents by name, as they are put together."""
        return self.record.named("drafts")

    @property
    def off(self) -> int:
        """The slot of the names of documents that are not sent."""
        return self.record.named("off")

    def layout(self, place: Place) -> Layout:
        return self.record if place.group is None else self.layout_of(place.group)

    def layout_of(self, group: str) -> Layout:
        """The layout of the lines of a group."""
        return self.lines.setdefault(group, Layout(self.teller.traces))

    def slots(self, id: str) -> RowSlots:
        """Where a row of the record, or of one line, has its result."""
        group = self.graph.rows[id][2].group.id
        return (self.layout_of(group) if group in self.graph.lines else self.record).row(id)

    def over(self, group: str, stage: Stage) -> int:
        """The slot of the lines of a group at a stage; in the record's frame."""
        stage = self.plan.stage(group, stage) if group != SOURCE.group else stage
        return self.record.named("over", group, stage, start=())

    def label(self, row: Row) -> str:
        """What people call a row: the label of the side that is read, else of the other."""
        connector = self.plan.terms.knowledge.connector
        read = connector.sides_of(self.plan.direction.name)[0]
        labels = [row.sides[read].label, *(side.label for side in row.sides.values())]
        return next((label for label in labels if label), row.id)


def where(frame: Frame, bench: Bench) -> str:
    """The line that a frame is of, as sentences name it; nothing for the record."""
    group, position = frame[GROUP], frame[POSITION]
    if group is None:
        return ""
    if group == SOURCE.group:
        return f"source row {position}"
    return f"{bench.graph.lines[group].source.text}[{position - 1}]"
