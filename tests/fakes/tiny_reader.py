"""A reader of the shipped kind, small enough to train within a test."""

from pathlib import Path

import torch

from embeddings.encoders.network import Shape
from qa.training.export import export_reader
from qa.training.graphs import export_pieces
from qa.training.network import ReaderNetwork
from tests.fakes.tiny_pieces import tiny_pieces


def tiny_network(width: int = 32) -> ReaderNetwork:
    """Return a network of two layers with random weights, always the same."""
    torch.manual_seed(3)
    network = ReaderNetwork(Shape(width, layers=2, heads=2, inner=48, positions=96))
    with torch.no_grad():
        for weights in network.parameters():  # a graph keeps equal weights once, which trained ones never are
            weights += 0.02 * torch.randn_like(weights)
    return network


def save_tiny_reader(folder: Path, network: ReaderNetwork | None = None, length: int = 64) -> Path:
    """Write a tiny reader as the shipped one is written, with a tokenizer of its own."""
    network = network or tiny_network()
    export_reader(network, folder, length)
    export_pieces(*tiny_pieces(network.shape.width), folder)
    return folder
