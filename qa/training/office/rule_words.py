"""The words that fill the slots of ``rules.txt``: named things, which a question may confuse, and values.

All of them are made up. A *named* list holds things of one kind none of which is part of another, so that a
question about one that a passage does not name has no answer there. A *value* is written in one of its usual forms.
"""

from collections.abc import Callable
from random import Random

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list, which blanks part."""
    return tuple(text.split())


NAMED: dict[str, tuple[str, ...]] = {
    "hall": words("晨光廳 雲海廳 松濤廳 青禾廳 月白廳 石英廳 琥珀廳 漁歌廳 麥浪廳 竹影廳 赤霞廳 銀杏廳"),
    "branch": words("東埔館 西坪館 南港口館 北濱館 河岸館 山腳館 新埤館 舊街館 竹圍館 鹽田館"),
    "building": words("明德樓 篤行樓 慎思樓 格物樓 致遠樓 弘毅樓 勤學樓 樂群樓 朝陽樓 文薈樓"),
    "block": words("A棟 B棟 C棟 D棟 E棟 F棟 G棟"),
    "floor": words("地下一樓 一樓大廳 二樓 三樓 四樓 五樓 六樓 頂樓"),
    "dept": words("總務組 教務組 人事室 會計室 資訊組 公關組 採購課 工務課 企劃課 法務室 客服部 倉儲部 品保課"),
    "role": words("值班主管 出納人員 館長 秘書 技師 社工 護理長 宿舍管理員 採購專員 資安專員 保全 總幹事"),
    "member": words("學生 教職員 校友 志工 一般民眾 外籍人士 合作廠商 退休同仁 實習生"),
    "stuff": words("雨傘 行李箱 三腳架 自拍棒 嬰兒車 滑板車 礦泉水 保溫瓶 便當 氣球 延長線 雷射筆 望遠鏡 摺疊椅"),
    "animal": words("貓 兔子 鸚鵡 烏龜 倉鼠 刺蝟"),
    "article": words("筆記型電腦 投影機 擴音器 平板電腦 腳踏車 帳篷 攝影機 單槍 無線麥克風 白板架 發電機"),
    "course": words("陶藝班 書法班 瑜伽班 烘焙班 攝影班 烏克麗麗班 太極班 木工班 插花班 日語會話班 桌球班"),
    "event": words("親子讀書會 秋季市集 星空講座 繪本劇場 露天音樂會 導覽日 健行活動 舊書交換日 義診 園遊會"),
    "leave": words("婚假 喪假 陪產假 生理假 家庭照顧假 公假 事假 普通傷病假 志工假"),
    "machine": words("除濕機 空氣清淨機 飲水機 碎紙機 影印機 洗碗機 電熱水瓶 掃地機器人 咖啡機 熱泵熱水器"),
    "lamp": words("紅燈 綠燈 黃燈 藍燈 白燈 橙燈 紫燈"),
    "code": words("E01 E02 E05 E07 E11 E13 E20 F3 F6 H2 H5 C9 C12 P4 Er8"),
    "ticket": words("全票 優待票 團體票 敬老票 學生票 親子套票 早鳥票 夜間票 兒童票"),
    "yr": words("112 113 114 115 116"),
    "term": words("第3 第7 第12 第15 第18 第21"),
    "clinic": words("內科 皮膚科 牙科 眼科 復健科 小兒科 家醫科 耳鼻喉科 骨科 身心科"),
    "road": words("柳川路 稻香街 平安路 碼頭街 竹林路 石橋街 光華路 水源街 車埕路 鐘樓街"),
    "village": words("三和里 永安里 福田里 長春里 大埔里 水尾里 龍潭里 新生里"),
    "line": words("紅12路 藍5路 綠3路 88路 207路 310路 幹線1路 接駁A線 接駁B線"),
    "station": words("北門站 稻埕站 柳橋站 農校站 河濱站 鐘樓站 石坑站 廟口站 體育場站"),
    "group": words("國小組 國中組 高中組 大專組 社會組 長青組 親子組"),
    "prize": words("金獎 銀獎 銅獎 佳作 評審團獎 最佳創意獎 人氣獎"),
    "project": words("官網改版 倉庫盤點 門禁更新 年度健檢 週年特展 供應商評鑑 新人訓練 節能改善 資料備份 會員卡換發"),
    "space": words("會議室 交誼廳 健身房 游泳池 閱覽室 兒童遊戲室 視聽室 卡拉OK室 球場 烤肉區 頂樓花園"),
    "meal": words("素食便當 葷食便當 無麩質餐 兒童餐 水果盒 咖啡 豆漿"),
    "rank": words("專員 組長 經理 副理 處長 協理 研究員 助理"),
    "city": words("台北 高雄 台中 花蓮 台東 上海 東京 新加坡 香港 曼谷"),
    "doc": words("身分證 戶口名簿 在職證明 畢業證書 健保卡 駕照 存摺影本 切結書 印鑑證明 居留證"),
    "material": words("鹽酸 酒精 丙酮 液態氮 氫氧化鈉 雙氧水 汽油 甲苯"),
    "waste": words("廚餘 舊衣 廢電池 大型家具 燈管 紙類 塑膠瓶 廢油"),
    "vaccine": words("流感疫苗 肺炎鏈球菌疫苗 帶狀疱疹疫苗 B肝疫苗 HPV疫苗 破傷風疫苗"),
    "system": words("差勤系統 選課系統 報帳系統 郵件系統 訂房系統 門診掛號系統 公文系統 庫存系統"),
    "food": words("牛乳 茶葉 蜂蜜 果醬 醬油 豆腐 冷凍水餃 堅果 米粉 魚丸 橄欖油"),
    "aid": words("育兒津貼 租屋補助 急難救助金 生育獎勵金 身障津貼 就學補助 裝修補助 老人假牙補助"),
    "car": words("機車 小客車 大客車 貨車 自行車 電動車 露營車"),
    "bed": words("單人房 雙人房 四人房 家庭房 背包床位 海景套房 和室"),
    "goods": words("家電 服飾 生鮮 圖書 家具 化妝品 眼鏡 玩具"),
    "wallet": words("現金 信用卡 行動支付 匯款 電子票證 支票"),
}
WHY = words(
    "管線老舊破裂 颱風造成外牆剝落 空調主機汰換 電梯年度檢修 講師身體不適 場地整修 報名人數不足 連日豪雨"
    " 高壓電設備檢查 "
    "消防設備更新 屋頂漏水 系統升級 鄰近道路施工 設備零件缺貨 主辦單位行程調整 用電超過負載 水塔清洗 白蟻防治"
)
SURNAMES = "林陳黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴周葉蘇莊呂江何蕭羅高簡魏方杜傅沈"
GIVEN = words(
    "雅婷 志豪 淑芬 俊宏 怡君 家豪 佩珊 建國 美玲 文彬 思妤 冠廷 "
    "惠雯 承翰 詩涵 明哲 秋月 國棟 心怡 柏睿 若瑜 尚文 青 岳 寧"
)
PREFIXES = words(
    "雲溪 南岬 石橋 青埔 北灣 松嶺 稻江 月津 海青 東崙 竹塘 長汀 白沙 柳營口 鹿原 鳳坪 泉安 嘉禾 新岸 山城"
)


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
    return draw.choice(words("1個月 2個月 三個月 6個月 半年 一年 兩年 3年 18個月 五年 24個月 十年"))


def minutes(draw: Random) -> str:
    """Return a length of minutes or hours."""
    return draw.choice(words("5分鐘 10分鐘 十五分鐘 20分鐘 30分鐘 半小時 1小時 兩小時 3小時 四小時 45分鐘 90分鐘"))


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
    "wait": lambda draw: draw.choice(words("10分鐘 15分鐘 二十分鐘 30分鐘 半小時")),
    "weekdays": lambda draw: draw.choice(words("週一至週五 星期一到星期五 週二至週日 週一至週六 周一至周四 平日")),
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
