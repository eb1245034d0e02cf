"""Questions on rules and notices: facts stand where they are said to, and what is unanswerable is so by a reason."""

import re
from collections import Counter, defaultdict
from itertools import islice, pairwise
from math import prod
from random import Random

import pytest

from qa.training.office import rule_words, rules
from qa.training.office.rules import CHOICE, TEMPLATES, read_templates, rule_examples

MADE = list(rule_examples(4000, 7))
READ = read_templates(TEMPLATES.read_text(encoding="utf-8"))
LINES = [(template, line) for template in READ for line in template.lines]

SMALL = """\
# a comment
@ prose | 圖書館 | {org}規則
k [rule:參考書不得外借]，[exc:但{member}經同意者不在此限]。
? rule 參考書(可以/能)外借嗎
? -exc {member}(可以|能)外借參考書嗎|{member}呢

s 逾期每日[fine:{fee}]。
? fine 逾期一天多少
s 雨天照常開放，[room:{branch}的{space}]除外，請各位讀者多加留意，並請互相轉告，不便之處敬請見諒。
? room {branch}雨天開嗎
x 館長是誰
"""


def wordings(questions):
    """Return in how many ways the questions can be worded."""
    return sum(prod(len(re.split("[/|]", choice)) for choice in CHOICE.findall(question)) for question in questions)


def test_an_answer_stands_where_it_is_said_to():
    for example in MADE:
        for start, text in example.answers:
            assert text
            assert example.context[start : start + len(text)] == text
            assert not re.search(r"[\[\]{}]|>>|^[，。；]|[。；，]$", text), text


def test_a_passage_is_of_the_length_that_is_read_and_bears_no_marks():
    for example in MADE:
        assert 60 <= len(example.context) <= 400
        assert not re.search(r"[{}]|>>|\[[a-z]+:[^0-9]|〔|〕", example.context), example.context
        assert not re.search(r"[{}()|\[\]]", example.question), example.question


def test_a_question_fits_what_the_reader_reads():
    assert all(2 <= len(example.question) <= 64 for example in MADE)


def test_three_in_ten_have_no_answer():
    share = sum(not example.answers for example in MADE) / len(MADE)
    assert 0.25 <= share <= 0.35


def test_the_same_seed_gives_the_same_and_another_seed_others():
    assert list(rule_examples(300, 5)) == list(islice(rule_examples(900, 5), 300))
    assert {example.question for example in rule_examples(300, 5)} != {
        example.question for example in rule_examples(300, 6)
    }


def test_no_two_are_alike():
    pairs = {(example.question, example.context) for example in MADE}
    assert len(pairs) == len({example.id for example in MADE}) == len(MADE)


def test_asked_for_none_there_are_none():
    assert list(rule_examples(0, 1)) == []


def test_many_domains_come_up_and_none_prevails():
    owners = Counter(example.article[:2] for example in MADE)
    assert len(owners) > 12
    contexts = {example.context for example in MADE}
    assert len(contexts) > len(MADE) / 5


def test_a_passage_is_asked_for_the_rule_and_for_its_exception():
    asked = defaultdict(set)
    for example in MADE:
        for _, text in example.answers:
            asked[example.context].add(text)
    exceptions = ("不在此限", "除外", "但")
    both = [
        answers for answers in asked.values() if len(answers) > 1 and any(e in "".join(answers) for e in exceptions)
    ]
    assert len(both) > 100


def test_a_name_put_in_place_of_another_does_not_stand_in_the_passage():
    """Of a question without an answer: some name in it is absent, or it asks what the template leaves out."""
    template, draw = READ[0], Random(3)
    checked = 0
    for _ in range(400):
        bound = {"org": "甲館"}
        passage = rules._passage(template, bound, draw)
        question = rules._exchanged(template, passage)
        if question:
            names = {name for names in rule_words.NAMED.values() for name in names}
            asked = {name for name in names if name in question}
            assert any(name not in passage.text for name in asked), question
            checked += 1
    assert checked > 100


def test_a_clause_that_is_asked_for_holds_the_answer_or_is_not_there():
    asked = [example for example in MADE if re.match("依第.{1,4}條", example.question)]
    assert len(asked) > 20
    for example in asked:
        clause = re.match("依(第.{1,4}?條)", example.question)[1]
        if example.answers:
            before = example.context[: example.answers[0][0]]
            assert re.findall(r"第[^，。]{1,3}條(?=[　 ])", before)[-1] == clause
        else:
            assert not re.search(clause + "[　 ]", example.context)


def test_a_template_is_read_as_written():
    [template] = read_templates(SMALL)
    assert (template.styles, template.owners, template.title) == (["prose"], ["圖書館"], "{org}規則")
    assert [line.kept for line in template.lines] == [True, False, False]
    assert template.lines[0].questions["exc"] == ["{member}(可以|能)外借參考書嗎", "{member}呢"]
    assert template.lines[0].unswapped == {"exc"}
    assert template.silent == ["館長是誰"]


@pytest.mark.parametrize("wrong", ["y what", "@ prose | 館 | 則\ns 甲。\n? a 乙"])
def test_a_template_that_is_written_wrongly_is_named(wrong):
    with pytest.raises(ValueError, match=r"rules\.txt"):
        read_templates(wrong)


def test_marks_may_nest():
    plain, spans = rules._unmarked("[all:應於[days:三日]內申請]，[late:逾期不理]。")
    assert plain == "應於三日內申請，逾期不理。"
    assert spans == {"all": (0, "應於三日內申請"), "days": (2, "三日"), "late": (8, "逾期不理")}


def test_what_is_bound_once_is_the_same_everywhere_and_names_differ():
    bound = {}
    text = rules._filled("{hall}{hall2}{hall3}", bound, Random(1))
    assert len(set(bound.values())) == 3
    assert rules._filled("{hall}{hall2}{hall3}", bound, Random(2)) == text


@pytest.mark.parametrize(("template", "line"), LINES, ids=lambda value: getattr(value, "text", "")[:20])
def test_every_mark_is_asked_for_and_every_question_is_worded_in_ways(template, line):
    marks = re.findall(r"\[([a-z]+):", line.text)
    assert sorted(marks) == sorted(line.questions), template.title
    for label, questions in line.questions.items():
        assert wordings(questions) >= 4, (template.title, label)


def pairs_of_characters(text):
    """Return the pairs of Chinese characters in a row."""
    return {pair for run in re.findall("[\u4e00-\u9fff]+", text) for pair in map("".join, pairwise(run))}


def test_two_wordings_in_five_share_no_words_with_their_sentence():
    draw = Random(5)
    apart = [
        not pairs_of_characters(rules._chosen(wording, draw)) & pairs_of_characters(rules._chosen(line.text, draw))
        for _, line in LINES
        for asked in line.questions.values()
        for wording in asked
    ]
    assert sum(apart) > len(apart) * 0.4


def test_every_template_is_silent_on_six_things_or_more():
    assert all(len(template.silent) >= 6 for template in READ)


def test_labels_differ_within_a_template_and_slots_have_words():
    for template in READ:
        labels = [label for line in template.lines for label in line.questions]
        assert len(labels) == len(set(labels)), template.title
        everything = [template.title, *template.silent, *(line.text for line in template.lines)]
        everything += [question for line in template.lines for asked in line.questions.values() for question in asked]
        for slot, _ in rules.SLOT.findall("".join(everything)):
            assert slot == "org" or slot in rule_words.NAMED or slot in rule_words.VALUES, slot


def test_named_things_of_a_kind_are_told_apart():
    for kind, names in rule_words.NAMED.items():
        assert len(set(names)) == len(names) >= 4, kind
        assert not [(a, b) for a in names for b in names if a != b and a in b], kind


@pytest.mark.parametrize(
    ("number", "written"), [(2, "二"), (10, "十"), (15, "十五"), (20, "二十"), (105, "一百零五"), (1010, "一千零一十")]
)
def test_numbers_in_characters(number, written):
    assert rule_words.numeral(number) == written


@pytest.mark.parametrize("kind", sorted(rule_words.VALUES))
def test_values_are_written_in_more_than_one_way(kind):
    values = {rule_words.VALUES[kind](Random(seed)) for seed in range(60)}
    assert len(values) > 3
    assert not [value for value in values if re.search(r"[\[\]{}()|]", value) or not value]
