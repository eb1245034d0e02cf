import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.anchors import AnchorKind, AnchorSupport, Verdict, clashes, find_anchors, support, verdict, weight_of
from qa.kinds import Kind


def named(question):
    return [(question[anchor.start : anchor.end], anchor.kind) for anchor in find_anchors(question)]


@pytest.mark.parametrize(
    ("question", "anchors"),
    [
        ("PT-310B的量程是多少？", [("PT-310B", AnchorKind.VALUE)]),
        ("停車管理辦法第１９條規定了什麼？", [("第１９條", AnchorKind.VALUE)]),
        ("梧桐圖書館星期一開門嗎？", [("梧桐圖書館", AnchorKind.ORGANISATION), ("星期一", AnchorKind.VALUE)]),
        (
            "清源县图书馆东湖分馆在哪里",
            [("清源县图书馆", AnchorKind.ORGANISATION), ("东湖分馆", AnchorKind.ORGANISATION)],
        ),
        (
            "2019年云溪中学的校长是谁？",
            [("2019年", AnchorKind.VALUE), ("云溪中学", AnchorKind.ORGANISATION), ("校长", AnchorKind.ROLE)],
        ),
        ("特展厅可以拍照吗？", [("特展厅", AnchorKind.ORGANISATION)]),
        ("哪些东西不能带进展厅？", [("展厅", AnchorKind.ORGANISATION)]),
        ("副站長是誰", [("副站長", AnchorKind.ROLE)]),
        ("教務主任的電話", [("教務主任", AnchorKind.ROLE)]),
        ("《山海》的作者出生在哪里？", [("山海", AnchorKind.TITLE)]),
        ("岑小满的手机号", [("岑小满", AnchorKind.PERSON)]),
        ("沈後羿是什麼職位", [("沈後羿", AnchorKind.PERSON)]),
        ("去乌石镇的末班车几点？", [("乌石镇", AnchorKind.PLACE), ("末班", AnchorKind.VARIETY)]),
        ("到南港市票价多少", [("南港市", AnchorKind.PLACE)]),
        ("公立小班的保育费", [("公立", AnchorKind.VARIETY), ("小班", AnchorKind.VARIETY)]),
        ("女子组亚军是谁", [("女子", AnchorKind.VARIETY), ("亚军", AnchorKind.VALUE)]),
        ("福建省长汀县在哪里", [("福建省", AnchorKind.PLACE), ("长汀县", AnchorKind.PLACE)]),
        ("复印一张多少钱", []),
        ("什么是什么？", []),
        ("", []),
    ],
)
def test_anchors_of_a_question(question, anchors):
    assert named(question) == anchors


def test_the_value_of_an_anchor_is_normalised():
    (anchor,) = find_anchors("民國一一三年五月六日公告了什麼？")
    assert (anchor.value.kind, anchor.value.normal) == (Kind.DATE, (2024, 5, 6))


NAMED, CONTRADICTED, SILENT = Verdict.NAMED, Verdict.CONTRADICTED, Verdict.SILENT


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("站长是谁", "站長林大川，副站長何小舟。", NAMED),
        ("站长是谁", "副站長何小舟", CONTRADICTED),
        ("副站长是谁", "站長林大川", CONTRADICTED),
        ("主任是谁", "代理主任王明", CONTRADICTED),
        ("代主任是谁", "代理主任王明", NAMED),
        ("教务主任是谁", "總務主任金水來", CONTRADICTED),
        ("馆长是谁", "校長林大川", SILENT),
        ("PT-310B的价格", "PT-310 型压力表 320 元", CONTRADICTED),
        ("PT-310的价格", "pt310b 型 320 元", CONTRADICTED),
        ("PT-310的价格", "ＰＴ－３１０ 型 320 元", NAMED),
        ("PT-310的价格", "订货编号 7733-0091", SILENT),
        ("第十九条说什么", "第九條 應當每日清潔。", CONTRADICTED),
        ("第十九条说什么", "第19條 應當每日清潔。", NAMED),
        ("第23条说什么", "第二十四条 依第二十三条处理。", CONTRADICTED),
        ("第23条说什么", "依照第二十三条处理。", NAMED),
        ("周三开放吗", "週四閉館", CONTRADICTED),
        ("周三开放吗", "周二至周日开放", NAMED),
        ("周三开放吗", "全年开放", SILENT),
        ("东湖分馆的电话", "西山分馆设在中学内", CONTRADICTED),
        ("东湖分馆的电话", "各分馆的电话见附表", SILENT),
        ("榕城市图书馆几点开门", "榕城圖書館八點開門", NAMED),
        ("展厅可以拍照吗", "特展廳禁止拍照", CONTRADICTED),
        ("展厅可以拍照吗", "展廳內允許拍照", NAMED),
        ("南屿市的规定", "北嶼市公共自行車管理辦法", CONTRADICTED),
        ("云溪中学的校长", "松江中學的校長", CONTRADICTED),
        ("月卡多少钱", "季卡六十元", CONTRADICTED),
        ("月卡多少钱", "月卡二十五元，季卡六十元", NAMED),
        ("公立小班", "公辦", NAMED),
        ("2023年的人数", "學校簡介（2019）", CONTRADICTED),
        ("2019年的人数", "學校簡介（2019）", NAMED),
        ("第二屆活動", "首屆活動", CONTRADICTED),
        ("《山海》的作者", "《河流》的作者是李明", CONTRADICTED),
        ("「山海」的作者", "《山海》的作者是李明", NAMED),
        ("骆一禾的手机", "姓名：岑小满；手机：13800005555", CONTRADICTED),
        ("骆一禾的手机", "姓名：駱一禾；手機：13900006666", NAMED),
        ("骆一禾的手机", "手机：13900006666", SILENT),
        ("超过2小时怎么收费", "每三十分钟一元", SILENT),
        ("超过2小时怎么收费", "超過二小時的部分", NAMED),
        ("站长是谁", "", SILENT),
    ],
)
def test_verdict_of_a_text_on_the_first_anchor(question, text, expected):
    assert verdict(find_anchors(question)[0], text) is expected


def test_support_counts_what_the_context_names_and_what_contradicts():
    anchors = find_anchors("云溪中学2024年有多少教师")
    assert support(anchors, "学校有教师二百零三人", "云溪中学简介（2024）") == AnchorSupport(above=1.0)
    assert support(anchors, "学校有教师一百八十六人", "雲溪中學簡介（2019）") == AnchorSupport(
        above=0.6, contradicted=0.4
    )
    assert support(anchors, "云溪中学有教师", "") == AnchorSupport(named=0.6, silent=0.4)


def test_the_sentence_goes_before_the_context_for_roles_but_not_for_dates():
    (role,) = find_anchors("站长是谁")
    assert support([role], "副站长何小舟", "站长名单").contradicted == 1.0
    (date,) = find_anchors("2024年有多少教师")
    assert support([date], "学校1958年创办", "简介（2024）").above == 1.0


def test_support_without_anchors_is_nothing():
    assert support((), "任何句子", "任何标题") == AnchorSupport()


@pytest.mark.parametrize(
    ("question", "statement", "clash"),
    [
        ("特展廳可以拍照嗎？", "展廳內允許拍照。", True),
        ("特展廳可以拍照嗎？", "特展廳禁止拍照。", False),
        ("一百一十三年補助多少？", "一百一十四年補助二元。", True),
        ("副站長是誰？", "站長范乾元。", True),
        ("八千元要收多少手續費？", "二千元以下收三十元。", False),  # an amount may well be said otherwise
    ],
)
def test_a_statement_about_another_kind_year_or_role_clashes(question, statement, clash):
    assert clashes(find_anchors(question), statement, "") is clash


@pytest.mark.parametrize(
    ("question", "anchors"),
    [
        ("雲澤市立圖書館的電話", [("雲澤市立圖書館", AnchorKind.ORGANISATION)]),
        ("臺中市立文化中心在哪", [("臺中市立文化中心", AnchorKind.ORGANISATION)]),
        ("國立臺灣博物館的票價", [("國立臺灣博物館", AnchorKind.ORGANISATION)]),
        ("市立圖書館幾點開", [("圖書館", AnchorKind.ORGANISATION)]),  # of which city is not said
        ("所有圖書館都休館嗎", [("圖書館", AnchorKind.ORGANISATION)]),
        ("海嶼電器股份有限公司的統編", [("海嶼電器股份有限公司", AnchorKind.ORGANISATION)]),
        ("總務處主任是誰", [("總務處", AnchorKind.ORGANISATION), ("主任", AnchorKind.ROLE)]),
        ("常務副市長的行程", [("常務副市長", AnchorKind.ROLE)]),
        ("前任校長是誰", [("前任校長", AnchorKind.ROLE)]),
        ("長江流域在哪裡", [("長江流域", AnchorKind.PLACE)]),  # no head of a department
        ("資訊組長的分機", [("組長", AnchorKind.ROLE)]),
        ("李大華老師的課", [("李大華", AnchorKind.PERSON)]),
        ("3樓會議室", [("3樓", AnchorKind.VALUE), ("會議室", AnchorKind.ORGANISATION)]),
        ("哪一年開館", []),
        ("每人限購幾張", []),
        ("一張多少錢", []),
        ("統一發票", []),
        ("三年級的導師", [("三年級", AnchorKind.VALUE)]),
        ("成人單程票", [("成人", AnchorKind.VARIETY), ("單程", AnchorKind.VARIETY)]),
        ("《》空的書名", []),
    ],
)
def test_names_roles_and_kinds_of_a_question(question, anchors):
    assert named(question) == anchors


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("榕城市立圖書館的電話", "榕城市立圖書館電話2345", NAMED),
        ("榕城市立圖書館的電話", "榕城圖書館電話2345", NAMED),
        ("榕城市立圖書館的電話", "明湖市立圖書館電話2346", CONTRADICTED),
        ("榕城市立圖書館的電話", "圖書館電話2345", SILENT),
        ("市立圖書館的電話", "榕城圖書館電話2345", NAMED),
        ("副總經理是誰", "總經理林大川", CONTRADICTED),
        ("前校長是誰", "前任校長林大川", NAMED),
        ("校長是誰", "前任校長林大川", CONTRADICTED),
        ("主任是誰", "教務主任林大川", SILENT),  # may be the one
        ("成人票多少", "兒童票100元", CONTRADICTED),
        ("成人票多少", "敬老票100元", CONTRADICTED),
        ("成人票多少", "每張100元", SILENT),
        ("工作日幾點開", "平日九點開門", NAMED),
        ("工作日幾點開", "假日十點開門", CONTRADICTED),
        ("500元可以買什麼", "300元的套餐", SILENT),  # amounts may well be said otherwise
        ("「山海」的作者", "作者是李明", SILENT),
        ("王小明的分機", "聯絡人：李大華，分機12", CONTRADICTED),
        ("王小明的分機", "李大華說分機是12", SILENT),
        ("南港市的票價", "南港票價四十元", NAMED),
    ],
)
def test_what_a_text_says_of_names_that_are_written_otherwise(question, text, expected):
    assert verdict(find_anchors(question)[0], text) is expected


@pytest.mark.parametrize(
    ("anchor", "weight"),
    [
        ("HY-207", 2.0),
        ("第三條", 2.0),
        ("《山海》", 2.0),
        ("站長", 1.5),
        ("東湖分館", 1.5),
        ("圖書館", 0.5),
        ("500元", 0.5),
    ],
)
def test_codes_and_titles_weigh_most_and_amounts_least(anchor, weight):
    assert weight_of(find_anchors(f"{anchor}的規定")[0]) == weight


QUESTIONS = st.text(
    st.sampled_from("榕城市立圖書館站長王小明月卡季第三條2024年5月《山》「海」的是HY-207副東湖分"), max_size=24
)


@settings(deadline=None, max_examples=60)
@given(QUESTIONS, QUESTIONS)
def test_anchors_lie_in_the_question_and_a_question_names_its_own(question, other):
    anchors = find_anchors(question)
    assert [one.start for one in anchors] == sorted(one.start for one in anchors)
    assert all(fold(question[one.start : one.end]) == one.text != "" for one in anchors)
    whole = support(anchors, question, "")
    assert not anchors or whole.contradicted + whole.silent < 1.0
    parts = support(anchors, other, question)
    assert not anchors or parts.named + parts.above + parts.contradicted + parts.silent == pytest.approx(1.0)
