# ruff: noqa: E501  # lists of words read best as lists of words
"""Word lists for invented names, places and things, and helpers that draw from them.

The lists are multiplied with each other, so that hardly any name comes twice and none can be learnt by heart.
"""

import random
import re

Draw = random.Random


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a text, which are parted by spaces."""
    return tuple(text.split())


SURNAMES = (
    "王李張劉陳楊黃趙吳周徐孫馬朱胡郭何高林羅鄭梁謝宋唐許韓馮鄧曹彭曾蕭田董袁潘于蔣蔡余杜葉程蘇魏呂丁任沈姚盧姜崔鍾譚陸汪范金石"
    "廖賈夏韋付方白鄒孟熊秦邱江尹薛閻段雷侯龍史陶黎賀顧毛郝龔邵萬錢嚴覃武戴莫孔向湯溫康施文牛樊葛邢安齊易喬伍龐顏倪莊聶章魯岳翟"
    "殷詹申歐耿關蘭焦俞左柳甘祝包寧尚符舒阮柯紀梅童凌畢單季裴霍涂成苗谷盛曲翁冉駱藍路游辛靳管柴蒙鮑華喻祁蒲房滕屈饒解牟艾尤陽時"
)
DOUBLE_SURNAMES = listed("歐陽 司馬 上官 諸葛 東方 皇甫 令狐 司徒 夏侯 公孫 端木 慕容 尉遲 長孫")
GIVEN = (
    "明華文志建國玉英秀麗俊傑淑芬雅婷宗翰家豪怡君欣怡詩涵子軒宇航思源曉東海燕偉強芳敏靜慧娟琳琪瑤婉清雨晴天佑浩然博遠承恩品妍若彤沛"
    "宜庭柏翔冠廷育誠正義德惠美珍素貞金枝水木春生夏荷秋月冬梅永福興旺光輝耀祖維新世昌啟銘立群友善和平樂安康寧書瀚墨硯芷蘭蕙心素問"
    "知行念慈景行懷遠仲謀季陵伯言紹棠廣田樹人亦凡可欣奕辰梓萱語桐沐陽星野柔嘉維則令儀鴻漸雲舒嵐煙霽月澄川渟淵"
)
PLACE_FIRST = "青松白石金銀玉龍鳳虎鶴鹿雲霞霜露星月清碧翠紫丹朱赤黃長永安寧福祥吉瑞和順興隆豐盛富康平東西南北前後上下內外新舊大小高遠曲古錦繡"
PLACE_LAST = "山河溪湖海江川泉潭塘灣港洲島嶺崗坡谷原野林橋渡鎮莊堡屯營寨坪埔坑厝寮園田沙浦津門關口井嶼峰崖坎窪潯圳陵台"
TOWNS = listed("鎮 鄉 區 市 縣 街道 村 里 社區 開發區")
STREETS = listed(
    "中正 和平 光復 民生 建設 解放 人民 勝利 文昌 學府 環城 濱江 沿河 站前 中興 復興 迎賓 振興 向陽 工農 校前 長堤 石板 榕蔭"
)
SHORT_ORGS = listed("星 禾 辰 宏 泰 益 鼎 信 達 誠 匯 元 創 科 聯 盛 凱 瀚 博 立 正 昇 宇 力 海 光 天 群 邦 國")

NOTES = (
    "以上內容如有變動，以現場公告為準。",
    "本表自公布日起適用。",
    "表列內容每季檢討一次。",
    "請提早到場，並配合工作人員引導。",
    "未列出的項目請另行洽詢。",
    "如遇颱風或其他特殊情況，另行通知。",
    "本表由行政組整理，解釋權歸主辦單位所有。",
    "資料有誤請告知承辦單位更正。",
    "請妥善保存本通知，轉知相關同仁。",
    "实际情况以当日安排为准。",
    "请各部门按此表执行。",
    "最终解释权归本单位。",
    "为方便查询，现将有关信息整理如下。",
    "請大家遵守秩序，愛護公物。",
    "不便之處，敬請見諒。",
    "如有疑問，可於上班時間到服務台詢問。",
)
GREETINGS = (
    "請問",
    "您好，",
    "你好，請問",
    "請教一下，",
    "想問一下",
    "不好意思，",
    "麻煩問一下，",
    "问下，",
    "请问一下",
    "我想知道",
    "嗨，",
    "想請教",
    "幫我查一下，",
    "帮忙看看，",
    "哈囉，請問",
    "老师好，",
    "打擾了，",
    "那個，",
    "有人知道嗎？",
    "急問，",
    "填表要用，",
    "客户在问，",
    "同事問我，",
    "家裡長輩在問，",
    "明天要過去，",
    "第一次來，請問",
    "早安，",
    "在吗，",
)
ENDINGS = ("？", "？", "？", "?", "", "", "呢？", "啊？", "呀", "，謝謝", "，谢谢！", "，麻煩了")
DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"(?<![\d.:：/\-A-Za-z(（])\d{1,4}(?![\d.:：/\-A-Za-z,])")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十百千]+")


def person(draw: Draw) -> str:
    """Return a name of two to four characters."""
    surname = draw.choice(DOUBLE_SURNAMES) if draw.random() < 0.06 else draw.choice(SURNAMES)
    length = 1 if draw.random() < 0.2 else 2
    return surname + "".join(draw.sample(GIVEN, length))


def place(draw: Draw) -> str:
    """Return the name of a place, of two characters."""
    return draw.choice(PLACE_FIRST) + draw.choice(PLACE_LAST)


def organisation(draw: Draw, suffix: str) -> str:
    """Return the name of an organisation that ends in ``suffix``."""
    style = draw.random()
    if style < 0.45:
        return place(draw) + draw.choice(TOWNS) + suffix
    if style < 0.8:
        return place(draw) + suffix
    return "".join(draw.sample(SHORT_ORGS, 2)) + suffix


def chinese(number: int) -> str:
    """Return a number below 10,000 in Chinese numerals."""
    if number < 10:
        return DIGITS[number]
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
            gap = False
        elif text:
            gap = True
    return text.removeprefix("一") if 10 <= number < 20 else text


def arabic(text: str) -> int | None:
    """Return the number that Chinese numerals below 10,000 write, ``None`` where they write none."""
    total, digit = 0, 0
    for character in text:
        if character in "十百千":
            total += (digit or 1) * 10 ** ("十百千".index(character) + 1)
            digit = 0
        elif character in DIGITS:
            digit = DIGITS.index(character)
        else:
            return None
    return total + digit if chinese(total + digit) == text else None


def other_numerals(text: str) -> str:
    """Return the text with its first number in the other numerals, unchanged where there is none to change."""
    found = _NUMBER.search(text)
    if found is not None and not found[0].startswith("0"):
        return text[: found.start()] + chinese(int(found[0])) + text[found.end() :]
    found = _HAN_NUMBER.search(text)
    number = arabic(found[0]) if found is not None else None
    if found is None or number is None:
        return text
    return text[: found.start()] + str(number) + text[found.end() :]


def few(draw: Draw, number: int) -> str:
    """Return a number as it may be written: in figures mostly, else in Chinese numerals."""
    return chinese(number) if number < 10_000 and draw.random() < 0.2 else str(number)
