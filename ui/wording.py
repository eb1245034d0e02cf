"""Messages shared by all user interfaces, so that the page and the terminal use the same words."""

import re
from collections.abc import Mapping
from dataclasses import astuple
from functools import cache
from typing import Any

from embeddings.builds.manifest import FORMAT, Manifest
from embeddings.collection.records import StoreOutcome
from embeddings.progress import Progress, Stage
from qa.answer import Reason
from qa.golden import Counted
from ui.english import MESSAGES, PROBLEMS
from ui.languages import Language, say, spoken
from ui.pace import Pace

REASONS = {
    Reason.NOTHING_RELEVANT: "文章裡沒有找到與這個問題相關的內容。可以換個說法再問，或加入相關的文章。",
    Reason.NO_ANSWER: "找到了相關的段落，但段落裡沒有這個問題的答案。",
    Reason.CONFLICT: "不同的文章說法不一，不能替您選邊，請打開各篇文章核對。",
}
MEANT = "您是不是要問："
SPELLED = "問題是拼音，查的是「{}」。"
OUTCOMES = {StoreOutcome.ADDED: "已加入", StoreOutcome.CHANGED: "已更新", StoreOutcome.UNCHANGED: "沒有變動"}
PREPARING = "準備重建索引"
STAGES = {
    Stage.READ: "讀取文章",
    Stage.CHUNK: "切分段落",
    Stage.ENCODE: "計算向量與字詞",
    Stage.INDEX: "寫入索引",
    Stage.VERIFY: "檢查新的索引",
    Stage.GOLDEN: "以黃金題檢查",
    Stage.EVALUATE: "評測",
    Stage.TRAIN: "訓練",
}
CLEANING = {
    "invisible_characters": "看不見的字元",
    "line_ends": "換行符號",
    "pinyin_glosses": "夾在字間的拼音",
    "share_bar_tail": "文末的分享列與責任編輯",
    "html_entities": "殘留的 HTML 實體",
    "spaces_in_sentences": "句中的空格",
    "repeated_paragraphs": "重複的段落",
    "trailing_spaces": "行末空白",
    "blank_lines": "多餘的空行",
}

# The metrics of ``qa evaluate``, each with its unit.
MEASURES = {
    "questions": ("題數", "{:.0f} 題"),
    "answerable": ("其中文章裡有答案的", "{:.0f} 題"),
    "em": ("逐字全對（EM）", "{:.1f}%"),
    "f1": ("與標準答案的字重疊（F1）", "{:.1f}%"),
    "p50_ms": ("一題所花的時間，中位數（p50）", "{:.1f} 毫秒"),
    "p95_ms": ("一題所花的時間，95% 的題不超過（p95）", "{:.1f} 毫秒"),
    "hit@1": ("正確的段落排第一（hit@1）", "{:.1%}"),
    "hit@5": ("正確的段落在前五（hit@5）", "{:.1%}"),
    "mrr": ("正確段落名次倒數的平均（MRR）", "{:.3f}"),
    "answered": ("作答的題", "{:.1%}"),
    "answered_precision": ("作答的題裡答對的", "{:.1%}"),
    "unanswerable_precision": ("說「不知道」的題裡，真的沒有答案的", "{:.1%}"),
    "calibration_error": ("信心與答對率的差距", "{:.1%}"),
    "unanswerable_recall": ("沒有答案的題裡，說了「不知道」的", "{:.1%}"),
}


def problem_told(kind: str, message: str) -> str:
    """Return a problem of a kind in the language that is spoken.

    A message that has no English is told in it by its kind and what to do; the message itself follows.
    """
    told = message_told(message)
    if spoken() is not Language.ENGLISH or told != message or kind not in PROBLEMS:
        return told
    title, advice = PROBLEMS[kind]
    return f"{title}. {advice}\n{message}"


def message_told(message: str) -> str:
    """Return a message of ours in the language that is spoken, if that has it; what it names stays as it is."""
    for template, pattern in _templates():
        values = pattern.fullmatch(message)
        if values is not None:
            return say(template, *values.groups())
    return say(message)


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the templates of messages, and what a message of each looks like."""
    return tuple((one, re.compile("(.*?)".join(map(re.escape, one.split("{}"))), re.DOTALL)) for one in MESSAGES)


# The columns of an evaluation.
TALLIED = {
    "kind": "類別",
    "questions": "題數",
    "right": "該答的答對",
    "declined": "不該答的說「不知道」",
    "precision": "作答的題裡答對的",
    "severe": "很有把握卻答錯",
}


def tally_line(tally: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how the questions of a kind were answered, in the language that is spoken."""
    kind = tally["kind"]
    return (say(kind), str(tally["questions"]), *(share_label(tally[name]) for name in list(TALLIED)[2:]))


def share_label(share: float | None) -> str:
    """Return a share in percent, or a dash for none."""
    return "—" if share is None else f"{share:.0%}"


def understood_label(question: str) -> str:
    """Return how an incomplete question was understood: 「理解為：副館長是誰？」."""
    return say("理解為：{}", question)


def measure_line(name: str, value: float | None) -> tuple[str, str]:
    """Return the name of a metric in Chinese, and its value with its unit, or that there was nothing to measure."""
    words, form = MEASURES[name.lower()]
    return words, "沒有這種題目" if value is None else form.format(value)


def curve_line(coverage: float, risk: float, threshold: float) -> tuple[str, str, str]:
    """Return a point of the risk-coverage curve in Chinese."""
    return f"只答最有把握的 {coverage:.0%}", f"答錯 {risk:.1%}", f"信心門檻 {threshold:.2f}"


def cleaning_label(rule: str) -> str:
    """Return in Chinese what a cleaning rule removes."""
    return CLEANING[rule]


def taken_label(outcome: StoreOutcome, *, repeats: bool) -> str:
    """Return what became of an article that was added, and whether it duplicates an earlier one."""
    return say("{}（重複）", say(OUTCOMES[outcome])) if repeats else say(OUTCOMES[outcome])


def refusal_label(*, partial: bool) -> str:
    """Return what became of a file that was refused, wholly or in part."""
    return say("部分略過") if partial else say("未加入")


def progress_label(step: Progress | None) -> str:
    """Return how far a stage is: 「讀取文章 120／10000」; before the first one, that it is being prepared."""
    if step is None:
        return say(PREPARING)
    stage = say(STAGES[step.stage])
    return f"{stage} {step.done}／{step.total}" if step.total else stage


def pace_label(pace: Pace) -> str:
    """Return the speed and the remaining time of a stage: 「每秒 4336 · 還要 3 分鐘」; empty while unknown."""
    return " · ".join(filter(None, [rate_label(pace.rate), wait_label(pace.seconds_left)]))


def rate_label(rate: float | None) -> str:
    """Return a speed: 「每秒 4336」; empty while unknown."""
    if rate is None:
        return ""
    return say("每秒 {}", f"{rate:.0f}") if rate >= 1 else say("每分鐘 {}", f"{60 * rate:.0f}")


def wait_label(seconds: float | None) -> str:
    """Return a remaining time: 「還要 3 分鐘」; empty while unknown."""
    if seconds is None:
        return ""
    return say("還要 {} 秒", f"{seconds:.0f}") if seconds < 90 else say("還要 {} 分鐘", f"{seconds / 60:.0f}")


def state_label(manifest: Manifest, *, live: bool, published: bool) -> str:
    """Return whether a build is live, or why it cannot be rolled back to."""
    if live:
        return "*"
    return "舊版" if manifest.format != FORMAT else "" if published else "未啟用"


def changes_line(manifest: Manifest) -> str:
    """Return what changed in a build: 「+12 篇 · 3 篇更新 · 1 篇刪除 · 96% 向量沿用」."""
    changes = manifest.changes
    parts = [
        f"+{changes.added} 篇" if changes.added else "",
        f"{changes.changed} 篇更新" if changes.changed else "",
        f"{changes.moved} 篇移動" if changes.moved else "",
        f"{changes.removed} 篇刪除" if changes.removed else "",
        "" if any(astuple(changes)) else "內容沒有變動",
        f"{100 * manifest.reused_vectors // manifest.passages}% 向量沿用" if manifest.previous else "",
    ]
    return " · ".join(filter(None, parts))


def golden_line(golden: Counted | None) -> str:
    """Return how many golden questions were compared (「黃金題 93 題，其中 90 題列入比較。」); empty for none."""
    if golden is None:
        return ""
    if not golden.counted:
        return f"黃金題 {golden.total} 題問的都是別的文章，這次沒有比較；換成自己的題目，才有把關。"
    return f"黃金題 {golden.total} 題，其中 {golden.counted} 題列入比較。"


def meant_line(asked: str, suggestion: str) -> str:
    """Return the suggested correction of a question in a line, or what was asked in its place."""
    return say(SPELLED, suggestion) if asked == suggestion else say(MEANT) + suggestion


SURE, FAIR = 0.8, 0.5  # from which on an answer is called so


def confidence_label(confidence: float) -> str:
    """Return in a word how sure an answer is: what is called 很有把握 is right at least four times in five."""
    return say("很有把握") if confidence >= SURE else say("大致可信") if confidence >= FAIR else say("僅供參考")


def percent(confidence: float) -> str:
    """Return a probability as 「信心 93%」; at most 99%, since no answer is certain."""
    return say("信心 {}%", min(round(confidence * 100), 99))
