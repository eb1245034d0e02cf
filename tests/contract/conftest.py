"""Texts that several legs are asked about."""

import random
import re

import pytest

WORDS = re.findall(
    r"\w+", "台北 捷運 消費者 報告 公司 民國 一百年 的 了 是 在 地震 芮氏 規模 2023 GDP 總統 選舉 國民大會 饕餮 手機"
)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    chooser = random.Random(7)
    return ["，".join(chooser.choices(WORDS, k=chooser.randint(1, 120))) for _ in range(400)]
