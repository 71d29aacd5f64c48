"""What is typed about orders: `handing` hands over, `answering` replies, `judging` judges and
records, `watching` supervises.
"""

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
)
from shangliang.dispatch.forms.watching import (
    AppealForm,
    CarryForm,
    DecideAppealForm,
    PublishVisitForm,
    SuperviseForm,
    VisitForm,
)

__all__ = [
    "AppealForm",
    "CarryForm",
    "ContactForm",
    "CoverForm",
    "DecideAppealForm",
    "EvidenceForm",
    "GeneralizeForm",
    "IssueForm",
    "JudgeForm",
    "LookBackForm",
    "OpinionForm",
    "OutcomeForm",
    "ProgressForm",
    "PublishVisitForm",
    "ReplyForm",
    "ReturnForm",
    "SignForm",
    "SuperviseForm",
    "SuspendForm",
    "UnitForm",
    "VisitForm",
]
