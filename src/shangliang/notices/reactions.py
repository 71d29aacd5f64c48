"""What the worker does for notices: the mails of the outbox."""

from datetime import datetime

from shangliang.ledger.models import Job
from shangliang.notices.actions import MAIL, deliver


def send_mail(job: Job, _at: datetime) -> str:
    """Send the mail of one notice and return the receipt."""
    return deliver(int(job.payload["person"]), str(job.payload["key"]))


HANDLERS = {MAIL: send_mail}
