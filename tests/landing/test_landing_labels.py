"""Labels under a new model: old ones stay as published until a rescoring is asked for."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from landing_cases import put_and_land, quiet

from etl import engines
from etl.engines import create_labels, create_landed
from etl.errors import UserError
from etl.landing import batches, labels
from etl.landing.labels import ORDER, count_older_labels, ensure_labels, label_files, versions
from etl.settings import Settings
from nlp import enrich, model, parallel
from nlp.enrich import Enriched

FIRST = "留言内容,留言时间\n态度很好,2024-03-04\n等了很久,2024-03-05\n"
SECOND = "留言内容,留言时间\n材料一次说清,2024-03-06\n"


class Models:
    """Stands for the model in use: its version is its label, so that a text tells who labelled it."""

    version = "aaaaaaaaaaaa"
    asked: list[str]


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Models:
    """A classifier whose answers name its version: what is stored and chosen is under test."""
    present = Models()
    present.asked = []

    def classify_all(texts: list[str], *_: object) -> list[Enriched]:
        present.asked += texts
        shares = {f"p_{name}": 0.0 for name in enrich_labels()} | {"p_praise": 1.0}
        return [
            Enriched(
                "praise", 1.0, False, shares, [("文明服务制", text)], ["词"], [], present.version
            )
            for text in texts
        ]

    monkeypatch.setattr(parallel, "classify_all", classify_all)
    monkeypatch.setattr(enrich, "model_version", lambda _: present.version)
    # No answer here is the model's: the minute of its training is saved.
    monkeypatch.setattr(model, "load_or_train", lambda _: present)
    return present


def enrich_labels() -> tuple[str, ...]:
    from nlp.scores import LABELS  # noqa: PLC0415

    return LABELS


def chosen(settings: Settings, version: str | None) -> dict[str, str]:
    """Which model's label each text has in a build, by masked text."""
    with duckdb.connect() as con:
        create_landed(con, settings, batches.standing(settings))
        create_labels(con, settings, version)
        older = count_older_labels(con, settings)
        rules = con.execute("select count(*) from label_rules").fetchall()[0][0]
        rows = con.execute("select text_masked, model_version from label_comments").fetchall()
    found = dict(rows)
    assert len(found) == len(rows) == rules
    assert older == sum(one != enrich.model_version(settings.models) for one in found.values())
    return found


def ensure(settings: Settings, *, rescore: bool = False) -> str | None:
    return ensure_labels(settings, batches.standing(settings, "comments"), quiet, rescore)


def rescore_and_go_back(settings: Settings, models: Models) -> None:
    """Model a labels the first texts, b labels them anew, a is in use again."""
    put_and_land(settings, FIRST, "comments")
    ensure(settings)
    models.version = "bbbbbbbbbbbb"
    ensure(settings, rescore=True)
    models.version = "aaaaaaaaaaaa"


def test_a_new_model_labels_new_texts_alone(settings: Settings, models: Models) -> None:
    put_and_land(settings, FIRST, "comments")
    assert ensure(settings) == "aaaaaaaaaaaa"
    models.version = "bbbbbbbbbbbb"
    models.asked.clear()
    assert ensure(settings) == "aaaaaaaaaaaa"  # nothing new: what was published stays, and its name
    assert models.asked == []
    put_and_land(settings, SECOND, "comments")
    assert ensure(settings) == "aaaaaaaaaaaa"
    assert models.asked == ["材料一次说清"]
    assert chosen(settings, "aaaaaaaaaaaa") == {
        "态度很好": "aaaaaaaaaaaa",
        "等了很久": "aaaaaaaaaaaa",
        "材料一次说清": "bbbbbbbbbbbb",
    }


def test_a_rescoring_labels_every_text_once(settings: Settings, models: Models) -> None:
    put_and_land(settings, FIRST, "comments")
    ensure(settings)
    models.version = "bbbbbbbbbbbb"
    models.asked.clear()
    assert ensure(settings, rescore=True) == "bbbbbbbbbbbb"
    assert sorted(models.asked) == ["态度很好", "等了很久"]
    assert set(chosen(settings, "bbbbbbbbbbbb").values()) == {"bbbbbbbbbbbb"}
    assert ensure(settings, rescore=True) == "bbbbbbbbbbbb"
    assert len(models.asked) == 2
    assert len(label_files(settings, "aaaaaaaaaaaa", "comments")) == 1  # nothing is lost


def test_going_back_to_an_older_model_is_a_rescoring_too(
    settings: Settings, models: Models
) -> None:
    rescore_and_go_back(settings, models)
    assert ensure(settings) == "bbbbbbbbbbbb"
    models.asked.clear()
    assert ensure(settings, rescore=True) == "aaaaaaaaaaaa"
    assert models.asked == []  # its labels are still there
    assert set(chosen(settings, "aaaaaaaaaaaa").values()) == {"aaaaaaaaaaaa"}


def test_a_new_text_under_an_older_model_changes_no_other(
    settings: Settings, models: Models
) -> None:
    rescore_and_go_back(settings, models)
    put_and_land(settings, SECOND, "comments")
    assert ensure(settings) == "bbbbbbbbbbbb"
    assert chosen(settings, "bbbbbbbbbbbb") == {
        "态度很好": "bbbbbbbbbbbb",
        "等了很久": "bbbbbbbbbbbb",
        "材料一次说清": "aaaaaaaaaaaa",
    }


def test_a_rescoring_cut_off_changes_nothing(
    settings: Settings, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_and_land(settings, FIRST, "comments")
    ensure(settings)
    models.version = "bbbbbbbbbbbb"
    monkeypatch.setattr(labels, "SLICE", 1)
    whole = parallel.classify_all

    def once(texts: list[str], *rest: object) -> list[Enriched]:
        monkeypatch.setattr(parallel, "classify_all", stopped)
        return whole(texts, *rest)

    def stopped(*_: object) -> list[Enriched]:
        raise KeyboardInterrupt

    monkeypatch.setattr(parallel, "classify_all", once)
    with pytest.raises(KeyboardInterrupt):
        ensure(settings, rescore=True)
    put_and_land(settings, SECOND, "comments")
    monkeypatch.setattr(parallel, "classify_all", whole)
    ensure(settings)
    found = chosen(settings, "aaaaaaaaaaaa")
    assert found["态度很好"] == found["等了很久"] == "aaaaaaaaaaaa"


def test_labels_under_an_older_masking_are_made_anew(
    settings: Settings, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_and_land(settings, FIRST, "comments")
    ensure(settings)
    models.asked.clear()
    monkeypatch.setattr(labels, "MASK_VERSION", "newer")
    assert ensure(settings) == "aaaaaaaaaaaa"
    assert sorted(models.asked) == ["态度很好", "等了很久"]


def test_a_number_is_hidden_in_the_reasons_too(settings: Settings, models: Models) -> None:
    put_and_land(settings, "留言内容,留言时间\n我的电话请打58231234处理,2024-03-04\n", "comments")
    ensure(settings)
    assert models.asked == ["我的电话请打5823****处理"]


def test_a_model_renewed_meanwhile_stops_the_work(
    settings: Settings, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_and_land(settings, FIRST, "comments")
    whole = parallel.classify_all

    def renewed(texts: list[str], *rest: object) -> list[Enriched]:
        models.version = "bbbbbbbbbbbb"
        return whole(texts, *rest)

    monkeypatch.setattr(parallel, "classify_all", renewed)
    with pytest.raises(UserError, match="模型刚好更新"):
        ensure(settings)
    assert label_files(settings, "aaaaaaaaaaaa", "comments") == []


def test_texts_of_a_batch_taken_back_count_nowhere(settings: Settings, models: Models) -> None:
    put_and_land(settings, FIRST, "comments")
    (first,) = batches.standing(settings, "comments")
    put_and_land(settings, SECOND, "comments")
    ensure(settings)
    batches.forget(settings, first.batch, "2026-11-26T10:00:00")
    assert set(chosen(settings, "aaaaaaaaaaaa")) == {"材料一次说清"}


def test_folders_without_a_list_are_known(settings: Settings, models: Models) -> None:
    put_and_land(settings, FIRST, "comments")
    ensure(settings)
    (settings.labels / ORDER).unlink()
    models.version = "bbbbbbbbbbbb"
    assert versions(settings) == ["aaaaaaaaaaaa"]
    assert ensure(settings) == "aaaaaaaaaaaa"
    assert labels.versions(Settings(Path("/nowhere"))) == []


def test_mentions_of_many_texts_are_each_found_once(
    settings: Settings, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In slices of two texts, by a roster of the tables that a build has."""
    rows = "".join(f"社保窗口第{n}次来都好,2024-03-{n + 1:02}\n" for n in range(9))
    put_and_land(settings, f"留言内容,留言时间\n{rows}没有提到谁,2024-03-20\n", "comments")
    ensure(settings)
    monkeypatch.setattr(engines, "MENTIONS_AT_ONCE", 2)
    with duckdb.connect() as con:
        create_landed(con, settings, batches.standing(settings))
        create_labels(con, settings, "aaaaaaaaaaaa")
        con.execute(
            "create temp table stg_windows as select 'A03' as window_code, '社保窗口' as window_name, "
            "'人社局' as dept_name"
        )
        con.execute(
            "create temp table stg_staff as select 'S1' as staff_no, '李*' as staff_name, "
            "'A03' as window_code"
        )
        engines.create_mentions(con, settings)
        found = con.execute(
            "select text_hash, kind, code, words, span_start, span_end, polarity, needs_review "
            "from label_mentions"
        ).fetchall()
    assert len({row[0] for row in found}) == len(found) == 9
    assert {row[1:] for row in found} == {("window", "A03", "社保窗口", 0, 4, "praise", False)}
