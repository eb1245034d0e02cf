# ruff: noqa: E501  # a line is one entry
"""Which tables there are: whose they are, what their rows are called, and what their columns say.

One line is one table: ``domain | organisations | titles | family of keys | names of the key column | what a reverse
question calls a row | column | column …``. A column is ``names:value:kind``; names and titles that are words for one
thing are parted by ``/``. A family of ``-`` is a fact sheet: one thing, without rows. ``first*second`` has two keys.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it may be called, what stands in it, and how it is asked for."""

    names: tuple[str, ...]
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of table."""

    domain: str
    organisations: tuple[str, ...]
    titles: tuple[str, ...]
    families: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    row: str
    columns: tuple[Column, ...]


TABLES = """
圖書館 | 圖書館 大學圖書館 分館 | 借閱權限表/讀者借閱一覽/借閱規定 | reader | 讀者類別/讀者類型/借閱證別 | 一類讀者 | 可借冊數/借閱冊數/可借數量:quota:quota | 借期/借閱期限:days:loan | 續借次數/可續借:times:renew | 逾期費/逾期罰款:small:late | 押金/保證金:money:deposit
圖書館 | 圖書館 文化館 | 各分館資訊/服務據點 | library_branches | 分館/館別/據點 | 個分館 | 地址/館址:address:address | 電話/聯絡電話:phone:phone | 開放時間/開館時間:hours:hours | 負責人/館員:person:person | 座位數/席位:people:people
圖書館 | 圖書館 大學圖書館 | 館員分機表/業務分工/館內通訊錄 | library_role | 職稱/職務 | 個職務 | 姓名/館員:person:holder | 分機:ext:ext | 位置/辦公室:room:room | 業務/負責業務:duty:duty | 信箱/電子郵件:email:email
博物館 | 博物館 美術館 文物館 | 展廳一覽/展覽資訊 | rooms | 展廳/展館 | 間展廳 | 展覽主題/展出內容:topic:topic | 面積:area:area | 導覽/導覽服務:guide:guide | 策展人:person:head | 展期/展出期間:period:period
博物館 | 博物館 校史館 地方文化館 | 借展清單/藏品清冊/展品目錄 | museum_item | 展品/藏品名稱 | 件展品 | 編號/典藏號:code:asset | 尺寸:size:size | 出借人/提供者:person:head | 材質:material:material | 存放位置/庫位:room:shelf
博物館 | 科學館 博物館 水族館 動物園 | 票價表/門票價目/收費標準 | ticket | 票種/身分/對象 | 一種票 | 票價/價格/門票:small:ticket | 優惠/折扣:discount:discount | 應備證件/證明文件:papers:papers | 入場時間/可用時段:hours:slot
遊樂 | 農場 樂園 溫泉會館 遊樂區 | 票價表/入園收費/票價一覽 | ticket | 票種/類別 | 一種票 | 全票價格/票價/單價:small:ticket | 押金/手環押金:money:deposit | 適用對象:scope:scope | 退票期限/退票時限:days:length
景點 | 觀光局 風景區管理處 旅遊中心 | 景點資訊/步道一覽/旅遊據點 | parks | 景點/名稱 | 個景點 | 開放時間:hours:hours | 門票/清潔費:small:ticket | 全長/里程:distance:distance | 地址/位置:address:address | 服務電話/電話:phone:phone
場館 | 活動中心 文化中心 體育館 會館 | 場地租借收費表/場地收費標準/場地一覽 | rooms | 場地/場地名稱/空間 | 個場地 | 租金/場地費/收費:rate:rent | 容納人數/容量:people:people | 保證金/押金:money:deposit | 面積:area:area | 樓層/位置:room:room | 管理人/聯絡人:person:person
場館 | 體育館 運動中心 游泳池 健身中心 | 開放時間表/營業時間/開放時段 | days | 日期/日別/時段 | 一天 | 開放時間/營業時間:hours:hours | 清潔時間/休息時段:hours:slot | 值班人員/值班:person:duty_person
場館 | 運動中心 健身會館 俱樂部 | 會員權益表/會員方案/會籍說明 | membership | 會員類別/會員等級/方案 | 一種會員 | 年費/會費:money:price | 可用時段/使用時間:hours:slot | 折扣/優惠:discount:discount | 可請假天數/請假時間:days:length | 可帶訪客:times_people:number
餐飲 | 食堂 便當店 餐廳 小館 | 菜單/今日菜色/價目表 | dish | 品名/餐點/菜名 | 道菜 | 價格/售價/單價:small:price | 熱量:kcal:kcal | 口味/辣度:taste:taste | 過敏原:allergen:allergen | 份量/重量:grams:grams
餐飲 | 茶飲店 咖啡館 飲料店 | 飲料價目/飲品單/菜單 | drink | 品項/飲品 | 一種飲料 | 中杯/中杯價格:small:price | 熱量:kcal:kcal | 容量/杯量:cup:volume | 過敏原:allergen:allergen
商店 | 家電 電器行 電子 | 產品規格表/產品價目/商品清單 | product | 產品/品名/商品名稱 | 個產品 | 價格/建議售價/零售價:money:price | 功率/消耗功率:watts:power | 電壓/額定電壓:volts:voltage | 保固/保固期/質保期:years:warranty | 顏色:colour:colour | 重量/淨重:kilos:weight | 產地:origin:origin
商店 | 家具行 家居 木業 | 商品規格/家具型錄/價目表 | furniture | 品名/商品 | 件商品 | 價格/售價:money:price | 尺寸:size:size | 材質:material:material | 顏色:colour:colour | 保固/保固期限:years:warranty | 交貨期/出貨天數:days:duration
工業 | 機械 閥門 精密工業 泵業 | 型號規格表/產品規格/選型表 | codes | 型號/產品型號 | 個型號 | 壓力/公稱壓力/工作壓力:pressure:pressure | 功率:watts:power | 重量/淨重:kilos:weight | 材質/殼體材質:material:material | 單價/出廠價/報價:money:price | 交貨期/交期:days:duration | 保固/質保:years:warranty
工業 | 電子 電機 儀器 光電 | 零件表/料號一覽/備件清單 | codes | 料號/零件號/物料編碼 | 個料號 | 單價/價格:money:price | 庫存/庫存量/現有數量:pieces:stock | 庫位/存放位置:room:shelf | 供應商/廠商:maker:maker | 顏色:colour:colour | 包裝:package:package
工業 | 工廠 五金 機械廠 | 庫存表/倉庫盤點表/物料清單 | material_goods | 品名/物料名稱 | 種物料 | 規格/型號:code:model | 數量/庫存/結存:pieces:stock | 單價/價格:money:price | 庫位/貨架:room:shelf | 保管人/倉管員:person:keeper | 廠牌/廠商:maker:maker
工業 | 工具租賃行 機具行 五金行 | 工具租借表/機具出租價目 | tool | 工具/機具名稱 | 種工具 | 日租金/租金/每日租金:rate:rent | 押金/保證金:money:deposit | 可借數量/數量:pieces:stock | 重量:kilos:weight | 最長租期/租期:days:loan
標準 | 檢測中心 標準委員會 實驗室 | 檢驗依據表/標準清單/採用標準 | standards | 標準號/標準編號 | 個標準 | 實施日期/生效日期:date:effective | 歸口單位/負責單位:unit_name:unit | 起草人/承辦人:person:head | 檢驗費/費用:money:fee | 檢驗週期/工時:days:length
檢測 | 計量中心 檢測中心 校正實驗室 | 檢測收費表/校正項目一覽/收費標準 | testing | 檢測項目/項目/校正項目 | 個項目 | 收費/費用/檢測費:money:fee | 工作天/週期/完成時間:days:duration | 代碼/項目代號:code:asset | 依據標準/方法標準:standard:standard | 承辦人/檢測員:person:person
檢測 | 自來水廠 環保局 檢驗所 | 水質檢驗報告/水質檢測結果 | water | 項目/檢驗項目 | 個項目 | 檢驗值/測定值:normal:number | 判定/結果:result:result | 檢驗人員/檢驗員:person:head | 檢驗方法/標準:standard:standard
醫療 | 醫院 診所 衛生所 檢驗所 | 檢驗報告/檢驗項目參考值/體檢項目 | lab | 項目/檢驗項目 | 個項目 | 參考值/正常範圍/參考範圍:normal:normal | 採檢管/採檢管顏色:colour:cap | 費用/自費價:money:fee | 報告時間/出報告:days:duration | 結果/判讀:result:result
醫療 | 醫院 診所 衛生院 | 門診時間表/門診一覽 | dept_clinic | 科別/門診/科室 | 一科 | 醫師/看診醫師:person:doctor | 診間/地點:room:room | 看診時間/門診時間:hours:slot | 掛號費:money:fee | 限號/名額:class_size:enroll | 電話/分機:ext:ext
醫療 | 衛生所 社區醫院 接種站 | 疫苗接種一覽/預防接種資訊 | vaccine | 疫苗/疫苗名稱 | 一種疫苗 | 費用/自費價格:money:fee | 接種時間/接種日:lesson:lesson | 廠牌/廠商:maker:maker | 間隔/間隔時間:days:length | 庫存/剩餘劑數:pieces:stock
醫療 | 藥局 診所 衛生院 | 兒童用藥劑量表/用藥指示/劑量對照 | weight_band | 體重/對象/年齡 | 一種對象 | 每次劑量/劑量:dose:dose | 服用時間/用法:drug_time:drug_time | 療程/用藥天數:days:duration | 單日上限/每日次數:times:daily
醫療 | 檢驗所 醫院 血液中心 | 檢體採集須知/檢體保存條件 | sample | 檢體/檢體種類 | 種檢體 | 保存溫度/溫度:warmth:warmth | 保存期限/保存時間:days:store_time | 採集量/容量:dose:number | 管蓋/管蓋顏色:colour:cap | 送檢窗口/收件處:room:room
醫療 | 醫院 療養院 護理之家 | 院內通訊錄/主管名單/聯絡表 | hospital_role | 職務/職稱 | 個職務 | 姓名:person:holder | 分機/院內分機:ext:ext | 辦公室/位置:room:room | 手機/公務手機:mobile:mobile
學校 | 國小 中學 小學 高中 國中 | 行政人員分機表/通訊錄/行政分工 | school_role | 職稱/職務/職別 | 個職務 | 姓名:person:holder | 分機/校內分機:ext:ext | 辦公室/位置:room:room | 信箱/電子郵件:email:email
學校 | 國小 中學 小學 附小 | 班級導師名單/班級資料/班級一覽 | classes | 班級/班別 | 一班 | 導師/班主任:person:teacher | 教室/教室位置:room:room | 學生數/人數:class_size:staff | 打掃區域/外掃區:room:spot | 班長:person:head
學校 | 大學 技術學院 職業學院 高中 | 行事曆/校曆/重要日程 | term | 活動/事項/項目 | 個活動 | 日期/時間:date:date | 負責單位/承辦單位:unit_name:unit | 地點:room:room | 聯絡人/承辦人:person:person
學校 | 大學 高中 中學 | 期末考時間表/考試安排/科目教師表 | subject | 科目/學科 | 一科 | 考試日期/日期:date:date | 開始時間/時間:clock:start | 考場/教室:room:room | 任課教師/教師:person:teacher | 配分/滿分:score:score
學校 | 大學 中學 學院 | 競賽項目/比賽一覽/校內競賽 | contest | 競賽項目/比賽/活動名稱 | 項比賽 | 日期/比賽日期:date:date | 地點/場地:room:room | 報名截止/截止日期:date:deadline | 承辦人/負責老師:person:person | 人數上限/名額:class_size:enroll | 獎金/首獎獎金:money:subsidy
學校 | 大學 學院 研究所 | 開課資訊/學分一覽/課程表 | subject | 課程/課名 | 門課 | 學分/學分數:credit:credit | 授課教師/任課老師:person:teacher | 上課時間/時間:lesson:lesson | 教室/上課地點:room:room | 人數上限/限修人數:class_size:enroll
學校 | 小學 中學 實驗學校 幼兒園 | 社團名單/社團幹部 | club_role | 職稱/職務 | 個職務 | 姓名:person:holder | 班級/所屬班級:class:class | 電話/手機:mobile:mobile | 負責工作/工作:duty:duty
社區大學 | 社區大學 文化館 老年大學 推廣中心 | 課程一覽/秋季課表/招生簡章 | course | 課程/班別/課程名稱 | 門課 | 上課時間/時間:lesson:lesson | 教師/講師/授課老師:person:teacher | 學費/費用:money:tuition | 教室/地點:room:room | 名額/招生人數:class_size:enroll | 週數/課時:lessons:lessons
交通 | 客運 公車處 公交公司 | 路線時刻表/班次表/線路一覽 | routes | 路線/線路 | 條路線 | 首班/首班車/頭班:early:first | 末班/末班車/尾班:late:last | 票價/全程票價:small:fare | 班距/間隔:interval:frequency | 車型:bus:bus | 終點/終點站:place:terminus
交通 | 科技園 校車隊 度假村 產業園區 | 接駁班車表/校車路線/班車安排 | stops | 站名/站點/上車點 | 一站 | 首班/第一班:early:first | 末班/最後一班:late:last | 上車位置/候車地點:room:room | 司機/駕駛:person:driver | 車程/行車時間:minutes:ride
交通 | 火車站 車站 鐵路局 | 列車時刻/車次表/到發時刻 | trains | 車次/列車 | 班車 | 開車時間/發車:early:depart | 到達時間/抵達:late:arrive | 月台/站台:platform:platform | 終點站/終到站:place:terminus | 票價/二等座:small:fare | 行車時間/全程:minutes:ride
交通 | 輪渡 航運 碼頭 | 渡輪時刻/航線票價/船班表 | ferries | 航線/船班 | 條航線 | 首航/首班船:early:first | 末航/末班船:late:last | 票價/單程票價:small:fare | 航程/航行時間:minutes:ride | 船長/船長姓名:person:driver
交通 | 火車站 地鐵站 轉運站 客運站 | 站務人員/值班主管/站內通訊 | station_role | 職務/崗位 | 個職務 | 姓名:person:holder | 分機/內線:ext:ext | 手機/聯絡手機:mobile:mobile | 位置/值班地點:room:room
停車 | 停車場 停管處 物業 | 停車費率/停車收費表 | parking | 車種/車輛類別 | 一種車 | 費率/收費/計費:rate:price | 每日上限/當日最高收費:money:amount | 車位數/格位:cars:slots | 停放區域/停車區:room:spot | 免費時間/免費停車時間:minutes:length
行政 | 戶政所 鄉公所 政務大廳 行政中心 | 辦理事項/辦事指南/業務窗口 | service | 事項/業務/申辦項目 | 個事項 | 窗口/辦理窗口:room:room | 規費/工本費:money:fee | 辦理時限/工作天:days:duration | 應備文件/所需材料:papers:papers | 承辦人/經辦:person:person | 辦理方式/方式:method:method | 承辦單位/科室:unit_name:unit
行政 | 鄉公所 區公所 街道辦 鎮政府 | 村里通訊錄/村里資料/里長名冊 | villages | 村里/里別/村名 | 個里 | 里長/村長:person:head | 電話/聯絡電話:phone:phone | 活動中心地址/地址:address:address | 人口/戶籍人數:people:staff | 集合地點/避難地點:room:spot
行政 | 村委會 居委會 里辦公處 社區發展協會 | 幹部名單/通訊錄/人員分工 | village_role | 職務/職稱 | 個職務 | 姓名:person:holder | 手機/電話:mobile:mobile | 分管/負責業務:duty:duty | 責任區/責任片區:town:town
行政 | 公所 管理處 協會 基金會 | 歷年經費/年度統計/各年資料 | years | 年度/年份/學期 | 一年 | 經費/預算:big:budget | 參加人數/人次:people:staff | 主辦人/負責人:person:head | 舉辦地點/地點:room:spot | 舉辦日期/日期:date:when_c
消防 | 消防隊 分隊 救難協會 | 輪值表/勤務表/出勤名單 | weekdays | 日期/星期 | 一天 | 值班隊員/值班人員:person:duty_person | 帶班幹部/帶班主管:person:head | 值班電話/電話:phone:day_phone | 集合時間/交班時間:clock:start
消防 | 消防局 分隊 大隊 | 人員編制/聯絡表/通訊名冊 | fire_role | 職稱/職務 | 個職務 | 姓名:person:holder | 手機/行動電話:mobile:mobile | 責任區/轄區:town:town | 無線電代號/代號:code:asset
值班 | 水務局 電力公司 醫院 機關 管理處 | 值班表/假期值班安排/輪值表 | dates | 日期/值班日期 | 一天 | 值班員/值班人員:person:duty_person | 帶班領導/督導:person:head | 值班電話/聯絡電話:phone:day_phone | 值班地點/地點:room:room
社區 | 管委會 業委會 物業 大廈管理委員會 | 委員名單/當選名單/分工表 | committee_role | 職務/職稱 | 個職務 | 姓名/當選人:person:holder | 得票數/票數:votes:votes | 電話/手機:mobile:mobile | 任期:years:term | 負責事務/分工:duty:duty
社區 | 物業 大廈 公寓管委會 | 樓層配置/樓層指引/樓層說明 | floors | 樓層/層別 | 一層 | 用途/配置:use:use | 面積:area:area | 管理單位/使用單位:unit_name:unit | 開放時間:hours:hours | 清潔人員/負責人:person:person
社區 | 清潔隊 環保局 回收站 | 回收價目/垃圾分類表/收運時間 | waste | 品項/類別/回收物 | 一種東西 | 回收價/單價:small:price | 收運日/回收時間:lesson:lesson | 投放地點/放置處:room:shelf | 包裝方式/包裝:package:package
公司 | 科技公司 集團 股份有限公司 實業 | 公司分機表/內部通訊錄/聯絡名單 | company_role | 職稱/職務 | 個職務 | 姓名:person:holder | 分機/內線:ext:ext | 座位/辦公室:room:room | 電子郵件/郵箱:email:email | 負責業務/職責:duty:duty
公司 | 集團 股份有限公司 建設公司 | 出差費用標準/出差補助表/住宿標準 | travel | 職級/職務 | 個職級 | 住宿費/住宿上限:money:amount | 交通工具/搭乘標準:transport:transport | 伙食補助/餐補:money:subsidy | 審批人/核准人:person:head | 報銷期限/報支期限:days:length
公司 | 公司 集團 醫院 學校 | 請假規定/假別一覽/給假天數 | leave | 假別/請假種類 | 一種假 | 天數/給假日數:days:leave | 證明文件/應附證明:papers:papers | 核准主管/審核人:person:head | 薪資比例/給薪比例:percent:number
公司 | 公司 出版社 工作室 | 部門聯絡表/組別資料/團隊名單 | team | 部門/組別/單位 | 個部門 | 主管/負責人:person:person | 分機:ext:ext | 人數/編制:class_size:staff | 辦公地點/樓層:room:room | 公用信箱/信箱:email:email
公司 | 公司 企業 協會 學會 | 供應商名冊/合作廠商/廠商聯絡 | companies | 廠商/供應商/公司名稱 | 家廠商 | 聯絡人/窗口:person:person | 電話:phone:phone | 地址:address:address | 付款方式/付款條件:payment:payment | 交貨期/交期:days:duration | 履約保證金/保證金:money:deposit
公司 | 維修中心 手機行 電腦公司 | 維修價目/維修報價/服務收費 | repair | 維修項目/項目/服務 | 個項目 | 價格/費用/報價:money:price | 工時/所需時間:days:duration | 保固/維修保固:years:warranty | 技師/負責師傅:person:person | 檢測費/診斷費:money:amount
金融 | 銀行 信用社 農會 郵局 | 分行據點/營業據點/網點資訊 | bank_branches | 分行/據點/網點 | 家分行 | 地址:address:address | 電話/服務電話:phone:phone | 營業時間:hours:hours | 經理/主管:person:head | 窗口數/櫃檯數:times_count:number
郵政 | 郵局 快遞 物流 | 郵資表/寄件價目/寄送時效 | post | 種類/郵件種類 | 一種郵件 | 郵資/價格/首重價格:money:price | 時效/送達時間:days:duration | 重量上限/限重:kilos:weight | 包裝/包裝要求:package:package
預算 | 協會 學生會 工會 籌備會 基金會 | 經費預算表/活動預算/決算表 | budget | 項目/科目/預算科目 | 個項目 | 金額/預算金額/預算數:big:budget | 比例/占比:percent:percent | 經手人/負責人:person:person | 核銷期限/報銷截止:date:deadline
評選 | 基金會 評審會 採購中心 教育局 | 評分表/評分標準/評選項目 | score_item | 評分項目/項目/指標 | 個項目 | 配分/分值:score:score | 權重/比例:percent:percent | 評審委員/評審:person:head | 等級/評級:level:level
期限 | 教育局 基金會 委員會 科技局 | 時程表/各階段期限/作業時程 | stage | 階段/流程/步驟 | 個階段 | 截止日期/期限/完成日期:date:deadline | 地點/辦理地點:room:room | 承辦單位/負責單位:unit_name:unit | 承辦人/窗口:person:person | 所需文件/應備文件:papers:papers | 辦理方式/方式:method:method
工程 | 營造公司 工務局 建設處 | 標段資訊/工程一覽/分標內容 | lots | 標段/工項/項次 | 一項 | 金額/決標金額:big:budget | 工期/履約期限:days:duration | 施工廠商/得標廠商:maker:maker | 監造人/負責人:person:person | 保證金/履約保證金:money:deposit | 開工日期/開工日:date:when_c
設備 | 辦公室 學校 公司 研究院 | 設備清單/財產清冊/設備台帳 | equipment | 設備名稱/品名/設備 | 台設備 | 財產編號/資產編號:code:asset | 數量:pieces:stock | 購置日期/購入日期:date:bought | 保管人/使用人:person:keeper | 存放地點/放置地點:room:shelf | 狀態/現況:status:status | 原值/購入價格:money:price
設備 | 學生會 活動中心 視聽室 影音中心 | 器材借用表/設備租借/器材清單 | equipment | 器材/器材名稱/設備 | 種器材 | 押金/保證金:money:deposit | 借用期限/可借天數:days:loan | 可借數量/數量:pieces:stock | 租金/使用費:rate:rent | 保管人/管理員:person:keeper
實驗室 | 實驗室 研究所 檢測站 大學 | 儀器清單/設備台賬/儀器管理表 | lab_equipment | 儀器/設備名稱/儀器名稱 | 台儀器 | 型號:code:model | 資產編號/編號:code:asset | 校正日期/檢定日期:date:when_c | 保管人/負責人:person:keeper | 放置地點/位置:room:shelf | 功率:watts:power | 廠牌/製造商:maker:maker
實驗室 | 實驗室 化學系 藥廠 | 藥品清單/化學品庫存/試劑管理表 | chemical | 藥品/試劑名稱/品名 | 種藥品 | 庫存/存量:litres:stock | 存放位置/櫃位:room:shelf | 保管人/管理人:person:keeper | 保存溫度/溫度:warmth:warmth | 有效期限/到期日:date:expiry | 容器/包裝:package:package
辦公 | 總務處 行政處 辦公室 | 辦公用品庫存/文具領用表/文具採購單 | stationery | 品名/文具/用品 | 種文具 | 數量/庫存:pieces:stock | 單價/價格:money:price | 領用人/申請人:person:head | 存放櫃/位置:room:shelf | 供應商/廠商:maker:maker | 顏色:colour:colour
農業 | 農會 種子公司 農改場 農技站 | 播種時期表/作物栽培表/種植指南 | crop | 作物/品種/種類 | 種作物 | 播種期/播種時間:sowing:sowing | 株距/間距:spacing:spacing | 生育日數/採收天數:growth:length | 土壤/適合土壤:soil:soil | 產量/畝產:yield:yield | 發芽溫度/適溫:warmth:warmth | 種子價格/每包價格:money:price
農業 | 花市 園藝 花卉中心 苗圃 | 花卉養護表/苗木價目/栽培要點 | flower | 花卉/植物/品名 | 種花 | 日照/光照:light:light | 土壤/介質:soil:soil | 適溫/生長溫度:warmth:warmth | 澆水間隔/澆水週期:days:length | 價格/單價:money:price | 花色/顏色:colour:colour
農業 | 林業站 園林處 公園處 | 樹木清冊/行道樹資料/造林表 | tree | 樹種/樹名 | 種樹 | 數量/株數:trees:stock | 株距/種植間距:spacing:spacing | 種植地點/位置:place:room | 養護人/負責人:person:person | 栽植時期/種植期:sowing:sowing
漁業 | 水產站 養殖場 漁會 | 養殖水溫表/魚苗價目/養殖資料 | fish | 魚種/品種 | 種魚 | 適溫/水溫:warmth:warmth | 魚苗價格/單價:money:price | 養成時間/飼養期:growth:length | 產地:origin:origin | 池號/池位:room:shelf
生態 | 濕地中心 保育站 自然協會 | 調查紀錄/物種調查表/觀察紀錄 | animal | 物種/鳥種/名稱 | 種動物 | 數量/隻數:animals:stock | 觀察地點/地點:place:room | 調查日期/日期:date:when_c | 調查員/紀錄者:person:head | 保育等級/等級:level:level
住宿 | 旅館 民宿 飯店 招待所 | 房價表/客房價目/住宿收費 | room_type | 房型/客房 | 種房 | 平日價/房價:money:price | 加床費/加人費:money:amount | 可住人數/容納人數:times_people:people | 坪數/面積:area:area | 餐食/供餐:meal:meal | 取消期限/免費取消期限:days:length | 押金/訂金:money:deposit
運動 | 體育會 運動會籌備處 學校 | 賽程表/競賽時間/比賽安排 | sport | 項目/比賽項目 | 個項目 | 比賽時間/時間:clock:start | 裁判/裁判長:person:head | 場地/檢錄地點:room:room | 報名人數/參賽人數:class_size:enroll | 組別/級別:level:level
活動 | 志工隊 獅子會 讀書會 促進會 | 場次表/梯次安排/活動場次 | sessions | 場次/梯次/期別 | 一場 | 日期/活動日期:date:date | 集合地點/集合處:place:spot | 領隊/帶隊老師:person:person | 名額/人數上限:class_size:enroll | 費用/報名費:money:tuition | 報名截止/截止日期:date:deadline
職場分機 | 鄉公所 區公所 醫院 學校 公司 集團 | 分機表/通訊錄/聯絡名冊 | team*office_post | 單位/部門/組別*職稱/職務 | 個單位 | 姓名:person:holder | 分機:ext:ext | 辦公室/位置:room:room | 手機:mobile:mobile
收費分級 | 泳池 體育館 球館 溫泉 溜冰場 | 收費表/票價表/時段收費 | daytype*ticket | 時段/日別*身分/票種 | 一天 | 票價/收費:small:ticket | 使用時限/時限:days:length | 押金:money:deposit
借閱分級 | 圖書館 資料中心 視聽館 | 借閱規則/借閱數量表/借閱一覽 | reader*media | 讀者類型/身分*資料類型/資料別 | 一類讀者 | 可借數量/冊數:quota:quota | 借期/借閱期限:days:loan | 續借:times:renew | 逾期費:small:late
門診班表 | 醫院 診所 衛生所 | 門診表/看診班表 | weekdays*dept_clinic | 星期/日期*科別/門診 | 一天 | 醫師/看診醫師:person:doctor | 診間/診室:room:room | 開始時間/開診時間:clock:start | 限號:class_size:enroll
場租分級 | 活動中心 文化中心 禮堂 大學 | 租金表/場地收費/租用價目 | rooms*halfday | 場地/空間*時段/租用時段 | 個場地 | 租金/收費:rate:rent | 清潔費:money:amount | 保證金/押金:money:deposit
據點班表 | 銀行 郵局 圖書館 區公所 | 各據點開放時間/營業時間一覽 | branches*days | 據點/單位*日期/日別 | 個據點 | 開放時間/營業時間:hours:hours | 值班人員/值班:person:duty_person | 櫃檯數/窗口數:times_count:number
學期經費 | 學校 大學 學會 | 分年經費/各年預算執行 | years*budget | 年度/學期*科目/項目 | 一年 | 金額/預算數:big:budget | 執行率/執行比例:percent:number | 承辦人:person:person
型號耗材 | 電子 儀器 機電 印表機公司 | 備件對照表/耗材價目/配件清單 | codes*part | 適用機型/型號*配件/零件 | 個型號 | 單價/價格:money:price | 料號/編號:code:asset | 庫存:pieces:stock | 更換週期/壽命:days:length
場館資料 | 運動中心 文化中心 游泳池 圖書館 活動中心 | 場館資訊/基本資料/場館簡介 | - | - | /你們/你們館/場館 | 地址/館址:address:address | 電話/服務電話:phone:phone | 開放時間/營業時間:hours:hours | 負責人/館長:person:person | 容納人數:people:people | 門票/入場費:small:ticket | 面積/總面積:area:area | 信箱:email:email
會議通知 | 委員會 公司 協會 學校 理事會 | 會議通知/開會通知/會議資料 | - | - | 會議/這次會議/這場會/開會 | 會議日期/日期:date:date | 開始時間/時間:clock:start | 地點/開會地點:room:room | 主持人/主席:person:head | 聯絡人/承辦人:person:person | 聯絡電話/電話:phone:phone | 應備文件/攜帶文件:papers:papers
產品資料 | 電子 電器 儀器 家電 | 產品規格/規格書/技術參數 | - | - | 產品/這款產品/這台機器/該機種 | 型號/產品型號:code:model | 電壓/額定電壓:volts:voltage | 功率/額定功率:watts:power | 重量/淨重:kilos:weight | 尺寸/外形尺寸:size:size | 材質/外殼材質:material:material | 保固/質保期:years:warranty | 售價/零售價:money:price | 工作溫度:warmth:warmth | 產地:origin:origin
活動資料 | 促進會 基金會 農會 學校 工會 | 活動簡介/活動資訊/報名資訊 | - | - | 活動/這次活動/這個活動/報名 | 活動日期/日期:date:date | 集合地點/集合處:place:spot | 名額/人數上限:class_size:enroll | 費用/報名費:money:tuition | 報名截止/截止日期:date:deadline | 聯絡人/承辦人:person:person | 電話/洽詢電話:phone:phone | 報名方式/方式:method:method
租約資料 | 物業 房屋仲介 租賃 不動產 | 租賃資訊/房屋資料/出租資料 | - | - | 房子/這間房子/這間房/房屋 | 地址/房屋地址:address:address | 租金/月租金:rate:rent | 押金/保證金:money:deposit | 面積/坪數:area:area | 租期/租賃期限:days:loan | 聯絡人/房東:person:person | 電話/手機:mobile:mobile | 付款方式/繳款方式:payment:payment
徵才資料 | 公司 醫院 學校 基金會 | 徵才公告/職缺資訊/招聘信息 | - | - | 職缺/這個職缺/這份工作/這次招聘 | 需求人數/名額:class_size:enroll | 薪資/月薪:big:amount | 工作地點/地址:address:address | 報名截止/截止日期:date:deadline | 應備文件/所需材料:papers:papers | 聯絡人/承辦人:person:person | 分機/電話:ext:ext | 面試日期:date:when_c
"""


def _schemas(text: str) -> tuple[Schema, ...]:
    return tuple(_schema([part.strip() for part in line.split("|")]) for line in text.strip().splitlines())


def _schema(parts: list[str]) -> Schema:
    domain, organisations, titles, families, keys, row, *columns = parts
    names = tuple(tuple(one.split("/")) for one in keys.split("*")) if families != "-" else ()
    kinds = tuple(families.split("*")) if families != "-" else ()
    return Schema(
        domain, tuple(organisations.split()), tuple(titles.split("/")), kinds, names, row, tuple(map(_column, columns))
    )


def _column(text: str) -> Column:
    names, value, kind = text.split(":")
    return Column(tuple(names.split("/")), value, kind)


SCHEMAS = _schemas(TABLES)
