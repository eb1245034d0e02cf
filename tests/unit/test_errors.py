"""What the system says, in the words of our messages."""

import errno
import os

import pytest

from embeddings.errors import system_reason


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOENT, "找不到"), (errno.ENOSPC, "磁碟已滿"), (errno.EADDRINUSE, "已經有人使用")],
)
def test_what_is_common_is_told_in_chinese(number, told):
    assert system_reason(OSError(number, os.strerror(number))) == told


def test_what_is_rare_is_told_in_the_words_of_the_system():
    assert system_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert system_reason(OSError()) == "OSError"
