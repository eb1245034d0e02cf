"""English for what the code says in Chinese, by the Chinese text: the one place that has it (``english.toml``).

``PROBLEMS`` by their titles: the title, and what to do; ``FAULTS`` of fields, ``TEXTS`` of the page, ``MESSAGES`` of
errors.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_WORDS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

PROBLEMS: Mapping[str, tuple[str, str]] = {title: (told, todo) for title, (told, todo) in _WORDS["problems"].items()}
FAULTS: Mapping[str, str] = _WORDS["faults"]
TEXTS: Mapping[str, str] = _WORDS["texts"]
MESSAGES: Mapping[str, str] = _WORDS["messages"]
