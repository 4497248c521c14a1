from __future__ import annotations

from collections.abc import Iterator

import pytest

from zenml import redaction
from zenml.redaction import Redactor, redacted, remember_secret, without, words_of


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_seen", frozenset())


@pytest.mark.parametrize(
    ("secret", "said", "shown"),
    [
        ("hunter2-rules", "it is hunter2-rules!", "it is ***!"),
        ("hunter2-rules", "nothing of that kind", "nothing of that kind"),
        ("hunter2-rules", "xhunter2-rulesx", "x***x"),
        ("other", "another flavor", "another flavor"),
        ("other", "token=other;", "token=***;"),
        ("abc", "abc is too short to be known", "abc is too short to be known"),
        ("p@ss/w?rd", "mysql://me:p%40ss%2Fw%3Frd@host", "mysql://me:***@host"),
        ("one\ntwo é", "{'key': 'one\\ntwo é'}", "{'key': '***'}"),
        ("one\ntwo é", '{"key": "one\\ntwo \\u00e9"}', '{"key": "***"}'),
        ("a.c+d*e(f", "a.c+d*e(f and abc", "*** and abc"),
    ],
)
def test_a_secret_is_masked_as_it_is_written(secret: str, said: str, shown: str) -> None:
    assert redacted(said) == said
    assert remember_secret(secret) == secret
    assert redacted(said) == shown


def test_of_two_secrets_the_longer_one_is_masked_whole() -> None:
    for secret in ("longish-secret", "longish-secret-and-more"):
        remember_secret(secret)
    assert redacted("longish-secret-and-more") == "***"


def test_the_words_of_an_error_hold_no_secret() -> None:
    remember_secret("hunter2-rules")
    assert words_of(ValueError("no hunter2-rules")) == "ValueError: no ***"
    assert words_of(ValueError()) == "ValueError"


@pytest.mark.parametrize("size", [1, 2, 5, 13, 14, 100])
def test_a_secret_that_comes_in_pieces_is_masked(size: int) -> None:
    remember_secret("hünter2-rules")
    said = "first hünter2-rules, then hünter2-rul, then\nhünter2-rules".encode()
    assert b"".join(passed_on(said, size)) == "first ***, then hünter2-rul, then\n***".encode()


def test_what_is_no_beginning_of_a_secret_is_passed_on_at_once() -> None:
    redactor = Redactor()
    assert redactor.redacted(b"hun") == b"hun"
    remember_secret("hunter2-rules")
    assert redactor.redacted(b"name? ") == b"name? "
    assert redactor.redacted(b"the hun") == b"the "
    assert redactor.redacted(b"gry\xff") == b"hungry\xff"
    assert redactor.rest() == b""


def passed_on(said: bytes, size: int) -> Iterator[bytes]:
    redactor = Redactor()
    for start in range(0, len(said), size):
        yield redactor.redacted(said[start : start + size])
    yield redactor.rest()


def test_however_short_a_value_is_it_is_not_quoted() -> None:
    assert without(["v", ""], "v is no level, v=v") == "*** is no level, ***=***"
