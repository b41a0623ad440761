"""The packaged model as sentence-transformers reads it, and small models with random weights."""

import pytest

from intentlib.embed.transformer import TransformerEmbedder
from intentlib.embed.weights import locate

SIZES = {"vocab_size": 30522, "max_position_embeddings": 40}


@pytest.fixture(scope="session")
def in_full():
    return TransformerEmbedder("all-MiniLM-L6-v2", *locate("all-MiniLM-L6-v2"))


@pytest.fixture(scope="session")
def small_bert(tmp_path_factory):
    from transformers import BertConfig, BertModel

    config = BertConfig(
        **SIZES, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=50
    )
    return saved(BertModel(config), tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="session")
def small_distilbert(tmp_path_factory):
    from transformers import DistilBertConfig, DistilBertModel

    config = DistilBertConfig(**SIZES, dim=24, n_layers=1, n_heads=3, hidden_dim=50)
    return saved(DistilBertModel(config), tmp_path_factory.mktemp("distilbert"))


def saved(network, folder):
    """Return the folder of a sentence-transformers model that reads no more than 24 tokens."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer

    parts, whole = folder / "parts", folder / "model"
    network.save_pretrained(parts)
    AutoTokenizer.from_pretrained(locate("all-MiniLM-L6-v2")[0]).save_pretrained(parts)
    transformer = Transformer(str(parts), max_seq_length=24)
    SentenceTransformer(modules=[transformer, Pooling(24)]).save(str(whole))
    return whole
