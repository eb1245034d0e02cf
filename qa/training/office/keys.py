"""What the rows of a table are called: siblings that differ by a letter, a number, a day or a word of ``keys.toml``.

A family gives its members in a random order. A member has one spelling that the table shows, and others that a person
may ask with.
"""

from collections.abc import Callable, Sequence

from qa.training.office.lists import listed, read_lists
from qa.training.office.words import PLACE_LAST, Draw, chinese, place

Member = tuple[str, ...]
Family = Callable[[Draw], list[Member]]

_LISTS = read_lists("keys.toml")
TOTALS: tuple[Member, ...] = tuple(tuple(one.split("/")) for one in _LISTS["totals"])
ROOMS = listed(_LISTS["rooms"])
CROSSED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    name: (listed(words["firsts"]), listed(words["lasts"])) for name, words in _LISTS["crossed"].items()
}


def _listed(text: str) -> Family:
    members = [tuple(dict.fromkeys(one.split("/"))) for one in text.split()]
    return lambda draw: draw.sample(members, len(members))


def _crossed(firsts: Sequence[str], lasts: Sequence[str]) -> Family:
    """Return a family of which members share their first or their last part: the nearest of siblings."""

    def drawn(draw: Draw) -> list[Member]:
        pairs = {first + last for first in draw.sample(firsts, 4) for last in draw.sample(lasts, 3)}
        return [(pair,) for pair in draw.sample(sorted(pairs), len(pairs))]

    return drawn


def codes(draw: Draw) -> list[Member]:
    """Return part numbers that differ by their last character, or one figure."""
    letters = "".join(draw.sample("ABCDEFGHJKLMNPRSTUVWXYZ", draw.choice((1, 2, 2, 3))))
    number, sign = draw.randrange(10, 990) * draw.choice((1, 10)), draw.choice(("-", "-", "", " "))
    base = [f"{letters}{sign}{number}"]
    base += [f"{base[0]}{draw.choice(('', '-'))}{letter}" for letter in draw.sample("ABCEHLPSTX", 3)]
    base += [f"{letters}{sign}{number + step}" for step in (1, 5, 10)]
    base += [f"{letters[::-1] if len(set(letters)) > 1 else letters + 'Q'}{sign}{number}"]
    return [_code(one) for one in draw.sample(base, len(base))]


def _code(text: str) -> Member:
    bare = text.replace("-", "").replace(" ", "")
    return tuple(dict.fromkeys((text, text.lower(), bare, text.replace("-", " "))))


def standards(draw: Draw) -> list[Member]:
    """Return numbers of standards, several of one series."""
    series, number = draw.choice(("GB/T", "GB", "CNS", "ISO", "DB33/T", "JB/T", "HJ")), draw.randrange(1010, 39000)
    base = [f"{series} {number}", f"{series} {number}.1", f"{series} {number}.2", f"{series} {number + 1}"]
    base += [f"{series} {number + draw.randrange(2, 90)}", f"{series} {number - draw.randrange(1, 90)}"]
    return [(one, one.replace(" ", ""), one.lower()) for one in draw.sample(list(dict.fromkeys(base)), len(set(base)))]


def trains(draw: Draw) -> list[Member]:
    """Return numbers of trains."""
    letter, number = draw.choice("GDKZTC"), draw.randrange(101, 8900)
    numbers = [number, number + 1, number + 2, number + 10, number + 12, number + 100]
    found = [f"{letter}{one}" for one in numbers] + [f"{draw.choice('YSX')}{number}"]
    return [(one, f"{one}次", one.lower()) for one in draw.sample(found, len(found))]


def routes(draw: Draw) -> list[Member]:
    """Return bus routes: by number, colour or letter, and their variants."""
    style = draw.random()
    if style < 0.4:
        number = draw.randrange(1, 980)
        found = [
            f"{number}路",
            f"{number + 1}路",
            f"{number}路區間",
            f"快{number}路",
            f"{number + 10}路",
            f"夜{number}路",
        ]
    elif style < 0.7:
        colours = draw.sample("紅藍綠橘黃紫棕", 4)
        found = [f"{colour}線" for colour in colours] + [f"{colours[0]}線支線", f"{colours[1]}線快車"]
    else:
        stops = [place(draw) for _ in range(5)]
        found = [f"{stops[0]}—{stop}" for stop in stops[1:]]
        found += [f"{stops[0]}—{stops[1]}快車", f"{stops[1]}—{stops[2]}"]
    return [(one, *(one.replace("—", word) for word in "到往" if "—" in one)) for one in _mixed(draw, found)]


def ferries(draw: Draw) -> list[Member]:
    """Return lines between two places."""
    stops = list(dict.fromkeys(place(draw) for _ in range(5)))
    found = [(f"{stops[0]}—{stop}", f"{stops[0]}到{stop}", f"{stops[0]}往{stop}") for stop in stops[1:]]
    found += [(f"{stops[1]}—{stops[2]}", f"{stops[1]}到{stops[2]}", f"{stops[1]}開{stops[2]}")]
    return draw.sample(found, len(found))


def rooms(draw: Draw) -> list[Member]:
    """Return rooms by their ordinals, numbers or names."""
    noun, style = draw.choice(ROOMS), draw.random()
    if style < 0.5:
        return [
            (f"第{chinese(n)}{noun}", f"第{n}{noun}", f"{chinese(n)}號{noun}") for n in draw.sample(range(1, 13), 8)
        ]
    if style < 0.8:
        number = draw.randrange(1, 7) * 100
        return [(f"{number + n}{noun}", f"{number + n}室", f"{noun}{number + n}") for n in draw.sample(range(1, 16), 8)]
    return [(f"{name}{noun}", f"{name}") for name in dict.fromkeys(place(draw) for _ in range(8))]


def _named(suffixes: str) -> Family:
    """Return a family of places with one suffix; asked for without it too."""
    endings = suffixes.split()

    def drawn(draw: Draw) -> list[Member]:
        suffix = draw.choice(endings)
        names = list(dict.fromkeys(place(draw) for _ in range(7)))
        names += [one for one in (names[0][0] + draw.choice(PLACE_LAST),) if one not in names]
        return [
            (name + suffix, name, f"{name}那家" if suffix[-1] in "店行" else f"{name}那邊")
            for name in _mixed(draw, names)
        ]

    return drawn


def classes(draw: Draw) -> list[Member]:
    """Return classes of a school, which are written in two ways."""
    pairs = draw.sample([(grade, group) for grade in range(1, 7) for group in range(1, 9)], 10)
    return [
        (f"{chinese(grade)}年{chinese(group)}班", f"{grade}年{group}班", f"{chinese(grade)}（{group}）班")
        for grade, group in pairs
    ]


def years(draw: Draw) -> list[Member]:
    """Return years or terms in a row."""
    first = draw.randrange(100, 112)
    if draw.random() < 0.5:
        return [(f"{1911 + n}年", f"民國{n}年", f"{1911 + n}年度") for n in draw.sample(range(first, first + 8), 8)]
    pairs = [(n, half) for n in range(first, first + 4) for half in (1, 2)]
    return [
        (f"{n}學年度第{chinese(half)}學期", f"{n}-{half}學期", f"{n}學年第{half}學期")
        for n, half in draw.sample(pairs, 8)
    ]


def dates(draw: Draw) -> list[Member]:
    """Return days of one month in a row."""
    month, first = draw.randrange(1, 13), draw.randrange(1, 20)
    days = range(first, first + 9)
    return [
        (f"{month}月{day}日", f"{month}/{day}", f"{chinese(month)}月{chinese(day)}日", f"{month}月{day}號")
        for day in days
    ]


def sessions(draw: Draw) -> list[Member]:
    """Return parts of a row that are counted: terms of office, batches, floors, clauses of a plan."""
    unit = draw.choice(("屆", "期", "批", "梯次", "梯次", "場", "場次", "團"))
    return [(f"第{chinese(n)}{unit}", f"第{n}{unit}", f"第 {n} {unit}") for n in draw.sample(range(1, 15), 9)]


def lots(draw: Draw) -> list[Member]:
    """Return parts of a contract."""
    unit = draw.choice(("標", "標段", "分項", "期工程", "工區"))
    return [(f"第{chinese(n)}{unit}", f"第{n}{unit}", f"{chinese(n)}{unit}") for n in draw.sample(range(1, 10), 7)]


def floors(draw: Draw) -> list[Member]:
    """Return the floors of a building."""
    found: list[Member] = [(f"{n}樓", f"{chinese(n)}樓", f"{n}F", f"{n}层") for n in range(1, 10)]
    found += [("地下一樓", "B1", "負一層"), ("地下二樓", "B2", "負二層")]
    return draw.sample(found, len(found))


def _mixed(draw: Draw, found: list[str]) -> list[str]:
    return draw.sample(found, len(found))


FAMILIES: dict[str, Family] = {
    **{name: _listed(text) for name, text in _LISTS["listed"].items()},
    "codes": codes,
    "standards": standards,
    "trains": trains,
    "routes": routes,
    "ferries": ferries,
    "rooms": rooms,
    "classes": classes,
    "years": years,
    "dates": dates,
    "sessions": sessions,
    "lots": lots,
    "floors": floors,
    **{name: _named(suffixes) for name, suffixes in _LISTS["suffixes"].items()},
    **{name: _crossed(*words) for name, words in CROSSED.items()},
}
