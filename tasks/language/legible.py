"""What a model is given to read: the text in the same length, without what it cannot bear."""

import re

LONGEST_WORD = 150  # characters; the tokenizer takes the square of a word's length, and no name or verb is longer
_LONG = re.compile(rf"(?<!\S)\S{{{LONGEST_WORD + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def legible(text: str) -> str:
    """The text with blanks for words that are too long to be words, and a mark for each lone surrogate.

    >>> legible("paid " + "$" * 151 + " to \\ud800") == "paid " + " " * 151 + " to \\ufffd"
    True
    """
    if max(map(len, text.split()), default=0) > LONGEST_WORD:
        text = _LONG.sub(lambda word: " " * len(word[0]), text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
