"""The kinds of values, and their normal forms."""

from decimal import Decimal
from enum import StrEnum

Normal = tuple["Decimal | int | str | None", ...]


class Kind(StrEnum):
    """The kinds of values, each with the contents of its ``normal`` form."""

    NUMBER = "number"  # (number,)
    QUANTITY = "quantity"  # (amount in base units, base unit)
    MONEY = "money"  # (amount, currency or "" for 元 alone)
    PERCENT = "percent"  # (per cent,)
    RATIO = "ratio"  # (first, second)
    ORDINAL = "ordinal"  # (number, what is counted or "")
    CLAUSE = "clause"  # ("条", number, number after 之), then further levels; (".", 1, 2, 3) for 1.2.3
    DATE = "date"  # (year, month, day), None for missing parts; a part of a month (上旬) in place of the day
    TIME = "time"  # (hour, minute), 24-hour clock
    WEEKDAY = "weekday"  # the days, Monday 1
    PHONE = "phone"  # (digits, extension or "")
    CODE = "code"  # (letters and digits without separators,)
    DOCUMENT = "document"  # (issuer, year, number)
    LINK = "link"  # (address,)
    RANGE = "range"  # the normal forms of both ends, concatenated


Read = tuple[int, Normal]  # end of the value that begins at the given offset, and its normal form
