"""Web pages: the body without its furniture, in every encoding, and hostile pages."""

import base64
import quopri
from time import perf_counter

import pytest

from embeddings.errors import SourceError
from tests.fakes.reading import read_bytes

BYLINE = "發布時間：2024年5月3日 08:30 作者：李小明"
PARAGRAPHS = [
    "明湖市政府昨天宣布，河岸步道已經完工，今天起開放民眾使用。步道全長三公里，沿途設有十二座涼亭。",
    "市長說，這條步道花了兩年施工，經費三千萬元，希望民眾多加利用，也請大家維護環境整潔。",
    "步道開放時間是每天清晨五點到晚上十點，週末有導覽，集合地點在北岸碼頭。",
]
BODY = "\n".join([BYLINE, *PARAGRAPHS])
FURNITURE = ["首頁", "分類廣告", "相關新聞", "公園改建", "版權所有", "熱門排行", "function"]


def page(charset="utf-8", body=PARAGRAPHS, info="發布時間：2024年5月3日 08:30　作者：李小明"):
    meta = f'<meta charset="{charset}">' if charset else ""
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>河岸步道開放_明湖新聞</title>"
        '<link rel="canonical" href="https://news.example/walk"><script>function f() {}</script></head><body>'
        "<nav><a href=/>首頁</a><a href=/ad>分類廣告</a></nav><aside>熱門排行</aside>"
        f'<div id="main"><h1>河岸步道開放</h1><p class="info">{info}</p>'
        f"{''.join(f'<p>{one}</p>' for one in body)}</div>"
        '<div class="related"><h3>相關新聞</h3><ul><li><a href=1>公園改建</a></ul></div>'
        "<footer>版權所有</footer></body></html>"
    )


def ld(value):
    return f'<script type="application/ld+json">{value}</script>'


BOTH = ("陳大文", "2024-05-03")


def read(data, name="步道.html"):
    (article,) = read_bytes(data if isinstance(data, bytes) else data.encode(), name, "某處")
    return article


def test_a_news_page_is_its_title_body_date_author_and_address():
    article = read(page())
    assert article.title == "河岸步道開放"
    assert article.text == BODY
    assert (article.url, article.published) == ("https://news.example/walk", "2024-05-03")
    assert article.author == "李小明"
    assert not any(word in article.text for word in FURNITURE)


@pytest.mark.parametrize(
    ("info", "published"),
    [
        ("2024-05-03 08:30", "2024-05-03"),
        ("2024/5/3　記者王小明／明湖報導", "2024-05-03"),
        ("發布日期：113-05-03", "2024-05-03"),
        ("民國113年5月3日", "2024-05-03"),
        ("发布于 2024.5.3", "2024-05-03"),
        ("活動自2024年9月9日起，為期三天。", None),
        ("發布日期：2024年13月40日", None),
    ],
)
def test_the_day_is_the_one_the_page_gives_for_itself(info, published):
    assert read(page(info=info)).published == published


@pytest.mark.parametrize(
    ("info", "author"),
    [
        ("2024/5/3　記者王小明／明湖報導", "王小明"),
        ("【記者 王小明、陳大文 明湖報導】", "王小明、陳大文"),
        ("文／王小明", "王小明"),
        ("作者:John Smith | 2024.5.3", "John Smith"),
        ("本报记者：李雷 2024-05-03", "李雷"),
        ("記者會三點開始", None),
        ("記者從市政府得知，步道已經完工。", None),
        ("作者：", None),
        ("本報記者 王小明 明湖報導", "王小明"),
        ("記者手記", None),
        ("记者调查", None),
        ("記者節快樂", None),
        ("本報記者綜合報道", None),
        ("特約記者 特稿", None),
        ("文 | 编辑部", None),
        ("作者：佚名", None),
    ],
)
def test_the_author_is_the_one_the_page_names_in_a_line_of_its_own(info, author):
    assert read(page(info=info)).author == author


@pytest.mark.parametrize(
    ("head", "author", "published"),
    [
        ('<meta name="author" content=" 陳大文 ">', "陳大文", None),
        ('<meta property="article:author" content="https://social.example/chen">', None, None),
        (ld('{"author": {"@type": "Person", "name": "陳大文"}, "datePublished": "2024-05-03T08:00:00+08:00"}'), *BOTH),
        (ld('[{"@graph": [{"author": ["陳大文"], "datePublished": "2024-05-03"}]}, 3]'), *BOTH),
        (ld('{"author": {"@type": "Organization", "name": "明湖新聞"}, "datePublished": "昨天"}'), None, None),
        (ld('{"datePublished": "2024-05-02T17:00:00Z"}'), None, "2024-05-03"),
        (ld('{"datePublished": "9999-12-31T23:00:00Z"}'), None, None),
        (ld('{"author": {"name": 7}, "datePublished": null'), None, None),
        (ld("[" * 100_000), None, None),
    ],
)
def test_author_and_day_that_no_visitor_sees(head, author, published):
    article = read(page(info="").replace("<head>", f"<head>{head}"))
    assert (article.author, article.published) == (author, published)
    assert "陳大文" not in article.text


def test_the_author_that_visitors_see_goes_first():
    declared = page(info="文／王小明").replace("<head>", '<head><meta name="author" content="明湖新聞網">')
    assert read(declared).author == "王小明"


@pytest.mark.parametrize("charset", ["big5", "big5-hkscs", "gb2312", "gbk", "gb18030", "utf-8", "", "no-such-charset"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5hkscs", "gb18030"])
def test_a_page_is_read_right_whatever_it_declares(charset, encoding):
    assert read(page(charset).encode(encoding)).text == BODY


@pytest.mark.parametrize("charset", ["big5", "", "utf-8"])
def test_hong_kong_characters(charset):
    body = ["佢哋喺度傾偈，我哋就返屋企食飯，聽日一齊去中環開會，今日唔使返工。呢條行人路啱啱起好，大家都可以行。"]
    assert read(page(charset, body).encode("big5hkscs")).text == f"{BYLINE}\n{body[0]}"


def test_paragraphs_may_be_divisions_or_be_broken_by_hand():
    assert read(page().replace("<p>", "<div>").replace("</p>", "</div>")).text == BODY
    assert read(page().replace("<p>", "").replace("</p>", "<br><br>")).text == BODY


def test_words_in_mark_up_stay_together():
    body = ["明湖<b>市</b>政府<a href=x>昨天</a><span>宣布</span>，河岸步道<em>已經</em>完工。", *PARAGRAPHS[1:]]
    assert read(page(body=body)).text.split("\n")[1] == "明湖市政府昨天宣布，河岸步道已經完工。"
    assert read("<div>明湖<b>市</b>政府</div><div>" + "很<i>長</i>的一段話，" * 20 + "</div>").text.startswith(
        "明湖市政府\n很長的"
    )


def test_entities_are_characters():
    assert read("<p>&#20170;天&nbsp;很&#22909;&amp;平安。</p>").text == "今天 很好&平安。"


def test_tables_and_lists_stay():
    rows = "<table><tr><th>站名</th><th>末班車</th></tr><tr><td>明湖</td><td><p>零點五十分</p></td></tr></table>"
    text = read(page(body=[*PARAGRAPHS, rows, "<ul><li>第一項說明</li><li>第二項說明</li></ul>"])).text
    assert "站名：明湖，末班車：零點五十分" in text
    assert "第一項說明\n第二項說明" in text


def test_phonetic_guides_are_not_text():
    ruby = "<p>這是<ruby>饕<rp>(</rp><rt>ㄊㄠ</rt><rp>)</rp>餮<rt>ㄊㄧㄝˋ</rt></ruby>紋的青銅器。</p>"
    assert read(ruby).text == "這是饕餮紋的青銅器。"


def test_a_short_page_is_what_a_visitor_sees():
    article = read(
        "<title>公告</title><nav>首頁</nav><header>站名</header><p>本館<b>今天</b>休館。<footer>版權</footer>"
    )
    assert (article.title, article.text) == ("公告", "本館今天休館。")


def test_a_page_within_a_form_is_read():
    assert read("<body><form><p>本館今天休館。</p><input value=x><button>送出</button></form>").text == "本館今天休館。"
    assert read("<body><form>帳號</form><p>本館今天休館。</p>").text == "本館今天休館。"


def saved(source=None, encoding="utf-8"):
    body = (page() if source is None else source).encode(encoding)
    head = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://news.example/saved\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----edge"\r\n\r\n'
        f'------edge\r\nContent-Type: text/html; charset="{encoding}"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    picture = b"\r\n------edge\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    return head.encode() + quopri.encodestring(body) + picture + b"------edge--\r\n"


@pytest.mark.parametrize("name", ["步道.mhtml", "步道.mht", "步道.html"])
def test_a_page_saved_with_its_parts(name):
    article = read(saved(), name)
    assert (article.title, article.text) == ("河岸步道開放", BODY)


def test_the_envelope_gives_encoding_and_address():
    source = page(charset="").replace('<link rel="canonical" href="https://news.example/walk">', "")
    article = read(saved(source, "big5"), "步道.mhtml")
    assert article.text == BODY
    assert article.url == "https://news.example/saved"


def coded(body, close=True):
    """Return a saved page whose one part is in base64."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="edge"\r\n\r\n--edge\r\n'
    kind = b"Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + kind + body + (b"\r\n--edge--\r\n" if close else b"")


CODE = base64.encodebytes(page("gbk").encode("gbk"))


def test_a_page_in_base64():
    assert read(coded(CODE), "步道.mhtml").text == BODY


@pytest.mark.parametrize(
    "data", [coded(CODE[:402], close=False), coded(CODE[:400], close=False), coded(CODE[:101] + b"!!" + CODE[103:])]
)
def test_a_page_that_breaks_off_is_not_its_code(data):
    with pytest.raises(SourceError, match=r"「步道.mhtml」已經損壞.*請"):
        read(data, "步道.mhtml")


def test_a_page_is_whole_if_only_its_pictures_break_off():
    data = saved()
    assert read(data[: data.index(b"image/png") + 60], "步道.mhtml").text == BODY


def test_a_letter_is_no_saved_page():
    letter = b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=big5\r\n\r\nx"
    with pytest.raises(SourceError, match=r"「步道.mhtml」是電子郵件.*請"):
        read(letter, "步道.mhtml")


FRAMES = '<html><head><title>明湖</title></head><frameset cols="1,2"><frame src="a.html">{}</frameset></html>'


@pytest.mark.parametrize("inside", ["", "<noframes><body>您的瀏覽器不支援頁框。</body></noframes>"])
def test_a_page_of_frames_has_no_text(inside):
    with pytest.raises(SourceError, match=r"「步道\.html」裡沒有內文.*頁框.*請"):
        read(FRAMES.format(inside))


@pytest.mark.parametrize("data", [b"MIME-Version: 1.0\r\n\r\nx", saved()[:200], b"x"])
def test_a_damaged_saved_page_is_refused(data):
    with pytest.raises(SourceError, match=r"「步道.mhtml」.*請"):
        read(data, "步道.mhtml")


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 1500 + "今天很好。" + "</div>" * 1500,
        "<b><i>" * 900 + "今天很好。",
        "<p>今天很好。<p <p <<>>",
        "<script>" + "x" * 1000 + "</script>今天很好。",
        f'<p title="{"長" * 500_000}">今天很好。',
        "<table><tr><td>" * 60 + "今天很好。",
        "<!-- --><![CDATA[x]]><?php x ?><p>今天很好。",
        "<svg><style><p>今天很好。</style></svg><p>今天很好。",
    ],
)
def test_hostile_pages_give_their_text(source):
    assert "今天很好。" in read(source).text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<div>" * 100_000 + "今天很好。", "巢狀過深"),
        ("<p " + " ".join(f"a{number}" for number in range(100_000)) + ">今天很好。", "屬性"),
        ("<p>今天\0\0很好。", "損壞"),
        ("<div id=app></div><script>run()</script>", "沒有內文"),
        ("<html></html>", "請"),
        ("<!-- 只有註解", "請"),
        (page().encode().decode("cp1252", "ignore"), "亂碼"),
        ("<p>這裡少了一\ufffd字</p>", "亂碼"),
    ],
)
def test_pages_without_a_readable_text_are_refused(source, reason):
    with pytest.raises(SourceError, match=f"「步道.html」.*{reason}"):
        read(source)


@pytest.mark.parametrize("reach", ["rowspan=65534", "rowspan=65534 colspan=1000"])
def test_cells_that_reach_beyond_sense_take_no_time_and_lose_no_word(reach):
    rows = "".join(f"<tr>{''.join(f'<td {reach}>格{row}之{n}</td>' for n in range(50))}</tr>" for row in range(200))
    began = perf_counter()
    text = read(f"<p>{'今天很好，明天也好。' * 9}</p><table>{rows}</table>").text
    assert perf_counter() - began < 4
    assert all(f"格{row}之{n} " in f"{text} ".replace("\n", " ") for row in range(200) for n in (0, 49))


def test_a_cell_reaches_no_further_than_its_table():
    rows = "<tr><th>站名<th>票價<tr><td>明湖<td rowspan=65534>二十元<tr><td>大湖"
    assert "站名：明湖，票價：二十元\n站名：大湖，票價：二十元" in read(f"<p>票價表</p><table>{rows}</table>").text
