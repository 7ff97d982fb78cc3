"""The guide's labels on real sentences, and the limits of what may come in."""

import math
import time
from pathlib import Path

import pytest
from comment_cases import CASES

from nlp.enrich import classify, model_version
from nlp.labels import LABELS, THRESHOLD, Decision
from nlp.mentions import mentions

EVERY_KIND = [*(text for text, _ in CASES), "", "。。。", "👍", "好", "啊" * 10_000, "12345", "OK"]


@pytest.mark.parametrize(("text", "label"), CASES)
def test_label(model_dir: Path, text: str, label: str) -> None:
    (found,) = classify([text], model_dir)
    assert found.label == label, found


def test_probabilities_are_a_distribution_and_the_label_leads_it(model_dir: Path) -> None:
    for item in classify(EVERY_KIND, model_dir):
        assert list(item.probabilities) == [f"p_{label}" for label in LABELS]
        assert math.isclose(sum(item.probabilities.values()), 1.0, abs_tol=1e-9)
        assert all(0.0 <= share <= 1.0 for share in item.probabilities.values())
        assert item.probability == max(item.probabilities.values())
        assert item.probability == item.probabilities[f"p_{item.label}"]
        assert item.reasons
        assert item.model_version == model_version()


@pytest.mark.parametrize(
    ("probability", "needs_review"),
    [(THRESHOLD - 1e-9, True), (THRESHOLD, False), (THRESHOLD + 1e-9, False)],
)
def test_review_below_the_threshold_only(probability: float, needs_review: bool) -> None:
    assert Decision("praise", {"praise": probability}, ()).needs_review is needs_review


@pytest.mark.parametrize(
    "text",
    ["谢" * 36 + "好", "感谢" * 20 + "x", "但好," * 1_250, "没有" * 20 + "吗", "意见和建议" * 8],
)
def test_no_text_takes_long(model_dir: Path, text: str) -> None:
    """Patterns that go back over themselves would take hours here, not a tenth of a second."""
    classify(["暖机"], model_dir)
    started = time.process_time()
    classify([text], model_dir)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("sentence", "label", "rule"),
    [
        ("态度差。", "complaint", "文明服务制"),
        ("服务很好，谢谢！", "praise", "文明服务制"),
        ("投诉不动产窗口拖延。", "complaint", "责任追究制"),
    ],
)
@pytest.mark.parametrize("times", [1, 30, 300, 3_000])
def test_said_a_thousand_times_is_said_once(
    model_dir: Path, sentence: str, label: str, rule: str, times: int
) -> None:
    (found,) = classify([sentence * times], model_dir)
    assert found.label == label
    assert rule in dict(found.work_rules)


def test_a_reason_keeps_its_negation(model_dir: Path) -> None:
    (found,) = classify(["这么不负责任"], model_dir)
    assert "不负责任" in "；".join(found.reasons)


@pytest.mark.parametrize("text", ["", "   ", "。。。！！", "\n\t", "~~~", "🀄"])
def test_nothing_said_is_neutral_and_needs_nobody(model_dir: Path, text: str) -> None:
    (found,) = classify([text], model_dir)
    assert (found.label, found.needs_review, found.reasons) == ("neutral", False, ["空白留言"])


@pytest.mark.parametrize(("text", "label"), [("👍👍👍", "praise"), ("😡", "complaint")])
def test_faces_alone(model_dir: Path, text: str, label: str) -> None:
    assert classify([text], model_dir)[0].label == label


def test_traditional_reads_as_simplified(model_dir: Path) -> None:
    traditional, simplified = classify(
        ["窗口沒有人，態度惡劣！", "窗口没有人，态度恶劣！"], model_dir
    )
    assert traditional == simplified


def test_thanks_in_a_request_carry_no_label(model_dir: Path) -> None:
    bare, thanked = classify(
        ["请尽快处理取号机故障的问题", "辛苦了，请尽快处理取号机故障的问题，万分感谢！"], model_dir
    )
    assert bare.label == thanked.label == "complaint"


def test_reasons_name_the_words(model_dir: Path) -> None:
    (found,) = classify(["窗口的人爱理不理，白跑一趟。"], model_dir)
    assert any("爱理不理" in reason for reason in found.reasons)


def test_order_kept_and_equal_texts_scored_once(model_dir: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = classify(["很好", "太差了", "很好"], model_dir, lambda *done: seen.append(done))
    assert [item.label for item in found] == ["praise", "complaint", "praise"]
    assert found[0] is found[2]
    assert seen == [(2, 2)]


def test_no_texts(model_dir: Path) -> None:
    assert classify([], model_dir) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("大厅宽敞，就是打印机老是卡纸。", "老是"),
        ("导办很热情，不过一楼到四楼来回找人签字。", "“不过”之后"),
        ("座椅换了新的，可惜网页打不开。", "“可惜”之前"),
    ],
)
def test_the_other_side_of_a_turn_is_named(model_dir: Path, text: str, words: str) -> None:
    (found,) = classify([text], model_dir)
    assert found.label == "mixed"
    assert any(words in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize("item", ["危险化学品经营许可", "餐厨垃圾清运", "噪声检测备案"])
def test_a_bad_word_in_a_name_is_no_blame(model_dir: Path, item: str) -> None:
    (bare,) = classify([f"来办{item}"], model_dir)
    (praised,) = classify([f"来办{item}，小陈讲得很清楚"], model_dir)
    assert (bare.label, praised.label) == ("neutral", "praise")


def test_praise_asked_for_is_praise_and_a_wish_is_not(model_dir: Path) -> None:
    asked, wished = classify(["请中心表扬一下4号窗口", "请中心处理一下4号窗口"], model_dir)
    assert (asked.label, wished.label) == ("praise", "complaint")


def test_sarcasm_turns_words_of_praise_round(model_dir: Path) -> None:
    plain, sour = classify(["服务太贴心了", "真贴心，怕我闷，让我站了两个钟头"], model_dir)
    assert (plain.label, sour.label) == ("praise", "complaint")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "本人近期在政务大厅民政局窗口办理业务,窗口的同志非常热情,下班了仍为我耐心解答、悉心办理,"
            "让我有种如沐春风的感觉!",
            {"文明服务制", "顶岗补位制"},
        ),
        ("我为政务中心积极兑现服务承诺点赞!你们负责任的精神令人感动!", {"服务承诺制"}),
    ],
)
def test_what_the_guestbook_of_the_hall_says(model_dir: Path, text: str, rules: set[str]) -> None:
    (found,) = classify([text], model_dir)
    assert (found.label, found.needs_review) == ("praise", False)
    assert rules <= {rule for rule, _ in found.work_rules}


def test_the_window_of_the_guestbook_is_named() -> None:
    text = "本人近期在政务大厅民政局窗口办理业务,窗口的同志非常热情"
    (found,) = mentions(text, [("C01", "民政局窗口"), ("C02", "社保窗口")])
    assert (found.code, found.words, text[slice(*found.span)]) == (
        "C01",
        "民政局窗口",
        "民政局窗口",
    )
