"""The rule book adds up, and one that does not is refused in Chinese."""

import pytest

from etl.errors import UserError
from etl.settings import ROOT, Settings
from scoring.rulebook import METRICS, load_rulebook, rulebook_for
from scoring.rulebook.model import GB_GROUPS

OURS = ROOT / "data" / "rulebooks" / "2026.toml"


def changed(tmp_path, *pairs):
    text = OURS.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "改.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_project_s_rule_book_holds_the_domain_s_indicators_and_points(book):
    assert {one.name: one.points for one in book.dimensions} == {
        "比创新": 25, "比作风": 35, "比业绩": 40}  # fmt: skip
    assert {one.key: one.points for one in book.indicators} == {
        "volume": 12, "early": 10, "on_time": 10, "online": 4, "returned": 4, "good_rating": 12,
        "liable_complaint": 6, "bad_rating_closure": 4, "attendance": 8, "appearance": 5,
        "settled": 7, "joint": 7, "compression": 3, "quick": 3, "innovation": 5}  # fmt: skip
    assert book.year == 2026
    assert book.note == "默认权重，可调整"
    assert book.rules.min_cases == 30
    assert book.bonuses[0].cap == 5
    assert len(book.rules.vetoes) == 7


def test_what_people_enter_says_why_and_everything_has_a_gb_group(book):
    assert {one.key for one in book.measured} == set(METRICS)
    assert all(one.reason for one in book.indicators if not one.measured)
    assert {one.gb_group for one in book.indicators} == set(GB_GROUPS)
    assert all(one.definition.endswith("。") for one in book.indicators)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 25", "points = 24", "各维度分值合计 99 分，应为 100 分"),
        ("points = 25", "points = 25.5", "各维度分值合计 100.5 分"),
        ("points = 12", "points = 11", "“比业绩”各指标合计 39 分，应为 40 分"),
        ('scaling = "percentile"', 'scaling = "sigmoid"', "“sigmoid”无法识别"),
        ('key = "early"', 'key = "earlier"', "不是本版能计量的指标"),
        ('key = "online"', 'key = "early"', "“early”重复"),
        ('key = "bonus"', 'key = "volume"', "“volume”重复"),
        ('name = "比作风"', 'name = "比创新"', "“比创新”重复"),
        ('dimension = "比创新"', 'dimension = "比技能"', "“比技能”没有定义"),
        ('label = "业务量"\n', "", "第 1 个 [[indicator]]（volume）缺少文字 label"),
        ("points = 12\n", "", "（volume）缺少数值 points"),
        ("points = 12\n", "points = true\n", "（volume）缺少数值 points"),
        ("points = 12\n", "points = nan\n", "（volume）缺少数值 points"),
        ("points = 12\n", "points = -12\n", "不能小于 0"),
        ("floor = 0.9\n", "", "（on_time）缺少数值 floor"),
        ("target = 1.0\n", "target = 0.0\n", "（early）的零分线"),
        ("floor = 0.1\n", "floor = 0.1\n#", "（returned）缺少数值 target"),
        ("per_event = 3\n", "", "（liable_complaint）缺少数值 per_event"),
        ("per_event = 3\n", "per_event = 0\n", "per_event 应大于 0"),
        ("min_n = 30\n", "min_n = 0\n", "min_n 应是不小于 1 的整数"),
        ("min_n = 30\n", "min_n = 1.5\n", "min_n 应是不小于 1 的整数"),
        ("min_peers = 3 ", "min_peers = 1 ", "min_peers 应是不小于 2 的整数"),
        ("measured = true\n", "", "（volume）的 measured 应是 true 或 false"),
        ("measured = true\n", 'measured = "是"\n', "（volume）的 measured"),
        ('direction = "up"', 'direction = "sideways"', "“sideways”无法识别"),
        ('gb_group = "办事效率"', 'gb_group = "效率"', "“效率”无法识别"),
        ('reason = "是否有责须由督查科查实认定"\n', "", "（liable_complaint）缺少文字 reason"),
        ("[rules]", "[rule]", "缺少 [rules]"),
        ("vetoes = [", "veto = [", "vetoes 应是文字的列表"),
        ("year = 2026", "year = 2026 =", "不是正确的 TOML"),
        ("year = 2026\n", "", "year 应是"),
    ],
)  # fmt: skip
def test_a_bad_rule_book_is_refused_with_one_chinese_line(tmp_path, old, new, told):
    with pytest.raises(UserError) as caught:
        load_rulebook(changed(tmp_path, (old, new)))
    assert told in str(caught.value)
    assert "改.toml" in str(caught.value)
    assert "\n" not in str(caught.value).strip()


def test_a_count_can_only_be_compared_and_a_sum_not_deducted(tmp_path):
    linear = changed(tmp_path, ('scaling = "percentile"',
                                'scaling = "linear"\nfloor = 0\ntarget = 1'))  # fmt: skip
    with pytest.raises(UserError, match="只能用 percentile"):
        load_rulebook(linear)
    deducted = changed(tmp_path, ('scaling = "linear"\nfloor = 0.0\ntarget = 0.8\nmin_n = 1\n',
                                  'scaling = "deduction"\nper_event = 1\nmin_n = 1\n'))  # fmt: skip
    with pytest.raises(UserError, match="不能逐件扣分"):
        load_rulebook(deducted)


def test_direction_down_needs_a_target_below_the_floor(tmp_path):
    with pytest.raises(UserError, match="同方向 direction 不符"):
        load_rulebook(changed(tmp_path, ('direction = "down"', 'direction = "up"')))


def test_the_hash_is_over_content_not_comments(tmp_path, book):
    commented = changed(tmp_path, ("year = 2026", "# 注\nyear   =   2026"))
    assert load_rulebook(commented).sha256 == book.sha256
    moved = changed(tmp_path, ("tie = 0.05", "tie = 0.06"))
    assert load_rulebook(moved).sha256 != book.sha256


def test_the_year_s_own_rule_book_comes_first_then_the_latest(tmp_path):
    assert rulebook_for(Settings(tmp_path), 2026).year == 2026
    assert rulebook_for(Settings(tmp_path), 2031).year == 2026
    own = tmp_path / "rulebooks"
    own.mkdir()
    with pytest.raises(UserError, match="没有规则文件"):
        rulebook_for(Settings(tmp_path), 2026)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="打不开"):
        load_rulebook(tmp_path / "无.toml")
