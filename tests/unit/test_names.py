"""How names look: ranks, posts, departments and surnames, and varieties of which each is another."""

import pytest

from embeddings.text.fold import fold
from qa.names import ORGANISATION, OTHER_VARIETIES, RANKS, ROLE, SAME_VARIETY, SURNAMES, VARIETY


def role(text):
    found = ROLE.search(fold(text))
    return None if found is None else (found["rank"] or "", found["post"], found["head"] or "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("副站長何小舟", ("副", "站长", "")),
        ("代理站長", ("代理", "站长", "")),
        ("前任校長", ("前任", "校长", "")),
        ("名譽理事長", ("名誉", "理事长", "")),
        ("常務副市長", ("常务副", "市长", "")),
        ("教務主任", ("", "教务主任", "主任")),
        ("副總經理", ("副", "总经理", "总经理")),
        ("護理長", ("", "护理长", "")),
        ("護士長", ("", "护士长", "")),
        ("專案經理", ("", "经理", "经理")),
        ("村長", ("", "村长", "")),
        ("市長江大橋", None),
        ("部長期合作", None),
        ("處長大", None),
        ("秘書長", ("", "秘书长", "")),
        ("秘書", ("", "秘书", "秘书")),
        ("主任委員", ("", "主任委员", "主任委员")),
        ("副主任委員", ("副", "主任委员", "主任委员")),
        ("班長", ("", "班长", "")),
        ("生長激素", None),
        ("", None),
    ],
)
def test_a_role_is_a_rank_and_a_post(text, told):
    assert role(text) == told


@pytest.mark.parametrize("rank", RANKS)
def test_what_else_a_rank_is_called_is_a_rank_too(rank):
    assert role(f"{rank}校长")[0] == rank
    assert role(f"{RANKS[rank]}校长")[0] == RANKS[rank]


def test_of_organisations_that_end_alike_the_longest_is_found():
    for text, name in (
        ("市立少儿馆", "少儿馆"),
        ("总图书馆", "图书馆"),
        ("活动中心", "活动中心"),
    ):
        assert ORGANISATION.search(text).group() == name


@pytest.mark.parametrize("word", sorted(SAME_VARIETY))
def test_a_variety_is_the_same_as_itself_and_another_than_every_other(word):
    assert word in SAME_VARIETY[word]
    assert word not in OTHER_VARIETIES[word]
    assert SAME_VARIETY[word].isdisjoint(OTHER_VARIETIES[word])
    assert all(word in OTHER_VARIETIES[other] for other in OTHER_VARIETIES[word])
    assert all(word in SAME_VARIETY[other] for other in SAME_VARIETY[word])
    assert fold(word) == word
    assert VARIETY.fullmatch(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("公办", "公立"), ("平日", "工作日"), ("往返", "来回"), ("老人", "敬老"), ("小客车", "小型车"), ("合计", "总价")],
)
def test_words_for_one_variety_are_the_same(one, other):
    assert other in SAME_VARIETY[one]
    assert other not in OTHER_VARIETIES[one]


def test_surnames_are_single_characters_of_the_fold():
    assert all(len(one) == 1 and fold(one) == one for one in SURNAMES)
    assert {fold(one) for one in "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高"} <= SURNAMES
