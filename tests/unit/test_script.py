import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.fold import fold
from qa.script import in_script_of


@pytest.mark.parametrize(
    ("text", "model", "shown"),
    [
        ("云泽市图书馆的馆长是谁", "那週末呢", "雲澤市圖書館的館長是誰"),
        ("办理证件要几天，发票在后面", "週末呢", "辦理證件要幾天，發票在後面"),
        ("雲澤市圖書館著名的裡面", "这本著作", "云泽市图书馆著名的里面"),
        ("雲澤市圖書館", "它呢", "雲澤市圖書館"),
        ("云泽市图书馆", "它呢", "云泽市图书馆"),
        ("雲澤市圖書館", "几点", "云泽市图书馆"),
        ("KL-2201 ＡＢ", "几点", "KL-2201 ＡＢ"),
    ],
)
def test_a_text_takes_the_script_that_another_shows(text, model, shown):
    assert in_script_of(text, model) == shown


@settings(deadline=None)
@given(st.text(max_size=20), st.sampled_from(["圖書館", "图书馆", "abc", ""]))
def test_a_text_in_another_script_says_the_same_character_by_character(text, model):
    shown = in_script_of(text, model)
    assert len(shown) == len(text)
    assert fold(shown) == fold(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("圖書館開門發後裡為图书馆开门发后里为A1，"), max_size=12))
def test_a_text_that_was_put_into_a_script_is_left_alone_by_it(text):
    for model in ("圖書館", "图书馆"):
        once = in_script_of(text, model)
        assert in_script_of(once, model) == once
