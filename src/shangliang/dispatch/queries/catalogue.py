"""Reads of the dispatch catalogue: the line that holds for a matter, all lines of a day, changes that wait."""

from datetime import date

from django.db.models import Q, QuerySet

from shangliang.dispatch.models import CatalogueChange, CatalogueEntry
from shangliang.ideas.models import GoldenIdea
from shangliang.people.models import Organization
from shangliang.proposals.models import Proposal
from shangliang.voices.models import Voice

SHOWN = 300


def matter_of(source: Voice | GoldenIdea | Proposal) -> tuple[str, Organization | None]:
    """Return category and district of what is handed over; an idea's category is its domain, a proposal has none."""
    if isinstance(source, Voice):
        return source.category, source.district
    if isinstance(source, GoldenIdea):
        return (str(source.get_domain_display()) if source.domain else ""), None
    return "", None


def in_force(day: date) -> QuerySet[CatalogueEntry]:
    """Return the lines that hold on a day."""
    rows = CatalogueEntry.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    return rows.select_related("unit", "district").order_by("category", "district__name", "-version")


def entry_now(category: str, district: Organization | None, day: date) -> CatalogueEntry | None:
    """Return the very line of a category and district that holds on a day, or None."""
    return in_force(day).filter(category=category, district=district).first()


def entry_for(category: str, district: Organization | None, day: date) -> CatalogueEntry | None:
    """Return the line that decides for a matter: that of its district, else that of the whole city, else None."""
    if not category:
        return None
    found = entry_now(category, district, day) if district is not None else None
    return found or entry_now(category, None, day)


def versions_of(category: str, district: Organization | None) -> list[CatalogueEntry]:
    """Return all versions of a line, newest first."""
    rows = CatalogueEntry.objects.filter(category=category, district=district)
    return list(rows.select_related("unit").order_by("-version"))


def waiting_changes() -> list[CatalogueChange]:
    """Return the proposed changes that nobody has decided, oldest first."""
    rows = CatalogueChange.objects.filter(decided_at=None)
    return list(rows.select_related("dispatch", "district", "unit", "unit_before").order_by("made_at")[:SHOWN])
