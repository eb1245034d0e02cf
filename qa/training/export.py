"""Exports a trained reader for serving, as an 8-bit ONNX graph and its tables, and imports it again."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from embeddings.encoders.static import quantise
from embeddings.errors import ModelError
from qa.read.features import ANY, SPECIAL_TOKENS
from qa.training.inputs import Inputs
from qa.training.network import ReaderNetwork, ReaderSizes


def export_reader(network: ReaderNetwork, inputs: Inputs, folder: Path, length: int) -> None:
    """Write ``reader.onnx`` (8-bit weights), ``tokens.txt``, ``words.txt`` and ``words.safetensors``."""
    folder.mkdir(parents=True, exist_ok=True)
    table, scales = quantise(inputs.table)
    save_file({"table": table, "scales": scales}, folder / "words.safetensors")
    (folder / "tokens.txt").write_text("\n".join(inputs.tokens), encoding="utf-8")
    (folder / "words.txt").write_text("\n".join(inputs.words), encoding="utf-8")
    config = {
        "tokens": len(inputs.tokens),
        "words": len(inputs.words),
        "heads": network.sizes.heads,
        "length": length,
        "style": SPECIAL_TOKENS[ANY],
    }
    (folder / "reader.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export_graph(network.eval(), full)
        quantise_graph(full, folder / "reader.onnx")


def export_graph(network: ReaderNetwork, path: Path) -> None:
    """Write the network as an ONNX graph in full precision, with free batch and length."""
    ids = torch.ones(2, 16, dtype=torch.int64)
    width = network.sizes.word_width
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
    """Write the graph with its matrices and embeddings in 8 bits (dynamic quantisation, a scale for each column)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)


def import_reader(folder: Path) -> tuple[ReaderNetwork, Inputs]:
    """Return an exported reader as a network for further training; raise ``ModelError`` if it is invalid."""
    try:
        stored = load_file(folder / "words.safetensors")
        table = stored["table"].astype(np.float32) * stored["scales"][:, None]
        tokens = (folder / "tokens.txt").read_text(encoding="utf-8").split("\n")
        words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        heads = json.loads((folder / "reader.json").read_text(encoding="utf-8"))["heads"]
        weights = read_weights(folder / "reader.onnx")
        network = ReaderNetwork(sizes_of(weights, heads))
        network.load_state_dict({name: torch.from_numpy(weights[name]) for name in network.state_dict()})
    except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelError(f"{folder} 裡的閱讀器不能接著訓練（{error}）：它不是本程式寫出的那一種。") from error
    return network, Inputs(tokens, words, table)


def sizes_of(weights: Mapping[str, NDArray[np.float32]], heads: int) -> ReaderSizes:
    """Return the sizes of a network with these parameters."""
    tokens, width = weights["token.weight"].shape
    return ReaderSizes(
        tokens=tokens,
        width=width,
        layers=sum(name.endswith(".attend.weight") for name in weights),
        heads=heads,
        inner=len(weights["layers.0.widen.bias"]),
        positions=len(weights["position.weight"]),
        word_width=weights["word.weight"].shape[1],
    )


def read_weights(graph: Path) -> dict[str, NDArray[np.float32]]:
    """Return the network's parameters by name from a graph that ``quantise_graph`` wrote."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(graph)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}

    def exact(name: str) -> NDArray[np.float32]:
        offset = stored[f"{name}_zero_point"].astype(np.float32)
        return np.asarray((stored[f"{name}_quantized"] - offset) * stored[f"{name}_scale"], dtype=np.float32)

    weights = {name: np.array(value) for name, value in stored.items() if value.dtype == np.float32}
    for node in model.graph.node:  # /layers.0/attend/MatMul_quant is layers.0.attend.weight, transposed
        if node.op_type == "MatMulInteger":
            weights[node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".") + ".weight"] = exact(
                node.input[1].removesuffix("_quantized")
            ).T.copy()
    for name in ("token", "kind", "position"):
        weights[f"{name}.weight"] = exact(f"{name}.weight")
    return weights
