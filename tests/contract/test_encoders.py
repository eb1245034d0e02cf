"""Every encoder: unit vectors, equal for equal text; the shipped one is also a sentence-transformers model."""

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings.encoders.sentence_transformers import SentenceTransformerEncoder, static_model
from embeddings.encoders.static import WEIGHTS, StaticEncoder
from embeddings.errors import ModelError
from tests.fakes.checkpoints import save_encoder
from tests.fakes.encoder import HashEncoder

TEXTS = ["深圳標準化活動周", "市場監督管理局", "hello 2024", "標準化活動周在深圳舉行"]


@pytest.fixture(scope="module", params=["static", "sentence-transformers", "hash"])
def encoder(request, tmp_path_factory):
    match request.param:
        case "static":
            return StaticEncoder.from_folder()
        case "sentence-transformers":
            return SentenceTransformerEncoder.from_name(str(save_encoder(tmp_path_factory.mktemp("body"))))
        case _:
            return HashEncoder()


def test_vectors_have_unit_length_and_the_stated_dimension(encoder):
    for encode in (encoder.encode_queries, encoder.encode_passages):
        vectors = encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_a_batch_is_its_single_texts(encoder):
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_shipped_weights_agree_with_sentence_transformers():
    ours, theirs = StaticEncoder.from_folder(), SentenceTransformer(str(WEIGHTS), device="cpu", trust_remote_code=True)
    np.testing.assert_allclose(theirs.encode(TEXTS), ours.encode_queries(TEXTS), atol=1e-5)


def test_a_saved_model_is_loaded_again_by_both(tmp_path):
    ours = StaticEncoder.from_folder()
    static_model(ours).save(str(tmp_path))
    again = StaticEncoder.from_folder(tmp_path)
    np.testing.assert_allclose(again.encode_queries(TEXTS), ours.encode_queries(TEXTS), atol=1e-5)
    np.testing.assert_allclose(
        SentenceTransformer(str(tmp_path), device="cpu", trust_remote_code=True).encode(TEXTS),
        ours.encode_queries(TEXTS),
        atol=1e-5,
    )


def test_both_scripts_have_one_vector():
    one, other = StaticEncoder.from_folder().encode_queries(["臺灣的圖書館", "台湾的图书馆"])
    assert np.array_equal(one, other)


def test_nothing_known_is_a_vector_of_zeros():
    assert not StaticEncoder.from_folder().encode_queries(["，。🙂"]).any()


def test_missing_and_ill_fitting_weights_are_refused(tmp_path):
    with pytest.raises(ModelError, match="QA_ENCODER"):
        StaticEncoder.from_folder(tmp_path)
    static_model(StaticEncoder.from_folder()).save(str(tmp_path))
    (tmp_path / "terms.txt").write_text("一\n二", encoding="utf-8")
    with pytest.raises(ModelError, match="不符"):
        StaticEncoder.from_folder(tmp_path)


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match="no-such-model"):
        SentenceTransformerEncoder.from_name(str(tmp_path / "no-such-model"))
