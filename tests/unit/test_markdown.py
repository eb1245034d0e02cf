import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import SourceError
from embeddings.text.markdown import Document, Element, read_markdown

PAGE = """---
title: "港務: 年報"
date: 2024-03-05
tags: [港口, 貨運]
---
# 年報

首段**重點**與*次要*，見[附表](http://a.example/x?y=1)與`TEU`。
第二行<br>第三行 ![碼頭照片](p.png)

- 甲項
- 乙項
  1. 子項

| 年 | 萬噸 |
|---|---|
| 2023 | 12 |

> 引述

```
x = 1
```
<div>塊<b>級</b><!-- 註 --></div>
"""


def text_of(document: Document) -> str:
    """Return the elements of a document below one another."""
    return "".join(("\n" if element.tight else "\n\n") + element.text for element in document.elements).lstrip("\n")


def test_what_a_reader_sees():
    document = read_markdown(PAGE, "甲.md")
    assert document.fields == {"title": "港務: 年報", "date": "2024-03-05"}
    assert document.elements[0] == Element("年報", 1)
    assert text_of(document) == (
        "年報\n\n首段重點與次要，見附表與TEU。\n第二行\n第三行 碼頭照片\n- 甲項\n- 乙項\n1. 子項\n"
        "\n\n\n引述\n\nx = 1\n\n塊級"
    )
    assert [element.rows for element in document.elements if element.rows] == [(("年", "萬噸"), ("2023", "12"))]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("他說**「可以」**的。", "他說「可以」的。"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("甲&amp;乙 &lt;丙&gt;", "甲&乙 <丙>"),
        ("\\*不是強調\\*", "*不是強調*"),
        ("`**原樣**`", "**原樣**"),
        ("~~舊價~~新價", "舊價新價"),
        ("3. 從三開始", "3. 從三開始"),
        ("　　縮排的段落", "縮排的段落"),
        ("<!-- 沒有關上", ""),
    ],
)
def test_markup_goes_and_words_stay(source, text):
    assert text_of(read_markdown(source, "甲.md")).strip() == text


def test_dashes_that_hold_no_fields_are_not_front_matter():
    document = read_markdown("---\n只是一段話\n---\n下文", "甲.md")
    assert document.fields == {}
    assert "只是一段話" in text_of(document)


def test_values_of_front_matter_stay_as_written():
    fields = read_markdown("---\nTitle: no\ndate: 2024-01-02 03:04\nurl: 'https://a.example'\n---\n文", "甲.md").fields
    assert fields == {"title": "no", "date": "2024-01-02 03:04", "url": "https://a.example"}


@pytest.mark.parametrize("block", ["title: 甲: 乙: 丙", "a: [", "a: " + "[" * 3000])
def test_broken_front_matter_is_refused_by_name(block):
    with pytest.raises(SourceError, match=r"「甲.md」.*front matter.*引號"):
        read_markdown(f"---\n{block}\n---\n文", "甲.md")


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("甲乙丙 \n\t#*_>-+=1.\\a"), max_size=60).filter(lambda text: text[:3] != "---"))
def test_no_sign_takes_a_character_with_it(source):
    text = text_of(read_markdown(source, "甲.md"))
    assert [character for character in text if character in "甲乙丙"] == [
        character for character in source if character in "甲乙丙"
    ]
