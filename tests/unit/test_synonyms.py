import re

import pytest

from embeddings.errors import SourceError
from embeddings.text.fold import fold
from embeddings.text.words import segment
from qa.synonyms import _HOME, OFFICE, OWN, REGIONAL, Alternative, Synonyms, built_in, expand, parse_groups, read_groups


def others(question):
    return {(alternative.word, alternative.term) for alternative in expand(segment(fold(question)))}


@pytest.mark.parametrize(
    ("question", "word", "term"),
    [
        ("打印機有幾台？", "打印机", "印表机"),
        ("印表机有几台？", "印表机", "打印机"),
        ("坐出租车怎么说？", "出租车", "计程车"),
        ("計程車怎麼叫", "计程车", "的士"),
        ("可以借鼠标吗", "鼠标", "滑鼠"),
        ("網絡質量不好", "质量", "品质"),
        ("WiFi密码", "wifi", "无线网络"),
        ("無線網路的密碼", "无线网路", "wifi"),
        ("门票多少钱", "门票", "入场费"),
        ("退钱要多久", "退钱", "退费"),
        ("手机要关吗", "手机", "行动电话"),
        ("星期一開門嗎", "开门", "营业"),
        ("信息站在哪里", "信息站", "资讯站"),
        ("客服电话", "客服电话", "服务热线"),
    ],
)
def test_words_of_a_question_have_other_words(question, word, term):
    assert (fold(word), fold(term)) in others(question)


def test_words_without_others_have_none():
    assert expand(["梧桐", "树", "在", "哪里"]) == []
    assert expand([]) == []


def test_alternatives_are_ordered_by_weight_and_the_longest_word_is_taken():
    synonyms = Synonyms.from_groups(([("无线网络", "wifi")], OFFICE), ([("网络", "网路")], REGIONAL))
    assert synonyms.expand(["无线", "网络"]) == [Alternative("无线网络", "wifi", OFFICE)]
    assert synonyms.expand(["网络", " ", "无线", " ", "网络"]) == [
        Alternative("网络", "网路", REGIONAL),
        Alternative("无线网络", "wifi", OFFICE),
    ]


def test_synonyms_of_synonyms_are_none():
    synonyms = Synonyms.from_groups(([("甲", "乙"), ("乙", "丙")], OFFICE))
    assert dict(synonyms.of("甲")) == {"乙": OFFICE}
    assert dict(synonyms.of("乙")) == {"甲": OFFICE, "丙": OFFICE}


def test_a_users_groups_weigh_most_and_leave_the_shipped_ones_as_they_are():
    own = built_in().with_groups(parse_groups("門票, 參觀券", "synonyms.txt"))
    assert own.of("门票")["参观券"] == OWN
    assert own.of("门票")["入场费"] == OFFICE
    assert "参观券" not in built_in().of("门票")


def test_a_synonyms_file_has_one_group_a_line():
    text = "\ufeff# 我們的說法\n打印機=印表機、列印機 # 設備\n\n  WiFi / 無線網路，无线网络; ＷｉＦｉ \n"
    assert parse_groups(text, "synonyms.txt") == [("打印机", "印表机", "列印机"), ("wifi", "无线网路", "无线网络")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲=乙\n門票\n", "synonyms.txt 第 2 行只有一個詞：「門票」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。"),
        ("甲,,乙", "synonyms.txt 第 1 行有空的詞：「甲,,乙」。請刪掉多出來的分隔號。"),
        ("# 註\n\n=甲", "synonyms.txt 第 3 行有空的詞：「=甲」。請刪掉多出來的分隔號。"),
        (
            "ＷｉＦｉ=wifi",
            "synonyms.txt 第 1 行只有一個詞：「ＷｉＦｉ=wifi」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。",
        ),
    ],
)
def test_a_line_that_is_no_group_is_named(text, message):
    with pytest.raises(SourceError, match="^" + re.escape(message) + "$"):
        parse_groups(text, "synonyms.txt")


def test_a_synonyms_file_of_another_encoding_is_refused(tmp_path):
    path = tmp_path / "synonyms.txt"
    path.write_bytes("門票=入場費".encode("big5"))
    with pytest.raises(SourceError, match=r"synonyms\.txt 不是 UTF-8 編碼"):
        read_groups(path)


def test_the_shipped_words_are_folded_groups_of_many_kinds():

    office, regional = (read_groups(_HOME / name) for name in ("office_words.txt", "regional_words.txt"))
    assert len(office) >= 150
    assert len(regional) >= 800
    assert all(len(word) > 1 for group in regional for word in group)
