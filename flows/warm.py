"""What a worker does before its first batch comes: a sentence through every stage, so that all they need is loaded."""

from tasks.clean.language import language
from tasks.entities.mentions import find
from tasks.money.meaning import interpret_many
from tasks.money.mention import Context
from tasks.money.reading import read

SENTENCE = "Elbonia's ministry of works will pay Velmont Inc. $5 million for the bridge, it said on Monday."


def warm(model: str) -> dict[str, int]:
    """Have this process load its models and tables now; nothing is counted."""
    language(SENTENCE)
    find([SENTENCE], model=model)
    interpret_many([(SENTENCE, read(SENTENCE, Context()), Context())])
    return {}
