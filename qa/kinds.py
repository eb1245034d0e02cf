"""What a value can be, and how it is written down once its spelling is taken away."""

from decimal import Decimal
from enum import StrEnum

Normal = tuple["Decimal | int | str | None", ...]


class Kind(StrEnum):
    """The kinds of values, with what their ``normal`` holds."""

    NUMBER = "number"  # (number,)
    QUANTITY = "quantity"  # (amount in base units, base unit)
    MONEY = "money"  # (amount, currency or "" where only 元 is said)
    PERCENT = "percent"  # (per cent,)
    RATIO = "ratio"  # (first, second)
    ORDINAL = "ordinal"  # (number, what is counted or "")
    CLAUSE = "clause"  # ("条", 23, 0) with the 之N; further levels behind; (".", 1, 2, 3) for 1.2.3
    DATE = "date"  # (year, month, day), None where not said; a part of a month (上旬) in the day's place
    TIME = "time"  # (hour, minute), of 24 hours
    WEEKDAY = "weekday"  # the days, Monday 1
    PHONE = "phone"  # (digits, extension or "")
    CODE = "code"  # (letters and digits without what divides them,)
    DOCUMENT = "document"  # (what issued it, year, number)
    LINK = "link"  # (address,)
    RANGE = "range"  # both ends' normals, one after the other


Read = tuple[int, Normal]  # where a value ends that begins at the place asked for, and what it is
