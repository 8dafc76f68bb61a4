"""The network under a spaCy component, computed faster with the same result: each kind of word once, and in portions.

thinc embeds every token of a batch, and takes each layer over all of them, through arrays that no cache holds. Here
tokens that are equal in all that their vector is made from share one, and all layers are taken over some hundred tokens
at a time. Sums are taken in another order, so vectors differ in their last bits (docs/decisions/0005-fast-ner.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from thinc.model import Model

Floats = npt.NDArray[np.float32]
Forward = Callable[["Model[Any, Any]", Any, bool], tuple[list[Floats], None]]

PORTION = 512  # tokens; what a layer reads and writes of them stays in a processor's cache
EMBEDDING = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
CONVOLUTION = "residual(expand_window>>maxout>>layernorm>>dropout)"
MIX = 0x9E3779B97F4A7C15  # odd, so that multiplying by its powers loses nothing


def quicken(model: "Model[Any, Any]") -> None:
    """Have the model's embedding and encoding computed in this room's way, where they are built as it knows them.

    Anything else is left as it is. What is changed can no longer be trained.
    """
    for node in model.walk():
        if not {"embed", "encode"} <= set(node.ref_names):
            continue
        embed, encode = node.get_ref("embed"), node.get_ref("encode")
        if [layer.name.partition("(")[0] for layer in embed.layers] == EMBEDDING:
            embed._func = _once_a_kind(embed)
        convolutions = _convolutions(encode)
        if convolutions:
            encode._func = _in_portions(convolutions, encode.attrs["pad"])


def _once_a_kind(embed: "Model[Any, Any]") -> Forward:
    """The embedding of documents, computed once for all tokens that are equal in what it is made from."""
    from thinc.types import Ragged

    features, _, *vectors, _ = embed.layers

    def forward(model: object, docs: Sequence[Any], is_train: bool) -> tuple[list[Floats], None]:
        rows = [np.asarray(row, np.uint64) for row in features.predict(docs)]
        together = np.concatenate(rows)
        powers = np.array([pow(MIX, power, 2**64) for power in range(together.shape[1])], np.uint64)
        _, first, kind = np.unique(together @ powers, return_index=True, return_inverse=True)
        kinds: Any = Ragged(cast(Any, together[first]), cast(Any, np.array([len(first)], np.int32)))
        for layer in vectors:
            kinds = layer.predict(kinds)
        return np.split(kinds.data[kind], np.cumsum([len(row) for row in rows])[:-1]), None

    return forward


@dataclass(frozen=True, slots=True)
class Convolution:
    """A layer that sees a token and its neighbours: weights (3 * width, pieces * width), and how the best is scaled."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int


def _convolutions(encode: "Model[Any, Any]") -> list[Convolution]:
    """The encoder's layers; none where it is built in another way."""
    if "pad" not in encode.attrs or len(encode.layers) != 1:
        return []
    layers = encode.layers[0].layers
    parts = [{part.name: part for part in layer.walk()} for layer in layers]
    known = all(layer.name == CONVOLUTION for layer in layers)
    if not known or any(part["expand_window"].attrs["window_size"] != 1 for part in parts):
        return []
    return [_convolution(part["maxout"], part["layernorm"]) for part in parts]


def _convolution(maxout: "Model[Any, Any]", level: "Model[Any, Any]") -> Convolution:
    """The layer with its weights sorted by piece, so that the best of the pieces is taken between whole rows."""
    weights: Any = maxout.get_param("W")  # (width, pieces, 3 * width)
    bias: Any = maxout.get_param("b")
    gain: Any = level.get_param("G")
    shift: Any = level.get_param("b")
    width, pieces, seen = weights.shape
    sorted_weights = weights.transpose(1, 0, 2).reshape(pieces * width, seen).T
    return Convolution(np.ascontiguousarray(sorted_weights), bias.T.ravel(), gain, shift, pieces)


def _in_portions(layers: Sequence[Convolution], pad: int) -> Forward:
    """The encoding of documents, with `pad` empty tokens around each: all layers over one portion after another."""

    def forward(model: object, documents: Sequence[Floats], is_train: bool) -> tuple[list[Floats], None]:
        ends = np.cumsum([len(one) + pad if len(one) else 0 for one in documents])
        tokens = np.zeros((int(ends[-1]) + pad, documents[0].shape[1]), np.float32)
        for end, one in zip(ends, documents, strict=True):
            tokens[end - len(one) : end] = one
        encoded = np.empty_like(tokens)
        for begin in range(0, len(tokens), PORTION):
            first = max(0, begin - len(layers))  # as far as the layers see
            portion = _through(layers, tokens[first : begin + PORTION + len(layers)])
            encoded[begin : begin + PORTION] = portion[begin - first :][:PORTION]
        return [encoded[end - len(one) : end] for end, one in zip(ends, documents, strict=True)], None

    return forward


def _through(layers: Sequence[Convolution], tokens: Floats) -> Floats:
    """The tokens after all layers; beyond their ends lies nothing."""
    length, width = tokens.shape
    seen = np.zeros((length, 3 * width), np.float32)
    tokens = tokens.copy()
    for layer in layers:
        seen[1:, :width] = tokens[:-1]
        seen[:, width : 2 * width] = tokens
        seen[:-1, 2 * width :] = tokens[1:]
        pieces = seen @ layer.weights
        pieces += layer.bias
        best = pieces[:, :width]
        for at in range(width, layer.pieces * width, width):
            best = np.maximum(best, pieces[:, at : at + width])
        best -= best.mean(axis=1, keepdims=True)
        best *= ((best * best).mean(axis=1, keepdims=True) + np.float32(1e-8)) ** np.float32(-0.5)
        best *= layer.gain
        best += layer.shift
        tokens += best
    return tokens
