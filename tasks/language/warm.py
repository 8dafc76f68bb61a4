"""Loading a model ahead of the first batch."""

from tasks.language.model import load


def warm(model: str) -> dict[str, int]:
    """Have this process load the model now; nothing is counted."""
    load(model)
    return {}
