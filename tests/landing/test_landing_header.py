"""Which rows are the header, found without any contract."""

from __future__ import annotations

import pytest

from etl.landing.header import find_header, header_at, rows_above, titles_above

# What an office sends, the last row of its header, and the names of its columns.
TABLES = {
    "标题和时间行": (
        ["数据库：年度数据", "时间：最近10年", "指标,2022年,2021年", "企业数(个),32,28"],
        3,
        ["指标", "2022年", "2021年"],
    ),
    "表头是年份数字": (["标题", "指标,2022,2021", "企业,328,286"], 2, ["指标", "2022", "2021"]),
    "一列是热线号码": (["部门,12345,现场", "甲局,1,2"], 1, ["部门", "12345", "现场"]),
    "分组表头": (
        [
            "某市办件情况表",
            "填报单位：市局,,,,单位：件",
            "序号,事项名称,时限,,办理情况,,备注",
            ",,法定,承诺,受理数,办结数,",
            "1,办证,20,5,3,4,",
        ],
        4,
        ["序号", "事项名称", "时限/法定", "时限/承诺", "办理情况/受理数", "办理情况/办结数", "备注"],
    ),
    "分组行很窄": (
        ["表", "部门,办件量,,,满意度,,", ",受理,办结,超期,评价数,满意,不满意", "甲局,1,2,3,4,5,6"],
        3,
        ["部门", "办件量/受理", "办件量/办结", "办件量/超期", "满意度/评价数", "满意度/满意", "满意度/不满意"],
    ),
    "机器名在上": (
        ["case_no,accept_date", "办件编号,受理时间", "YS1,2024-03-04"],
        2,
        ["办件编号", "受理时间"],
    ),
    "机器名在下": (
        ["办件编号,受理时间", "case_no,accept_date", "YS1,2024-03-04"],
        2,
        ["办件编号", "受理时间"],
    ),
    "下一行没有名称的列用机器名": (
        ["libNum,title,区域/pkregion", "资源库编号,标题,"],
        2,
        ["资源库编号", "标题", "区域/pkregion"],
    ),
    "英文表头下是中文数据": (["name,dept", "张三,市场局", "李四,公安局"], 1, ["name", "dept"]),
    "第一列没有名称": ([",北京,天津", "2003年,1,2"], 1, ["", "北京", "天津"]),
    "两列且第一列没有名称": (["情况表", ",数量", "甲,1", "乙,2"], 2, ["", "数量"]),
    "只有一列": (["留言内容", "很好", "太慢,等了,很久"], 1, ["留言内容"]),
    "只有一列且有标题": (["群众留言汇总", "留言内容", "很好", "慢"], 2, ["留言内容"]),
    "上方是导出条件": (
        ["导出人,张三", "导出时间,2024-03-04 09:00", "", "办件编号,受理时间,事项,部门", "YS1,2024-3-4,甲,局"],
        4,
        ["办件编号", "受理时间", "事项", "部门"],
    ),
    "合并标题填满整行": (["办件表,办件表,办件表", "序号,姓名,部门", "1,张三,局"], 2, ["序号", "姓名", "部门"]),
    "没有一个认识的词": (["a,b,c", "1,2,3"], 1, ["a", "b", "c"]),
    "全是文字的表": (["姓名,籍贯,单位名称", "张三,北京,市局", "李四,上海,区局"], 1, ["姓名", "籍贯", "单位名称"]),
    "空表头列下的数据不是第二行表头": (
        ["序号,名称,,备注", ",张三,李四,", ",王五,赵六,"],
        1,
        ["序号", "名称", "", "备注"],
    ),
    "重名": (["名称,名称,数量,名称", "甲,乙,1,丙"], 1, ["名称", "名称_2", "数量", "名称_3"]),
    "只有表头": (["附件1", "办件编号,受理时间"], 2, ["办件编号", "受理时间"]),
}  # fmt: skip


def rows_of(lines: list[str]) -> list[list[str]]:
    return [line.split(",") for line in lines]


@pytest.mark.parametrize("name", TABLES)
def test_the_header_is_found(name: str) -> None:
    lines, row, names = TABLES[name]
    found = find_header(rows_of(lines))
    assert (found.row, list(found.names)) == (row, names)


def test_an_empty_list_of_rows_has_an_empty_header() -> None:
    assert find_header([]).names == ()


def test_merged_cells_tell_a_group_where_the_values_do_not() -> None:
    rows = rows_of(["姓名,住处,,备注", ",城市,区域,", "张三,湘潭,雨湖,无"])
    assert find_header(rows).row == 1
    assert find_header(rows, [(0, 1, 0, 2)]).names == ("姓名", "住处/城市", "住处/区域", "备注")


def test_a_group_is_read_both_ways() -> None:
    rows = rows_of(["编号,时限,,受理,", ",法定,承诺,时间,部门", "1,20,5,2024-3-4,甲"])
    spelled = header_at(rows, 2).spellings
    assert "法定时限" in spelled[1]
    assert "受理时间" in spelled[3]
    assert spelled[0] == ("编号",)


def test_rows_above_are_counted_and_the_upper_header_row_is_a_title() -> None:
    rows = rows_of(["办件表", "", "case_no,accept_date", "办件编号,受理时间", "YS1,2024-3-4"])
    header = find_header(rows)
    assert rows_above(rows, header.row) == {"title": 2, "blank": 1}
    assert titles_above(rows, header) == ["办件表"]
    assert rows_above(rows, 1) == {}
