"""A data folder with four articles, for the shipped models or a tiny encoder of the same kind."""

from pathlib import Path

import numpy as np

from embeddings.encoders.static import quantise, save_table
from ui.settings import Settings

FILLING = "".join(f"這是第{number}段，只是為了讓文章夠長，讀起來沒有什麼意思。\n\n" for number in range(60))
LONG = f"長長的文章\n\n{FILLING}長文章的最後一句說請走77號門。\n"
ARTICLES = {
    "library.md": """---
title: 雲澤市圖書館開通掌上書房
date: 2024-03-15
url: https://example.com/library
---

3月15日，雲澤市圖書館的數位服務平台「掌上書房」正式開通。館長沈若溪說，平台總投入680萬元。

掌上書房收有電子書21萬冊。每張讀者證一次最多借八本電子書，借期為30天。
""",
    "recall.txt": """海嶼電器召回電熱水壺

海嶼電器4月2日宣布召回型號HY-207的電熱水壺，共1萬2千個。客服電話是0999-5550188。
""",
    "long.txt": LONG,
    "script.txt": """一則含有標籤的文章

這則文章寫著<script>document.title='pwned'</script>和{{7*7}}，共有42個字元要原樣顯示。
""",
}
TERMS = "雲澤市圖書館開通掌上書房數位服務平台電子借期讀者證海嶼器召回熱水壺型號客話文章標籤字元"


def shipped_settings(folder: Path, **changes: object) -> Settings:
    """Return settings of a data folder with four articles, and the shipped models."""
    articles = folder / "data" / "articles"
    articles.mkdir(parents=True)
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    return Settings(data_dir=folder / "data", **changes)


def tiny_settings(folder: Path, **changes: object) -> Settings:
    """Return the same settings with an encoder of a few characters."""
    return shipped_settings(folder, encoder=str(tiny_encoder(folder / "encoder")), **changes)


def tiny_encoder(folder: Path) -> Path:
    """Write an encoder of the shipped kind that knows a few characters."""
    terms = sorted(set(TERMS))
    weights = np.random.default_rng(0).normal(size=(len(terms), 16)).astype(np.float32)
    save_table(folder, terms, *quantise(weights))
    return folder
