"""Makers of training questions on office writing, all from word lists and templates of our own invention.

``records`` (questions on tables, rosters and fact sheets), from ``schemas`` (which tables there are), ``keys`` (what
rows are called), ``values`` (what stands in a cell), ``layouts`` (how a table stands in a text), ``passages`` (tables
in their texts), ``phrases`` (how a column is asked for), ``asking`` (how a question is worded) and ``words`` (names,
numbers, what people greet with). ``rules`` (questions on regulations, notices and prose), from ``rules.txt`` and
``rule_words``. ``lists`` (reads the words, phrases and tables, which lie in ``.toml`` and ``.txt`` files beside).
"""
