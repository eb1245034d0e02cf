"""What stands in the cells of a table: for each kind of value, a function that draws one.

What is one of some words is in ``values.toml``.
"""

from collections.abc import Callable

from qa.training.office.lists import read_lists
from qa.training.office.words import STREETS, Draw, chinese, few, person, place

ROUND = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 150, 160, 180, 200, 240, 250, 280, 300, 350)
LARGE = (400, 450, 500, 600, 680, 750, 800, 900, 960, 1000, 1200, 1500, 1800, 2000, 2400, 2500, 3000, 3600, 4500, 6000)


def money(draw: Draw) -> str:
    """Return an everyday price."""
    number = draw.choice(ROUND + LARGE)
    style = draw.random()
    if style < 0.62:
        return f"{number:,}元" if draw.random() < 0.4 else f"{number} 元" if draw.random() < 0.2 else f"{number}元"
    if style < 0.72:
        return few(draw, number) + "元"
    if style < 0.8:
        return f"NT${number:,}" if draw.random() < 0.5 else f"¥{number}"
    return f"{number}.5元" if number < 100 and style < 0.84 else str(number) if style < 0.88 else f"{number} 元"


def rate(draw: Draw) -> str:
    """Return a price for each of something, mostly."""
    if draw.random() < 0.35:
        return money(draw)
    unit = draw.choice(("次", "小時", "天", "場", "日", "半天", "月", "時段"))
    number = draw.choice(ROUND + LARGE)
    return draw.choice(
        (f"每{unit}{number}元", f"{number}元／{unit}", f"{number}元/{unit}", f"每{unit}{few(draw, number)}元")
    )


def small_money(draw: Draw) -> str:
    """Return the price of a ticket, a dish, a fare."""
    number, style = draw.choice(ROUND), draw.random()
    if style < 0.75:
        return f"{number}元"
    return draw.choice((f"{chinese(number)}元", f"{number} 元", f"NT${number}", f"{number}.5元", "免費", f"¥{number}"))


def big_money(draw: Draw) -> str:
    """Return an amount as budgets have it."""
    number = draw.randrange(12, 9800) * 100
    style = draw.random()
    if style < 0.6:
        return f"{number:,}元"
    return f"{number / 10000:.2f}萬元" if style < 0.85 else f"{number:,}"


def phone(draw: Draw) -> str:
    """Return the number of a telephone."""
    style = draw.random()
    four, other = draw.randrange(1000, 9999), draw.randrange(1000, 9999)
    if style < 0.35:
        return f"0{draw.randrange(2, 9)}-{draw.randrange(2000, 8999)}-{four}"
    if style < 0.55:
        return f"(0{draw.randrange(2, 9)}){draw.randrange(200, 899)}-{four}"
    if style < 0.75:
        return f"0{draw.randrange(310, 999)}-{draw.randrange(200, 899)}{four}"
    return (
        f"{draw.randrange(2, 9)}{draw.randrange(100, 999)}{four}" if style < 0.9 else f"400-{four}-{other % 1000:03d}"
    )


def mobile(draw: Draw) -> str:
    """Return the number of a mobile phone."""
    if draw.random() < 0.5:
        return f"09{draw.randrange(10, 90)}-{draw.randrange(100, 999)}-{draw.randrange(100, 999)}"
    return f"1{draw.choice('3578')}{draw.randrange(0, 9)}{draw.randrange(10_000_000, 99_999_999)}"


def clock(draw: Draw, first: int, last: int) -> str:
    """Return a time of day between two hours."""
    hour, minute = draw.randrange(first, last), draw.choice((0, 0, 0, 30, 30, 10, 20, 40, 50, 15, 45, 5))
    if draw.random() < 0.85:
        return f"{hour:02d}:{minute:02d}"
    name = "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    twelve = hour if hour <= 12 else hour - 12
    return f"{name}{twelve}點" + ("" if not minute else "半" if minute == 30 else f"{minute}分")


def hours(draw: Draw) -> str:
    """Return opening hours."""
    sign = draw.choice(("-", "~", "～", "–", "至", " - ", "—"))
    first, last = draw.randrange(6, 11), draw.randrange(15, 23)
    one, two = draw.choice((":00", ":30")), draw.choice((":00", ":00", ":30"))
    if draw.random() < 0.8:
        return f"{first:02d}{one}{sign}{last}{two}"
    evening = "下午" if last < 18 else "晚上"
    return f"上午{few(draw, first)}點至{evening}{few(draw, last - 12)}點"


def lesson(draw: Draw) -> str:
    """Return when a course meets."""
    day = draw.choice("一二三四五六日")
    word = draw.choice(("週", "每週", "周", "星期"))
    first = draw.choice((9, 10, 13, 14, 18, 19))
    return f"{word}{day} {first:02d}:00-{first + draw.choice((1, 2))}:{draw.choice(('00', '30'))}"


def date(draw: Draw) -> str:
    """Return a day as it may be written."""
    month, day, year = draw.randrange(1, 13), draw.randrange(1, 29), draw.randrange(2019, 2028)
    return draw.choice(
        (
            f"{month}月{day}日",
            f"{month}月{day}日",
            f"{year}-{month:02d}-{day:02d}",
            f"{year}年{month}月{day}日",
            f"{year - 1911}年{month}月{day}日",
            f"{month}/{day}",
            f"{year}/{month}/{day}",
            f"{month}月{day}日（{draw.choice('一二三四五六日')}）",
        )
    )


def period(draw: Draw) -> str:
    """Return a span of days."""
    month, day, later = draw.randrange(1, 12), draw.randrange(1, 20), draw.randrange(20, 29)
    sign = draw.choice(("至", "-", "～", "—"))
    return draw.choice((f"{month}月{day}日{sign}{month}月{later}日", f"{month}/{day}{sign}{month + 1}/{later}"))


def address(draw: Draw) -> str:
    """Return an address."""
    street = draw.choice(STREETS) if draw.random() < 0.5 else place(draw)
    tail = draw.choice(("", "", f"{draw.randrange(1, 12)}樓", f"之{draw.randrange(1, 9)}"))
    return f"{street}{draw.choice(('路', '街', '大道', '東路', '二路', '巷'))}{draw.randrange(1, 480)}號{tail}"


def room(draw: Draw) -> str:
    """Return a room or another spot in a building."""
    return draw.choice(
        (
            f"{draw.randrange(1, 9)}樓{draw.choice('東西南北')}側",
            f"{draw.choice('ABCD')}棟{draw.randrange(101, 620)}室",
            f"{draw.choice(('行政', '綜合', '教學', '實驗', '第二', '科學'))}樓{draw.randrange(101, 620)}",
            f"{chr(draw.randrange(65, 72))}{draw.randrange(101, 520)}",
            f"{draw.randrange(1, 20)}號窗口",
            f"{few(draw, draw.randrange(1, 9))}樓服務台",
            f"地下{draw.choice('一二')}樓",
            f"{place(draw)}廳",
        )
    )


def span_of_time(draw: Draw) -> str:
    """Return how long something takes or lasts."""
    unit = draw.choice(("天", "天", "日", "個工作日", "週", "個月", "小時"))
    most = {"個月": 13, "週": 9, "小時": 49}.get(unit, 31)
    return few(draw, draw.randrange(1, most)) + unit


def _years(draw: Draw) -> str:
    return few(draw, draw.randrange(1, 11)) + draw.choice(("年", "年", "個月"))


def _amount(low: int, high: int, units: str) -> Callable[[Draw], str]:
    words = units.split()
    return lambda draw: few(draw, draw.randrange(low, high)) + draw.choice(words)


def _figure(low: int, high: int, unit: str, divisor: int = 1) -> Callable[[Draw], str]:
    def drawn(draw: Draw) -> str:
        number = draw.randrange(low, high)
        return f"{number / divisor:g}{draw.choice(('', ' '))}{unit}"

    return drawn


def _range(low: int, high: int, unit: str, divisor: int = 1) -> Callable[[Draw], str]:
    def drawn(draw: Draw) -> str:
        first = draw.randrange(low, high)
        last = first + draw.randrange(1, high - low)
        return f"{first / divisor:g}{draw.choice(('-', '～', '~', '–'))}{last / divisor:g}{unit}"

    return drawn


def code(draw: Draw) -> str:
    """Return a number of things: of a model, an asset, a document."""
    letters = "".join(draw.sample("ABCDEFGHJKLMNPQRSTUVWXYZ", draw.choice((1, 2, 2, 3))))
    return letters + draw.choice(("-", "", "-")) + str(draw.randrange(100, 99_999))


def email(draw: Draw) -> str:
    """Return an address of e-mail."""
    letters = "".join(draw.choice("abcdefghiklmnoprstuwy") for _ in range(draw.randrange(4, 8)))
    return f"{letters}{draw.choice(('', '01', '_tw', '88'))}@{draw.choice(('mail', 'office', 'edu', 'info'))}.example"


def size(draw: Draw) -> str:
    """Return the measures of a thing."""
    first, second, third = (draw.randrange(8, 240) for _ in range(3))
    sign = draw.choice(("×", "x", "*"))
    return f"{first}{sign}{second}{sign}{third}{draw.choice((' mm', 'mm', '公分', ' cm'))}"


def _chosen(words: str) -> Callable[[Draw], str]:
    choices = words.split()
    return lambda draw: draw.choice(choices)


VALUES: dict[str, Callable[[Draw], str]] = {
    **{name: _chosen(words) for name, words in read_lists("values.toml").items()},
    "money": money,
    "big": big_money,
    "phone": phone,
    "mobile": mobile,
    "ext": lambda draw: str(draw.randrange(101, 9999)),
    "person": person,
    "early": lambda draw: clock(draw, 5, 9),
    "late": lambda draw: clock(draw, 17, 23),
    "clock": lambda draw: clock(draw, 7, 21),
    "hours": hours,
    "lesson": lesson,
    "date": date,
    "period": period,
    "address": address,
    "room": room,
    "days": span_of_time,
    "years": _years,
    "growth": lambda draw: f"{draw.randrange(25, 180)}{draw.choice(('天', '日'))}",
    "people": _amount(6, 400, "人 人 名 位"),
    "quota": _amount(2, 60, "冊 本 件 冊"),
    "times_people": _amount(1, 9, "人 位"),
    "times_count": _amount(2, 15, "個"),
    "times": _amount(1, 9, "次 次 回"),
    "pieces": _amount(1, 300, "件 台 個 組 支 箱"),
    "minutes": _amount(5, 90, "分鐘 分 分钟"),
    "lessons": _amount(4, 24, "週 堂 節 小時"),
    "credit": _amount(1, 7, "學分 学分"),
    "score": _amount(5, 60, "分"),
    "percent": lambda draw: f"{draw.randrange(2, 98)}%",
    "discount": lambda draw: draw.choice((f"{draw.randrange(50, 99) / 10:g}折", "半價", "免費", "買一送一", "無折扣")),
    "small": small_money,
    "rate": rate,
    "bare": lambda draw: f"{draw.choice(ROUND + LARGE):,}",
    "class_size": _amount(5, 61, "人 名 位 人"),
    "trees": _amount(3, 900, "株 棵 株"),
    "animals": _amount(1, 300, "隻"),
    "cars": _amount(2, 400, "格 個 個"),
    "area": _figure(90, 5200, "平方公尺", 10),
    "kilos": _figure(3, 800, "公斤", 10),
    "grams": _figure(20, 900, "克"),
    "watts": _figure(15, 3000, "W"),
    "volts": _chosen("220V 110V 12V 24V 380V 5V 48V"),
    "litres": _figure(5, 600, "L", 10),
    "cup": _figure(250, 800, "毫升"),
    "kcal": _figure(120, 980, "大卡"),
    "warmth": _range(2, 40, "℃"),
    "normal": _range(2, 160, " mg/dL", 10),
    "dose": _figure(1, 60, "毫升", 2),
    "pressure": _figure(2, 40, "MPa", 10),
    "distance": _figure(3, 480, "公里", 10),
    "spacing": _range(10, 80, "公分"),
    "sowing": lambda draw: (
        f"{draw.randrange(1, 7)}月{draw.choice(('上旬', '中旬', '下旬'))}至{draw.randrange(7, 13)}月"
    ),
    "yield": _figure(300, 5200, "公斤／畝"),
    "platform": lambda draw: f"{draw.randrange(1, 16)}{draw.choice(('月台', '站台', 'A月台', 'B月台'))}",
    "code": code,
    "email": email,
    "size": size,
    "place": lambda draw: place(draw) + draw.choice(("站", "廣場", "路口", "", "車站", "市場")),
    "town": lambda draw: place(draw) + draw.choice(("里", "村", "區", "鎮")),
    "grade": lambda draw: f"{draw.choice('一二三四五六')}年級",
    "class": lambda draw: f"{draw.choice('一二三四五六')}年{draw.choice('一二三四五六七')}班",
    "maker": lambda draw: place(draw) + draw.choice(("儀器", "電子", "機械", "五金", "實業", "科技")),
    "votes": _amount(30, 2400, "票"),
    "interval": lambda draw: (
        draw.choice(("每", "約", "")) + f"{draw.choice((5, 8, 10, 12, 15, 20, 30, 40, 60))}分鐘一班"
    ),
    "seats": _figure(9, 60, "座"),
    "speed": _figure(10, 300, "頁／分鐘", 10),
    "standard": lambda draw: (
        f"{draw.choice(('GB/T', 'GB', 'CNS', 'ISO', 'JB/T'))} {draw.randrange(1000, 32000)}"
        f"{draw.choice(('', '.1', '.2', '-2015', '-2019'))}"
    ),
}
