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
    own = built_in().with_groups(parse_groups("門票, 參觀券", "synonyms.txt")[0])
    assert own.of("门票")["参观券"] == OWN
    assert own.of("门票")["入场费"] == OFFICE
    assert "参观券" not in built_in().of("门票")


def test_a_synonyms_file_has_one_group_a_line():
    text = "\ufeff# 我們的說法\n打印機=印表機、列印機 # 設備\n\n  WiFi / 無線網路，无线网络; ＷｉＦｉ \n"
    groups = [("打印机", "印表机", "列印机"), ("wifi", "无线网路", "无线网络")]
    assert parse_groups(text, "synonyms.txt") == (groups, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲=乙\n門票\n", "synonyms.txt 第 2 行只有一個詞：「門票」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。"),
        ("甲,,乙", "synonyms.txt 第 1 行有空的詞：「甲,,乙」。請刪掉多出來的分隔號。"),
        ("# 註\n\n=甲", "synonyms.txt 第 3 行有空的詞：「=甲」。請刪掉多出來的分隔號。"),
        ("甲=" + "乙" * 51, f"synonyms.txt 第 1 行有詞超過 50 個字：「甲={'乙' * 28}…」。請只寫詞，不寫整句。"),
        (
            "=".join(f"詞彙{n}" for n in range(10, 62)),
            "synonyms.txt 第 1 行使一個詞的同義詞超過 50 個："
            "「詞彙10=詞彙11=詞彙12=詞彙13=詞彙14=詞彙15=…」。請刪去少用的詞。",
        ),
        ("\x1b[2J\x07", "synonyms.txt 第 1 行只有一個詞：「[2J」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。"),
        (
            "ＷｉＦｉ=wifi",
            "synonyms.txt 第 1 行只有一個詞：「ＷｉＦｉ=wifi」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。",
        ),
    ],
)
def test_a_line_that_is_no_group_is_named(text, message):
    assert parse_groups(text, "synonyms.txt")[1] == [message]


def test_the_groups_around_bad_lines_are_kept():
    groups, problems = parse_groups("甲,乙\n丙\n丁,,戊\n己,庚\n", "synonyms.txt")
    assert groups == [("甲", "乙"), ("己", "庚")]
    assert [problem[:16] for problem in problems] == ["synonyms.txt 第 2", "synonyms.txt 第 3"]


def test_a_file_that_ships_has_no_bad_line(tmp_path):
    path = tmp_path / "office_words.txt"
    path.write_text("門票\n", encoding="utf-8")
    with pytest.raises(SourceError, match="第 1 行只有一個詞"):
        read_groups(path)


def test_the_shipped_words_are_folded_groups_of_many_kinds():

    office, regional = (read_groups(_HOME / name) for name in ("office_words.txt", "regional_words.txt"))
    assert len(office) >= 150
    assert len(regional) >= 800
    assert all(len(word) > 1 for group in regional for word in group)
