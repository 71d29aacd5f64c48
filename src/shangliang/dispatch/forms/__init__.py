"""What is typed about orders: `handing` hands over, `answering` replies, `judging` judges, watches and records."""

from shangliang.dispatch.forms.answering import ReplyForm
from shangliang.dispatch.forms.handing import (
    ContactForm,
    IssueForm,
    OpinionForm,
    ReturnForm,
    SuspendForm,
    UnitForm,
)
from shangliang.dispatch.forms.judging import (
    CoverForm,
    EvidenceForm,
    GeneralizeForm,
    JudgeForm,
    LookBackForm,
    OutcomeForm,
    ProgressForm,
    SignForm,
    SuperviseForm,
    VisitForm,
)

__all__ = [
    "ContactForm",
    "CoverForm",
    "EvidenceForm",
    "GeneralizeForm",
    "IssueForm",
    "JudgeForm",
    "LookBackForm",
    "OpinionForm",
    "OutcomeForm",
    "ProgressForm",
    "ReplyForm",
    "ReturnForm",
    "SignForm",
    "SuperviseForm",
    "SuspendForm",
    "UnitForm",
    "VisitForm",
]
