"""The map: an outline of the ten districts that the project drew, and no outside host unless one was named."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

import shangliang.site
from shangliang.site.middleware import POLICY, tiles_origin

OUTLINE = Path(shangliang.site.__file__).parent / "static" / "geo" / "qingdao.json"
DISTRICTS = ["平度", "莱西", "即墨", "胶州", "城阳", "崂山", "李沧", "市北", "市南", "西海岸"]


def area(ring: list[list[float]]) -> float:
    """Return twice the signed area: positive for a ring that runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_the_outline_has_the_ten_districts_as_closed_rings_inside_the_city():
    features = json.loads(OUTLINE.read_text("utf-8"))["features"]
    assert [one["properties"]["name"] for one in features] == DISTRICTS
    for one in features:
        (ring,) = one["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert area(ring) > 0, one["properties"]["name"]
        assert all(119.4 < east < 121.1 and 35.5 < north < 37.2 for east, north in ring)


def test_neighbours_share_their_corners():
    features = json.loads(OUTLINE.read_text("utf-8"))["features"]
    corners = {one["properties"]["name"]: {tuple(p) for p in one["geometry"]["coordinates"][0]} for one in features}
    for one, other in (("平度", "莱西"), ("即墨", "城阳"), ("市南", "市北"), ("李沧", "崂山"), ("胶州", "西海岸")):
        assert len(corners[one] & corners[other]) >= 2, (one, other)
    assert not corners["市南"] & corners["平度"]


@pytest.mark.parametrize(
    ("template", "origin"),
    [
        ("", ""),
        ("https://tiles.example.gov.cn/{z}/{x}/{y}.png", " https://tiles.example.gov.cn"),
        ("https://{s}.tiles.example.cn/{z}/{x}/{y}.png", " https://*.tiles.example.cn"),
        ("javascript:alert(1)", ""),
        ("/local/{z}/{x}/{y}.png", ""),
    ],
)
def test_only_the_host_of_the_tiles_is_let_in_and_for_pictures_only(template, origin):
    assert tiles_origin(template) == origin


@pytest.mark.django_db
def test_without_tiles_the_policy_names_no_outside_host():
    assert "http" not in POLICY
    assert Client().get("/hot").headers["Content-Security-Policy"] == POLICY
