"""Phone codes: sent at most once a minute, guessed at most ten times, kept only as a fingerprint."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.refusals import Invalid, NotNow, Refusal, Words
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import next_number
from shangliang.people import ports, rules, sealing
from shangliang.people.actions.persons import register_person
from shangliang.people.models import Person, PhoneCode


def send_phone_code(phone: str, at: datetime, *, address: str = "") -> PhoneCode:
    """Send a fresh one-time code to a phone and return its row; `address` is where the request came from.

    Raises Invalid for a number that is none, NotNow when codes were asked for too often, or when the
    messages cannot be sent at the moment.
    """
    digits = rules.clean_phone(phone)
    key = sealing.phone_key(digits, settings.PEPPER)
    block = sealing.block_key(rules.address_block(address), settings.PEPPER)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    with transaction.atomic():
        next_number(f"sms:{key[:32]}")  # two requests for one phone take turns here
        refusal = too_often(key, block, at)
        if refusal is not None:
            raise refusal
        row = PhoneCode.objects.create(
            phone_key=key,
            code_hash=sealing.code_hash(key, code, settings.PEPPER),
            block_key=block,
            sent_at=at,
            until=at + rules.CODE_LIFE,
        )
    body = f"验证码 {code}，5 分钟内有效。不要告诉别人，工作人员也不会问您要。"
    try:
        ports.sender("sms").send(to=digits, subject="", body=body, key=f"code:{row.pk}")
    except OSError as error:
        raise NotNow(
            Words("短信暂时发不出去，请过几分钟再试，或打 12345。", "Text messages cannot be sent now; try again soon.")
        ) from error
    return row


def too_often(key: str, block: str, at: datetime) -> Refusal | None:
    """Return why this phone or this network may have no code now, or None."""
    today = moment(local_date(at))
    sent = list(PhoneCode.objects.filter(phone_key=key, sent_at__gte=today - timedelta(days=1)).order_by("-sent_at"))
    last = sent[0].sent_at if sent else None
    count = sum(row.sent_at >= today for row in sent)
    from_block = PhoneCode.objects.filter(block_key=block, sent_at__gte=today).count() if block else 0
    return rules.may_send_code(last, count, from_block, at)


def verify_phone_code(phone: str, code: str, at: datetime, *, name: str = "") -> Person:
    """Return the person behind a phone after the right code, registering a new one (called `name`) when unknown.

    Every guess is counted before it is compared. Raises Invalid for a wrong, used or old code, NotNow when
    too many were tried. Call it outside of a transaction: a refused guess must stay counted.
    """
    digits = rules.clean_phone(phone)
    key = sealing.phone_key(digits, settings.PEPPER)
    row = PhoneCode.objects.filter(phone_key=key).order_by("-sent_at", "-pk").first()
    if row is None or row.used_at is not None or at >= row.until:
        raise Invalid(
            Words("验证码已失效，请重新获取。", "The code is no longer valid; ask for a new one."), field="code"
        )
    count_guess(row, at)
    guess = sealing.code_hash(key, rules.clean_digits(code), settings.PEPPER)
    if not hmac.compare_digest(guess, row.code_hash):
        raise Invalid(Words("验证码不对，请核对短信。", "The code is wrong; look at the message again."), field="code")
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise Invalid(
            Words("验证码已经用过，请重新获取。", "The code was used already; ask for a new one."), field="code"
        )
    known = Person.objects.filter(phone_key=key).first()
    return known or register_person(name or "市民", phone=digits, actor=SYSTEM, at=at)


def count_guess(row: PhoneCode, at: datetime) -> None:
    """Count one guess; raises NotNow when the code or the phone has had too many."""
    month = PhoneCode.objects.filter(phone_key=row.phone_key, sent_at__gte=at - timedelta(days=30))
    if int(month.aggregate(total=Sum("tries"))["total"] or 0) >= rules.FAILURES_A_MONTH:
        raise NotNow(
            Words(
                "这个号码近 30 天试错太多，已暂停验证码登录，请打 12345 核实身份。",
                "Too many wrong codes in 30 days; please call 12345 to prove who you are.",
            )
        )
    if not PhoneCode.objects.filter(pk=row.pk, tries__lt=rules.GUESSES).update(tries=F("tries") + 1):
        raise NotNow(Words("试的次数太多，这个验证码已作废，请重新获取。", "Too many guesses; ask for a new code."))
