"""Writes of handing over and supervising: one function for each verb of the table.

`orders` hands over, `handling` is the unit's work, `replying` the answer, `judging` what people say of it and what
follows, `watching` reminders and the ladder, `effects` what came of it, `sources` what it means for the thing handed
over, `clocks` which limit runs when.
"""

from shangliang.dispatch.actions.effects import Effect, Metric, cover, generalize, publish_outcome
from shangliang.dispatch.actions.handling import (
    contact,
    explain,
    grant_extension,
    refuse_extension,
    request_extension,
    request_termination,
    resume,
    resume_due,
    start,
    submit_opinion,
    suspend,
    terminate,
)
from shangliang.dispatch.actions.judging import (
    Judgement,
    claim_done,
    evaluate,
    expire,
    expire_due,
    redo,
    reopen,
    report_progress,
    write_off,
)
from shangliang.dispatch.actions.orders import (
    designate,
    dispute,
    grant_return,
    issue,
    refuse_return,
    request_return,
    sign,
)
from shangliang.dispatch.actions.replying import (
    PointDraft,
    ReplyDraft,
    accept_reply,
    propose,
    reject_reply,
    save_draft,
    submit_reply,
    withhold,
)
from shangliang.dispatch.actions.watching import chase_opinion, follow_up, lookback, run_timers, supervise

__all__ = [
    "Effect",
    "Judgement",
    "Metric",
    "PointDraft",
    "ReplyDraft",
    "accept_reply",
    "chase_opinion",
    "claim_done",
    "contact",
    "cover",
    "designate",
    "dispute",
    "evaluate",
    "expire",
    "expire_due",
    "explain",
    "follow_up",
    "generalize",
    "grant_extension",
    "grant_return",
    "issue",
    "lookback",
    "propose",
    "publish_outcome",
    "redo",
    "refuse_extension",
    "refuse_return",
    "reject_reply",
    "reopen",
    "report_progress",
    "request_extension",
    "request_return",
    "request_termination",
    "resume",
    "resume_due",
    "run_timers",
    "save_draft",
    "sign",
    "start",
    "submit_opinion",
    "submit_reply",
    "supervise",
    "suspend",
    "terminate",
    "withhold",
    "write_off",
]
