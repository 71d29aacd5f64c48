"""拒绝 Refusals: why something cannot be done and what to do about it, in Chinese and English."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One sentence in the two languages of the product."""

    zh: str
    en: str

    def text(self, lang: str = "zh-hans") -> str:
        """Return the sentence for a language code such as `zh-hans` or `en`."""
        return self.zh if lang.startswith("zh") else self.en


class Refusal(Exception):  # noqa: N818 - a refusal is an answer for a person, not a fault of the program
    """An act that the rules do not allow; faces turn it into a page or an API problem.

    `status` is the HTTP status of the answer, `code` the machine-readable name, `words` the sentence
    for the person, `next_steps` what is missing and from whom.
    """

    status = 409
    code = "refused"

    def __init__(self, words: Words, next_steps: Iterable[Words] = ()) -> None:
        """Keep the sentence and the missing points."""
        super().__init__(words.zh)
        self.words = words
        self.next_steps = tuple(next_steps)

    def text(self, lang: str = "zh-hans") -> str:
        """Return the sentence and everything that is missing, as one line."""
        joint = "；" if lang.startswith("zh") else "; "
        return joint.join([self.words.text(lang), *(step.text(lang) for step in self.next_steps)])


class Forbidden(Refusal):
    """The person's role or relation to the case does not allow the act."""

    status = 403
    code = "forbidden"


class NotNow(Refusal):
    """The case is in a state from which the act does not start."""

    code = "not_now"


class Missing(Refusal):
    """The act is right, but something it needs is not there yet."""

    status = 422
    code = "missing"


class Stale(Refusal):
    """Somebody else moved the case between the look and the act."""

    code = "stale"

    def __init__(self) -> None:
        """Say it in plain words; there is nothing to add."""
        super().__init__(
            Words(
                "刚才有人先办了这一步，请看最新情况再办。",
                "Someone acted on this case just before you; look again first.",
            )
        )


class Invalid(Refusal):
    """What was entered cannot be used; `field` (and `row` of a table) name the place."""

    status = 422
    code = "invalid"

    def __init__(self, words: Words, *, field: str = "", row: int | None = None, value: str = "") -> None:
        """Keep the place beside the sentence."""
        super().__init__(words)
        self.field, self.row, self.value = field, row, value


class NotFound(Refusal):
    """There is no such thing, or the person may not know of it."""

    status = 404
    code = "not_found"

    def __init__(self, words: Words | None = None) -> None:
        """Use the general sentence unless a better one is given."""
        super().__init__(
            words or Words("没有这个编号，或它还没有公开。", "There is nothing under this code, or it is not public.")
        )
