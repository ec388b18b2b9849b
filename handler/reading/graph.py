"""Takes the last layer off a classifying network, so that only the classes that are wanted need be computed.

ONNX files are protocol buffers (onnx.proto of the ONNX project): here are just the fields that this takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Fields of ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto.
_GRAPH = 7
_NODE, _INITIALISER, _OUTPUT = 1, 5, 12
_TAKES, _GIVES, _OPERATION = 1, 2, 4
_TENSOR_NAME, _DATA = 8, 9
_NAME = 1
# How a field is kept: a number, or a length and so many bytes. The messages above have no others.
_VARINT, _SIZED = 0, 2
# What may follow the product of a last layer's input with its weights; the bias is added to it.
_AFTER = ("Softmax", "Identity", "Add")


@dataclass(frozen=True, slots=True)
class LastLayer:
    """``weights`` are an input's in rows, a class's in columns; ``bias`` has a number for each class."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Node:
    operation: str
    takes: tuple[bytes, ...]
    gives: bytes
    raw: memoryview


def without_last_layer(model: bytes) -> tuple[bytes, LastLayer]:
    """The network that ends in what the last layer of ``model`` takes, and that layer.

    Raises:
        ValueError: the network does not end in a product with weights, a bias and a softmax.
    """
    (graph,) = (value for field, value, _ in _fields(memoryview(model)) if field == _GRAPH)
    parts = list(_fields(graph))
    nodes = {node.gives: node for node in (_node(value) for field, value, _ in parts if field == _NODE)}
    tensors = {_only(value, _TENSOR_NAME): value for field, value, _ in parts if field == _INITIALISER}
    (name,) = (_only(value, _NAME) for field, value, _ in parts if field == _OUTPUT)
    last: list[_Node] = []
    bias = b""
    while not last or last[-1].operation != "MatMul":
        node = nodes.get(name)
        if node is None or node.operation not in (*_AFTER, "MatMul"):
            raise ValueError("The network does not end in one layer and a softmax.")
        last.append(node)
        name = node.takes[0]
        if node.operation == "Add":
            bias = node.takes[1]
    weights = last[-1].takes[1]
    if bias not in tensors or weights not in tensors:
        raise ValueError("The network's last layer has no fixed weights and bias.")
    offsets = _numbers(tensors[bias])
    layer = LastLayer(_numbers(tensors[weights]).reshape(-1, offsets.size), offsets)
    gone = {id(message) for message in (*(node.raw for node in last), tensors[weights], tensors[bias])}
    kept = [raw for field, value, raw in parts if field != _OUTPUT and id(value) not in gone]
    shortened = b"".join([*kept, _sized(_OUTPUT, _sized(_NAME, name))])
    others = [raw for field, _, raw in _fields(memoryview(model)) if field != _GRAPH]
    return b"".join([*others, _sized(_GRAPH, shortened)]), layer


def _node(raw: memoryview) -> _Node:
    parts = [(field, bytes(value)) for field, value, _ in _fields(raw) if field in (_TAKES, _GIVES, _OPERATION)]
    takes = tuple(value for field, value in parts if field == _TAKES)
    (operation,) = (value for field, value in parts if field == _OPERATION)
    return _Node(operation.decode(), takes, next(value for field, value in parts if field == _GIVES), raw)


def _only(message: memoryview, wanted: int) -> bytes:
    return next(bytes(value) for field, value, _ in _fields(message) if field == wanted)


def _numbers(tensor: memoryview) -> NDArray[np.float32]:
    """A copy, which does not keep the file in memory."""
    return np.frombuffer(_only(tensor, _DATA), dtype="<f4").astype(np.float32)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """The number of each field of a message, its value and all of its bytes; numbers' values are left empty."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        kind = key & 7
        size = 0
        if kind == _VARINT:
            _, at = _varint(message, at)
        elif kind == _SIZED:
            size, at = _varint(message, at)
        else:
            raise ValueError("The network's file has a field of an unknown kind.")
        yield key >> 3, message[at : at + size], message[start : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number kept in bytes of seven bits each, the lowest first, and where what follows it starts."""
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the eighth bit says that more follow
            return number, at


def _sized(field: int, value: bytes) -> bytes:
    """A field with its length before it."""
    size, prefix = len(value), bytearray([field << 3 | _SIZED])
    while size > 0x7F:  # noqa: PLR2004
        prefix.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*prefix, size]) + value
