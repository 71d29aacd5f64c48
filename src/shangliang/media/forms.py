"""What people type about coverage: a piece, where it was published, a reading, a file of readings."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shangliang.ideas import queries as ideas
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Actor
from shangliang.media import queries
from shangliang.media.actions import Piece
from shangliang.media.models import Channel, MediaItem
from shangliang.media.rules import KINDS
from shangliang.sessions import queries as sessions
from shangliang.sessions.models import Session
from shangliang.voices.rules.sheets import MEGABYTE, Table, read_table

SESSIONS = 60
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
UPLOAD_MEGABYTES = 10


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of piece in the language of the moment."""
    zh = (get_language() or "zh").startswith("zh")
    return [(key, name if zh else name_en) for key, name, name_en in KINDS]


class SessionField(forms.ModelChoiceField):
    """A choice among sessions."""

    def label_from_instance(self, obj: Session) -> str:
        """Return a session as a list of choices names it."""
        return f"{obj.number}　{obj.title}"


class PieceForm(forms.Form):
    """A piece: what it is, where it appears, what it is about."""

    title = forms.CharField(label=_("标题"), max_length=160)
    kind = forms.ChoiceField(label=_("类别"), choices=kinds)
    channel = forms.ModelChoiceField(label=_("渠道"), queryset=Channel.objects.none())
    session = SessionField(label=_("哪一期"), queryset=Session.objects.none(), required=False)
    idea = forms.CharField(
        label=_("金点子编号"), max_length=12, required=False, help_text=_("写编号，例如 18-07；金句短视频要写。")
    )
    words = forms.CharField(
        label=_("正文或说明"), widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=20_000
    )
    link = forms.URLField(label=_("链接"), max_length=400, required=False, assume_scheme="https")
    page = forms.CharField(label=_("版面"), max_length=60, required=False, help_text=_("报纸写版面，例如 3 版要闻。"))
    published_on = forms.DateField(label=_("刊发日期"), required=False, widget=DAY)

    def __init__(self, *args: Any, actor: Actor, item: MediaItem | None = None, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Offer the channels and the newest sessions; with an item, its values."""
        self.actor, self.found_idea = actor, cast("GoldenIdea | None", None)
        if item is not None:
            options["initial"] = {
                **{name: getattr(item, name) for name in ("title", "kind", "words", "link", "page", "published_on")},
                "channel": item.channel_id,
                "session": item.session_id,
                "idea": item.idea.code if item.idea else "",
            }
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Channel]", self.fields["channel"]).queryset = queries.channels()
        field = cast("SessionField", self.fields["session"])
        newest = list(sessions.visible_to(actor).values_list("pk", flat=True)[:SESSIONS])
        field.queryset = Session.objects.filter(pk__in=newest).order_by("-number")

    def clean_idea(self) -> str:
        """Find the idea that the code names."""
        code = str(self.cleaned_data["idea"]).strip()
        if code:
            self.found_idea = ideas.visible_to(self.actor).filter(code=code).first()
            if self.found_idea is None:
                raise forms.ValidationError(_("没有这个编号的金点子。"))
        return code

    @property
    def piece(self) -> Piece:
        """Return what was written down."""
        told = {key: value for key, value in self.cleaned_data.items() if key != "idea"}
        return Piece(**told, idea=self.found_idea)


class PlaceForm(forms.Form):
    """Where and when a piece was published."""

    link = forms.URLField(label=_("链接"), max_length=400, required=False, assume_scheme="https")
    page = forms.CharField(label=_("版面"), max_length=60, required=False)
    published_on = forms.DateField(label=_("刊发日期"), required=False, widget=DAY, help_text=_("不写就是今天。"))


class ReadingForm(forms.Form):
    """One reading."""

    read_at = forms.DateTimeField(label=_("读数时刻"), widget=MOMENT)
    reads = forms.IntegerField(label=_("阅读量"), min_value=0, required=False)
    plays = forms.IntegerField(label=_("播放量"), min_value=0, required=False)
    interactions = forms.IntegerField(label=_("互动量"), min_value=0, required=False)
    source = forms.CharField(label=_("读数来源"), max_length=120, help_text=_("例如：观海新闻后台，数据中心页。"))

    @property
    def values(self) -> dict[str, Any]:
        """Return the reading; figures left empty are 0."""
        counts = {name: self.cleaned_data[name] or 0 for name in ("reads", "plays", "interactions")}
        return {"read_at": self.moment, "source": self.cleaned_data["source"], **counts}

    @property
    def moment(self) -> datetime:
        """Return when it was read."""
        return cast("datetime", self.cleaned_data["read_at"])


class CopyForm(forms.Form):
    """The original of a copy."""

    original = forms.CharField(label=_("原稿编号"), max_length=12, help_text=_("例如 m12。转载的读数不再计入合计。"))


class ReadingsForm(forms.Form):
    """A file of readings."""

    file = forms.FileField(
        label=_("表格"),
        help_text=_("XLSX 或 CSV，要有编号或链接、读数时刻、阅读量或播放量。从台账导出的表填好新读数就能交回来。"),
    )
    source = forms.CharField(
        label=_("读数来源"), max_length=120, required=False, help_text=_("表里没写来源的行用这个。")
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        upload = cast("UploadedFile", self.cleaned_data["file"])
        if (upload.size or 0) > UPLOAD_MEGABYTES * MEGABYTE:
            raise forms.ValidationError(_("文件超过 %(n)s MB，请分成几份。"), params={"n": UPLOAD_MEGABYTES})
        return upload

    def table(self) -> Table:
        """Return the uploaded table; raises Invalid when it cannot be read."""
        upload = cast("UploadedFile", self.cleaned_data["file"])
        with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
            kept.flush()
            return read_table(Path(kept.name), name=upload.name or "")
