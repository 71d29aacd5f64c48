"""The stream: messages one by one or in blocks, each given its issue at once; kept between runs.

What a run computes over everything at once a stream keeps up to date: how rare words are, which issues live, what
people decided. Only issues somebody spoke of lately are compared with; older ones are frozen, and those with several
messages open again when a message resembles them. Whatever its issue, a text is put away once it is settled.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Self

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots import keeping
from shangliang.engines.hotspots.blocks import Marks, Tickets
from shangliang.engines.hotspots.classifier import Classifier, Guess
from shangliang.engines.hotspots.freezer import Freezer
from shangliang.engines.hotspots.grouping import Group, Grouping
from shangliang.engines.hotspots.links import Links, Pair
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.pausing import no_collecting
from shangliang.engines.hotspots.places import Gazetteer, Recogniser
from shangliang.engines.hotspots.records import Issue, Message
from shangliang.engines.hotspots.shelf import Shelf
from shangliang.engines.hotspots.texts import Reader, Text, weigh
from shangliang.engines.hotspots.vectors import Frequencies
from shangliang.engines.hotspots.writing import IssueWriter, issue_key

_MANY = 20_000
"""Marks of texts newly put away, beyond which they are sorted in among the others."""


class Stream:
    """Issues that grow with every message.

    `gazetteer`, `classifier` and `recogniser` are the deployer's and are not kept with the state: give them again to
    `from_bytes`. A stream belongs to one thread. Messages need not come in order of time; one whose id, text and place
    came before changes nothing.
    """

    def __init__(
        self,
        *,
        gazetteer: Gazetteer | None = None,
        classifier: Classifier | None = None,
        recogniser: Recogniser | None = None,
        parameters: Parameters = DEFAULTS,
    ) -> None:
        self.parameters = parameters
        self.guesses: dict[str, Guess] = {}
        """By message id what the classifier said of the messages of the last call that came without a category."""
        self._classifier = classifier
        self._columns = array("i")
        self._pairs: tuple[tuple[Pair, ...], tuple[Pair, ...]] = ((), ())
        links = Links((), ())
        self._reader = Reader(links, gazetteer, parameters, recogniser)
        self._frequencies = Frequencies(self._reader.vocabulary, parameters)
        self._shelf = Shelf(self._make_ready)
        self._grouping = Grouping(links, parameters, self._shelf)
        self._freezer = Freezer(parameters)
        self._known: dict[int, Text] = {}
        """By mark a text that is at hand; the tickets of those put away are in `_marks`."""
        self._marks = Marks()
        self._heads: dict[int, int] = {}
        self._newest: datetime | None = None
        self._unsettled = 0
        self.message_count = 0

    @property
    def live_count(self) -> int:
        """How many issues are compared with."""
        return len(self._grouping.groups)

    @property
    def frozen_count(self) -> int:
        """How many issues are frozen."""
        return len(self._freezer)

    def take(self, message: Message) -> str:
        """The key of the issue that the message belongs to now; `settle` may join that issue with others later."""
        return self._key(self._place([message])[0])

    def take_many(self, messages: Iterable[Message]) -> list[str]:
        """The same for many, settling after every `merge_every` of them; the keys are those after the settling.

        How rare words are is counted for a whole block first, so that the first message of a first block knows it too.
        """
        source = iter(messages)
        keys: list[str] = []
        guesses: dict[str, Guess] = {}
        while block := list(islice(source, self.parameters.merge_every)):
            with no_collecting():
                texts = self._place(block)
                guesses |= self.guesses
                self.settle()
                keys += [self._key(text) for text in texts]
        self.guesses = guesses
        return keys

    def _key(self, text: Text) -> str:
        number = self._heads.get(text.issue, text.issue)
        group = self._grouping.groups.get(number)
        return text.key if group is None else issue_key(group.founder)

    def _place(self, block: Sequence[Message]) -> list[Text]:
        """Read a block and put every new text into an issue; returns the text of each message."""
        fresh, texts = self._read(block)
        self._frequencies.add(text.words for text in fresh)
        weigh(fresh, self._frequencies)
        self._grouping.place(fresh, self._among_frozen)
        self.message_count += len(block)
        self._unsettled += len(block)
        return texts

    def _read(self, block: Sequence[Message]) -> tuple[list[Text], list[Text]]:
        """The texts that are new, and the text of each message."""
        fresh: list[Text] = []
        texts: list[Text] = []
        for message in block:
            title, body, mark = self._reader.normalised(message)
            text = self._known_text(mark)
            if text is None:
                text = self._known[mark] = self._reader.read(message, title, body, mark)
                fresh.append(text)
            texts.append(text)
        self._guess(block, texts)
        for message, text in zip(block, texts, strict=True):
            if not text.holds(message.id):
                self._reader.attach(message, text)
                self._note(message, text)
        return fresh, texts

    def _known_text(self, mark: int) -> Text | None:
        """The text of this mark among the living issues, brought back if it was put away."""
        ticket = None if mark in self._known else self._living_ticket(mark)
        if ticket is not None:
            self._grouping.bring_back(self._shelf.owners[ticket], (ticket,))
        return self._known.get(mark)

    def _living_ticket(self, mark: int) -> int | None:
        ticket = self._marks.get(mark)
        return ticket if ticket is not None and self._shelf.owners[ticket] in self._grouping.groups else None

    def _make_ready(self, text: Text) -> None:
        """Give a text that comes back from the shelf what it needs among the living."""
        weigh([text], self._frequencies)
        text.groups = self._reader.links.groups(message.id for message in text.messages)
        if text.mark not in self._known and self._living_ticket(text.mark) is None:
            self._known[text.mark] = text

    def _note(self, message: Message, text: Text) -> None:
        if self._newest is None or message.at > self._newest:
            self._newest = message.at
        group = self._grouping.groups.get(text.issue)
        if group is not None:
            group.note(message)
            group.decided |= text.groups

    def _guess(self, block: Sequence[Message], texts: Sequence[Text]) -> None:
        """Let the classifier say the category of new texts that came without one; sure guesses are taken over."""
        self.guesses = {}
        if self._classifier is None:
            return
        words = self._reader.vocabulary.words
        self._columns.extend(self._classifier.columns(words[len(self._columns) :]))
        asked = [(m, t) for m, t in zip(block, texts, strict=True) if not (m.category or t.messages or t.category)]
        columns = np.array(self._columns, dtype=np.int32)
        found = self._classifier.guess_counted([columns[t.words] for _, t in asked], [t.numbers for _, t in asked])
        for (message, text), guess in zip(asked, found, strict=True):
            self.guesses[message.id] = guess
            text.category = "" if guess.for_person else guess.category

    def _among_frozen(self, texts: Sequence[Text]) -> Callable[[int], int | None]:
        """What brings the frozen issue that a text resembles, told by the place of the text, back among the living."""
        near = self._freezer.nearest(texts, self._grouping.may_meet)

        def find(place: int) -> int | None:
            return next((self._thaw(number) for number in near[place] if number in self._freezer), None)

        return find

    def _thaw(self, frozen: int) -> int:
        """Bring a frozen issue back among the living; returns its number."""
        tickets = self._freezer.thaw(frozen) or self._shelf.tickets_of(frozen)
        return self._grouping.found(self._shelf.take(tickets))

    def settle(self) -> None:
        """Join like issues, freeze those that nobody spoke of within the window, and obey what people decided.

        Texts that nobody decided about are put away.
        """
        self._grouping.settle()
        self._put_away()
        self._freeze_old()
        self._unite()
        self._unsettled = 0

    def _put_away(self) -> None:
        groups = self._grouping.groups
        at_hand = sorted(n for n in self._grouping.at_hand if n in groups and groups[n].texts)
        self._grouping.at_hand = {number for number in at_hand if groups[number].decided}
        for number in at_hand:
            if groups[number].decided:
                continue
            key = issue_key(groups[number].founder)
            texts = self._grouping.put_away(number)
            ticket = groups[number].tickets[-1]
            for text in texts:
                text.key = key
                if self._known.get(text.mark) is text:
                    del self._known[text.mark]
                    self._marks[text.mark] = ticket
        self._marks.fold(self._are_living, least=_MANY)

    def _are_living(self, tickets: Tickets) -> NDArray[np.bool_]:
        owners = np.frombuffer(self._shelf.owners, dtype=np.int32)[tickets]
        living: NDArray[np.bool_] = (np.frombuffer(self._grouping.index.sizes, dtype=np.int32) > 0)[owners]
        return living & (owners >= 0)

    def _freeze_old(self) -> None:
        if self._newest is None:
            return
        since = self._newest - timedelta(days=self.parameters.window_days)
        old = [number for number, group in self._grouping.groups.items() if group.is_before(since)]
        for number in old:
            self._freezer.freeze(number, *self._grouping.drop(number))
        if old and self._grouping.index.sweep_when_due():
            self._reader.vocabulary.lay_by(self._unused_words())

    def _unused_words(self) -> list[int]:
        """The words that stand in no issue that a message may still join."""
        used = np.zeros(len(self._reader.vocabulary), dtype=np.bool_)
        for index in (self._grouping.index, self._freezer.index):
            index.mark_words(used)
        return np.flatnonzero(~used).tolist()

    def decide(self, must_link: Iterable[Pair] = (), cannot_link: Iterable[Pair] = ()) -> None:
        """Obey these pairs of message ids from now on, instead of those given before.

        What must be together is shown as one issue and keeps growing as the machine sees it, so taking the pair back
        shows the parts as they were. What must not be together is taken apart at once and stays so. Raises ValueError
        when two messages must and must not be together; nothing has changed then.
        """
        pairs = (tuple(must_link), tuple(cannot_link))
        links = Links(*pairs)
        freed = self._reader.links.kept_alone - links.kept_alone
        self._pairs = pairs
        self._reader.links = self._grouping.links = links
        for ticket in self._shelf.holding(links.ids):
            issue = self._shelf.owners[ticket]
            if issue in self._grouping.groups:
                self._grouping.bring_back(issue, (ticket,))
            elif issue >= 0:
                self._thaw(issue)
        self._mark_decided(links)
        self._grouping.part()
        self._replace(freed)
        self._unite()

    def _mark_decided(self, links: Links) -> None:
        """Tell every text and issue which decided groups it holds; what must be apart gets a text of its own."""
        for number, group in list(self._grouping.groups.items()):
            for text in list(group.texts):
                alone = [m for m in text.messages if m.id in links.kept_alone] if len(text.messages) > 1 else []
                for message in alone:
                    twin = text.without(message)
                    self._known[twin.mark] = twin
                    self._grouping.put(twin, number)
                if not text.messages:
                    self._grouping.take_out(number, [text])
                    self._known.pop(text.mark, None)
            texts = self._grouping.groups[number].texts
            for text in texts:
                text.groups = links.groups(message.id for message in text.messages)
            self._grouping.groups[number].decided = frozenset().union(*(text.groups for text in texts))

    def _replace(self, freed: set[str]) -> None:
        """Place texts again that a decision kept apart which was taken back."""
        if not freed:
            return
        moving = [
            (number, text)
            for number, group in self._grouping.groups.items()
            for text in group.texts
            if not text.groups and any(message.id in freed for message in text.messages)
        ]
        for number, text in moving:
            self._grouping.take_out(number, [text])
        self._grouping.place([text for _, text in moving], self._among_frozen)

    def _unite(self) -> None:
        """Note which issues people put together."""
        self._heads = {}
        if self._reader.links.ids:
            self._heads = {number: family[0] for family in self._grouping.families() for number in family}

    def issues(self, *, now: datetime | None = None, least: int = 1, frozen: bool = False) -> list[Issue]:
        """The issues with `least` messages and more, the hottest first; with `frozen` also those that are frozen.

        `now` is the moment for which recency counts, by default that of the newest message.
        """
        moment = self._newest if now is None else now
        if moment is None:
            return []
        writer = IssueWriter(self._shown(least, frozen=frozen), self._reader.vocabulary, self.parameters, moment)
        return writer.write(self._grouping.held_among(self._heads))

    def _shown(self, least: int, *, frozen: bool) -> dict[int, Group]:
        """The groups of `least` messages and more with all their texts; those that people put together as one."""
        living = self._grouping.groups
        families: dict[int, list[int]] = {}
        for number in living:
            families.setdefault(self._heads.get(number, number), []).append(number)
        large = {
            head: [living[number] for number in numbers]
            for head, numbers in families.items()
            if sum(living[number].message_count for number in numbers) >= least
        }
        texts = {head: [text for group in groups for text in group.texts] for head, groups in large.items()}
        owners = {ticket: head for head, groups in large.items() for group in groups for ticket in group.tickets}
        if frozen:
            owners |= self._frozen_tickets(least)
        for ticket, listed in self._shelf.read(owners):
            weigh(listed, self._frequencies)
            texts.setdefault(owners[ticket], []).extend(listed)
        return {head: Group.of(listed) for head, listed in texts.items()}

    def _frozen_tickets(self, least: int) -> dict[int, int]:
        """The tickets of the frozen issues of `least` messages and more, each with the number of its issue."""
        living = self._grouping.groups
        frozen = {ticket: issue for ticket, issue in self._shelf.belonging() if issue not in living}
        counts = Counter(frozen.values())
        if least > 1:
            counts = Counter()
            for ticket, issue in frozen.items():
                counts[issue] += self._shelf.message_count(ticket)
        return {ticket: issue for ticket, issue in frozen.items() if counts[issue] >= least}

    def to_bytes(self) -> bytes:
        """The whole state; equal streams give equal bytes, and one that is brought back goes on as this one would."""
        facts = {
            "pairs": self._pairs,
            "newest": self._newest.isoformat() if self._newest else None,
            "unsettled": self._unsettled,
            "messages": self.message_count,
        }
        self._marks.fold(self._are_living)
        return keeping.pack(
            facts,
            self._reader.vocabulary,
            self._frequencies,
            self._grouping,
            self._freezer,
            self._shelf,
            self._marks,
        )

    @classmethod
    def from_bytes(
        cls,
        kept: bytes,
        *,
        gazetteer: Gazetteer | None = None,
        classifier: Classifier | None = None,
        recogniser: Recogniser | None = None,
    ) -> Self:
        """The stream that `to_bytes` kept, with its parameters. Nothing in the bytes is executed.

        Raises ValueError when they are of another format.
        """
        state = keeping.Kept(kept)
        stream = cls(gazetteer=gazetteer, classifier=classifier, recogniser=recogniser, parameters=state.parameters)
        must, cannot = ([(one, other) for one, other in pairs] for pairs in state.facts["pairs"])
        stream._pairs = (tuple(must), tuple(cannot))
        links = Links(must, cannot)
        stream._reader.links = stream._grouping.links = links
        state.fill(stream._reader.vocabulary, stream._frequencies, stream._grouping, stream._freezer, stream._shelf)
        stream._marks = state.marks()
        for group in stream._grouping.groups.values():
            stream._known |= {text.mark: text for text in group.texts}
        newest = state.facts["newest"]
        stream._newest = datetime.fromisoformat(newest) if newest else None
        stream._unsettled, stream.message_count = state.facts["unsettled"], state.facts["messages"]
        stream._unite()
        return stream
