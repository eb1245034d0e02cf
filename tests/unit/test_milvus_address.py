"""What QA_STORE may say, and what it may not."""

import pytest

from embeddings.errors import InputError
from embeddings.index.milvus.address import Address


@pytest.mark.parametrize(
    ("text", "uri", "name"),
    [
        ("milvus://10.0.0.5:19530/articles", "http://10.0.0.5:19530", "articles"),
        ("milvus://milvus/articles_2", "http://milvus:19530", "articles_2"),
        ("milvus+tls://vectors.example:443/a/", "https://vectors.example:443", "a"),
        ("milvus://[::1]:19530/a", "http://[::1]:19530", "a"),
    ],
)
def test_a_server_is_an_address_and_a_name(text, uri, name):
    address = Address.parse(text)
    assert (address.uri, address.name, address.is_file) == (uri, name, False)


def test_a_path_is_a_file():
    address = Address.parse("data/milvus.db")
    assert (address.uri, address.name, address.is_file) == ("data/milvus.db", "qa", True)


def test_a_password_is_used_and_never_shown():
    address = Address.parse("milvus://reader:p%40ss@host/a")
    assert address.token == "reader:p@ss"
    assert "p@ss" not in f"{address} {address!r}"
    assert "p%40ss" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "milvus",
        "data/milvus",
        "http://host:19530/a",
        "milvus://host:19530",
        "milvus://host:19530/",
        "milvus://host:no/a",
        "milvus://host:99999/a",
        "milvus://host/二",
        "milvus://host/1a",
        "milvus://host/a/b",
        "milvus://host/a-b",
        "milvus:///a",
        "milvus://[::1/a",
    ],
)
def test_what_is_no_address_is_told_with_an_example(text):
    with pytest.raises(InputError, match=r"QA_STORE.*例如 milvus://"):
        Address.parse(text)
