"""How likely it is that amount, currency and figure type of a mention are all right."""

from tasks.money.meaning.level import Reading
from tasks.money.mention import Mention

# The share of right figure types by the firmness of the cue that gave them, and what a weaker reading of the amount
# leaves of it. `python -m benchmarks.accuracy_money` shows how well they hold.
BY_STRENGTH = ((0.8, 0.96), (0.7, 0.92), (0.5, 0.85), (0.0, 0.72))
BY_QUALIFIER = {"vague": 0.9, "range": 0.95}
BY_BASIS = {"explicit": 1.0, "context": 0.97, "default": 0.95, None: 0.6}


def confidence(mention: Mention, reading: Reading) -> float:
    """The probability, 0 to 1, that amount, currency and figure_type are all right."""
    by_cue = next(share for floor, share in BY_STRENGTH if reading.strength >= floor)
    return round(by_cue * BY_QUALIFIER.get(mention.qualifier, 1.0) * BY_BASIS[mention.currency_basis], 2)
