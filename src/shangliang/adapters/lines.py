"""Which desk stands behind an outside system, by its line."""

from django.conf import settings

from shangliang.adapters.files.desk import FolderDesk
from shangliang.adapters.models import Partner
from shangliang.adapters.open311.client import Open311Desk
from shangliang.dispatch.ports import HotlineDesk
from shangliang.people import sealing


def desk_of(row: Partner) -> HotlineDesk | None:
    """Return the desk of an outside system, or None when orders do not go there."""
    if row.line == "open311":
        return Open311Desk(row.address, sealing.unseal(row.secret_sealed, settings.PEPPER))
    if row.line == "folder":
        return FolderDesk(settings.DATA / "exchange" / row.code)
    return None
