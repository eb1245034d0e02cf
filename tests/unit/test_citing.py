import pytest

from ui.chat.citing import TODAY, apa, day_of, gb7714
from ui.schema import CitationOut


def citation(**changed: object) -> CitationOut:
    known = {"article_id": "a", "title": "圖書館開通", "url": "https://example.com/1", "published": "2024-03-05"}
    place = {"start": 0, "end": 1, "sentence": "甲", "sentence_start": 0, "sentence_end": 1}
    return CitationOut(**{**known, **place, **changed})


def test_a_page_is_cited_by_gb_t_7714_with_the_day_of_reading() -> None:
    assert gb7714("三月", citation(), "王小明") == (
        f"「三月」王小明. 圖書館開通[EB/OL]. (2024-03-05)[{TODAY}]. https://example.com/1."
    )
    assert gb7714("三月", citation(url=None, published=None), None) == "「三月」圖書館開通[Z]."


def test_a_page_is_cited_by_apa() -> None:
    assert apa("三月", citation(), "王小明") == "「三月」王小明（2024年3月5日）。《圖書館開通》。https://example.com/1"
    assert apa("三月", citation(url=None, published=None), None) == "「三月」《圖書館開通》（無日期）。"


@pytest.mark.parametrize(
    ("published", "day"), [("2024-12-01T08:00", "2024年12月1日"), ("民國113年", "民國113年"), ("", "無日期")]
)
def test_a_day_is_written_out_and_what_is_none_stays(published: str, day: str) -> None:
    assert day_of(published) == day
