"""What figures count of voices: one definition for every page that shows them."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from shangliang.voices.models import Voice, VoiceJoin


def counted(**when: Any) -> QuerySet[Voice]:  # noqa: ANN401 - lookups of `received_at`
    """Return the voices that figures count: all but the withdrawn ones, received at the moments `when`."""
    return Voice.objects.filter(**when).exclude(state="withdrawn")


def with_speaker(rows: QuerySet[Voice]) -> QuerySet[Any]:
    """Return voices with a key `who` of who spoke: the person, or the fingerprint of an unknown one, or None."""
    unknown = NullIf("reporter_key", Value(""), output_field=CharField())
    return rows.annotate(who=Coalesce(Cast("speaker_id", CharField()), unknown))


def joined_beside(rows: QuerySet[Voice], **when: Any) -> QuerySet[VoiceJoin]:  # noqa: ANN401 - lookups of `joined_at`
    """Return who joined a voice at the moments `when` and spoke none of the voices `rows`."""
    spoke = rows.filter(speaker__isnull=False).values("speaker")
    return VoiceJoin.objects.filter(**when).exclude(person__in=spoke)
