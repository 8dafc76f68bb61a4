"""Text in the encoding that it is in."""

import random

import pytest

from tasks.clean.draft import Refusal
from tasks.clean.encoding import decoded

JAPANESE = "港の製粉所は月曜日、九年ぶりに再開した。費用は五百万円だった。谷の人々が見に来た。"
RUSSIAN = "Мельница в гавани снова открылась в понедельник, через девять лет. Она стоила пять миллионов рублей."
ENGLISH = "The mill cost £5m – “no more” – and the café reopened too. " * 3
TEXTS = {
    "UTF-8": (JAPANESE, "utf-8"),
    "UTF-16": (ENGLISH, "utf-16"),
    "Windows-1252": (ENGLISH, "cp1252"),
    "Shift-JIS": (JAPANESE, "shift_jis"),
    "EUC-JP": (JAPANESE, "euc_jp"),
    "Windows-1251": (RUSSIAN, "cp1251"),
}


@pytest.mark.parametrize(("text", "encoding"), TEXTS.values(), ids=TEXTS)
def test_decoded(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_broken_byte_does_not_cost_the_rest() -> None:
    assert decoded(ENGLISH.encode()[:-2] + b"\xff ") == ENGLISH[:-2] + "\ufffd "


def test_noise_is_refused() -> None:
    found = decoded(random.Random(7).randbytes(4000))
    assert isinstance(found, Refusal)
    assert found.reason == "bad_encoding"
