"""Whole lists: rows, items and enumerations, and whether the text says that they are all."""

import pytest

from embeddings.article import Article, Block, BlockKind, Span
from embeddings.formats.writer import TextWriter
from qa.lists import MOST_ITEMS, listed
from qa.query import parse_question


def found_in(article, words, question="有哪些？"):
    start = article.text.index(words)
    found = listed(parse_question(question), article, Span(start, start + len(words)))
    return None if found is None else ([span.of(article.text) for span in found.spans], found.complete)


def article_of(text, blocks=()):
    return Article("a", "題", text, "a.txt", blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("text", "words", "items", "complete"),
    [
        ("應備文件：身分證、印章、照片。", "印章", "身分證、印章、照片", True),
        ("應備文件有身分證、印章、照片等。", "印章", "身分證、印章、照片", False),
        ("本館設三處分館，有東館、西館、北館。", "西館", "東館、西館、北館", True),
        ("本館設四處分館，有東館、西館、北館。", "西館", "東館、西館、北館", False),
    ],
)
def test_an_enumeration_is_quoted_as_it_stands(text, words, items, complete):
    assert found_in(article_of(text), words) == ([items], complete)


def test_a_quote_that_enumerates_nothing_is_part_of_no_list():
    assert found_in(article_of("本館三月開放。"), "三月") is None


@pytest.mark.parametrize("last", ["一等級", "一等级"])
@pytest.mark.parametrize(("lead", "complete"), [("分級如下：", True), ("分級如下", False)])
def test_items_are_all_where_a_colon_introduces_them(last, lead, complete):
    writer = TextWriter()
    writer.paragraph(lead)
    writer.item("三等", "")
    writer.item(last, "")
    assert found_in(article_of(writer.text, writer.blocks), "三等") == (["三等", last], complete)


def test_a_column_is_listed_for_the_rows_that_the_question_names():
    writer = TextWriter()
    for line, stop in (("紅線", "東站"), ("藍線", "西站"), ("紅線", "南站")):
        writer.record([("路線", line), ("站名", stop)], key=1)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "東站", "紅線有哪些站？") == (["東站", "南站"], False)
    assert found_in(article, "東站", "有哪些站？") == (["東站", "西站", "南站"], False)


@pytest.mark.parametrize(
    ("text", "words", "items", "complete"),
    [
        ("報名資格：學生、教師及退休員工。", "教師", "學生、教師及退休員工", True),
        ("開放時間為週一、週三、週五，逢假日休館。", "週三", "週一、週三、週五", False),
        ("共有三項：登記、繳費、領件；其他請洽櫃台。", "繳費", "登記、繳費、領件", True),
        ("包括桌球、羽球與游泳。", "羽球", "桌球、羽球與游泳", False),
        ("材料有麵粉、糖、鹽、等", "糖", "麵粉、糖、鹽", False),
        ("材料有麵粉、糖、鹽等三種。", "糖", "麵粉、糖、鹽", True),
        ("請攜帶身分證、健保卡，以及繳費單影本。", "健保卡", "身分證、健保卡，以及繳費單影本", False),
        ("社團包括書法、\n合唱、桌球。", "書法", None, None),
        ("會議室、", "會議室", None, None),
    ],
)
def test_an_enumeration_ends_where_the_sentence_goes_on(text, words, items, complete):
    expected = None if items is None else ([items], complete)
    assert found_in(article_of(text), words) == expected


def test_items_of_far_too_many_characters_are_no_enumeration():
    assert found_in(article_of(f"規定甲、{'很長的規定' * 10}、丙。"), "丙") is None


def test_the_items_before_and_behind_another_list_are_not_of_it():
    writer = TextWriter()
    writer.paragraph("應備文件：")
    writer.item("身分證", "")
    writer.item("印章", "")
    writer.paragraph("選備文件：")
    writer.item("照片", "")
    writer.item("委託書", "")
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "印章") == (["身分證", "印章"], True)
    assert found_in(article, "照片") == (["照片", "委託書"], True)


def test_a_single_item_is_no_list():
    writer = TextWriter()
    writer.paragraph("應備文件：")
    writer.item("身分證", "")
    assert found_in(article_of(writer.text, writer.blocks), "身分證") is None


@pytest.mark.parametrize(
    ("above", "total", "complete"),
    [
        ("共有三個站：", False, True),
        ("共有四個站：", False, False),
        ("停靠站：", False, False),
        ("停靠站：", True, True),
    ],
    ids=["counted above", "another number above", "nothing says", "summed up below"],
)
def test_a_column_is_all_where_the_text_counts_it_or_sums_it_up(above, total, complete):
    writer = TextWriter()
    writer.paragraph(above)
    for stop, fare in (("東站", "10"), ("西站", "20"), ("南站", "15")):
        writer.record([("站名", stop), ("票價", fare)], key=0)
    if total:
        writer.record([("站名", "合計"), ("票價", "45")], key=0, total=True)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "西站", "有哪些站？") == (["東站", "西站", "南站"], complete)


def test_rows_of_other_columns_and_empty_cells_are_left_out():
    writer = TextWriter()
    writer.record([("站名", "東站"), ("票價", "10")], key=0)
    writer.record([("站名", ""), ("票價", "10")], key=0)
    writer.record([("站名", "西站"), ("票價", "20")], key=0)
    writer.record([("姓名", "甲"), ("電話", "2345")], key=0)
    article = article_of(writer.text, writer.blocks)
    assert found_in(article, "西站", "有哪些站？") == (["東站", "西站"], False)
    assert found_in(article, "：10", "有哪些站？") is None  # between two cells


def test_no_more_items_are_shown_than_fit_and_that_is_not_all():
    writer = TextWriter()
    for number in range(MOST_ITEMS + 5):
        writer.record([("站名", f"第{number}站"), ("票價", "10")], key=0)
    spans, complete = found_in(article_of(writer.text, writer.blocks), "第3站", "有哪些站？")
    assert (len(spans), complete) == (MOST_ITEMS, False)


# Where an enumeration begins and ends


@pytest.mark.parametrize(
    ("text", "words", "items"),
    [
        (
            "社址在南街。社團置社長一人、副社長二人及幹事四人，任期一年。",
            "副社長二人",
            "社長一人、副社長二人及幹事四人",
        ),
        ("每份樣本須附登記表、檢驗單和照片。", "每份樣本須附登記表", "登記表、檢驗單和照片"),
        ("報到請帶學生證、收據，以及兩張照片。", "收據", "學生證、收據，以及兩張照片"),
        (
            "餘款分三份：公積金三成，公益金二成，分配金四成，其餘留待明年。",
            "公益金",
            "公積金三成，公益金二成，分配金四成",
        ),
        ("每船槳手十人、鼓手一人、舵手一人，候補三人。", "鼓手", "每船槳手十人、鼓手一人、舵手一人，候補三人"),
        ("可以帶蘋果（紅、青皆可）、橘子、梨。", "橘子", "蘋果（紅、青皆可）、橘子、梨"),
        ("兩家報價：甲行 42,000 元、乙行 36,500 元。", "兩家", "甲行 42,000 元、乙行 36,500 元"),
    ],
)
def test_an_enumeration_begins_behind_what_introduces_it_and_ends_with_its_last_thing(text, words, items):
    found = found_in(article_of(text), words)
    assert found is not None
    assert found[0] == [items]


def test_of_two_enumerations_the_one_is_quoted_that_says_what_is_asked():
    article = article_of("術前可以吃白粥、蒸蛋、豆腐；不可以吃堅果、牛奶、海帶。")
    assert found_in(article, article.text, "術前可以吃哪些東西？")[0] == ["白粥、蒸蛋、豆腐"]
    assert found_in(article, article.text, "術前不可以吃哪些東西？")[0] == ["堅果、牛奶、海帶"]


# Items and what introduces them


def written(*parts):
    """Return an article of headings, paragraphs, items and clauses."""
    writer = TextWriter()
    for kind, text in parts:
        if kind == "heading":
            writer.heading(text, 2)
        elif kind == "item":
            writer.item(text, "")
        else:
            writer.paragraph(text)
    return article_of(writer.text, writer.blocks)


RULES = written(
    ("heading", "器材"),
    ("item", "可以帶進棚內的東西：三腳架、收音機、補光燈。其餘放在門口。"),
    ("item", "借用以三天為限，逾期停借一週。"),
    ("item", "下列情形取消資格：轉借、損壞不報、超時不還。"),
)


def test_a_question_that_names_an_item_asks_what_it_enumerates():
    assert found_in(RULES, "三腳架", "可以帶哪些東西進棚內？") == (["三腳架、收音機、補光燈"], True)
    assert found_in(RULES, "下列情形取消資格", "哪些情形會取消資格？") == (["轉借、損壞不報、超時不還"], True)


def test_provisions_side_by_side_are_no_list():
    long = "憑入場券與身分證明文件於開演前三十分鐘入場，遲到者由服務人員引導於中場休息時間入座，不得要求退票"
    rules = written(("item", f"一、{long}。"), ("item", f"二、{long}，節目單、海報另售。"))
    assert found_in(rules, "中場休息", "有哪些座位？") is None
    assert found_in(rules, "海報", "另售的有哪些？") == (["節目單、海報另售"], False)


def test_the_number_of_a_paragraph_is_no_part_of_an_enumeration():
    assert found_in(article_of("十、下列情形扣分：遲到、早退、缺席。"), "遲到") == (["遲到、早退、缺席"], True)
    assert found_in(article_of("十、遲到者扣分。"), "遲到") is None
    text = "第一條\u3000本處分為東廳、西廳與中庭三處。"
    article = article_of(text, [Block(BlockKind.CLAUSE, 0, len(text), label="第一條")])
    assert found_in(article, "西廳") == (["東廳、西廳與中庭三處"], True)


def test_a_question_that_names_no_item_asks_for_all_of_them():
    bans = written(
        ("heading", "禁止事項"), ("item", "攀爬；電梯、扶手都一樣。"), ("item", "餵魚。"), ("heading", "開放時間")
    )
    everything = ["攀爬；電梯、扶手都一樣", "餵魚"]
    assert found_in(bans, "電梯、扶手", "園方禁止做哪些事？") == (everything, False)
    assert found_in(bans, "禁止事項", "園方禁止做哪些事？") == (everything, False)
    assert found_in(bans, "開放時間", "園方禁止做哪些事？") is None


def test_items_stand_without_the_mark_of_their_list():
    article = written(("paragraph", "應備文件："), ("item", "- 戶口名簿；"), ("item", "- 印章。"))
    assert found_in(article, "應備文件", "應備文件有哪些？") == (["戶口名簿", "印章"], True)


@pytest.mark.parametrize(
    "text",
    [
        "第三點 下列物品不得攜入：\n（一）飲料及食物；\n（二）墨水；\n（三）雨具。\n手機須關靜音。",
        "第三點 下列物品不得攜入：（一）飲料及食物；（二）墨水；（三）雨具。手機須關靜音。",
    ],
)
@pytest.mark.parametrize("words", ["下列物品不得攜入", "墨水"])
def test_the_numbered_parts_of_a_provision_are_a_list(text, words):
    article = article_of(text, [Block(BlockKind.CLAUSE, 0, len(text), label="第三點")])
    assert found_in(article, words, "哪些東西不能帶？") == (["飲料及食物", "墨水", "雨具"], True)
    assert found_in(article, "手機須關靜音", "手機呢？") is None


CARDS = written(
    ("paragraph", "本表自三月起適用。"),
    ("item", "一、辦家庭卡須帶戶口名簿；學童卡須帶學生證和家長身分證。"),
    ("item", "二、積分滿六百分者免押金。"),
    ("item", "三、卡片遺失者，補發工本費二十元，舊卡三日後註銷。"),
)


def test_a_small_part_of_a_provision_that_alone_is_asked_about_is_no_list():
    assert found_in(CARDS, "學生證和家長身分證", "學童卡要帶什麼證件？") is None
    assert found_in(CARDS, "二、積分滿六百分者免押金", "有哪些規定？")[0][-1].startswith("三、卡片遺失")


def test_a_part_of_an_item_of_what_a_colon_introduces_is_of_the_list():
    fit = written(
        ("paragraph", "應帶："), ("item", "戶口名簿正本，影本不收。"), ("item", "家長身分證與印章，可由他人代送。")
    )
    assert found_in(fit, "戶口名簿", "戶口名簿之外要帶什麼？")[0] == [
        "戶口名簿正本，影本不收",
        "家長身分證與印章，可由他人代送",
    ]


@pytest.mark.parametrize(
    ("heading", "items"),
    [
        ("三項改善重點", ["鋪面改用透水磚", "路燈加裝感應器", "座椅全面更新"]),
        ("改善重點", None),
        ("兩項改善重點", None),
    ],
)
def test_paragraphs_are_a_list_where_the_heading_counts_them(heading, items):
    slide = written(
        ("heading", heading),
        *(("paragraph", line) for line in ("鋪面改用透水磚", "路燈加裝感應器", "座椅全面更新")),
        ("heading", "時程"),
        ("paragraph", "九月完工"),
    )
    found = found_in(slide, "路燈加裝感應器", "有哪三項改善重點？")
    assert found == (None if items is None else (items, True))
    assert found_in(slide, heading, "有哪三項改善重點？") == (None if items is None else (items, True))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("有哪幾位課長出席？", ["水利課課長溫如海", "農業課課長林向榮"]),
        ("有哪幾位里長出席？", ["東山里里長莫大山"]),
        ("有哪些人出席？", ["水利課課長溫如海、農業課課長林向榮、東山里里長莫大山"]),
        ("有哪些站長出席？", ["水利課課長溫如海、農業課課長林向榮、東山里里長莫大山"]),
    ],
)
def test_of_an_enumeration_those_of_the_role_are_listed_that_is_asked_for(question, items):
    text = "出席：水利課課長溫如海、農業課課長林向榮、東山里里長莫大山"
    assert found_in(article_of(text), "農業課課長林向榮", question)[0] == items


def test_names_without_a_role_of_their_own_have_that_of_the_one_before():
    both = article_of("所長溫如海，副所長林向榮、莫大山；出席：副所長林向榮、莫大山、研究室主任白石、江小舟。")
    assert found_in(both, "林向榮", "有哪些副所長？")[0] == ["副所長林向榮、莫大山"]
    assert found_in(article_of(both.text[18:]), "莫大山", "有哪些副所長？")[0] == ["副所長林向榮", "莫大山"]


# Rows


def table(*rows, names):
    writer = TextWriter()
    for row in rows:
        writer.record(list(zip(names, row, strict=True)), key=0)
    return article_of(writer.text, writer.blocks)


EXAMS = table(
    ("一考場", "高等數學", "史一帆、祝青"),
    ("二考場", "高等數學", "祝青、文立"),
    ("三考場", "大學物理", "文立、史一帆"),
    names=("考場", "科目", "監考人"),
)
STAFF = table(
    ("主任", "柯大路", "全盤"),
    ("副主任", "江小舟", "財務"),
    ("副主任", "應天明", "水利"),
    ("文書", "倪真", "水利"),
    names=("職務", "姓名", "分管"),
)
SHELVES = table(
    ("陶罐", "秦家捐贈", "二樓201"),
    ("瓷盤", "購藏", "二樓202"),
    ("銅鏡", "秦家捐贈", "三樓301"),
    names=("品名", "來源", "位置"),
)
DESKS = table(
    ("總館", "週一"),
    ("總館自習室", "無"),
    ("河西分館", "週二"),
    ("車站書房", "無"),
    names=("場所", "休館日"),
)
MANUALS = table(
    ("AB-10", "社區曬書架", "有效"),
    ("AB-10.1", "社區曬書架安裝守則", "有效"),
    ("AB-12", "社區信箱", "有效"),
    ("AB-09", "社區曬書架", "廢止"),
    names=("編號", "名稱", "狀態"),
)


@pytest.mark.parametrize(
    ("article", "read", "question", "items"),
    [
        (EXAMS, "史一帆、祝青", "史一帆監考哪些科目？", ["高等數學", "大學物理"]),
        (EXAMS, "高等數學", "祝青在哪些考場監考？", ["一考場", "二考場"]),
        (STAFF, "財務", "有哪些副主任？", ["江小舟", "應天明"]),
        (STAFF, "江小舟", "哪些人分管水利？", ["應天明", "倪真"]),
        (SHELVES, "陶罐", "哪些品名是秦家捐的？", ["陶罐", "銅鏡"]),
        (SHELVES, "二樓201", "二樓放了哪些東西？", ["陶罐", "瓷盤"]),
        (SHELVES, "瓷盤", "哪些品名是購藏的？", ["瓷盤"]),
        (DESKS, "總館自習室", "哪些場所沒有固定的休館日？", ["總館自習室", "車站書房"]),
        (DESKS, "河西分館", "哪些場所無休館日？", ["總館自習室", "車站書房"]),
        (DESKS, "河西分館", "哪些場所週二休館？", ["河西分館"]),
        (DESKS, "河西分館", "有哪些場所？", ["總館", "總館自習室", "河西分館", "車站書房"]),
        (MANUALS, "AB-10", "有效的編號有哪些是關於曬書架的？", ["AB-10", "AB-10.1"]),
    ],
)
def test_a_column_is_listed_of_the_rows_that_the_question_picks(article, read, question, items):
    assert found_in(article, read, question)[0] == items
