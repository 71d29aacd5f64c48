"""What follows an event: people are told, a verdict is asked for, what reviewers decided is taken over."""

from collections.abc import Callable
from datetime import datetime

from shangliang.kernel.calendar import now
from shangliang.kernel.refusals import Refusal, Words
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Reaction
from shangliang.ledger.actions.queue import heartbeat
from shangliang.ledger.models import Event, Job
from shangliang.notices.actions import tell
from shangliang.publication.queries import verdict_of
from shangliang.voices import actions
from shangliang.voices.models import CategoryModel, ImportRun, Voice
from shangliang.voices.queries import owners_of
from shangliang.voices.telling import TOLD
from shangliang.voices.workflow import VoiceState

UNTOLD = frozenset({"submit", "submit_minor", "import", "import_closed", "supplement", "withdraw"})
"""Steps that a person takes or that bring in history: the person knows, or nobody is there to be told."""


def tell_people(event: Event, at: datetime) -> None:
    """Tell the speaker, and everybody who joined or was merged in, what happened to the voice."""
    voice = Voice.objects.filter(code=event.code).first()
    if voice is None:
        return
    told = TOLD[event.verb]
    key = f"voice:{voice.code}:{event.seq}"
    first = [pk for pk in (voice.speaker_id, voice.guardian_id) if pk]
    if first and voice.query_code:
        words = Words(f"您说的“{voice.title}”：{told.zh}", f"Your voice “{voice.title}”: {told.en}")
        tell(first, words, f"/v/{voice.query_code}", key, at, kind="voice")
    title = voice.body_public.split("\n", 1)[0][:40] if voice.publication == "public" else voice.code
    words = Words(f"您也遇到的“{title}”：{told.zh}", f"The voice “{title}” that you share: {told.en}")
    tell(owners_of([voice]).exclude(pk__in=first), words, "/mine", key, at, kind="voice")


def ask_for_verdict(event: Event, at: datetime) -> None:
    """Open the window of evaluation at once where the person can answer online; the others are called by an agent."""
    voice = Voice.objects.select_related("region").filter(code=event.code).first()
    can_answer = voice is not None and (voice.speaker_id or voice.guardian_id) and voice.phone_tail
    if voice is not None and can_answer and voice.state in (VoiceState.REPLIED, VoiceState.ANSWERED):
        actions.call_back(voice, actor=SYSTEM, at=at)


def offer_to_reviewers(event: Event, at: datetime) -> None:
    """Queue an accepted voice for publication when the person agreed to that."""
    voice = Voice.objects.select_related("region", "speaker").filter(code=event.code, may_publish=True).first()
    if voice is None:
        return
    try:
        actions.queue_for_publication(voice, actor=SYSTEM, at=at)
    except Refusal:  # a report, a secret voice, or one that is queued already: there is nothing to do
        return


def take_verdict(event: Event, _at: datetime) -> None:
    """Take over what a reviewer decided about a voice's text."""
    verdict = verdict_of(event)
    if verdict is not None and verdict.kind == "voice":
        actions.settle_publication(verdict.code, verdict.verb, verdict.text_public)


def import_job(job: Job, at: datetime) -> str:
    """Read or write a file that was left to the worker, keeping the job while it lasts; return how many are new."""
    run = ImportRun.objects.select_related("account__person").get(pk=job.payload["run"])
    done = actions.work_on_import(run, at=at, beat=lambda: heartbeat(job, at=now()))
    return str(done.result.get("created", 0))


def train_job(job: Job, at: datetime) -> str:
    """Do a training that was asked for, and return its score."""
    row = actions.train(CategoryModel.objects.get(pk=job.payload["model"]), at)
    return str(row.score.get("macro_f1", row.error))[:200]


HANDLERS = {"voices.import": import_job, "voices.train": train_job}
REACTIONS = (
    Reaction("voices.tell", frozenset(("voice", verb) for verb in TOLD if verb not in UNTOLD), tell_people),
    Reaction("voices.verdict", frozenset({("voice", "reply"), ("voice", "answer_directly")}), ask_for_verdict),
    Reaction("voices.offer", frozenset({("voice", "accept")}), offer_to_reviewers),
    Reaction(
        "voices.publish",
        frozenset(("moderation", verb) for verb in ("approve", "reject", "return_text", "hide")),
        take_verdict,
    ),
)
TIMERS: tuple[Callable[[datetime], int], ...] = (
    actions.lapse_guardians,
    actions.expire_evaluations,
    actions.purge_photos,
    actions.guess_waiting,
)
