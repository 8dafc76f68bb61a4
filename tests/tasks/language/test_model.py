"""The model: the pinned one or a clear refusal, entities as plain spaCy finds them, memory that does not grow."""

import shutil
from pathlib import Path

import pytest
import spacy

from schemas.errors import MissingModel
from tasks.language import model

TEXTS = [
    "Velmont Holdings of Minsk paid Ana Brandt $5m on Tuesday.",
    "",
    "No names here.",
    "The Norwegian parliament in Oslo met Lars Halvorsen\n\nKyiv said nothing.",
    "It is 5 km from Brest to the border. " * 40,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the installed model's files."""
    installed = next(Path(spacy.util.get_package_path(model.DEFAULT)).glob(f"{model.DEFAULT}-*"))
    return Path(shutil.copytree(installed, tmp_path / "model"))


def test_the_official_weights_pass(folder: Path) -> None:
    model.check_weights(folder, (*model.NER, *model.PARSE, "senter"))


def test_other_weights_are_refused(folder: Path) -> None:
    weights = folder / "ner" / "model"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\0")
    with pytest.raises(MissingModel, match=r"ner/model.*Install it again"):
        model.check_weights(folder)


def test_weights_of_parts_not_asked_for_do_not_matter(folder: Path) -> None:
    (folder / "parser" / "model").unlink()
    model.check_weights(folder, model.NER)
    with pytest.raises(MissingModel, match="parser/model"):
        model.check_weights(folder, model.PARSE)


@pytest.mark.parametrize("name", ["en_core_web_nonesuch", "../elsewhere", "json"])
def test_a_model_that_is_not_there(name: str) -> None:
    with pytest.raises(MissingModel, match="Install it"):
        model.load(name)


def test_a_model_by_setting(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model is loaded by its package's name, its weights being its own affair; entities come as with spaCy."""
    package = tmp_path / "packages" / "en_core_web_md"
    shutil.copytree(folder, package / "en_core_web_md-3.8.0")
    (package / "__init__.py").write_text("", encoding="utf-8")
    weights = package / "en_core_web_md-3.8.0" / "ner" / "cfg"
    weights.write_bytes(weights.read_bytes() + b"\n")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    found = list(model.entities_of(model.load("en_core_web_md"), TEXTS))
    assert found == list(model.entities_of(model.load(), TEXTS))


def test_the_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(MissingModel, match=r"python -m spacy download en_core_web_trf.*wheel.*or take en_core_web_sm"):
        model.load("en_core_web_trf")


def test_entities_are_those_of_plain_spacy() -> None:
    plain = spacy.load(model.DEFAULT)
    expected = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in plain.pipe(TEXTS)]
    assert list(model.entities_of(model.load(), TEXTS)) == expected
    assert any(expected)


def test_parts_are_loaded_apart() -> None:
    assert model.load().pipe_names == ["ner"]
    parser = model.load(parts=model.PARSE)
    assert {"tok2vec", "tagger", "parser"} <= set(parser.pipe_names)
    assert [token.dep_ for token in parser("Velmont paid Ana.")][:2] == ["nsubj", "ROOT"]


def test_sentences_can_be_asked_for() -> None:
    assert len(list(model.load(parts=("senter",))("One came. Two went.").sents)) == 2


def test_words_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = model.load()
    list(model.entities_of(nlp, TEXTS))
    before = len(nlp.vocab.strings)
    monkeypatch.setattr(model, "_STRINGS", before + 50)
    sizes = []
    for batch in range(30):
        list(model.entities_of(nlp, [f"Word{batch}x{number} met Name{batch}y{number}." for number in range(20)]))
        sizes.append(len(nlp.vocab.strings))
    assert before + 50 <= sizes[1] == sizes[-1] < before + 250


def test_a_long_text_is_read_in_pieces() -> None:
    paragraph = "Ana Brandt of Velmont Bank came to Oslo on Monday.\n\n"
    text = paragraph * 4000
    (found,) = model.entities_of(model.load(), [text])
    assert {text[start:end] for start, end, label in found if label == "GPE"} == {"Oslo"}
    assert found[-1][0] > len(text) - len(paragraph)


def late(nlp: spacy.Language, number: int) -> None:
    """What comes too late, in the middle of texts with words that nobody knows."""
    with model._zone(nlp):
        list(nlp.pipe([f"Qvelma{number} Brontax{number} paid Zirkov{number} in Harn{number}.", *TEXTS]))
        raise TimeoutError


def test_an_error_among_new_words_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = model.load()
    expected = list(model.entities_of(nlp, TEXTS))
    monkeypatch.setattr(model, "_STRINGS", 0)
    for number in range(3):
        known = len(nlp.vocab.strings)
        with pytest.raises(TimeoutError):
            late(nlp, number)
        assert len(nlp.vocab.strings) == known
        assert list(model.entities_of(nlp, TEXTS)) == expected
