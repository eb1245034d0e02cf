"""A reader of the shipped kind, small enough to train within a test."""

from pathlib import Path

import numpy as np
import torch

from qa.read.features import SPECIAL_TOKENS
from qa.training.export import export_reader
from qa.training.inputs import Inputs, round_trip
from qa.training.network import ReaderNetwork, ReaderSizes

CHARACTERS = "的在是年月日一二三四五六七八九十0123456789圖書館開放召回甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥何時"
WORDS = ["图书馆", "开放", "召回"]


def tiny_network(word_width: int = 8) -> ReaderNetwork:
    """Return a network of one layer with random weights, always the same."""
    torch.manual_seed(3)
    tokens = len(SPECIAL_TOKENS) + len(set(CHARACTERS))
    sizes = ReaderSizes(tokens, width=32, layers=1, heads=2, inner=48, positions=96, word_width=word_width)
    network = ReaderNetwork(sizes, dropout=0.0)
    with torch.no_grad():
        for weights in network.parameters():  # a graph keeps equal weights once, which trained ones never are
            weights += 0.01 * torch.randn_like(weights)
    return network


def tiny_inputs(word_width: int = 8) -> Inputs:
    """Return the vocabulary and word vectors that go with it."""
    draw = np.random.default_rng(3)
    table = draw.normal(size=(len(WORDS) + 1, word_width)).astype(np.float32)
    table[0] = 0.0
    return Inputs([*SPECIAL_TOKENS, *dict.fromkeys(CHARACTERS)], WORDS, round_trip(table))


def save_tiny_reader(folder: Path, network: ReaderNetwork | None = None, length: int = 64) -> Path:
    """Write a tiny reader as the shipped one is written."""
    network = network or tiny_network()
    export_reader(network, tiny_inputs(network.sizes.word_width), folder, length)
    return folder
