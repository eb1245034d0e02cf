"""Inference without PyTorch. Only this module and ``qa/training`` import ONNX Runtime.

A run stays on the calling thread and takes one text, so nothing is padded and no text's result depends on its
neighbours' (activations are quantised with one scale for a whole run); different texts run on different threads.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError

Floats = NDArray[np.float32]


class Graph:
    """An ONNX graph. Thread-safe."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self._name = content, name
        self._session = _session(content, name)

    @classmethod
    def from_file(cls, path: Path) -> "Graph":
        """Open a graph file; raise ``ModelError`` if it cannot be opened."""
        try:
            return cls(path.read_bytes(), path.name)
        except OSError as error:
            raise ModelError(f"模型檔讀不進來：{path}（{error}）。請重新安裝，或指定別的模型。") from error

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> list[Floats]:
        """Return the outputs by name; raise ``ModelError`` if the inputs do not fit or an output is not finite."""
        try:
            found: list[Floats] = self._session.run(list(outputs), dict(inputs))
        except Exception as error:  # onnxruntime's errors share no other base; raised again in words
            raise ModelError(f"模型檔 {self._name} 與程式不符（{error}）。請重新安裝，或重新訓練。") from error
        if not all(np.isfinite(one).all() for one in found):
            raise ModelError(f"模型檔 {self._name} 算出了非數值（NaN）：權重已損壞。請重新安裝，或重新訓練。")
        return found


def _session(content: bytes, name: str) -> Any:  # noqa: ANN401 -- onnxruntime has no types
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no other base; raised again in words
        raise ModelError(f"模型檔 {name} 打不開（{error}）。請重新安裝，或指定別的模型。") from error
