"""Any extractive question-answering checkpoint in the shipped reader's place (Hugging Face transformers).

The text is read as it is, not folded, since such a checkpoint knows its own script; answers are still slices
of the article, by the tokeniser's own offsets.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from embeddings.article import Passage, Span
from embeddings.errors import ModelError
from qa.read.reader import SPANS_PER_WINDOW, Candidate, distinct
from qa.read.spans import best_spans

LONGEST_WINDOW, STRIDE = 384, 128  # tokens


class PretrainedReader:
    """A question-answering checkpoint with a fast tokeniser."""

    def __init__(self, model: Any, tokenizer: Any) -> None:  # noqa: ANN401 -- transformers' Auto classes have no common type
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._longest = min(LONGEST_WINDOW, tokenizer.model_max_length, model.config.max_position_embeddings)
        self.fingerprint = _fingerprint(model)

    @classmethod
    def from_name(cls, name: str) -> "PretrainedReader":
        """Load a folder, or a checkpoint by its name on the hub; raise ModelError if it cannot be had."""
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
            model = AutoModelForQuestionAnswering.from_pretrained(name)
        except (OSError, ValueError, ImportError, KeyError) as error:
            raise ModelError(
                f"載入不了閱讀器「{name}」：{error}。請確認它是抽取式問答模型的資料夾或名稱；"
                "離線的機器請先把模型下載成資料夾，再以 QA_READER 指定其路徑。"
            ) from error
        if not tokenizer.is_fast:
            raise ModelError(f"閱讀器「{name}」的斷詞器不提供字元位置，無法逐字引用。請換一個附有快速斷詞器的模型。")
        return cls(model, tokenizer)

    def read(self, question: str, passages: Sequence[Passage], *, titled: bool = False) -> list[list[Candidate]]:
        """Return for each passage its candidates, best first. Titles are not read: such a checkpoint knows of none."""
        return [self._read_one(question, passage) if passage.text else [] for passage in passages]

    def _read_one(self, question: str, passage: Passage) -> list[Candidate]:
        longest_question = max(1, self._longest // 3)
        asked = self._tokenizer(question, truncation=True, max_length=longest_question, add_special_tokens=False)
        encoded = self._tokenizer(
            self._tokenizer.decode(asked["input_ids"]) if len(asked["input_ids"]) >= longest_question else question,
            passage.text,
            truncation="only_second",
            max_length=self._longest,
            stride=min(STRIDE, self._longest // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        encoded.pop("overflow_to_sample_mapping")
        with torch.no_grad():
            output = self._model(**encoded)
        candidates = []
        for row in range(len(offsets)):
            positions = np.flatnonzero(np.array([kind == 1 for kind in encoded.sequence_ids(row)]))
            start, end = output.start_logits[row].float().numpy(), output.end_logits[row].float().numpy()
            for span in best_spans(start, end, int(positions[0]), len(positions), most=SPANS_PER_WINDOW):
                first, last = int(offsets[row][span.first][0]), int(offsets[row][span.last][1])
                place = Span(passage.start + first, passage.start + last)
                candidates.append(Candidate(passage, place, span.score))
        return distinct(candidates)


def _fingerprint(model: Any) -> str:  # noqa: ANN401 -- see above
    digest = hashlib.blake2b(digest_size=8)
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().contiguous().flatten().view(torch.uint8).numpy().data)
    return f"hf-{digest.hexdigest()}"
