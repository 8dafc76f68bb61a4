"""Unicode repaired: text as its writer meant it, in one spelling of space and line."""

import re

import ftfy

# One decision, kept: encoding accidents are undone ("Â£5m" is "£5m"), typography is not. Curly quotes, dashes and
# ellipses stay, for they are the writer's; HTML entities stay, for a page's are undone by the parser and a text's may
# be meant. Ligatures and full-width forms become plain letters, so that words and amounts can be found.
REPAIR = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, normalization="NFC", explain=False)

# Zero-width and direction marks, soft hyphens, tags; joiners only behind Latin letters and digits, where they are idle.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|[\U000e0001-\U000e007f]"
    "|(?<=[\x00-\u024f\u20a0-\u20cf])[\u200c\u200d]"
)
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
PLAIN = re.compile("[\n\x20-\x7e£€‘’“”–—…]*")  # nothing here can be an accident; half of all texts hold nothing else
SPACE = re.compile(r"[^\S\n]+")


def repair(text: str) -> str:
    r"""The text without encoding accidents, invisible and control characters, every line break as \n.

    >>> repair("It cost \u00c2\u00a35m \u2013 not \u00e2\u201a\u00ac6m\u200b.")
    'It cost £5m – not €6m.'
    """
    if PLAIN.fullmatch(text):
        return text
    mended = ftfy.fix_text(LINE_END.sub("\n", CONTROL.sub(_c1_kept, text)), REPAIR)
    return CONTROL.sub("", INVISIBLE.sub("", mended))


def line(text: str) -> str:
    """The text in one line, each run of space one blank.

    >>> line("  a\\u00a0b\\n c ")
    'a b c'
    """
    return " ".join(repair(text).split())


def spaced(text: str) -> str:
    """The repaired text with each run of blanks one blank and no blank at a line's end; lines stay."""
    return "\n".join(SPACE.sub(" ", one).strip() for one in text.split("\n"))


def _c1_kept(match: re.Match[str]) -> str:
    """C1 controls are kept for ftfy, which reads them as the Windows-1252 letters that they were."""
    return match[0] if "\x80" <= match[0] <= "\x9f" else ""
