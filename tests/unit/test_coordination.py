"""Names side by side in a question: where each begins and ends."""

import pytest

from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.coordination import coordinated


def names_in(text, before):
    """Return the names that stand side by side before a word of a text."""
    known = [(one.start, one.end) for one in find_anchors(text) if one.value is None]
    found = coordinated(fold(text), text.index(before), known)
    return None if found is None else [text[start:end] for start, end in found.names]


@pytest.mark.parametrize(
    ("text", "before", "names"),
    [
        ("晴川農場的藍莓和枇杷各多少", "各", ["藍莓", "枇杷"]),  # as long as one another
        ("松嶺的雙穴，東園和西園哪邊便宜", "哪", ["東園", "西園"]),  # alike at the end
        ("遊船白天坐畫舫和坐觀光輪哪個便宜", "哪", ["坐畫舫", "坐觀光輪"]),  # alike at the beginning
        ("餐具的消毒記錄和配藥水的記錄各留幾年", "各", ["消毒記錄", "配藥水的記錄"]),
        ("聲悅QL-15和QL-15V哪個便宜", "哪", ["QL-15", "QL-15V"]),  # codes
        ("清泉谷6月5日和6月7日哪天冷", "哪", ["6月5日", "6月7日"]),  # values of one kind
        ("診所的第一包和第二包清腸劑各配多少水", "各", ["第一包", "第二包"]),
        ("东馆、西馆和南馆各几点", "各", ["东馆", "西馆", "南馆"]),
        ("季卡比月卡貴多少", "貴", ["季卡", "月卡"]),
        ("四人房平日假日各多少", "各", ["平日", "假日"]),  # no conjunction between them
        ("望江舍和聽雨舍的四人房各多少", "各", ["望江舍", "聽雨舍"]),
        ("校內桌遊社和拉丁舞社哪個便宜", "哪", ["桌遊社", "拉丁舞社"]),  # no word 社和
        ("《山與海》和《雲與月》各多少錢", "各", ["《山與海》", "《雲與月》"]),
    ],
)
def test_names_side_by_side_are_found_by_their_shape(text, before, names):
    assert names_in(text, before) == names


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("和平路的分館幾點關門", "幾"),
        ("《山與海》的作者是誰", "的"),
        ("停車場各多少", "各"),
        ("總和是多少", "是"),
        ("與會人員是誰", "是"),
    ],
)
def test_one_name_alone_is_not_side_by_side_with_another(text, before):
    assert names_in(text, before) is None
