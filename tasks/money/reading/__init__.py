"""Reading money: text in, monetary mentions out (span, amount or bounds, currency, qualifier, rate, horizon)."""

from tasks.money.reading.reader import read

__all__ = ["read"]
