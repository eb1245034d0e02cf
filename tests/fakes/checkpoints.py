"""Tiny transformers checkpoints with random weights, saved as any other: for the code that loads them."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, BertModel, PreTrainedTokenizerFast

CHARACTERS = "深圳標準化活動周於四月二十日啟什麼時候在哪裡舉行主辦單位是市場監督管理局，。？24"
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def save_tokenizer(folder: Path) -> int:
    """Save a character tokeniser of the BERT kind; return the size of its vocabulary."""
    vocabulary = {token: i for i, token in enumerate([*SPECIALS, *dict.fromkeys(CHARACTERS)])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    named = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIALS, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **named).save_pretrained(folder)
    return len(vocabulary)


def save_question_answering(folder: Path) -> Path:
    """Save a question-answering checkpoint and its tokeniser."""
    torch.manual_seed(0)
    BertForQuestionAnswering(_config(save_tokenizer(folder))).save_pretrained(folder)
    return folder


def save_encoder(folder: Path) -> Path:
    """Save a BERT body and its tokeniser, which sentence-transformers pools by the mean."""
    torch.manual_seed(0)
    BertModel(_config(save_tokenizer(folder))).save_pretrained(folder)
    return folder


def _config(vocabulary: int) -> BertConfig:
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    return BertConfig(vocab_size=vocabulary, max_position_embeddings=64, **sizes)
