import pytest

from nlp.corpus import check_set
from nlp.enrich import enrich
from nlp.model import Model
from nlp.rules import WORK_RULES

EARNED = [
    ("办事指南写得清清楚楚。", "政务信息公开制", "办事指南"),
    ("网上写的材料和现场要的不一样。", "政务信息公开制", "网上写的"),
    ("收费标准没有公示。", "政务信息公开制", "收费标准"),
    ("两个部门互相推诿。", "首问责任制", "推诿"),
    ("他说不归我们管。", "首问责任制", "不归我们管"),
    ("问了导办，她直接带我去窗口。", "首问责任制", "带我去"),
    ("材料一次性讲清楚了。", "一次性告知制", "一次性"),
    ("每次都说差一份证明，跑了三趟。", "一次性告知制", "跑了三趟"),
    ("等了两个小时。", "限时办结制", "等了两个小时"),
    ("十分钟就办好了。", "限时办结制", "十分钟"),
    ("小姑娘很热情。", "文明服务制", "热情"),
    ("工作人员不耐烦，还吼人。", "文明服务制", "不耐烦"),
    ("承诺三天出证，结果没兑现。", "服务承诺制", "承诺"),
    ("说好今天给电话的。", "服务承诺制", "说好"),
    ("三号窗口一直没人。", "顶岗补位制", "窗口一直没人"),
    ("中午还有人值班。", "顶岗补位制", "中午还"),
    ("我要投诉。", "责任追究制", "投诉"),
    ("要求追究相关人员责任。", "责任追究制", "追究"),
]


@pytest.mark.parametrize(("text", "rule", "words"), EARNED)
def test_a_rule_and_the_words_that_earned_it(
    model: Model, text: str, rule: str, words: str
) -> None:
    assert words in dict(enrich(text, model).work_rules)[rule]


def test_every_rule_has_cases() -> None:
    assert {rule for _, rule, _ in EARNED} == set(WORK_RULES)


def test_several_rules_in_one_comment_in_their_order(model: Model) -> None:
    text = "态度冷漠，窗口没人，等了半天，我要投诉"
    rules = [rule for rule, _ in enrich(text, model).work_rules]
    assert rules == ["限时办结制", "文明服务制", "顶岗补位制", "责任追究制"]


@pytest.mark.parametrize(
    "text", ["5月6日上午办的居住证", "", "谢谢", "还行", "今天来办了居住证", "👍"]
)
def test_none_is_a_valid_answer(model: Model, text: str) -> None:
    assert enrich(text, model).work_rules == []


def test_traditional_and_full_width(model: Model) -> None:
    assert enrich("態度很好", model).work_rules == [("文明服务制", "态度")]


def test_a_letter_keeps_the_rules_that_its_sentences_touch(model: Model) -> None:
    """What one sentence says must not be lost among others, whole letters of the check set long."""
    told = [one for one in check_set() if one.work_rules is not None]
    found = meant = 0
    for start in range(0, len(told), 8):
        of_letter = told[start : start + 8]
        letter = "".join(one.text.rstrip("。") + "。" for one in of_letter)
        rules = {rule for one in of_letter for rule in one.work_rules or ()}
        found += len(rules & {rule for rule, _ in enrich(letter, model).work_rules})
        meant += len(rules)
    assert meant > 80
    assert found / meant > 0.75
