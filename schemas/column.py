"""One column: its name, Arrow type, unit, meaning and making, said once for schema, checks and docs."""

from dataclasses import dataclass

import pyarrow as pa

STRING = pa.string()
BOOLEAN = pa.bool_()
INT32 = pa.int32()
INT64 = pa.int64()
FLOAT64 = pa.float64()
MOMENT = pa.timestamp("us", tz="UTC")
DAY = pa.timestamp("us")  # midnight, no zone: pandas reads Arrow's date32 as object, this as datetime64
EXACT = pa.decimal128(38, 9)

# What pandas is to make of a nullable column that numpy has no missing value for (lake.md, section 10).
NULLABLE_IN_PANDAS = {INT32: "Int32", INT64: "Int64", BOOLEAN: "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column. `made`: how its value comes about; `unit`: what a number counts; `example`: a real value.

    The meaning of one that is nullable ends in why a value is missing: "the headline; missing where there is none".
    """

    name: str
    type: pa.DataType
    meaning: str
    made: str = ""
    unit: str = ""
    nullable: bool = True
    example: str = ""

    @property
    def field(self) -> pa.Field:
        """The Arrow field, with meaning, making and unit as its metadata.

        >>> Column("amount", FLOAT64, "the value", unit="currency").field.metadata[b"unit"]
        b'currency'
        """
        told = {"meaning": self.meaning, "made": self.made, "unit": self.unit}
        return pa.field(self.name, self.type, self.nullable, {key: text for key, text in told.items() if text})

    @property
    def parts(self) -> tuple[str, str]:
        """The meaning without why a value is missing, and why; empty where none may be missing.

        >>> Column("title", STRING, "the headline; missing where there is none").parts
        ('the headline', 'where there is none')
        """
        meaning, _, missing = self.meaning.partition("; missing ")
        return meaning, missing

    @property
    def about(self) -> dict[str, str]:
        """Meaning and unit as pandas' `attrs` carry them."""
        return {"meaning": self.meaning} | ({"unit": self.unit} if self.unit else {})
