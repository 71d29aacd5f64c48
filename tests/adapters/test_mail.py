"""Mail over a real line to a server of the tests' own."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.adapters.mailbox import mailbox
from tests.cast import MONDAY, cast
from tests.conftest import free_port

from shangliang.adapters.mail import Server, SmtpSender, server_of
from shangliang.kernel.refusals import Words
from shangliang.ledger.actions import work_once
from shangliang.ledger.models import Job
from shangliang.notices.actions import tell
from shangliang.notices.reactions import HANDLERS
from shangliang.people import ports
from shangliang.people.models import Person

FROM = "商量 <shangliang@example.gov.cn>"


def sender(port: int, who: str = "") -> SmtpSender:
    return SmtpSender("mail", address=f"smtp://{who}127.0.0.1:{port}", sender=FROM)


def test_a_mail_arrives_whole_with_chinese_in_subject_body_and_sender():
    with mailbox() as box:
        receipt = sender(box.port).send(
            to="li@example.com", subject="商量：您的诉求有答复了", body="第一行\n.第二行以点开头\n", key="notice:1:x"
        )
    [mail] = box.mails
    assert (mail["Subject"], mail["To"], mail["From"]) == ("商量：您的诉求有答复了", "li@example.com", FROM)
    assert mail.get_content().splitlines() == ["第一行", ".第二行以点开头"]
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (receipt, "auto-generated")


def test_the_same_mail_sent_again_carries_the_same_mark_and_another_mail_another():
    with mailbox() as box:
        marks = [sender(box.port).send(to="li@example.com", subject="a", body="b", key=key) for key in "xxy"]
    assert (marks[0] == marks[1], marks[0] == marks[2]) == (True, False)
    assert "x@" not in marks[0]


def test_a_line_break_in_a_subject_makes_no_header():
    with mailbox() as box:
        sender(box.port).send(to="li@example.com", subject="好\r\nBcc: evil@example.com", body="b", key="k")
    assert (box.mails[0]["Bcc"], len(box.receivers)) == (None, 1)


def test_a_receiver_with_a_line_break_is_refused_before_anything_is_sent():
    with mailbox() as box, pytest.raises(OSError, match="cannot be written"):
        sender(box.port).send(to="li@example.com\r\nBcc: evil@example.com", subject="a", body="b", key="k")
    assert box.mails == []


def test_the_account_signs_in_when_the_server_asks():
    with mailbox(asks_password=True) as box:
        sender(box.port, "robot:s%40cret@").send(to="li@example.com", subject="a", body="b", key="k")
    assert box.signed_in == ["\0robot\0s@cret"]


def test_a_refused_receiver_and_a_closed_port_are_told_as_what_the_outbox_retries():
    with mailbox(refuses=b"550 unknown") as box, pytest.raises(OSError, match="unknown"):
        sender(box.port).send(to="nobody@example.com", subject="a", body="b", key="k")
    with pytest.raises(OSError, match="refused"):
        sender(free_port()).send(to="li@example.com", subject="a", body="b", key="k")


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://127.0.0.1", Server("127.0.0.1", 25)),
        ("smtps://mail.example.com", Server("mail.example.com", 465, tls=True)),
        ("smtp+starttls://a:b%2Fc@mail.example.com", Server("mail.example.com", 587, "a", "b/c", starttls=True)),
        ("smtp://mail.example.com:2525", Server("mail.example.com", 2525)),
    ],
)
def test_an_address_says_host_port_account_and_protection(address, server):
    assert server_of(address) == server


@pytest.mark.parametrize(
    "address", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://a:b@mail.example.com"]
)
def test_an_address_that_cannot_be_or_would_send_a_password_in_the_clear_is_refused(address):
    with pytest.raises(ImproperlyConfigured):
        server_of(address)


def test_a_sender_without_an_address_is_refused():
    with pytest.raises(ImproperlyConfigured):
        SmtpSender("mail", address="smtp://127.0.0.1", sender="商量")


@pytest.mark.django_db
def test_a_notice_goes_through_the_outbox_and_is_tried_again_while_the_server_is_down(settings):
    people = cast()
    Person.objects.filter(pk=people.people["li"].pk).update(email="li@example.com")
    settings.MAIL_FROM, settings.SMTP = FROM, f"smtp://127.0.0.1:{free_port()}"
    settings.SENDERS = {**settings.SENDERS, "mail": "shangliang.adapters.mail.SmtpSender"}
    ports.made.cache_clear()
    tell([people.people["li"]], Words("您的诉求有答复了", "Answered"), "/v/x", "voice:1:replied", MONDAY)
    work_once(HANDLERS, worker="w", at=MONDAY)
    job = Job.objects.get()
    assert (job.status, job.attempts) == (Job.QUEUED, 1)
    with mailbox() as box:
        settings.SMTP = f"smtp://127.0.0.1:{box.port}"
        ports.made.cache_clear()
        work_once(HANDLERS, worker="w", at=job.due_at)
    ports.made.cache_clear()
    job.refresh_from_db()
    assert (job.status, job.receipt, len(box.mails)) == (Job.DONE, box.mails[0]["Message-ID"], 1)
    assert "您的诉求有答复了" in box.mails[0].get_content()
