"""BERT read straight from its weights: no padding, and no more precision than is of use."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

_Step = Callable[[Any], Any]
"""From the states of tokens to what is made of them, both tensors of one row per token."""

_ROWS = 512
"""Tokens read in one go: enough to keep a core busy, and few enough to stay in its cache."""

_EXPONENT = 60.0
"""Scores up to this size can be exponentiated and summed in single precision as they are."""


class Bert:
    """The states of a BERT's last layer, the same to the bit whatever is read beside a text.

    Products of matrices are in bfloat16 where the processor has tiles for them (Intel AMX), and in
    single precision elsewhere; all else is in single precision. Every product is taken over the
    same number of rows, as a library may add up in another order where there are fewer.

    Parameters
    ----------
    folder
        Of a model that :func:`intentlib.embed.weights.is_bert` holds for.

    Attributes
    ----------
    rows
        Most tokens of one reading.
    positions
        Most tokens of one text.
    width
        Dimensions of a state.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        stored = load_file(folder / "model.safetensors")
        weights = {name.removeprefix("bert."): tensor.float() for name, tensor in stored.items()}
        self.width, self.positions = config["hidden_size"], config["max_position_embeddings"]
        self.rows = max(_ROWS, self.positions)
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        epsilon, heads = config["layer_norm_eps"], config["num_attention_heads"]
        self._norm = _norm(weights, "embeddings.LayerNorm", epsilon)
        self._layers = [
            _Layer(weights, f"encoder.layer.{i}", heads, epsilon, self.rows)
            for i in range(config["num_hidden_layers"])
        ]

    def read(self, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the states of each group of texts, float32 of shape (n_tokens, n_texts, width).

        Parameters
        ----------
        groups : sequence of ndarray of shape (n_tokens, n_texts)
            Tokens of texts that have equally many; together no more than :attr:`rows`.
        """
        import torch

        ids = np.concatenate([group.ravel() for group in groups])
        places = np.concatenate([np.indices(group.shape)[0].ravel() for group in groups])
        with torch.inference_mode():
            states = torch.zeros(self.rows, self.width)
            states[: len(ids)] = self._words[ids] + self._places[places]
            states = self._norm(states)
            for layer in self._layers:
                states = layer(states, [group.shape for group in groups])
            parts = states[: len(ids)].split([group.size for group in groups])
        return [part.numpy().reshape(*g.shape, -1) for part, g in zip(parts, groups, strict=True)]


class _Layer:
    """Attention, and what is made of it."""

    def __init__(
        self, weights: dict[str, Any], name: str, heads: int, epsilon: float, rows: int
    ) -> None:
        def product(part: str, curve: str = "none") -> _Step:
            weight, bias = (weights[f"{name}.{part}.{what}"] for what in ("weight", "bias"))
            return _product(weight, bias, rows, curve)

        self._heads = heads
        self._ask = _product(*_asking(weights, f"{name}.attention.self", heads), rows)
        self._gather = product("attention.output.dense")
        self._gathered = _norm(weights, f"{name}.attention.output.LayerNorm", epsilon)
        self._widen = product("intermediate.dense", "gelu")
        self._narrow = product("output.dense")
        self._narrowed = _norm(weights, f"{name}.output.LayerNorm", epsilon)

    def __call__(self, states: Any, shapes: Sequence[tuple[int, int]]) -> Any:
        """Return the states after this layer, of shape (rows, width) like those before."""
        asked = self._ask(states)
        seen = asked.new_zeros(states.shape)
        start = 0
        for n_tokens, n_texts in shapes:
            stop = start + n_tokens * n_texts
            part = asked[start:stop].view(n_tokens, n_texts, 3, self._heads, -1)
            seen[start:stop].view(n_tokens, -1, part.shape[-1]).copy_(attend(part))
            start = stop
        states = self._gathered(states + self._gather(seen))
        return self._narrowed(states + self._narrow(self._widen(states)))


def attend(asked: Any) -> Any:
    """Return what every token sees of its own text, of shape (n_tokens, n_texts * n_heads, size).

    Texts are short, for which a library's own attention takes three times as long.

    Parameters
    ----------
    asked : tensor of shape (n_tokens, n_texts, 3, n_heads, size)
        Scaled queries, keys and values.
    """
    import torch

    n_tokens, n_texts, _, n_heads, size = asked.shape
    apart = torch.empty(3, n_tokens, n_texts, n_heads, size).copy_(asked.permute(2, 0, 1, 3, 4))
    queries, keys, values = apart.view(3, n_tokens, -1, size).transpose(1, 2)
    scores = queries.bmm(keys.transpose(1, 2))
    low, high = scores.aminmax()
    if low < -_EXPONENT or high > _EXPONENT:
        top = scores.amax(-1, keepdim=True)
        scores -= top - top.clamp(-_EXPONENT, _EXPONENT)
    odds = scores.exp_()
    return odds.bmm(values).div_(odds.sum(-1, keepdim=True)).transpose(0, 1)


def _asking(weights: dict[str, Any], name: str, heads: int) -> tuple[Any, Any]:
    """Return the weight and bias of queries, keys and values in one; the queries' are scaled."""
    import torch

    scale = (len(weights[f"{name}.query.bias"]) / heads) ** -0.5
    weight, bias = (
        torch.cat([weights[f"{name}.{part}.{what}"] for part in ("query", "key", "value")])
        for what in ("weight", "bias")
    )
    width = len(bias) // 3
    weight[:width] *= scale
    bias[:width] *= scale
    return weight, bias


def _norm(weights: dict[str, Any], name: str, epsilon: float) -> _Step:
    """Return layer normalisation."""
    from torch.nn.functional import layer_norm

    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return lambda states: layer_norm(states, weight.shape, weight, bias, epsilon)


def _product(weight: Any, bias: Any, rows: int, curve: str = "none") -> _Step:
    """Return the product of ``rows`` states with weights, put through a curve."""
    import torch
    from torch.nn.functional import gelu, linear

    if has_tiles():
        tiles = torch.ops.mkldnn._reorder_linear_weight(weight.bfloat16(), rows)
        in_tiles, slight = torch.ops.mkldnn._linear_pointwise, bias.bfloat16()
        return lambda states: in_tiles(states.bfloat16(), tiles, slight, curve, [], "none")
    if curve == "gelu":
        return lambda states: gelu(linear(states, weight, bias))
    return lambda states: linear(states, weight, bias)


def has_tiles() -> bool:
    """Return whether this processor multiplies matrices in bfloat16 tiles, and torch knows how."""
    import torch

    return bool(torch.backends.mkldnn.is_available() and torch.cpu._is_amx_tile_supported())
