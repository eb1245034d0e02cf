"""Every encoder: unit vectors, equal for equal text; the shipped one is also a sentence-transformers model."""

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings.encoders.sentence_transformers import SentenceTransformerEncoder, static_model, transformer_model
from embeddings.encoders.static import WEIGHTS, StaticEncoder
from embeddings.encoders.transformer import HALVES, TransformerEncoder
from embeddings.encoders.transformer import WEIGHTS as TRANSFORMER
from embeddings.errors import ModelError
from tests.fakes.checkpoints import save_encoder
from tests.fakes.encoder import HashEncoder
from ui.settings import Settings
from ui.wiring import open_encoder

TEXTS = ["深圳標準化活動周", "市場監督管理局", "hello 2024", "標準化活動周在深圳舉行"]


@pytest.fixture(scope="module", params=["transformer", "static", "sentence-transformers", "hash"])
def encoder(request, tmp_path_factory):
    match request.param:
        case "transformer":
            return TransformerEncoder.from_folder()
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


def test_the_transformer_agrees_with_sentence_transformers_and_is_saved_and_loaded_again(tmp_path):
    ours, theirs = TransformerEncoder.from_folder(), transformer_model()
    wanted = ours.encode_queries(TEXTS)
    assert (np.sum(theirs.encode_query(TEXTS) * wanted, axis=1) > 0.98).all()  # eight bits against full activations
    theirs.save(str(tmp_path))
    again = open_encoder(Settings(encoder=str(tmp_path)))
    np.testing.assert_allclose(again.encode_queries(TEXTS), theirs.encode_query(TEXTS), atol=1e-5)
    np.testing.assert_allclose(again.encode_passages(TEXTS), theirs.encode_document(TEXTS), atol=1e-5)


def test_the_fast_encoder_is_chosen_by_its_name():
    fast, shipped = (open_encoder(Settings(encoder=name)) for name in ("static", None))
    assert (type(fast), type(shipped)) == (StaticEncoder, TransformerEncoder)
    assert fast.fingerprint != shipped.fingerprint


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


@pytest.mark.parametrize("kind", [TransformerEncoder, StaticEncoder])
def test_both_scripts_have_one_vector(kind):
    one, other = kind.from_folder().encode_queries(["臺灣的圖書館", "台湾的图书馆"])
    assert np.array_equal(one, other)


def test_what_means_the_same_is_nearer_than_what_shares_words():
    encoder = TransformerEncoder.from_folder()
    passages = ["館內禁止飲食，違者請出。", "圖書館在三樓，共有藏書十萬冊。"]
    [asked] = encoder.encode_queries(["在圖書館裡可以吃東西嗎？"])
    near, far = encoder.encode_passages(passages) @ asked
    assert near > far


def test_a_very_long_text_has_the_vector_of_its_beginning():
    encoder = TransformerEncoder.from_folder()
    one, other = encoder.encode_passages(["圖 " * 600, "圖 " * 700])
    np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_damaged_graph_is_refused(tmp_path):
    with pytest.raises(ModelError, match=HALVES[0]):
        TransformerEncoder.from_folder(tmp_path)
    for name in HALVES:
        (tmp_path / name).write_bytes((TRANSFORMER / name).read_bytes())
    (tmp_path / HALVES[1]).write_bytes((TRANSFORMER / HALVES[1]).read_bytes()[:1000])
    with pytest.raises(ModelError, match="打不開"):
        TransformerEncoder.from_folder(tmp_path)
    (tmp_path / HALVES[1]).write_bytes((TRANSFORMER / HALVES[0]).read_bytes())
    with pytest.raises(ModelError, match="不符"):
        TransformerEncoder.from_folder(tmp_path)


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
