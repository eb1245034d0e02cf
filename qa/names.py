"""Patterns of names, in folded form: endings of organisations, places and roles, surnames, and sets of varieties."""

import re

_ORGANISATIONS = """
图书馆 分馆 总馆 少儿馆 博物馆 美术馆 体育馆 文化馆 展览馆 纪念馆 科技馆 档案馆 游泳馆 展厅 阅览室
自习室 会议室 教室 实验室 中学 小学 大学 学院 学校 书院 幼儿园 养老院 敬老院 福利院 医院 卫生院
诊所 药店 公司 集团 银行 分行 支行 酒店 宾馆 民宿 餐厅 食堂 中心 服务站 资讯站 信息站 文化站
气象站 客运站 车站 加油站 派出所 研究所 事务所 委员会 协会 学会 基金会 法院 检察院 公园 广场 大桥
大厦 剧院 影院 剧场 书店 出版社 报社 电视台 超市 市场 停车场 浴场 机场 码头 小区 合作社 联合会
教务处 总务处 学务处 办公室 管理处 交通局 教育局 文化局 卫生局 卫健委 财政局 公安局 俱乐部 工厂
展室 特展区 阅览区 游泳池 健身房 交谊厅 礼堂 活动中心 宿舍
"""
ORGANISATION = re.compile("|".join(sorted(_ORGANISATIONS.split(), key=lambda word: (-len(word), word))))
PLACES = frozenset("省市县区镇乡村街路巷湖山河江港岛滩湾")

# Ranks that make a different role: the 副站長 is not the 站長.
_RANKS = "常务副|第一副|副|代理|代|前任|前|原|名誉|荣誉|助理|执行|首席"
RANKS = {"代": "代理", "前": "前任", "原": "前任", "荣誉": "名誉"}  # rank → its other name
_DEPARTMENTS = (
    "教务|总务|学务|训导|辅导|人事|财务|行政|项目|部门|客服|销售|营业|工程|技术|值班|护理|安全|"
    "班|系|村|社区|办公室|研究室"
)
_HEADED = (
    "站|馆|校|园|院|局|处|科|课|股|所|部|会|社|村|镇|乡|县|市|区|省|厅|司|署|厂|店|队|组|班|团|行|庭|台|里|"
    "董事|理事|秘书|护士|护理|教务|总务"
)
_POSTS = "主任(?!委员)|副?主任委员|总?经理|负责人|联系人|主席|书记|主编|总编|主管|干事|专员|会计|出纳|秘书(?!长)"
ROLE = re.compile(
    rf"(?P<rank>{_RANKS})?(?P<post>(?P<department>{_DEPARTMENTS})?(?P<head>{_POSTS})"
    rf"|(?:{_HEADED})长(?![汀度沙春江安乐宁大期远久短者寿途城征假廊椅线]))"
)

_SURNAMES = """
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳
鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪
舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包
诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段富巫乌焦巴弓牧山谷车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白怀
蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦
艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利师巩聂晁勾敖融冷辛阚那简饶曾关查荆游权盖益桓公涂肖佘佟端钟令司
"""
SURNAMES = frozenset(_SURNAMES) - {"\n"}

# The words of a line are different varieties of one thing; = joins words for the same variety.
_VARIETIES = """
日卡 周卡 月卡 季卡 年卡
金卡 银卡 黑卡 白卡 普卡 钻石卡
首班 末班
大班 中班 小班 托班
早班 中班 晚班
男子 女子
旺季 淡季
地面=地上 地下
上行 下行 往返
单程 往返=来回
成人 儿童=孩童 学生 老人=长者=敬老
公办=公立 民办=私立
平日=工作日 假日=节假日=周末
早餐 午餐 晚餐
东门 西门 南门 北门
入口 出口
市内 市外
室内 室外
本科 硕士 博士
入住 退房
会员 非会员
甲方 乙方
上限 下限
最高 最低
最大 最小
春季 夏季 秋季 冬季
小客车=小型车 大客车 大货车=大型车 机车=摩托车
上学期 下学期
上半年 下半年
单价 总价=合计=总额
户籍 非户籍
黑白 彩色
单面 双面
大杯 中杯 小杯
寒假 暑假
收稿 录用
甲类 乙类 丙类
甲级 乙级 丙级
"""


def _others(lines: list[str]) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return for each word its equivalents, and the words for other varieties of its kind."""
    same: dict[str, frozenset[str]] = {}
    other: dict[str, frozenset[str]] = {}
    for line in lines:
        members = [frozenset(member.split("=")) for member in line.split()]
        for member in members:
            for word in member:
                same[word] = same.get(word, frozenset()) | member
                other[word] = other.get(word, frozenset()).union(*(one for one in members if one is not member))
    return same, other


SAME_VARIETY, OTHER_VARIETIES = _others(_VARIETIES.strip().splitlines())
VARIETY = re.compile("|".join(sorted(SAME_VARIETY, key=lambda word: (-len(word), word))))
