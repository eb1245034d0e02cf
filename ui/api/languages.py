"""Problems in the language of the request: Traditional Chinese, as they are written, Simplified, or English.

Simplified is converted character by character. English tells the kind of a problem and what to do about it; the
sentence with the names in it goes along as ``original``. ``english.toml`` has the words.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from qa.script import in_script_of


class Language(StrEnum):
    """A language that problems are told in."""

    TRADITIONAL = "zh-TW"
    SIMPLIFIED = "zh-CN"
    ENGLISH = "en"


_SIMPLIFIED_TEXT = "简体汉语"
_TAGS = (
    (("zh-cn", "zh-sg", "zh-my", "zh-hans"), Language.SIMPLIFIED),
    (("zh", "yue", "*"), Language.TRADITIONAL),
    (("en",), Language.ENGLISH),
)


@cache
def english() -> Mapping[str, Mapping[str, Any]]:
    """Return what is told in English: ``titles``, each with its own and what to do, and ``faults`` of fields."""
    return tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))


def language_of(header: str | None) -> Language:
    """Return the language that an ``Accept-Language`` header likes best of those there are; Traditional without one."""
    liked = sorted(map(_weighed, (header or "").lower().split(",")), key=lambda one: -one[1])
    for tag, weight in liked:
        for beginnings, language in _TAGS:
            if weight > 0 and any(tag == one or tag.startswith(f"{one}-") for one in beginnings):
                return language
    return Language.TRADITIONAL


def _weighed(part: str) -> tuple[str, float]:
    """Return a language and how much it is liked, from one part of the header."""
    tag, _, weight = part.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return tag.strip(), 0.0


def said(text: str, language: Language) -> str:
    """Return a Chinese sentence in the script of a language; English has none of its own for it."""
    return in_script_of(text, _SIMPLIFIED_TEXT) if language is Language.SIMPLIFIED else text


def in_english(title: str, status: int) -> tuple[str, str]:
    """Return a title in English, and what to do; of a title that is not known, what its status says."""
    unknown = HTTPStatus(status).phrase, "`original` says in Chinese what is wrong."
    told, advice = english()["titles"].get(title, unknown)
    return told, advice


def fault_in_english(fault: str) -> str:
    """Return what is wrong with a field in English, or as it is where there is no English for it."""
    return str(english()["faults"].get(fault, fault))
