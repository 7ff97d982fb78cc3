"""What every named finding means and what to do about it, in one sentence each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Words for one finding. `weighs` says that rows with it are missing from some share."""

    meaning: str
    todo: str
    weighs: bool = False


UNNAMED = Finding("这一行有不合常理之处，已入库。", "请下载明细，按行号到来源系统核对。")
FINDINGS = {
    "办结早于受理": Finding(
        "办结时间比受理时间还早，不计入按时率和用时。",
        "请到来源系统更正时间后重新导出导入。",
        weighs=True,
    ),
    "办结时间在统计日之后": Finding(
        "办结时间写在将来，按已办结计入其月份。", "请核对是否录错年月。", weighs=True
    ),
    "状态为办结但没有办结时间": Finding(
        "状态写“办结”却没有时间，按未办结列示，不计入超期。",
        "请补录办结时间后重新导出导入。",
        weighs=True,
    ),
    "日期超出日历范围": Finding(
        "受理时间早于2000年或在统计日之后，无法推算工作日。",
        "请核对年份，更正后重新导出导入。",
        weighs=True,
    ),
    "到期日超出日历范围": Finding(
        "时限太长，到期日在日历之外，不判断是否按时。",
        "请核对时限；确实没有期限的请写“无期限”。",
        weighs=True,
    ),
    "逾期未告知，视为受理": Finding(
        "没有受理时间，收件后5个工作日内也没有告知补正，依法按收件日受理计算（行政许可法第32条）。",
        "请核对是否漏录受理时间或补正告知。",
    ),
    "没有受理时间，按收件日计算": Finding(
        "已经办结却没有受理时间，也没有告知过补正，时限从收件日起算。",
        "请在来源中补录受理时间后重新导出导入。",
    ),
    "办结但没有受理时间": Finding(
        "已经办结却没有受理时间，又告知过补正，说不清从哪天起算，不计入任何统计。",
        "请在来源中补录受理时间后重新导出导入。",
        weighs=True,
    ),
    "收件后尚未受理": Finding(
        "只有收件时间，还没有受理，也不满足视为受理的条件，不算办件。",
        "请关注是否临近5个工作日；受理后重新导出即可。",
    ),
    "送达早于办结": Finding("送达时间比办结还早，不计入送达统计。", "请核对两个时间。"),
    "特别程序不在办理期间": Finding(
        "暂停在受理之前结束或在办结之后才开始，没有起作用。", "请核对暂停的起止和办件的时间。"
    ),
    "时限为0或异常大": Finding(
        "承诺件的时限是0、负数或999以上，多半是占位值。",
        "请核对事项时限，无期限的请写“无期限”。",
        weighs=True,
    ),
    "没有登记窗口": Finding(
        "这件办件看不出是哪个窗口办的，不计入任何窗口的排名。", "请在来源中补录窗口。", weighs=True
    ),
    "承诺时限长于法定时限": Finding(
        "承诺比法定还慢，不合承诺的本意；按原值计算。", "请核对两个时限是否填反。"
    ),
    "即办件却有承诺天数": Finding(
        "即办件应当场办结，却写了一天以上的承诺时限。", "请核对办件类型或时限。"
    ),
    "窗口不在清单": Finding(
        "办件写的窗口在窗口清单里没有，单列为一个窗口。", "请补充窗口清单或更正窗口号。"
    ),
    "事项不在清单": Finding(
        "办件写的事项在事项清单里没有，时限以办件所写为准。", "请补充事项清单或更正事项编码。"
    ),
    "申请晚于受理": Finding("申请时间比受理时间晚，时限仍从受理起算。", "请核对是否两列填反。"),
    "来源到期日与按时限推算的不同": Finding(
        "来源给的到期日与按时限、节假日推算的不同，以来源为准。",
        "请核对来源系统的节假日安排和暂停记录。",
    ),
    "缺少办件类型，已按时限推定": Finding(
        "来源没写办件类型：有时限的按承诺件，其余按其他。", "请在导出时带上办件类型。"
    ),
    "有内容无法识别": Finding(
        "某一格的写法认不出来，该格按空白处理，其余照常。", "请看内容一列，更正写法后重新导入。"
    ),
    "状态或结果不在约定取值中": Finding(
        "状态或结果是没见过的写法，按计入统计处理。", "请在导入时说明它的含义，或在来源中统一写法。"
    ),
    "特别程序结束早于开始": Finding(
        "暂停的结束比开始还早，这次暂停不扣减时间。", "请核对起止时间。"
    ),
    "特别程序找不到办件": Finding(
        "暂停记录写的办件编号没有对应的办件，没有起作用。", "请补导办件，或核对编号。"
    ),
    "评价找不到办件": Finding(
        "评价写的办件编号没有对应的办件，只按评价自己的窗口计。", "请补导办件，或核对编号。"
    ),
    "留言没有日期": Finding(
        "留言没有日期，不属于任何月份，不计入占比。", "请按留言簿补写日期。", weighs=True
    ),
}


def words_of(finding: str) -> Finding:
    """The words of a finding; general ones for a name without its own."""
    return FINDINGS.get(finding, UNNAMED)


def weighty() -> list[str]:
    """Findings that keep a row out of some share."""
    return [name for name, words in FINDINGS.items() if words.weighs]
