"""Which of several things of one shape a candidate belongs to."""

import pytest

from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.proximity import governed

PRICES = "YQ-50出廠價390元，YQ-50S出廠價455元。"
STAFF = "站長陳南風，副站長何小舟。"


@pytest.mark.parametrize(
    ("question", "statement", "words", "value"),
    [
        ("YQ-50S多少錢？", PRICES, "455元", 1.0),
        ("YQ-50S多少錢？", PRICES, "390元", -1.0),
        ("YQ-50多少錢？", PRICES, "390元", 1.0),
        ("副站長是誰？", STAFF, "何小舟", 1.0),
        ("副站長是誰？", STAFF, "陳南風", -1.0),
        ("站長是誰？", STAFF, "陳南風", 1.0),
        ("站長是誰？", "站長陳南風。", "陳南風", 0.0),  # nothing else is named
    ],
)
def test_a_candidate_belongs_to_what_stands_nearest_before_it(question, statement, words, value):
    start = statement.index(words)
    anchors = find_anchors(question)
    assert governed(anchors, statement, fold(statement), start, start + len(words)) == value
