"""What the rules say about one voice."""

import re
from dataclasses import dataclass

from shangliang.kernel.text import clip, redact
from shangliang.kernel.text import marked as _

LONGEST = 20_000
"""Characters in one voice; the longest real message known has 7,000."""

REDO_LIMIT = 2
NOTICE_VERSION = "speak-2022-09"
"""Version of the notice on handling personal data that a speaker agrees to."""
PUBLISH_VERSION = "publish-2022-09"
"""Version of the words by which a speaker lets a redacted text be published."""

DEADLINES = (
    ("voice.screen", "accept", 2, "wh", "网上诉求工作时间 2 小时内受理"),
    ("voice.screen", "confirm", 1, "wd", "不受理由第二人复核"),
    ("voice.screen", "consent", 7, "d", "未成年人诉求 7 日内由监护人同意，逾期清除"),
    ("voice.dispatch", "normal", 24, "h", "一般诉求 24 小时内转办"),
    ("voice.dispatch", "urgent", 2, "h", "水电气暖、极端天气 2 小时内转办"),
    ("voice.dispatch", "critical", 1, "h", "危及人身安全 1 小时内转办"),
    ("voice.dispatch", "redo", 1, "wd", "退回重办的，1 个工作日内再转办"),
    ("voice.callback", "call", 1, "wd", "答复次日回访"),
    ("voice.evaluation", "window", 15, "d", "评价窗口 15 日，到期记为未评价"),
    ("voice.review", "review", 2, "wd", "两次重办仍不满意的，督办 2 个工作日内复核"),
)
"""Default limits (domain.md 5.1): policy, clause, number, unit, basis."""

CATEGORIES = (
    _("城乡建设"), _("城市管理"), _("交通出行"), _("生态环境"), _("住房物业"),
    _("教育"), _("医疗卫生"), _("社会保障与养老"), _("劳动就业"), _("市场监管与消费"),
    _("公共安全与应急"), _("文化旅游体育"), _("农业农村"), _("科技与营商"), _("水电气暖"),
    _("政务服务与作风"), _("其他"),
)  # fmt: skip
"""First level of the product's own taxonomy; a city loads its own by importing voices that carry it."""

UTILITIES = "水电气暖"

REFUSAL_REASONS = (
    ("litigation", _("已进入诉讼、仲裁程序"), "人民法院、仲裁机构"),
    ("discipline", _("属于纪检监察事项"), "纪检监察机关 12388"),
    ("review", _("应当行政复议或申请政府信息公开"), "行政复议机构、政府信息公开机构"),
    ("petition", _("已进入信访渠道"), "信访部门"),
    ("secret", _("涉及国家秘密、商业秘密、个人隐私"), "依法有权处理的机关"),
    ("public_order", _("违反公序良俗"), "—"),
)
"""Why a voice is not accepted, and the proper channel of each (国办发〔2020〕53号)."""

SENTENCE_END = re.compile(r"[。！？!?\n；;]")


@dataclass(frozen=True)
class Elements:
    """The five elements of an intake: who, when, where, cause, course."""

    who: bool
    when: bool
    where: bool
    cause: bool
    course: bool

    @classmethod
    def of(cls, *, name: str, has_date: bool, place: str, body: str) -> "Elements":
        """Return which elements a machine finds; a person confirms them.

        A cause is a sentence; a course is a second one, or a first one of some length.
        """
        sentences = [part for part in SENTENCE_END.split(body) if len(part.strip()) >= 4]
        return cls(
            bool(name.strip()),
            has_date,
            bool(place.strip()),
            bool(sentences),
            len(sentences) > 1 or any(len(part) >= 30 for part in sentences),
        )

    @property
    def is_complete(self) -> bool:
        """Return whether none is missing."""
        return self.who and self.when and self.where and self.cause and self.course


def title_of(text: str) -> str:
    """Return a title of at most 40 characters from the first sentence, with personal data taken out."""
    first = next((part for part in SENTENCE_END.split(redact(text)) if part.strip()), text)
    return clip(first, 40)


def is_good(satisfaction: str, solved: str) -> bool:
    """Return whether a verdict closes the case: satisfied, and solved or explained."""
    return satisfaction in ("satisfied", "basically_satisfied") and solved in ("solved", "partly", "explained")


def dispatch_clause(urgency: str) -> str:
    """Return the clause of `voice.dispatch` that an accepted voice runs under."""
    return urgency if urgency in ("urgent", "critical") else "normal"


def handling_policy(demand_type: str, urgency: str, category: str, *, is_enterprise: bool) -> str:
    """Return the deadline policy that the handling of a voice runs under (domain.md 5b)."""
    if urgency == "critical":
        return "voice.emergency"
    if category == UTILITIES:
        return "voice.utility"
    if is_enterprise:
        return "voice.enterprise"
    return "voice.consult" if demand_type == "consultation" else "voice.normal"
