"""Units of measurement and of counting, each with its base unit and factor, in folded form.

Only units of a fixed size share a base unit. Those that differ from place to place (斤, 畝, 坪) are their own base, and
so are measure words, except for those that count the same things.
"""

from decimal import Decimal

# base unit → other units, each with its factor
_MEASURES: dict[str, dict[str, str]] = {
    "米": {"公里 千米 km": "1000", "米 公尺 m": "1", "厘米 公分 cm": "0.01", "毫米 公厘 mm": "0.001", "海里 浬": "1852",
          "微米 um": "0.000001", "英里": "1609.344", "英尺": "0.3048", "英寸 英吋 吋": "0.0254"},
    "平方米": {"平方公里 平方千米 km2 k㎡ ㎢": "1000000", "公顷 ha": "10000", "平方米 平方公尺 平米 m2 ㎡": "1",
            "平方厘米 平方公分 cm2": "0.0001"},
    "立方米": {"立方米 立方公尺 m3 ㎥": "1", "升 公升 l": "0.001", "毫升 ml cc": "0.000001"},
    "克": {"吨 公吨 t": "1000000", "千克 公斤 kg ㎏": "1000", "克 公克 g": "1", "毫克 mg": "0.001"},
    "帕": {"兆帕 mpa": "1000000", "千帕 kpa": "1000", "百帕 hpa": "100", "帕 pa": "1", "巴 bar": "100000"},
    "度": {"摄氏度 度 ℃ °c": "1"},
    "千瓦时": {"千瓦时 kwh": "1"},
    "瓦": {"兆瓦 mw": "1000000", "千瓦 kw": "1000", "瓦 w": "1"},
    "伏": {"千伏 kv": "1000", "伏特 伏 v": "1"},
    "安": {"安培": "1", "毫安 ma": "0.001"},
    "赫": {"吉赫 ghz": "1000000000", "兆赫 mhz": "1000000", "千赫 khz": "1000", "赫兹 赫 hz": "1"},
    "字节": {"tb": "1000000000000", "gb": "1000000000", "mb": "1000000", "kb": "1000"},
    "比特每秒": {"gbps": "1000000000", "mbps": "1000000", "kbps": "1000"},
    "公里每小时": {"公里每小时 公里/小时 千米/小时 km/h": "1"},
    "分贝": {"分贝 db": "1"},
    "转": {"转每分 转/分钟 转/分 rpm 转": "1"},
}  # fmt: skip
# measure words; of those that count the same things the first is the base
_NAMES = """
人=名=位 册=本 辆 台 部 架 艘 座 栋=幢 间 所 家 条 张 件 份 种=类 项 次=回 人次 场 只 头 匹 株=棵 盒 箱 袋=包 瓶 支 根
户 组 队 篇 首 倍 处 门 课时 学分 字 页 集 亩 坪 席 床 桌 批 道 口 顿 杯 碗 折 分 寸 尺 丈 里 斤 两 枚 面 幅 封 股 票
格 尾 羽 丛 杆 岁=周岁 期 卷 版 个百分点=百分点 层 级 个工作日=工作日=个工作天=工作天 个 人份 扇 排 列 圈 轮 班 车次 趟
梯次
"""
_COUNTED = [names.split("=") for names in _NAMES.split()]
ANY = "个"  # the general measure word: 十二個 and 十二座 may be the same

UNITS: dict[str, tuple[str, Decimal]] = {
    name: (base, Decimal(size))
    for base, names in _MEASURES.items()
    for written, size in names.items()
    for name in written.split()
} | {name: (names[0], Decimal(1)) for names in _COUNTED for name in names}

# durations: up to days in seconds, from months in months, because months differ in length
DURATIONS: dict[str, tuple[str, Decimal]] = {
    name: (base, Decimal(size))
    for base, size, names in (
        ("秒", 1, "秒 秒钟"),
        ("秒", 60, "分 分钟"),
        ("秒", 900, "刻钟"),
        ("秒", 3600, "小时 钟头"),
        ("秒", 86400, "天 日"),
        ("秒", 604800, "周 星期 礼拜"),
        ("月", 1, "月"),
        ("月", 12, "年 周年"),
    )
    for name in names.split()
}

# currencies: 元 alone may be any of them, depending on the place
CURRENCIES: dict[str, str] = {
    name: code
    for code, names in {
        "": "元 圆 块 ¥ $ 元整",
        "CNY": "人民币 rmb cny",
        "TWD": "新台币 台币 nt$ twd",
        "HKD": "港元 港币 hk$ hkd",
        "MOP": "澳门元 澳门币",
        "USD": "美元 美金 us$ usd",
        "EUR": "欧元 € eur",
        "GBP": "英镑 £ gbp",
        "JPY": "日元 日圆 jpy",
        "KRW": "韩元 韩圆",
    }.items()
    for name in names.split()
}

COUNTED = frozenset(names[0] for names in _COUNTED)  # the base units that are measure words
