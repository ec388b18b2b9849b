"""Loads a neural network for reading."""

import os
from pathlib import Path

# The official builds report their use to their maker, and keep what they report in files, unless told before loading.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

_ONLY_ERRORS = 3


def load(model: Path | bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """The network in an ONNX file or its bytes, run on so many threads; any number of threads may run it at once."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait for more to do in a loop take the processor from those that have something to do.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.inter_op_num_threads = 1
    # Pictures come in every size; an arena would keep memory for the widest of each.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = _ONLY_ERRORS
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
