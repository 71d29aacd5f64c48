"""The transition table of one kind of case: checked when imported, asked before every act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from shangliang.kernel.refusals import Forbidden, Missing, NotNow, Refusal, Words
from shangliang.kernel.workflow.roles import Actor, Relation, Role, Seat


class BadTableError(Exception):
    """A workflow table contradicts itself; raised when its module is imported."""


class State(StrEnum):
    """A state of a case: stored value, Chinese name, English name. Subclass it per kind of case."""

    label: str
    label_en: str

    def __new__(cls, value: str, label: str, label_en: str) -> Self:
        """Make a string with the names beside it."""
        state = str.__new__(cls, value)
        state._value_ = value
        state.label, state.label_en = label, label_en
        return state

    def __str__(self) -> str:
        """Return the stored value."""
        return str(self.value)

    def text(self, lang: str = "zh-hans") -> str:
        """Return the name for a language code."""
        return self.label if lang.startswith("zh") else self.label_en


@dataclass(frozen=True)
class Need:
    """Something an act needs, as a sentence that names what is missing and from whom."""

    code: str
    zh: str
    en: str

    @property
    def words(self) -> Words:
        """Return the sentence in both languages."""
        return Words(self.zh, self.en)


@dataclass(frozen=True)
class Step:
    """One row of the table.

    `frm` empty means that the step opens a case; `to` None means that the state stays as it is.
    `due` names the clause of the deadline policy that the new state runs under. `reason` demands words.
    `public` says whether the public record names the act. `tone` is the look of its button.
    """

    verb: str
    frm: tuple[State, ...]
    to: State | None
    by: tuple[Role, ...]
    label: str
    label_en: str
    needs: tuple[Need, ...] = ()
    due: str = ""
    reason: bool = False
    public: bool = True
    tone: str = "ink"


@dataclass(frozen=True)
class Subject:
    """What permission must know of a case: its state and who stands in which relation to it.

    `owners`: ids of its own people; `guardians`: of those who answer for a minor among them; `units`, `co_units`: of
    the leading and co-handling organisations; `regions`: of its region and every region above it, empty meaning all.
    """

    state: str
    owners: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    co_units: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()
    guardians: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    """Ids of organisations whose people may not act here (nobody judges his own unit's reply)."""


@dataclass(frozen=True)
class Offer:
    """One act that a person may take now, or could take if `missing` were there."""

    step: Step
    missing: tuple[Words, ...] = ()

    @property
    def verb(self) -> str:
        """Return the verb of the step."""
        return self.step.verb

    @property
    def is_ready(self) -> bool:
        """Return whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class Decision:
    """The table's answer: the step when it is allowed, the refusal when it is not; `role` under which it is taken."""

    step: Step | None
    refusal: Refusal | None = None
    seat: Seat | None = None


def stands(seat: Seat, actor: Actor, subject: Subject) -> bool:
    """Return whether a seat stands to the case as its role demands."""
    if seat.org is not None and seat.org in subject.barred:
        return False
    match seat.role.relation:
        case Relation.OWN:
            return actor.person is not None and actor.person in subject.owners
        case Relation.WARD:
            return actor.person is not None and actor.person in subject.guardians
        case Relation.UNIT:
            return seat.org in subject.units
        case Relation.CO_UNIT:
            return seat.org in subject.co_units
        case Relation.REGION:
            return seat.role is Role.SYSTEM or not subject.regions or seat.region in subject.regions


@dataclass(frozen=True)
class Workflow:
    """The table of one kind of case. Raises BadTableError when it has unknown, unreachable or dead-end states."""

    kind: str
    name: str
    name_en: str
    states: type[State]
    steps: tuple[Step, ...]
    terminal: tuple[State, ...] = ()
    by_verb: Mapping[str, tuple[Step, ...]] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Index the steps by verb, then check the table."""
        index: dict[str, tuple[Step, ...]] = {}
        for step in self.steps:
            index[step.verb] = (*index.get(step.verb, ()), step)
        object.__setattr__(self, "by_verb", index)
        check(self)

    @property
    def values(self) -> list[str]:
        """Return the stored values of all states, for the CHECK constraint."""
        return [str(state) for state in self.states]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return (value, Chinese name) of all states."""
        return [(str(state), state.label) for state in self.states]

    def state(self, value: str) -> State:
        """Return the state stored as `value`."""
        return self.states(value)  # type: ignore[call-arg]  # the enum looks up by its one value

    def opening(self, verb: str) -> Step:
        """Return the step that opens a case with this verb; KeyError when there is none."""
        return next(step for step in self.by_verb[verb] if not step.frm)

    def step_from(self, verb: str, state: str) -> Step | None:
        """Return the step with this verb that starts from the state, or None."""
        return next((step for step in self.by_verb.get(verb, ()) if state in step.frm), None)

    def decide(
        self,
        actor: Actor,
        verb: str,
        subject: Subject,
        *,
        met: Mapping[str, bool] | None = None,
        reason: str = "",
    ) -> Decision:
        """Return whether the actor may take the step now. Unknown verbs raise KeyError; the default is to deny.

        `met` says of each need's code whether it is there; a need not mentioned is missing.
        """
        if verb not in self.by_verb:
            raise KeyError(f"{self.kind} has no verb {verb}")
        step = self.step_from(verb, subject.state)
        candidates = (step,) if step else self.by_verb[verb]
        seat = seat_for(actor, subject, candidates)
        if seat is None:
            return Decision(None, Forbidden(self._not_yours(self.by_verb[verb][0])))
        if step is None:
            return Decision(None, NotNow(self._not_from(verb, subject.state)))
        missing = missing_words(step, met or {}, reason)
        if missing:
            return Decision(
                None, Missing(Words(f"“{step.label}”还差这些：", f"“{step.label_en}” still needs:"), missing)
            )
        return Decision(step, seat=seat)

    def offers(self, actor: Actor, subject: Subject, met: Mapping[str, bool] | None = None) -> list[Offer]:
        """Return the acts that the actor may take from the present state, each with what it still lacks."""
        return [
            Offer(step, missing_words(step, met or {}, reason="-"))
            for step in self.steps
            if subject.state in step.frm and step.by != (Role.SYSTEM,) and seat_for(actor, subject, (step,))
        ]

    def _not_yours(self, step: Step) -> Words:
        zh = "、".join(role.label for role in step.by)
        en = ", ".join(role.label_en for role in step.by)
        return Words(f"“{step.label}”由{zh}办理，您现在的身份不能办。", f"“{step.label_en}” is done by: {en}.")

    def _not_from(self, verb: str, value: str) -> Words:
        state, step = self.state(value), self.by_verb[verb][0]
        return Words(
            f"现在是“{state.label}”，不能“{step.label}”。",
            f"It is “{state.label_en}” now, so “{step.label_en}” cannot be done.",
        )


def seat_for(actor: Actor, subject: Subject, steps: Iterable[Step]) -> Seat | None:
    """Return the actor's seat under which one of the steps may be taken, or None."""
    for step in steps:
        for seat in actor.seats:
            if seat.role in step.by and stands(seat, actor, subject):
                return seat
    return None


def missing_words(step: Step, met: Mapping[str, bool], reason: str) -> tuple[Words, ...]:
    """Return the sentences for every need that is not met, and for a reason that was not given."""
    missing = [need.words for need in step.needs if not met.get(need.code, False)]
    if step.reason and not reason.strip():
        missing.append(Words("写明理由", "a reason in words"))
    return tuple(missing)


def check(table: Workflow) -> None:
    """Raise BadTableError unless every state is known, can be reached, and can be left or is terminal."""
    if not any(not step.frm for step in table.steps):
        raise BadTableError(f"{table.kind}: no step opens a case")
    reached = closure(table)
    for state in table.states:
        if state not in reached:
            raise BadTableError(f"{table.kind}: {state} cannot be reached")
        leaves = any(state in step.frm and step.to not in (None, state) for step in table.steps)
        if not leaves and state not in table.terminal:
            raise BadTableError(f"{table.kind}: {state} is a dead end")
    for step in table.steps:
        check_step(table, step)


def check_step(table: Workflow, step: Step) -> None:
    """Raise BadTableError when a row names a foreign state, nobody, or leaves the same state twice."""
    strangers = [s for s in (*step.frm, step.to) if s is not None and not isinstance(s, table.states)]
    if strangers:
        raise BadTableError(f"{table.kind}.{step.verb}: unknown state {strangers[0]}")
    if not step.by:
        raise BadTableError(f"{table.kind}.{step.verb}: nobody may do it")
    if not step.frm and step.to is None:
        raise BadTableError(f"{table.kind}.{step.verb}: opens a case into no state")
    for other in table.by_verb[step.verb]:
        if other is not step and (set(other.frm) & set(step.frm) or (not other.frm and not step.frm)):
            raise BadTableError(f"{table.kind}.{step.verb}: two rows start from the same state")


def closure(table: Workflow) -> set[State]:
    """Return the states that can be reached from the opening steps."""
    reached: set[State] = set()
    grown = True
    while grown:
        before = len(reached)
        for step in table.steps:
            if step.to is not None and (not step.frm or reached.intersection(step.frm)):
                reached.add(step.to)
        grown = len(reached) > before
    return reached
