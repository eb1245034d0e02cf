"""What is found in a text: the one value that it is, or those of some kinds."""

from qa.values import find_values


def only(text):
    values = find_values(text)
    assert [(value.start, value.end) for value in values] == [(0, len(text))], values
    return values[0]


def said(text, *kinds):
    return [text[value.start : value.end] for value in find_values(text) if value.of in kinds]
