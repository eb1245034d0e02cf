"""What things are compared by, and what to ask of each to learn it."""

import pytest

from qa.criteria import Wanted, criterion_of
from qa.kinds import Kind


@pytest.mark.parametrize(
    ("tail", "question", "wanted", "kind"),
    [
        ("便宜", "多少钱", Wanted.LOWEST, Kind.MONEY),
        ("比较贵一点", "多少钱", Wanted.HIGHEST, Kind.MONEY),
        ("一晚比较贵", "一晚多少钱", Wanted.HIGHEST, Kind.MONEY),
        ("押金高", "押金是多少", Wanted.HIGHEST, Kind.MONEY),
        ("收的人多", "收多少人", Wanted.HIGHEST, Kind.QUANTITY),
        ("口试占得重", "口试占多少", Wanted.HIGHEST, Kind.PERCENT),
        ("考得久", "考多久", Wanted.HIGHEST, Kind.QUANTITY),
        ("要的时间短", "要多久", Wanted.LOWEST, Kind.QUANTITY),
        ("比较快能用", "多久能用", Wanted.LOWEST, Kind.QUANTITY),
        ("放学早", "什么时候放学", Wanted.LOWEST, Kind.TIME),
        ("先播", "什么时候播", Wanted.LOWEST, Kind.TIME),
        ("更深", "多深", Wanted.HIGHEST, Kind.QUANTITY),
        ("早上更冷", "早上多少度", Wanted.LOWEST, Kind.QUANTITY),
        ("多", "有多少", Wanted.HIGHEST, Kind.NUMBER),
        ("比较安静", "噪音是多少", Wanted.LOWEST, Kind.QUANTITY),
        ("吵一点", "噪音是多少", Wanted.HIGHEST, Kind.QUANTITY),
        ("省电", "耗电是多少", Wanted.LOWEST, Kind.QUANTITY),
    ],
)
def test_an_adjective_says_what_to_ask_and_which_value_is_wanted(tail, question, wanted, kind):
    criterion = criterion_of(tail)
    assert (criterion.question, criterion.wanted) == (question, wanted)
    assert kind in criterion.kinds


@pytest.mark.parametrize("tail", ["", "适合炖汤", "能导出", "不便宜", "可以停两辆车", "便宜吗", "是谁写的", "不吵"])
def test_what_is_no_comparison_of_values_has_no_criterion(tail):
    assert criterion_of(tail) is None
