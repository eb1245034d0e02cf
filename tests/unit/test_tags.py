"""Tags as they are kept and compared, and where files have them."""

import pytest

from embeddings.formats.load import load_bytes
from embeddings.text.tags import LONGEST_TAG, MOST_TAGS, folded_tag, joined_tags, tags_of


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        (["館務", " 公告 "], ("館務", "公告")),
        ("館務，公告、活動;2024", ("館務", "公告", "活動", "2024")),
        (["圖書館", "图书馆", "ＡＢ", "ab"], ("圖書館", "ＡＢ")),
        (["一\u200b二\n三", "", "  "], ("一 二 三",)),
        (["字" * (LONGEST_TAG + 1), 7, None, ["甲"], "乙"], ("乙",)),
        ([str(number) for number in range(MOST_TAGS + 5)], tuple(map(str, range(MOST_TAGS)))),
        (None, ()),
        ({"甲": "乙"}, ()),
    ],
)
def test_what_a_file_has_as_tags(value, tags):
    assert tags_of(value) == tags


def test_the_first_of_tags_that_are_the_same_stays_in_its_place():
    assert joined_tags(["甲", "乙", "甲", "丙"]) == ("甲", "乙", "丙")


def test_tags_are_compared_in_one_script_and_case():
    assert folded_tag(" 圖書館　ＡＩ ") == folded_tag("图书馆 ai")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.md", "---\ntitle: 館訊\nTags: [館務, 公告]\n---\n\n三月開放。"),
        ("a.md", "---\n標籤: 館務、公告\n---\n\n三月開放。"),
        ("a.json", '{"title": "館訊", "text": "圖書館三月開放。", "tags": ["館務", "公告"]}'),
        (
            "a.csv",
            "標題,內文,標籤\n館訊,圖書館自三月起每天開放，歡迎各位讀者多多前來利用各項資源與服務。,館務;公告\n",
        ),
    ],
)
def test_files_name_their_tags(name, source):
    [article] = load_bytes(source.encode(), name, name).articles
    assert article.tags == ("館務", "公告")
