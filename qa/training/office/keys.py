# ruff: noqa: E501  # a line is one entry
"""What the rows of a table are called: siblings that differ by a letter, a number, a day or a word.

A family gives its members in a random order. A member has one spelling that the table shows, and others that a person
may ask with.
"""

from collections.abc import Callable, Sequence

from qa.training.office.words import PLACE_LAST, Draw, chinese, listed, place

Member = tuple[str, ...]
Family = Callable[[Draw], list[Member]]

TOTALS: tuple[Member, ...] = (("合計", "總計", "總共", "全部加起來"), ("總計", "合計", "總共", "全部"))
ROOMS = listed("會議室 教室 研習室 展覽室 琴房 排練室 閱覽室 球場 多功能廳 實驗室 包廂 韻律教室 小劇場 視聽室")
LISTED = {
    "ticket": "成人/大人/成年人 學生/學生票 兒童/小孩/小朋友 敬老/老人/年長者 團體/團體票 嬰幼兒/嬰兒/寶寶 身心障礙者/殘障人士 軍警/現役軍人 教師/老師"
    " 家庭套票/全家一起/親子套票 本縣居民/當地居民/本地人 夜間票/晚上的票 志工/義工 早鳥票 年票/一年票 陪同者/陪同人員",
    "days": "週一至週五/平日/星期一到星期五/週三/星期二 週六/星期六/禮拜六 週日/星期日/星期天/禮拜天 國定假日/國假"
    " 寒假/寒假期間 暑假/暑期 校慶日/校慶當天 颱風天/颱風日 停電日/停電當天",
    "weekdays": "週一/星期一/禮拜一 週二/星期二/禮拜二 週三/星期三/禮拜三 週四/星期四/禮拜四 週五/星期五/禮拜五 週六/星期六/禮拜六 週日/星期日/禮拜天",
    "reader": "一般讀者/普通讀者/一般民眾 兒童讀者/小朋友/孩子 教師/老師 研究生/碩博士生 大學部學生/本科生/大學生 校友 退休人員/退休老師 志工/義工"
    " 館員/圖書館員工 家庭證/家庭借閱證 團體證/團體借閱證 眷屬/家屬 外校讀者/校外人士 兼任教師/兼課老師 交換生",
    "station_role": "站長/站長 副站長 值班站長 站務員 安檢員 調度員 售票員 保潔主管/清潔主管 行李員 廣播員 安全主任 機電主任",
    "hospital_role": "院長 副院長 護理長/護士長 督導長 藥劑主任/藥局主任 檢驗科主任 住院醫師 總務主任 急診主任 放射科主任 社工師 營養師 感染管制師",
    "school_role": "校長 副校長 教務主任 學務主任 總務主任 輔導主任 教學組長/教學組組長 註冊組長 生教組長/生活教育組長 體育組長 衛生組長 幹事 校護/護理師"
    " 設備組長 事務組長 出納組長 家長會長 副會長",
    "committee_role": "主任委員/主委 副主任委員/副主委 財務委員/財委 監察委員/監委 環保委員 安全委員 文康委員 總幹事 秘書 顧問 機電委員 候補委員",
    "company_role": "總經理 副總經理/副總 廠長 副廠長 財務經理 採購經理 品管課長 生產課長 人資專員/人事專員 倉管員/倉庫管理員 資訊工程師 業務主任 客服組長"
    " 總務 法務專員 會計 出納",
    "village_role": "里長/裡長 里幹事 鄰長 守望相助隊長 環保志工隊長 村主任 村書記/支部書記 副書記 婦女主任 會計 文書 治保主任 網格員 社區理事長",
    "club_role": "社長 副社長 隊長 副隊長 教練 助理教練 指導老師 總務 器材長 公關長 文書長 領隊 隊醫",
    "library_role": "館長 副館長 典藏組長 流通組長 採編組長 推廣組長 系統管理員 秘書 志工隊長 參考館員 特藏室主任",
    "fire_role": "分隊長 副分隊長 小隊長 隊員 救護員 駕駛 值班台 通信員 內勤",
    "stage": "報名 資格審查/資格審 初審 複審/複評 決審/決選 公告名單/公布名單 繳費 報到 遞補 申訴/申覆 領獎 結案/結項 期中檢查/中期檢查 立項 公示"
    " 補件 簽約 驗收 開標 現場勘查",
    "term": "開學/開學日 註冊 期中考/期中考試 期末考/期末考試 運動會 校慶 校外教學/秋遊 家長日/家長會 寒假開始 暑假開始 補課日 畢業典禮 新生訓練"
    " 加退選/選課 社團成果展 防災演練 體檢/健康檢查 教師研習 文化節 科學展覽",
    "lab": "血紅素/血紅蛋白 空腹血糖/空腹血糖值 糖化血色素/糖化血紅蛋白 飯後血糖/餐後血糖 總膽固醇 三酸甘油酯/甘油三酯 尿酸 肌酸酐/肌酐 白血球/白細胞"
    " 紅血球/紅細胞 血小板 高密度脂蛋白 低密度脂蛋白 丙胺酸轉胺酶/ALT 天冬胺酸轉胺酶/AST 尿素氮 總膽紅素 直接膽紅素 鐵蛋白 血鈣 血鉀 血鈉",
    "water": "pH值/酸鹼值 濁度 總硬度 餘氯 溶氧量/溶解氧 氨氮 總磷 總氮 大腸桿菌群 生化需氧量/BOD 化學需氧量/COD 懸浮固體 鉛 鎘 砷 汞 硝酸鹽 亞硝酸鹽 鐵 錳",
    "weight_band": "5～9公斤 10～14公斤 15～19公斤 20～29公斤 30～39公斤 40～49公斤 50～59公斤 60～69公斤 70～79公斤 80～99公斤",
    "crop": "番茄/西紅柿 小番茄/聖女番茄 馬鈴薯/土豆 甘藷/地瓜/紅薯 玉米 甜玉米 高麗菜/捲心菜/包心菜 大白菜 小白菜 青花菜/西蘭花 花椰菜 胡蘿蔔/紅蘿蔔"
    " 白蘿蔔 茄子 絲瓜 苦瓜 黃瓜/小黃瓜 南瓜 冬瓜 四季豆/菜豆 豌豆 毛豆 落花生/花生 大豆/黃豆 水稻 小麥 油菜 菠菜 萵苣/生菜 芹菜 青蔥 大蒜 薑/生薑 辣椒 草莓"
    " 秋葵 蘆筍 韭菜",
    "flower": "蝴蝶蘭 文心蘭 石斛蘭 玫瑰 月季 繡球花/八仙花 茶花 杜鵑 薰衣草 迷迭香 薄荷 向日葵 波斯菊 百日草 矮牽牛 天竺葵 長壽花 虎尾蘭 龜背芋 常春藤 九重葛/三角梅 桂花"
    " 梔子花 茉莉 朱槿/扶桑",
    "tree": "樟樹 榕樹 大葉榕 小葉欖仁 欖仁樹 銀杏 水杉 落羽松 台灣欒樹/欒樹 鳳凰木 阿勃勒 楓香 青楓 桂花 山櫻花 吉野櫻 黑松 羅漢松 側柏",
    "equipment": "投影機/投影儀 筆記型電腦/筆電/筆記本電腦 桌上型電腦/台式電腦 印表機/打印機 影印機/複印機 掃描器/掃描儀 數位相機/數碼相機 攝影機 腳架/三腳架"
    " 無線麥克風/無線話筒 麥克風架 喇叭/音箱 行動喇叭 白板/移動白板 延長線/插線板 發電機 冷氣機/空調 電風扇 除濕機 飲水機 冰箱/電冰箱 微波爐 碎紙機 護貝機/塑封機"
    " 摺疊桌/折疊桌 摺疊椅/折疊椅 帳篷 對講機 擴音器/大聲公 滅火器 急救箱 監視器/監控器 伺服器/服務器 路由器 交換器/交換機 硬碟 平板電腦",
    "lab_equipment": "離心機 冷凍離心機 分析天平 電子天平 顯微鏡 倒立顯微鏡 恆溫水浴鍋/水浴鍋 恆溫培養箱/培養箱 烘箱 真空烘箱 高壓滅菌鍋/滅菌鍋 酸度計/pH計 分光光度計"
    " 氣相層析儀/氣相色譜儀 液相層析儀/液相色譜儀 超音波清洗機/超聲清洗機 通風櫥/抽氣櫃 旋轉蒸發儀 磁力攪拌器 移液器 超低溫冰櫃 製冰機 純水機",
    "tool": "電鑽 衝擊電鑽/衝擊鑽 砂輪機/角磨機 電焊機 空壓機/空氣壓縮機 千斤頂 油壓千斤頂 活動扳手/活扳手 扭力扳手 水平尺/水平儀 捲尺 雷射測距儀/激光測距儀 鋁梯 合梯/人字梯"
    " 手推車 堆高機/叉車 捲揚機 鏈鋸 割草機 高壓清洗機 抽水機/水泵 工業吸塵器",
    "material_goods": "六角螺栓 六角螺帽/六角螺母 平墊圈 彈簧墊圈 膨脹螺絲 自攻螺絲 銅球閥 閘閥 蝶閥 止回閥/單向閥 橡膠墊片 生料帶/止洩帶 密封膠 電纜線 絕緣膠帶 砂紙 潤滑油"
    " 防鏽漆 PVC彎頭 PVC三通 不鏽鋼軟管 鋼絲繩 安全帽 工作手套 護目鏡",
    "stationery": "A4影印紙 A3影印紙 原子筆/圓珠筆 中性筆 白板筆 螢光筆/熒光筆 資料夾/文件夾 釘書機/訂書機 釘書針 膠水 雙面膠 便利貼/便條紙 碳粉匣/硒鼓 電池 信封 牛皮紙袋"
    " 計算機/計算器 剪刀 美工刀 印泥 長尾夾",
    "service": "戶籍謄本/戶籍謄本申請 護照/辦護照 居住證/居留證 結婚登記/登記結婚 遷入登記/遷戶口 身分證補發/補辦身分證 印鑑證明 出生登記/報戶口 營業登記 建築執照 道路挖掘許可"
    " 攤位許可 犬隻登記/狗狗登記 改名登記/改名字 良民證/無犯罪證明 地籍圖謄本 低收入戶證明 殯葬許可",
    "repair": "更換螢幕/換屏 更換電池/換電池 主機板維修/修主板 鏡頭更換 充電孔維修/充電口 後蓋更換 泡水處理/進水處理 資料救援/數據恢復 系統重灌/重裝系統 鍵盤更換 風扇清潔/清灰"
    " 散熱膏更換 硬碟擴充 喇叭維修 按鍵維修",
    "testing": "壓力錶校正 溫度計校正 天平校正 砝碼校正 噪音計校正 游標卡尺校正/卡尺校正 分釐卡校正 三用電錶校正/萬用表校正 流量計校正 硬度試驗 拉伸試驗 鹽霧試驗 震動試驗 落下試驗"
    " 食品重金屬檢測 農藥殘留檢測 菌落總數檢測 飲用水檢測 甲醛檢測",
    "budget": "人事費 業務費 差旅費/出差費 設備費 印刷費 講師鐘點費/講師費 場地費 餐費/便當錢 保險費 雜支 郵電費 材料費 宣傳費/廣告費 交通費 維護費 獎品費/獎品 水電費 稿費"
    " 租車費 清潔費 顧問費",
    "score_item": "計畫內容 執行能力 經費合理性 創意/創新性 預期效益 簡報答詢/答辯 團隊經驗 價格 技術方案 售後服務 履約實績/過往業績 工期 品質管理 安全衛生 外觀設計 儀態 發音 節奏"
    " 音準 主題契合度",
    "leave": "事假 病假 婚假 喪假 產假 陪產假 特休/年假 公假 公傷假/工傷假 家庭照顧假 生理假 育嬰假 產檢假 補休/調休 探親假",
    "travel": "董事長 總經理 副總經理 部門經理 副經理 主任 專員 工程師 實習生 司機 顧問 外聘專家",
    "sport": "100公尺 200公尺 400公尺 800公尺 1500公尺 跳高 跳遠 三級跳遠 鉛球 鐵餅 標槍 4×100公尺接力 4×400公尺接力 拔河 跳繩 趣味競賽",
    "parking": "小型車/轎車 大型車/大客車 機車/摩托車 重型機車/重機 自行車/腳踏車/單車 電動車 貨車 身心障礙車輛 月租小型車 月租機車",
    "post": "平信 掛號信 雙掛號 限時信 限時掛號 快遞 小包 大件包裹 國際包裹 國際快捷 印刷品 冷藏宅配/冷鏈",
    "membership": "一般會員/普通會員 銀卡會員/銀卡 金卡會員/金卡 白金會員/白金卡 學生會員 企業會員 終身會員/永久會員 家庭會員 週末會員 贊助會員",
    "room_type": "單人房/一個人住的房 雙人房/標準間 雙床房 三人房 四人房/家庭房 豪華雙人房 海景房 和式房/榻榻米房 通鋪/大通鋪 背包床位/床位 套房 無障礙客房 露營位/營位",
    "dept_clinic": "內科 外科 兒科/小兒科 婦產科 眼科 耳鼻喉科 皮膚科 牙科/口腔科 骨科 復健科/康復科 中醫科 神經內科 神經外科 心臟內科 家醫科 泌尿科 腎臟內科 身心科/精神科 預防接種門診",
    "vaccine": "流感疫苗 肺炎鏈球菌疫苗 B型肝炎疫苗/乙肝疫苗 水痘疫苗 麻疹疫苗 日本腦炎疫苗/乙腦疫苗 破傷風疫苗 狂犬病疫苗 帶狀皰疹疫苗 輪狀病毒疫苗 HPV疫苗 小兒麻痺疫苗",
    "sample": "血液 尿液 糞便/大便 唾液 痰液 咽喉拭子 組織切片 腦脊髓液 毛髮 羊水 鼻腔拭子 胸水",
    "subject": "國文/語文 英文/英語 數學 物理 化學 生物 歷史 地理 公民/政治 體育 音樂 美術 資訊/信息技術 家政 護理 生活科技 本土語言",
    "contest": "書法比賽/書法賽 作文比賽/寫作比賽 朗讀比賽 演講比賽 攝影比賽 繪畫比賽 歌唱比賽/歌手賽 辯論比賽/辯論賽 程式設計競賽/編程比賽 機器人競賽 圍棋比賽 象棋比賽 桌球比賽/乒乓球賽"
    " 羽球比賽/羽毛球賽 籃球比賽/籃球賽 壁報比賽",
    "waste": "廢紙 塑膠瓶/塑料瓶 鐵罐 鋁罐 玻璃瓶 廢電池/電池 廢燈管/燈管 廚餘 大型家具/大件家具 舊衣/舊衣服 廢油/食用油 紙容器 廢輪胎 電子廢棄物",
    "fish": "吳郭魚/羅非魚 虱目魚 石斑魚 龍膽石斑 草魚 鰱魚 鯉魚 鯽魚 鱸魚 白蝦/南美白對蝦 草蝦 泰國蝦 文蛤 牡蠣/蚵仔 九孔 鰻魚",
    "animal": "黑面琵鷺 白鷺鷥/白鷺 小白鷺 夜鷺 蒼鷺 紅冠水雞 翠鳥 五色鳥 大冠鷲 領角鴞 石虎 穿山甲 山羌 白鼻心 食蟹獴 台灣獼猴 飛鼠",
    "museum_item": "青花瓶 鎏金佛像 銅鏡 竹編提籃 老座鐘 繡花鞋 石臼 木雕窗花 族譜 舊地契 蓑衣 油紙傘 算盤 留聲機 舊校刊 獎盃 毛筆手稿 漁網梭 碾米機",
    "chemical": "乙醇/酒精 丙酮 鹽酸 硫酸 硝酸 氫氧化鈉 甲醇 乙醚 過氧化氫/雙氧水 氨水 甲苯 冰醋酸 次氯酸鈉/漂白水 氯仿 硫酸銅 高錳酸鉀",
    "office_post": "主任 副主任 課長/科長 課員/科員 組長 副組長 幹事 技士 助理 專員 秘書 經理 副理",
    "daytype": "平日 假日 週末夜間 寒暑假 尖峰時段 離峰時段/非尖峰",
    "media": "圖書/書 期刊/雜誌 視聽資料/影音光碟 漫畫/漫畫書 有聲書 繪本 新書 電子書閱讀器 樂譜",
    "halfday": "上午/早上 下午 晚上/夜間 凌晨/清晨 中午/午間 深夜",
    "part": "濾網/濾芯 密封圈/O型環 電源線 遙控器 碳粉匣 感光鼓 變壓器/電源適配器 皮帶 軸承 風扇 按鍵板 保險絲 手柄",
}


# Members of these are two words; one word is enough where no other row has it.
CROSSED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "course": (
        listed(
            "陶藝 水彩 書法 瑜伽 烘焙 攝影 木工 日語 英語 韓語 吉他 烏克麗麗 太極拳 國標舞 編織 插花 茶藝 手機剪輯 程式設計 素描 口琴 二胡 手語 園藝"
        ),
        listed("初階班 進階班 夜間班 週末班 親子班 樂齡班 暑期班 精修班"),
    ),
    "dish": (
        listed("香煎 清蒸 紅燒 三杯 糖醋 宮保 椒鹽 滷 麻辣 咖哩 蒜泥 蔥爆"),
        listed("雞腿飯 排骨飯 鱸魚飯 豆腐飯 牛肉麵 豬肉麵 鴨肉飯 素雞飯 蝦仁炒飯 茄子飯"),
    ),
    "drink": (
        listed("蜂蜜 檸檬 桂花 百香 冬瓜 珍珠 烏梅 薄荷 紅豆 芋頭"),
        listed("綠茶 紅茶 奶茶 烏龍茶 冰沙 拿鐵 氣泡飲"),
    ),
    "product": (
        listed("桌上型 壁掛式 攜帶式 工業用 家用 變頻 防水 靜音 大容量 迷你"),
        listed("除濕機 電熱水壺 空氣清淨機 循環扇 吸塵器 電鍋 濾水器 電暖器 攪拌機 充電器 檯燈 水泵"),
    ),
    "furniture": (
        listed("橡木 胡桃木 松木 鐵製 塑膠 可調式 折疊"),
        listed("書桌 餐椅 書櫃 床架 鞋櫃 茶几 屏風 置物架"),
    ),
    "team": (
        listed("企劃 採購 維修 稽核 客服 研發 行銷 資料 工安 倉儲 法務 培訓"),
        listed("一組 二組 三組 組"),
    ),
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
    **{name: _listed(text) for name, text in LISTED.items()},
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
    "branches": _named("分館 服務站 辦事處 分處 服務中心 支局"),
    "library_branches": _named("分館 分館 圖書室 閱覽室 服務站"),
    "bank_branches": _named("分行 支行 營業所 分理處 分社"),
    "stops": _named("站 路口站 社區站 國小站 市場站 公園站"),
    "parks": _named("公園 步道 濕地 農場 營地 古道 水庫 瀑布"),
    "villages": _named("里 村 社區"),
    "companies": _named("營造 水電 電子 食品 科技 物流 印刷 農產"),
    **{name: _crossed(*words) for name, words in CROSSED.items()},
}
