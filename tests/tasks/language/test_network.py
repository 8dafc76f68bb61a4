"""The network computed in this room's way gives the vectors that thinc's own way gives, or is left alone."""

from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Model

from tasks.language import model, network

WORDS = st.lists(
    st.text(min_size=1, max_size=6) | st.sampled_from(["the", "The", "Velmont", "$", "5m", "\n"]), max_size=40
)


def network_of(nlp: Any, name: str) -> Model[Any, Any]:
    """The embedding and encoding of that component."""
    return next(node for node in nlp.get_pipe(name).model.walk() if {"embed", "encode"} <= set(node.ref_names))


@pytest.fixture(scope="module", params=["ner", "tok2vec"])
def both(request: pytest.FixtureRequest) -> tuple[Any, Model[Any, Any], Model[Any, Any]]:
    """The vocabulary, and the two ways: thinc's and ours."""
    ours = model.load(parts=model.NER if request.param == "ner" else model.PARSE)
    return ours.vocab, network_of(spacy.load(model.DEFAULT), request.param), network_of(ours, request.param)


def assert_alike(vocab: Any, plain: Model[Any, Any], ours: Model[Any, Any], texts: list[list[str]]) -> None:
    docs = [Doc(vocab, words=words) for words in texts]
    expected, found = plain.predict(docs), ours.predict(docs)
    assert [one.shape for one in found] == [one.shape for one in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)


@settings(deadline=None)
@given(texts=st.lists(WORDS, min_size=1, max_size=6).filter(any))
def test_any_documents(both: tuple[Any, Model[Any, Any], Model[Any, Any]], texts: list[list[str]]) -> None:
    assert_alike(*both, texts)


@pytest.mark.parametrize("length", [network.PORTION - 4, network.PORTION, network.PORTION + 1, 3 * network.PORTION])
def test_documents_longer_than_a_portion(both: tuple[Any, Model[Any, Any], Model[Any, Any]], length: int) -> None:
    assert_alike(*both, [["Velmont"], [f"word{number % 97}" for number in range(length)], [], ["paid", "$", "5m"]])


@pytest.mark.parametrize(("window", "quickened"), [(1, True), (2, False)])
def test_what_is_built_in_another_way_is_left_alone(window: int, quickened: bool) -> None:
    built = build_Tok2Vec_model(
        MultiHashEmbed(16, ["NORM", "SHAPE"], [50, 50], include_static_vectors=False),
        MaxoutWindowEncoder(16, window_size=window, maxout_pieces=2, depth=2),
    )
    vocab = spacy.blank("en").vocab
    docs = [Doc(vocab, words=["Velmont", "paid", "$", "5m", "to", "Velmont"])]
    built.initialize(X=docs)
    before, encode = built.predict(docs), built.get_ref("encode")._func
    network.quicken(built)
    assert (built.get_ref("encode")._func is not encode) is quickened
    np.testing.assert_allclose(built.predict(docs)[0], before[0], atol=2e-5)
