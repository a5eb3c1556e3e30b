"""The table of everything that is judged: whole, named in both languages, and with no invented number."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from lessontool.messages import TABLE
from lessontool.model import ItemGroup, ItemName
from lessontool.reports.items import GROUPS, ITEMS, LOUDNESS_RULES, UNKNOWN_VERSION, name_code

_READ_ON_EBU_PAGES = frozenset(
    {
        *("0001W", "0010B", "0016B", "0026W", "0034F", "0040F", "0042W", "0045F", "0048W", "0051B", "0070W"),
        *("0078B", "0105F", "0106W", "0109F", "0164W", "0215W"),
    }
)
"""Ids that somebody has seen with their meaning; whoever adds one says where in lessontool/reports/items.py."""


def test_every_item_is_in_the_table_once_and_in_the_order_of_its_name() -> None:
    assert tuple(ITEMS) == get_args(ItemName)
    assert {item.group for item in ITEMS.values()} == set(get_args(ItemGroup)) == set(GROUPS)


@pytest.mark.parametrize("name", get_args(ItemName))
def test_an_item_has_a_short_name_in_both_languages(name: ItemName) -> None:
    message = TABLE[name_code(name)]
    assert 3 <= len(message.vi) <= 26
    assert 3 <= len(message.en) <= 26


def test_an_ebu_id_is_one_that_was_read_on_a_page_that_names_it() -> None:
    ids = {item.ebu.id: item.ebu.version for item in ITEMS.values() if item.ebu is not None}
    assert set(ids) == _READ_ON_EBU_PAGES
    assert all(re.fullmatch(r"[1-9]\.0", version) or version == UNKNOWN_VERSION for version in ids.values())


def test_what_the_ebu_means_for_mxf_only_is_not_said_of_other_files() -> None:
    timecode = ITEMS["timecode"]
    assert timecode.ebu_id("A.MXF") == timecode.ebu_id() == "0026W"
    assert timecode.ebu_id("a.mp4") == ""
    assert timecode.rules("a.mp4") == ("SMPTE ST 12-1",)
    assert timecode.rules("a.mxf") == ("SMPTE ST 12-1", "EBU R 122")
    assert ITEMS["loudness"].ebu_id("a.mp4") == "0010B"
    assert ITEMS["hum"].ebu_id() == ""


def test_standards_are_named_whole_and_loudness_cites_the_vietnamese_rule() -> None:
    named = [rule for item in ITEMS.values() for rule in (*item.standards, *item.mxf_standards)]
    body = r"(EBU (R|Tech)|SMPTE ST|ITU-R (BT|BS)\.|ISO/IEC|BCP|FIPS) ?[\d.-]+|QCVN 115:2017/BTTTT"
    assert [rule for rule in named if not re.fullmatch(body, rule)] == []
    assert ITEMS["loudness"].standards == ITEMS["true-peak"].standards == LOUDNESS_RULES
    assert ITEMS["flashes"].standards == ITEMS["red-flashes"].standards == ("ITU-R BT.1702",)
