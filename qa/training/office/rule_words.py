"""The words that fill the slots of ``rules.txt``: named things, which a question may confuse, and values.

All of them are made up; those that are plain words are in ``rule_words.toml``. A *named* list holds things of one
kind none of which is part of another, so that a question about one that a passage does not name has no answer there.
A *value* is written in one of its usual forms.
"""

from collections.abc import Callable
from random import Random

from qa.training.office.lists import characters, listed, read_lists

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


_LISTS = read_lists("rule_words.toml")
NAMED: dict[str, tuple[str, ...]] = {kind: listed(text) for kind, text in _LISTS["named"].items()}
SURNAMES = characters(_LISTS["surnames"])
GIVEN, PREFIXES, WHY = (listed(_LISTS[name]) for name in ("given", "prefixes", "why"))


def numeral(number: int) -> str:
    """Return a number under 10,000 in Chinese characters."""
    if number < 10:
        return DIGITS[number]
    written = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10)):
        digit, number = divmod(number, size)
        if digit:
            written += DIGITS[digit] + unit
        elif written and number and not written.endswith("零"):
            written += "零"
    written += DIGITS[number] if number else ""
    return written.removeprefix("一") if written.startswith("一十") else written


def count(draw: Random, low: int, high: int) -> str:
    """Return a whole number in digits or, a third of the time, in characters."""
    number = draw.randint(low, high)
    written = numeral(number) if draw.random() < 0.35 else str(number)
    return "兩" if written == "二" else written


def money(draw: Random, low: int, high: int, step: int) -> str:
    """Return an amount of money, a multiple of ``step``."""
    amount = draw.randrange(low, high + 1, step)
    plain = [f"{amount}元", f"{amount:,}元", f"新臺幣{amount:,}元", f"NT${amount:,}", f"{amount}塊"]
    if amount < 10_000:
        plain.append(f"{numeral(amount)}元")
    elif amount % 10_000 == 0:
        plain.append(f"{amount // 10_000}萬元")
    return draw.choices(plain, [4, 3, 2, 1, 0.3, 2][: len(plain)])[0]


def date(draw: Random) -> str:
    """Return a day, with its year in one form in three."""
    month, day, year = draw.randint(1, 12), draw.randint(1, 28), draw.randint(2023, 2027)
    forms = [
        f"{month}月{day}日",
        f"{month}月{day}日（{draw.choice(WEEKDAYS)}）",
        f"{month}/{day}",
        f"{numeral(month)}月{numeral(day)}日",
        f"{year}年{month}月{day}日",
        f"{year - 1911}年{month}月{day}日",
        f"民國{year - 1911}年{month}月{day}日",
        f"民國{''.join(DIGITS[int(digit)] for digit in str(year - 1911))}年{numeral(month)}月{numeral(day)}日",
        f"{year}/{month:02}/{day:02}",
        f"{year}-{month:02}-{day:02}",
    ]
    return draw.choices(forms, [6, 3, 2, 1, 2, 2, 1, 1, 1, 1])[0]


def dates(draw: Random) -> str:
    """Return a range of days."""
    month, first = draw.randint(1, 12), draw.randint(1, 20)
    last = first + draw.randint(1, 8)
    joins = (
        f"{month}月{first}日至{month}月{last}日",
        f"{month}月{first}日至{last}日",
        f"{month}/{first}～{month}/{last}",
    )
    return draw.choice((*joins, f"{month}月{first}日起至{month}月{last}日止"))


def clock(draw: Random) -> str:
    """Return a time of the day."""
    hour, minute = draw.randint(7, 21), draw.choice((0, 0, 0, 30, 30, 15))
    half = "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    twelve = hour if hour <= 12 else hour - 12
    spoken = f"{half}{numeral(twelve)}時" + (f"{numeral(minute)}分" if minute else "")
    said = f"{half}{twelve if twelve != 2 else '兩'}點" + {0: "", 30: "半", 15: "15分"}[minute]
    return draw.choice((f"{hour}:{minute:02}", f"{hour:02}:{minute:02}", spoken, said, f"{half}{twelve}:{minute:02}"))


def hours(draw: Random) -> str:
    """Return opening hours: one form on both sides."""
    first, last = draw.randint(7, 11), draw.randint(15, 21)
    dash = draw.choice("至～-–")
    evening, twelve = ("晚上" if last > 17 else "下午"), last - 12
    return draw.choice(
        (
            f"{first}:00{dash}{last}:00",
            f"{first:02}:30{dash}{last}:30",
            f"上午{numeral(first)}時至{evening}{numeral(twelve)}時",
            f"上午{first}點到{evening}{twelve}點",
        )
    )


def days(draw: Random) -> str:
    """Return a length of days or weeks."""
    number = draw.choice((2, 3, 3, 5, 7, 7, 10, 14, 15, 20, 21, 30, 45, 60))
    written = numeral(number) if draw.random() < 0.4 else str(number)
    unit = draw.choice("日天天") if draw.random() < 0.7 else draw.choice(("個工作天", "個工作日", "個日曆天"))
    return ("兩" if written == "二" and unit != "日" else written) + unit


def months(draw: Random) -> str:
    """Return a length of months or years."""
    return draw.choice(listed("1個月 2個月 三個月 6個月 半年 一年 兩年 3年 18個月 五年 24個月 十年"))


def minutes(draw: Random) -> str:
    """Return a length of minutes or hours."""
    return draw.choice(listed("5分鐘 10分鐘 十五分鐘 20分鐘 30分鐘 半小時 1小時 兩小時 3小時 四小時 45分鐘 90分鐘"))


def percent(draw: Random) -> str:
    """Return a share."""
    number = draw.choice((5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90))
    forms = [f"{number}%", f"百分之{numeral(number)}"] + ([f"{numeral(number // 10)}成"] if number % 10 == 0 else [])
    return draw.choice(forms)


def person(draw: Random) -> str:
    """Return a made-up name."""
    return draw.choice(SURNAMES) + draw.choice(GIVEN)


VALUES: dict[str, Callable[[Random], str]] = {
    "n": lambda draw: count(draw, 2, 12),
    "few": lambda draw: count(draw, 2, 4),
    "kid": lambda draw: count(draw, 3, 12),
    "teen": lambda draw: count(draw, 12, 30),
    "old": lambda draw: count(draw, 55, 75),
    "fine": lambda draw: money(draw, 1, 20, 1),
    "short": lambda draw: count(draw, 2, 7) + draw.choice(("日", "天", "個工作天", "天")),
    "wait": lambda draw: draw.choice(listed("10分鐘 15分鐘 二十分鐘 30分鐘 半小時")),
    "weekdays": lambda draw: draw.choice(listed("週一至週五 星期一到星期五 週二至週日 週一至週六 周一至周四 平日")),
    "many": lambda draw: str(draw.randrange(20, 500, 5)),
    "no": lambda draw: str(draw.randint(1, 30)),
    "age": lambda draw: count(draw, 3, 70),
    "fee": lambda draw: money(draw, 20, 900, 10),
    "sum": lambda draw: money(draw, 1000, 60_000, 500),
    "date": date,
    "dates": dates,
    "time": clock,
    "hours": hours,
    "days": days,
    "months": months,
    "mins": minutes,
    "pct": percent,
    "person": person,
    "why": lambda draw: draw.choice(WHY),
    "ext": lambda draw: f"分機{draw.randint(100, 9999)}",
    "tel": lambda draw: f"0{draw.randint(2, 8)}-{draw.randint(2000000, 8999999)}",
    "room": lambda draw: f"{draw.randint(1, 9)}{draw.randint(1, 30):02}室",
    "week": lambda draw: draw.choice(("週", "星期", "周")) + draw.choice(WEEKDAYS),
    "degree": lambda draw: draw.choice(("{}°C", "攝氏{}度", "{}℃")).format(draw.choice((5, 18, 26, 40, 60, 85, 120))),
    "size": lambda draw: draw.choice(("{}公分", "{} cm", "{}公尺")).format(draw.randint(15, 90)),
    "kilo": lambda draw: draw.choice(("{}公斤", "{} kg")).format(draw.randint(2, 30)),
}
