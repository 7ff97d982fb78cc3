"""Chinese names and definitions of everything on screen, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from etl import contract as contracts
from etl.settings import DEFAULT_SOURCE

APP_TITLE = "政务服务效能与满意度看板"
DEMO_NOTICE = "演示数据"
UNKNOWN = "未登记"


@dataclass(frozen=True)
class Metric:
    """A figure's name, its definition with the formula, and where it comes from."""

    label: str
    definition: str


METRICS = {
    "finished": Metric(
        "办结件数", "本期办结、计入统计的办件数；草稿、不予受理、作废、撤回、退件另列，不计入。"
    ),
    "on_time": Metric(
        "按时办结率",
        "（提前＋按时＋即办）÷ 有承诺时限的办结件。按日期判定：办结日不晚于承诺到期日即为按时；受理当日不计，调休上班日计入工作日，暂停日不计。日期有矛盾的办件不计入。",
    ),
    "within_statutory": Metric(
        "法定时限内办结率",
        "办结日不晚于法定到期日的办件 ÷ 有法定时限的办结件。只有法定事由（听证、检验、检测、鉴定、专家评审等）的暂停才停法定时钟。",
    ),
    "early": Metric("提前办结率", "承诺件中办结日早于承诺到期日的办件 ÷ 承诺件办结件。"),
    "p90": Metric(
        "九成办件用时",
        "九成办件在这么多个工作日内办结（第90百分位，线性插值）。工作日按国务院节假日安排计，扣除暂停。",
    ),
    "median": Metric("用时中位数", "一半办件在这么多个工作日内办结。"),
    "satisfaction": Metric(
        "主动评价好评率",
        "主动评价中“基本满意”及以上 ÷ 主动评价数。系统默认评价不算主动评价。疑似刷评在人核定前仍计入，另列数量。",
    ),
    "active_rated": Metric(
        "主动评价率", "至少有一条主动评价的办结件 ÷ 本期办结件；一件办件评多次只算一次。"
    ),
    "good_ratings": Metric(
        "好评率", "“基本满意”及以上 ÷ 有效评价，含系统默认评价；剔除的和核定无效的不计入。"
    ),
    "bad_ratings": Metric("差评率", "“不满意”和“非常不满意” ÷ 有效评价。"),
    "rated": Metric(
        "评价率",
        "有有效评价（含系统默认）的办结件 ÷ 本期办结件，按办结月计；一件办件评多次只算一次。未评率＝1－评价率。",
    ),
    "suspicion": Metric(
        "待核查的线索",
        "评价早于受理或办结、办结后3秒内评价、同窗口同日评语雷同5条以上、评价手机是工作人员的手机、同一手机同日评价5次以上、差评改成好评、同一办件同一阶段重复评价、大厅设备在非上班时间评价。只作线索，由人核定计入或剔除，不自动扣分。",
    ),
    "comment_suspicion": Metric(
        "待核查的留言",
        "同窗口同日内容雷同5条以上、表扬的电话是工作人员的电话、同一电话同日表扬3次以上、10分钟内集中表扬8条以上。只作线索：人核定计入或剔除之前，不计入占比的分子和分母，也不计入得分。",
    ),
    "review_figures": Metric(
        "判准率和找全率",
        "判准率＝机器与人都判为某类的条数 ÷ 机器判为该类的条数；找全率＝同上分子 ÷ 人判为该类的条数。只按随机抽样复核的算。两人一致程度（卡帕系数）＝（实际一致－碰巧一致）÷（1－碰巧一致）。",
    ),
    "loop_figures": Metric(
        "差评整改率、按期整改率和回访率",
        "整改率＝已整改（含群众已确认）的差评 ÷ 核实有效的差评；按期整改率＝在整改时限内整改的 ÷ 已整改的差评（从本轮第一次派单起算，改派不重算；被群众退回的看最后一轮）；回访率＝已回访的差评 ÷ 核实有效的差评。申诉经另一人复核成立（误评、恶意）的不计入，但留在表里。",
    ),
    "complaints": Metric(
        "有抱怨的留言",
        "判为投诉或褒贬都有的留言（即有抱怨的） ÷ 计入的留言；待核查（内容雷同、集中出现、电话可疑）的留言在人核查前不计入。人复核过的以人为准，其余按机器判断。",
    ),
    "praise": Metric("表扬占比", "判为表扬的留言 ÷ 计入的留言；待核查的留言在人核查前不计入。"),
    "open_past": Metric(
        "超期未办结",
        "统计日仍未办结且已过承诺到期日的办件；其中超法定时限的另列；状态已写“办结”却没有办结时间的不算，列入数据疑点。",
    ),
    "due_soon": Metric(
        "即将到期",
        "统计日未办结、离到期不超过预警阈值（默认1个工作日，见“工作日历与阈值”）的办件。",
    ),
    "only_by_pause": Metric(
        "只因暂停而按时", "办结日晚于不计暂停的承诺到期日，因暂停顺延才算按时的办件。"
    ),
    "on_time_lawful": Metric(
        "只扣法定暂停的按时办结率",
        "与按时办结率相同，但只有法定事由的暂停停承诺时钟；补正、踏勘、公示、等待申请人等本地暂停照样计时。两种结果并列，供判断暂停是否影响结论。",
    ),
    "pause_share": Metric(
        "暂停过的办件", "承诺时钟停过1个工作日以上的办件 ÷ 有承诺时限的办结件；重叠的暂停只算一次。"
    ),
    "clock_days": Metric(
        "工作日怎么数",
        "受理当天不计；从次日起数国务院安排的工作日（含调休上班），到办结日为止；周末、节假日和暂停的日子不数。以自然日、小时、月、年为单位的时限按自然日数，到期日遇休息日顺延到下一个工作日。",
    ),
    "card": Metric(
        "内部预警",
        "预警：未办结、离承诺到期不超过规定的工作日（没有承诺的看法定）；黄牌：已过承诺到期日；红牌：已过法定到期日，或超承诺多于规定的工作日。阈值在“工作日历与阈值”页设定。不是监察机构的正式黄牌、红牌。",
    ),
    "shortest_promise": Metric(
        "守得住的最短承诺",
        "近12个月该事项的办结件中，至少达到所选比例的办件能在这么多个工作日内办结；取满足条件的最小整数。办结落在休息日或暂停日的，按其后第一个计时日算。",
    ),
    "delivery": Metric(
        "法定送达率",
        "决定（办结）后10个工作日内送达的办件 ÷ 有送达时间的准予办件（行政许可法第44条）。单独的时钟，不计入办理时限；没有送达时间的不计入。",
    ),
    "joint_elapsed": Metric(
        "全程与部门用时之和",
        "全程：项目发起到最后一个办件办结的工作日。部门用时之和：各办件从受理到办结的工作日相加（不扣暂停）。两者之差是并联省下的时间；为负说明等待比并行省下的还多。",
    ),
    "joint_path": Metric(
        "关键路径",
        "从最后办结的办件往回，每次取在它受理之前最后办结的那件，一直到发起；这一串决定全程长短。",
    ),
    "joint_waiting": Metric("交接等待", "关键路径上前一件办结到后一件受理之间的工作日。"),
    "joint_idle": Metric("空等", "项目全程中没有任何一个办件在办的工作日。"),
    "compression": Metric(
        "承诺时限压缩比",
        "（Σ法定时限－Σ承诺时限）÷ Σ法定时限，按事项计（不是按办件），以工作日为单位；无期限、缺值和以其他单位计的事项不计入。",
    ),
    "speed_up": Metric(
        "办理提速率",
        "（Σ法定时限－Σ实际用时）÷ Σ法定时限，按有法定时限的办结件计，以工作日为单位。",
    ),
    "online": Metric("网上申请率", "电脑端和移动端申请的办件 ÷ 渠道已登记的办件。"),
    "at_once": Metric("即办件率", "即办件 ÷（即办件＋承诺件）。"),
    "band": Metric(
        "与同类相比",
        "以同类（窗口类别相同）合计的比率为准，按本窗口的件数算出只凭偶然会有的范围（99.8%，即漏斗图的外线）：在外线之上为“高于同类”，之下为“低于同类”，否则“与同类相当”——分不出高下。分母不足10件、或同类只有一个窗口的为“样本不足”，不排位。",
    ),
    "shrunk": Metric(
        "按同类收缩",
        "件数少的比率靠不住：假定同类窗口的真实比率服从贝塔分布，分布由同类各窗口的件数拟合，再与本窗口的件数合起来估计。收缩后＝（分子＋a）÷（分母＋a＋b），a、b 为拟合所得。可能的名次和进前几名的可能，由按此分布模拟 2,000 次（固定种子）得出；区间重叠的并列一档。",
    ),
    "case_mix": Metric(
        "扣除事项难易",
        "预期没达标件数＝Σ 该窗口各事项件数 × 全中心该事项的没达标率；只有一个窗口办的事项用同类型（办件类型·事项类型）的没达标率。实际 ÷ 预期的95%区间按泊松精确法（Garwood）。",
    ),
    "score": Metric(
        "三比得分",
        "按评分规则逐项计分：得分 ÷ 可计分。样本不足和待录入的项目不计入可计分，也不估算。权重为默认值，可调整。",
    ),
}
GRADES = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LABELS = {
    "praise": "表扬",
    "complaint": "投诉",
    "mixed": "褒贬都有",
    "suggestion": "建议",
    "inquiry": "咨询",
    "neutral": "中性",
}
CASE_SETS = {
    "finished": "全部办结件",
    "overdue": "超承诺时限办结",
    "past_statutory": "超法定时限办结",
    "only_by_pause": "只因暂停而按时",
    "open": "全部未办结",
    "open_past_promise": "超期未办结",
    "open_past_statutory": "超法定时限未办结",
    "open_due_soon": "即将到期",
    "open_unclear": "状态为办结而无办结时间",
    "left_out": "不计入统计的办件",
    "conflicts": "日期有矛盾的办件",
    "deemed": "视为受理的办件",
    "paused": "暂停过的办件",
}
# By whether the law knows the kind of pause.
CLOCKS_STOPPED = {True: "承诺和法定", False: "只停承诺"}

CASE_COLUMNS = {
    "case_no": "办件编号",
    "item_name": "事项",
    "dept_name": "部门",
    "window_name": "窗口",
    "channel": "办理形式",
    "case_type": "办件类型",
    "accepted_on": "受理日期",
    "promise_due_on": "承诺到期",
    "statutory_due_on": "法定到期",
    "finished_on": "办结日期",
    "used_workdays": "已用工作日",
    "paused_workdays": "暂停工作日",
    "promise_workdays": "承诺时限（折合工作日）",
    "statutory_workdays": "法定时限（折合工作日）",
    "finish_class": "办结情况",
    "status": "状态",
    "result": "结果",
    "source_system": "来源系统",
    "batch_id": "导入批次",
    "row_no": "原表行号",
}
TABLES = {
    "cases": "办件",
    "pauses": "特别程序",
    "comments": "留言",
    "ratings": "好差评",
    "items": "事项清单",
    "windows": "窗口清单",
    "staff": "人员名册",
    "joint_cases": "并联审批",
    "inspections": "巡查",
    "innovations": "创新举措",
}


def table_name(table: str) -> str:
    """A table as people call it."""
    return TABLES.get(table) or contracts.load(table).label


def source_name(source: str) -> str:
    """A source as people call it; the constant for “none given” has a Chinese name."""
    return "默认来源" if source == DEFAULT_SOURCE else source


def batch_name(batch_id: str) -> str:
    """A batch as people call it: 00005-cases-0a14858d is 第5批."""
    return f"第{int(batch_id.split('-', maxsplit=1)[0])}批"
