"""Messages shared by all user interfaces, so that the page and the terminal use the same words."""

from dataclasses import astuple

from embeddings.builds.manifest import FORMAT, Manifest
from embeddings.collection.records import StoreOutcome
from embeddings.progress import Progress, Stage
from qa.answer import Reason
from qa.golden import Counted
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


def understood_label(question: str) -> str:
    """Return how an incomplete question was understood: 「理解為：副館長是誰？」."""
    return f"理解為：{question}"


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
    return f"{OUTCOMES[outcome]}（重複）" if repeats else OUTCOMES[outcome]


def refusal_label(*, partial: bool) -> str:
    """Return what became of a file that was refused, wholly or in part."""
    return "部分略過" if partial else "未加入"


def progress_label(step: Progress | None) -> str:
    """Return how far a stage is: 「讀取文章 120／10000」; before the first one, that it is being prepared."""
    if step is None:
        return PREPARING
    return f"{STAGES[step.stage]} {step.done}／{step.total}" if step.total else STAGES[step.stage]


def pace_label(pace: Pace) -> str:
    """Return the speed and the remaining time of a stage: 「每秒 4336 · 還要 3 分鐘」; empty while unknown."""
    rate = "" if pace.rate is None else f"每秒 {pace.rate:.0f}" if pace.rate >= 1 else f"每分鐘 {60 * pace.rate:.0f}"
    left = pace.seconds_left
    wait = "" if left is None else f"還要 {left:.0f} 秒" if left < 90 else f"還要 {left / 60:.0f} 分鐘"
    return " · ".join(filter(None, [rate, wait]))


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
    return SPELLED.format(suggestion) if asked == suggestion else MEANT + suggestion


def percent(confidence: float) -> str:
    """Return a probability as 「信心 93%」; at most 99%, since no answer is certain."""
    return f"信心 {min(round(confidence * 100), 99)}%"
