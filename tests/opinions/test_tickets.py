"""The ticket of a page: opened as it was signed, and for nothing else."""

import pytest

from shangliang.opinions.rules.tickets import BadTicketError, Ticket, key_of, open_ticket, sign

KEY = key_of("a secret")
TOKEN, OTHER = "ab" * 32, "cd" * 32
NOW = 1_764_000_000
TICKETS = [
    Ticket("y7", TOKEN, 0, NOW + 60),
    Ticket("18", TOKEN, 1, NOW + 60, before=OTHER, person=42),
    Ticket("y7", TOKEN, 2, NOW + 60, person=7),
]


@pytest.mark.parametrize("ticket", TICKETS, ids=str)
def test_a_ticket_opens_as_it_was_signed(ticket):
    assert open_ticket(KEY, sign(KEY, ticket), place=ticket.place, now=NOW) == ticket


def test_a_ticket_is_good_for_its_place_and_its_time_only():
    text = sign(KEY, TICKETS[0])
    for place, now in (("y8", NOW), ("y7", NOW + 60), ("y7", NOW + 99)):
        with pytest.raises(BadTicketError):
            open_ticket(KEY, text, place=place, now=now)


def test_a_ticket_signed_with_another_secret_is_refused():
    with pytest.raises(BadTicketError):
        open_ticket(key_of("another secret"), sign(KEY, TICKETS[0]), place="y7", now=NOW)


def test_no_change_of_a_single_letter_is_taken():
    text = sign(KEY, TICKETS[1])
    for place in range(len(text)):
        changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        with pytest.raises(BadTicketError):
            open_ticket(KEY, changed, place="18", now=NOW)


@pytest.mark.parametrize("text", ["", ".", "y7", "y7." + TOKEN, "票", "a.b.c.d.e.f.g", "." * 50])
def test_what_is_no_ticket_is_refused(text):
    with pytest.raises(BadTicketError):
        open_ticket(KEY, text, place="y7", now=NOW)


@pytest.mark.parametrize("ticket", [Ticket("y.7", TOKEN, 0, NOW), Ticket("y7", "x", 0, NOW), Ticket("y7", TOKEN, 3, 1)])
def test_what_could_not_be_opened_again_is_not_signed(ticket):
    with pytest.raises(ValueError, match=r"\."):
        sign(KEY, ticket)
