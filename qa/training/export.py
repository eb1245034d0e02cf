"""Writes a trained reader as serving reads it: an ONNX graph in eight bits, and its tables."""

import json
import tempfile
from pathlib import Path

import torch
from safetensors.numpy import save_file

from embeddings.static import quantise
from qa.training.inputs import Inputs
from qa.training.network import ReaderNetwork


def export_reader(network: ReaderNetwork, inputs: Inputs, folder: Path, length: int) -> None:
    """Write ``reader.onnx`` (weights in eight bits), ``tokens.txt``, ``words.txt``, ``words.safetensors``."""
    folder.mkdir(parents=True, exist_ok=True)
    table, scales = quantise(inputs.table)
    save_file({"table": table, "scales": scales}, folder / "words.safetensors")
    (folder / "tokens.txt").write_text("\n".join(inputs.tokens), encoding="utf-8")
    (folder / "words.txt").write_text("\n".join(inputs.words), encoding="utf-8")
    config = {"tokens": len(inputs.tokens), "words": len(inputs.words), "length": length}
    (folder / "reader.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export_graph(network.eval(), full)
        quantise_graph(full, folder / "reader.onnx")


def export_graph(network: ReaderNetwork, path: Path) -> None:
    """Write the network as an ONNX graph in full precision, with free batch and length."""
    ids = torch.ones(2, 16, dtype=torch.int64)
    width = network.shape.word_width
    arguments = (ids, ids, torch.ones(2, 16, width), ids)
    names = ["ids", "types", "vectors", "spans", "start", "end"]
    axes = {name: {0: "windows", 1: "length"} for name in names}
    torch.onnx.export(
        network,
        arguments,
        path,
        input_names=names[:4],
        output_names=names[4:],
        dynamic_axes=axes,
        dynamo=False,
    )


def quantise_graph(full: Path, path: Path) -> None:
    """Write the graph with its matrices and embeddings in eight bits (dynamic, a scale for each column)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)
