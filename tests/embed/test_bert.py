"""Attention written out: the same as the library's, whatever the size of the scores."""

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from intentlib.embed.bert import attend

N_TOKENS, N_TEXTS, N_HEADS, SIZE = 9, 5, 3, 8


def asked(scale):
    drawn = torch.randn(
        N_TOKENS, N_TEXTS, 3, N_HEADS, SIZE, generator=torch.Generator().manual_seed(0)
    )
    drawn[:, :, 0] *= scale
    return drawn


@pytest.mark.parametrize("scale", [1, 30, 1e4])
def test_attention_is_that_of_the_library(scale):
    queries, keys, values = asked(scale).permute(2, 1, 3, 0, 4)
    expected = scaled_dot_product_attention(queries, keys, values, scale=1.0)
    found = attend(asked(scale)).view(N_TOKENS, N_TEXTS, N_HEADS, SIZE)
    assert torch.allclose(found, expected.permute(2, 0, 1, 3), atol=1e-5)


def test_scores_that_are_all_low_still_add_up():
    low = asked(1)
    low[:, :, 0], low[:, :, 1] = 20.0, -20.0
    found = attend(low).view(N_TOKENS, N_TEXTS, N_HEADS, SIZE)
    assert torch.allclose(found, low[:, :, 2].mean(0).expand_as(found), atol=1e-5)


def test_a_text_of_extreme_scores_changes_nothing_of_the_others():
    plain, extreme = asked(1), asked(1)
    extreme[:, 2, 0] *= 1e4
    plain, extreme = (
        attend(each).view(N_TOKENS, N_TEXTS, N_HEADS, SIZE) for each in (plain, extreme)
    )
    others = [0, 1, 3, 4]
    assert torch.equal(plain[:, others], extreme[:, others])
    assert not torch.equal(plain[:, 2], extreme[:, 2])
