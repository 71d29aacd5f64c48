"""Writes about people: persons and consents, phone codes, organisations, seats and members, accounts, messages."""

from shangliang.people.actions.accounts import (
    account_of,
    admit_person,
    clear_failures,
    give_totp,
    join_cast,
    note_failure,
    open_account,
    reset_second_factor,
)
from shangliang.people.actions.bodies import add_member, add_organization, end_seat, give_seat
from shangliang.people.actions.persons import (
    choose_language,
    confirm_real_name,
    name_person,
    open_phone,
    record_consent,
    register_person,
    withdraw_consent,
)
from shangliang.people.actions.phones import send_phone_code, verify_phone_code
from shangliang.people.actions.sending import keep_message

__all__ = [
    "account_of",
    "add_member",
    "add_organization",
    "admit_person",
    "choose_language",
    "clear_failures",
    "confirm_real_name",
    "end_seat",
    "give_seat",
    "give_totp",
    "join_cast",
    "keep_message",
    "name_person",
    "note_failure",
    "open_account",
    "open_phone",
    "record_consent",
    "register_person",
    "reset_second_factor",
    "send_phone_code",
    "verify_phone_code",
    "withdraw_consent",
]
