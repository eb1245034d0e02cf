"""A user's own questions: what can be used, what is skipped and why, and what is held out."""

import json

import pytest

from embeddings.errors import SourceError
from qa.training.course import as_dataset, read_own, replace_folder, split_own


def squad(paragraphs, path):
    """Write paragraphs, (title, context, [(question, answer, start)]), in SQuAD's layout."""
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {"id": f"{n}-{i}", "question": question, "answers": [{"text": text, "answer_start": start}]}
                        for i, (question, text, start) in enumerate(asked)
                    ],
                }
            ],
        }
        for n, (title, context, asked) in enumerate(paragraphs)
    ]
    path.write_text(json.dumps({"data": data}, ensure_ascii=False), encoding="utf-8")
    return path


def fine(count):
    """Return ``count`` paragraphs with one good question each."""
    return [
        (f"第{n}篇", f"第{n}館於{n}月開放。", [(f"第{n}館何時開放？", f"{n}月", len(f"第{n}館於"))])
        for n in range(count)
    ]


def test_wrong_offsets_empty_and_repeated_questions_are_skipped_and_counted(tmp_path):
    bad = ("壞", "壞館於5月開放。", [("何時？", "5月", 0), (" ", "5月", 3), ("好嗎？", "5月", 3), ("好嗎？", "5月", 3)])
    own = read_own(squad([*fine(30), bad], tmp_path / "own.json"))
    assert own.skipped == {"答案的位置與段落不符": 1, "問題或段落是空的": 1, "重複的問題": 1}
    assert len(own.examples) == 31
    for example in own.examples:
        for start, text in example.answers:
            assert example.context[start : start + len(text)] == text


def test_too_few_questions_say_how_many_and_what_was_skipped(tmp_path):
    bad = ("壞", "壞館於5月開放。", [("何時？", "5月", 0)])
    with pytest.raises(SourceError, match=r"只有 3 題可用.*位置與段落不符 1 題"):
        read_own(squad([*fine(3), bad], tmp_path / "own.json"))


@pytest.mark.parametrize("content", ["", "[]", '{"data": 3}', '{"data": [{"paragraphs": [{}]}]}', "\x00\x01"])
def test_what_is_no_such_file_is_refused_by_name(tmp_path, content):
    (tmp_path / "own.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=r"own\.json"):
        read_own(tmp_path / "own.json")


def test_held_out_articles_are_never_trained_on(tmp_path):
    own = read_own(squad(fine(40), tmp_path / "own.json"))
    training, held_out = split_own(own.examples, 0.2)
    assert len(held_out) == 8
    assert not {example.article for example in training} & {example.article for example in held_out}
    assert split_own(own.examples, 0.2) == (training, held_out)


def test_one_article_is_split_by_paragraph(tmp_path):
    paragraphs = [("同一篇", context, asked) for _, context, asked in fine(30)]
    training, held_out = split_own(read_own(squad(paragraphs, tmp_path / "own.json")).examples, 0.2)
    assert not {example.context for example in training} & {example.context for example in held_out}


def test_one_paragraph_cannot_be_split(tmp_path):
    context = "".join(f"第{n:02}館於{n}月開放。" for n in range(30))
    asked = [(f"第{n:02}館何時開放？", f"{n}月", context.index(f"第{n:02}館於") + 5) for n in range(30)]
    with pytest.raises(SourceError, match="同一個段落"):
        split_own(read_own(squad([("一", context, asked)], tmp_path / "own.json")).examples, 0.2)


def test_a_dataset_holds_every_paragraph_once(tmp_path):
    training, held_out = split_own(read_own(squad(fine(25), tmp_path / "own.json")).examples, 0.2)
    dataset = as_dataset(held_out, training)
    assert len(dataset.paragraphs) == len(set(dataset.paragraphs)) == 25
    assert all(question.answers[0] in dataset.paragraphs[question.paragraph] for question in dataset.questions)


def test_a_folder_is_replaced_whole(tmp_path):
    new, out = tmp_path / "new", tmp_path / "models" / "reader"
    for folder, text in ((new, "new"), (out, "old")):
        folder.mkdir(parents=True)
        (folder / "weights").write_text(text)
    (out / "left over").write_text("old")
    replace_folder(new, out)
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("weights", "new")]
    assert [path.name for path in out.parent.iterdir()] == ["reader"]
