"""What is quoted where a candidate stands: a whole clause, the value that is meant, what is to the point."""

import pytest

from embeddings.article import Span
from qa.evidence import weigh_terms
from qa.query import parse_question
from qa.quotes import Quotes
from qa.read.reader import Candidate
from tests.fakes.known import EveryTermAlike, known
from tests.unit.test_proposals import prose, table


def quoted(question, text, read, numbered=()):
    query, passage = parse_question(question), prose(text)
    start = text.index(read)
    quotes = Quotes(query, passage, weigh_terms(query, EveryTermAlike()), numbered)
    found = quotes.of(Candidate(passage, Span(start, start + len(read)), 1.0))
    return None if found is None else found.quote


@pytest.mark.parametrize(
    ("question", "text", "read", "expected"),
    [
        ("最晚幾點要退房？", "退房限上午十一點前完成。", "上午十一點", "上午十一點前"),
        ("要在哪天以前報名？", "報名請於五月六日以前辦理。", "五月六日", "五月六日以前"),
        ("幾天內要申請？", "應於六十日內申請。", "六十日", "六十日內"),
        ("幾點退房？", "退房限上午十一點前完成。", "上午十一點", "上午十一點"),
        ("最晚幾點要退房？", "退房限上午十一點完成。", "上午十一點", "上午十一點"),
        ("經費是多少？", "經費由三百萬元調整為五百萬元。", "三百萬元", "五百萬元"),
        ("代辦可以嗎？", "不可以，過戶須雙方親自到場。", "不可以，過戶須雙方親自到場", "不可以，過戶須雙方親自到場"),
        ("校友的報告要幾天？", "檢驗報告五天可取，校友為兩天。", "五天可取，校友為兩天", "校友為兩天"),
        (
            "甲種車輛幾年驗一次？",
            "甲種車輛每三年驗一次，乙種車輛每五年驗一次。",
            "三年驗一次，乙種車輛每五年驗一次",
            "三年驗一次，乙種車輛每五年驗一次",
        ),
        ("弱勢家庭要繳費嗎？", "每月八百元，弱勢家庭免費。", "每月八百元，弱勢家庭免費", "弱勢家庭免費"),
    ],
)
def test_what_is_quoted(question, text, read, expected):
    assert quoted(question, text, read) == expected


def test_a_cell_is_quoted_as_it_stands():
    found = known("最晚幾點收件？", table({"窗口": "一號", "收件": "下午四點"}))
    assert "下午四點" in found


@pytest.mark.parametrize("question", ["規章3.2怎麼說？", "3.2條怎么规定？", "規章3.2的內容是什麼？", "3.2講什麼？"])
def test_a_clause_that_is_asked_for_by_its_number_is_quoted_whole(question):
    text = "3 借用\n\n3.1 器材限當日歸還。\n\n3.2 貴重器材須押證件，且不得轉借。\n\n3.3 損壞須賠償。"
    passage = prose(text)
    start = text.index("須押證件")
    found = known(question, passage, read=[Candidate(passage, Span(start, start + 4), 4.0)])
    assert [quote.rstrip("。") for quote in found] == ["3.2 貴重器材須押證件，且不得轉借"]


def test_the_heading_behind_a_clause_is_no_part_of_it():
    text = "2.1 樣品編號。\n2.2 小學不設熱水。\n3 維護"
    place = Span(text.index("2.2"), len(text))
    assert quoted("2.2是什麼？", text, "熱水", [place]) == "2.2 小學不設熱水。"
