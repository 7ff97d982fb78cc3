import pytest

from nlp.normalise import fold_width, normalise, says_something


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        (None, ""),
        ("  \n ", ""),
        ("服務態度很好", "服务态度很好"),
        ("余额和干部", "余额和干部"),
        ("Ａ０３窗口，在吗？", "A03窗口,在吗?"),
        ("太慢了！！！！！", "太慢了!"),
        ("等……算了。。。", "等。算了。"),
        ("满意👍🏻👍👍", "满意,赞"),
        ("👎", "差评"),
        ("好\n\n\n差", "好\n差"),
        ("没了🀄", "没了🀄"),
    ],
)
def test_one_spelling(written: str | None, meant: str) -> None:
    assert normalise(written) == meant


def test_normalising_twice_changes_nothing() -> None:
    once = normalise("請問，３號窗口……在哪裡？？👍")
    assert normalise(once) == once


def test_folding_keeps_every_position() -> None:
    text = "Ａ０３，①㎡½號"
    assert len(fold_width(text)) == len(text)
    assert fold_width(text).startswith("A03,")


@pytest.mark.parametrize(
    ("text", "says"), [("好", True), ("7", True), ("。。!", False), ("", False)]
)
def test_says_something(text: str, says: bool) -> None:
    assert says_something(text) is says
