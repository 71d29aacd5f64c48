"""Cleaning, hiding and numbering."""

from datetime import UTC, date, datetime

import pytest

from shangliang.kernel.calendar import local_date, moment, now
from shangliang.kernel.codes import ALPHABET, clean_code, idea_code, official_number, query_code, voice_code
from shangliang.kernel.text import clip, holds_personal_data, mask_phone, redact, tidy


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("请打13812345678找我", "请打〔电话〕找我"),
        ("请打138 1234 5678找我", "请打〔电话〕找我"),
        ("身份证370202199001011234", "身份证〔证件号〕"),
        ("车牌鲁B12345挡路", "车牌〔车牌〕挡路"),
        ("写信到 li.si@example.com", "写信到 〔邮箱〕"),
        ("住3号楼2单元501室", "住〔门牌〕"),
        ("0532-85911111 没人接", "〔电话〕 没人接"),
    ],
)
def test_personal_data_is_replaced_by_what_it_was(typed, shown):
    assert redact(typed) == shown
    assert holds_personal_data(typed)


def test_ordinary_numbers_stay():
    text = "18路公交每20分钟一班，2022年9月29日起改线，投资1500万元"
    assert redact(text) == text
    assert not holds_personal_data(text)


def test_tidy_keeps_lines_and_drops_stray_blanks():
    assert tidy("\t\u3000你好  世界\r\n\r\n  第二行\u00a0 ") == "你好 世界\n第二行"


def test_clip_says_that_something_was_cut():
    assert clip("一二三四五", 4) == "一二三…"
    assert clip("一二 三", 9) == "一二 三"


def test_masking_leaves_only_the_tail_to_recognise():
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("110") == "****"


def test_codes_are_what_people_say_aloud():
    assert voice_code(date(2022, 9, 20), 417) == "220920-0417"
    assert idea_code(18, 7) == "18-07"
    assert official_number("倾商", 2022, "18-07") == "倾商〔2022〕18-07"


def test_query_codes_have_no_letters_that_look_alike():
    codes = {query_code() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("01IO") & set(ALPHABET)


def test_a_typed_code_is_read_however_it_is_spaced():
    assert clean_code(" ab2c-9xyz ") == "AB2C9XYZ"


def test_a_day_in_qingdao_starts_eight_hours_before_utc():
    assert moment(date(2022, 9, 30)) == datetime(2022, 9, 29, 16, tzinfo=UTC)
    assert local_date(datetime(2022, 9, 29, 16, tzinfo=UTC)) == date(2022, 9, 30)


def test_a_rehearsal_may_let_time_pass(tmp_path, monkeypatch):
    clock = tmp_path / "clock"
    clock.write_text("86400")
    plain = now()
    monkeypatch.setenv("SHANGLIANG_CLOCK", str(clock))
    assert 86390 < (now() - plain).total_seconds() < 86410
