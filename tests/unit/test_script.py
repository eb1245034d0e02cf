import pytest

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
