import pytest

from nlp.mask import mask_name, mask_people, mask_text

HIDDEN = [
    ("电话13812345678，", "电话138****5678，"),
    ("１３８１２３４５６７８", "138****5678"),
    ("138-1234-5678", "138****5678"),
    ("+8613812345678", "+86138****5678"),
    ("身份证430302199001011212。", "身份证430***********12。"),
    ("43030219900101123x", "430***********3X"),
    ("ID430302199001011212", "ID430***********12"),
    ("老证430302900101123", "老证430***********23"),
    ("0731-85123456", "0731-8512****"),
    ("(0731)88881234", "(0731)8888****"),
    ("座机58231234", "座机5823****"),
    ("卡号6222021234567890123", "卡号************0123"),
    ("6222 0212 3456 7890 123", "************0123"),
    ("a.b@163.com", "a***@163.com"),
    ("湘C·12312", "湘C·***12"),
    ("车牌湘CD12312停在门口", "车牌湘C·***12停在门口"),
    ("我叫张三，", "我叫张*，"),
    ("我叫王小明很满意", "我叫王*明很满意"),
    ("联系人：欧阳娜娜 电话13912345678", "联系人：欧阳* 电话139****5678"),
    ("姓名：李小明性别女", "姓名：李*明性别女"),
]
KEPT = [
    "",
    "统一社会信用代码91430300MA4L2ABC1X",
    "信用代码914303001838029387",
    "办件YS2025030400123",
    "办件编号2025030412345678",
    "2025-03-04 09:30",
    "20250304",
    "1234567.89元",
    "12345热线",
    "本人于2019年高中毕业",
    "本人湘潭市民",
    "联系人：王女士",
    "窗口的王小明态度好",
    "ＡＢＣ全角不变，没有号码",
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_personal_data_is_hidden(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_everything_else_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_masking_twice_changes_nothing(text: str, shown: str) -> None:
    assert mask_text(shown) == shown


def test_several_in_one_text() -> None:
    text = "我叫张三，身份证430302199001011212，电话13812345678或0731-85123456。"
    shown = "我叫张*，身份证430***********12，电话138****5678或0731-8512****。"
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳*"),
        ("李德行", "李*行"),
        ("张", "*"),
        ("", ""),
        ("阿依古丽·买买提", "阿**"),
        ("John Smith", "J**"),
        ("王五（个体工商户）", "王*（个体工商户）"),
        ("湘潭市某某有限公司", "湘潭市某某有限公司"),
        ("红旗商店", "红旗商店"),
        ("湘潭市第一中学", "湘潭市第一中学"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("张三", "张*"),
        ("张三、李四", "张*、李*"),
        ("李明 13812345678", "李*"),
        ("张三（副局长）", "张*、副局长"),
        ("王强/赵六", "王*、赵*"),
        ("欧阳修", "欧阳*"),
        ("430304199001011234", "*"),
        ("行政审批科", "行政审批科"),
        ("经局领导班子集体研究同意", "*"),
        ("", "*"),
    ],
)
def test_people_in_a_field(written: str, shown: str) -> None:
    assert mask_people(written) == shown


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("感谢张小明主任", "感谢张*明主任"),
        ("今天王小明主任在", "今天王*明主任在"),
        ("谢谢李芳女士", "谢谢李*女士"),
        ("投诉欧阳明科长", "投诉欧阳*科长"),
        ("我叫陳大文，住這裡", "我叫陈*文，住這裡"),
        ("王主任态度好", "王主任态度好"),
        ("不动产窗口的王师傅", "不动产窗口的王师傅"),
        ("谢谢老师，谢谢大姐", "谢谢老师，谢谢大姐"),
        ("任何同志都一样", "任何同志都一样"),
        ("高新区主任", "高新区主任"),
    ],
)
def test_a_full_name_before_a_title(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我住青石路12号3栋2单元501室", "我住青石路***"),
        ("青石路十二号门口", "青石路***门口"),
        ("柳塘小区12栋楼下", "柳塘小区***楼下"),
        ("高新路3号窗口", "高新路3号窗口"),
        ("地铁1号线", "地铁1号线"),
        ("青石路的路灯坏了", "青石路的路灯坏了"),
    ],
)
def test_a_house_number_goes_with_what_follows(text: str, masked: str) -> None:
    assert mask_text(text) == masked
