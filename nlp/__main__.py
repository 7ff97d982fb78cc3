"""Commands: classify a file of comments, evaluate on labelled text, train the model."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from tqdm import tqdm

from nlp.corpus import JOIN
from nlp.enrich import Enriched, classify
from nlp.evaluate import evaluate
from nlp.gate import told
from nlp.label_words import IN_CHINESE, UnknownLabelError, label_of
from nlp.mentions import Windows, mentions
from nlp.report import lines
from nlp.scores import LABELS
from nlp.store import Progress, model_path, read_model
from nlp.tables import UnusableInputError, read_table, require_column, write_table


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UnusableInputError(f"命令有误（{message}），用法见 python -m nlp --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 the input or the call cannot be used."""
    try:
        options = _parser().parse_args(arguments)
        started = time.perf_counter()
        report = options.run(options)
        report.setdefault("seconds", round(time.perf_counter() - started, 3))
        _tell(report, options.json)
    except UnusableInputError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"模型目录不可用（{error}），请检查 --data 所指目录是否可写", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m nlp", description="群众留言分类")
    commands = parser.add_subparsers(required=True, metavar="命令", parser_class=_Parser)
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--data", type=Path, default=Path("data"), help="数据目录，模型放在其 models 下"
    )
    shared.add_argument("--json", action="store_true", help="标准输出最后一行为 JSON")
    one = commands.add_parser("classify", parents=[shared], help="给留言加上标签")
    one.add_argument("file", type=Path)
    one.add_argument("--text", required=True, help="留言所在列")
    one.add_argument("--out", type=Path, required=True, help="结果 CSV")
    one.add_argument("--roster", type=Path, help="窗口名册 CSV，列 window_code 与 window_name")
    one.set_defaults(run=_classify)
    two = commands.add_parser("evaluate", parents=[shared], help="对照人工标签评估")
    two.add_argument("file", type=Path)
    two.add_argument("--text", required=True, help="留言所在列")
    two.add_argument("--label", required=True, help="人工标签所在列")
    two.set_defaults(run=_evaluate)
    three = commands.add_parser("train", parents=[shared], help="重新训练，不比现用模型差才替换")
    three.add_argument(
        "--labels", type=Path, help="人工标签 CSV：列 text 与 label，可有 work_rules（用；隔开）"
    )
    three.set_defaults(run=_train)
    return parser


def _classify(options: argparse.Namespace) -> dict[str, Any]:
    if options.out.resolve() == options.file.resolve():
        raise UnusableInputError(f"结果“{options.out}”就是输入文件，会覆盖原件：请换一个文件名")
    frame = read_table(options.file)
    require_column(frame, options.text, options.file)
    roster = _roster(options.roster)
    with _Bar("分类") as progress:
        started = time.perf_counter()
        enriched = classify(list(frame[options.text]), options.data / "models", progress)
        seconds = time.perf_counter() - started
    found = [_mention_cell(text, roster) for text in frame[options.text]]
    added = _columns(enriched, found)
    taken = {name: f"原_{name}" for name in frame.columns if name in added.columns}
    if taken:
        print(f"输入中已有列 {'、'.join(taken)}，结果中改名为 原_…", file=sys.stderr)
    write_table(pd.concat([frame.rename(columns=taken), added], axis=1), options.out)
    unsure = sum(item.needs_review for item in enriched)
    print(
        f"共 {len(frame):,} 条，其中 {unsure:,} 条把握不足，请人复核；结果在 {options.out}，"
        f"每秒 {len(frame) / seconds:,.0f} 条",
        file=sys.stderr,
    )
    return {
        "rows": len(frame),
        "seconds": round(seconds, 3),
        "per_second": round(len(frame) / seconds, 1),
    }


def _columns(enriched: list[Enriched], found: list[str]) -> pd.DataFrame:
    rows = [
        {
            "label": item.label,
            "probability": round(item.probability, 6),
            "needs_review": "true" if item.needs_review else "false",
            "work_rules": JOIN.join(rule for rule, _ in item.work_rules),
            "mentions": mention,
            "reasons": JOIN.join(
                [*item.reasons, *(f"{rule}：{words}" for rule, words in item.work_rules)]
            ),
            **{f"p_{name}": round(item.probabilities[f"p_{name}"], 6) for name in LABELS},
        }
        for item, mention in zip(enriched, found, strict=True)
    ]
    return pd.DataFrame(rows)


def _roster(path: Path | None) -> Windows:
    if path is None:
        return []
    frame = read_table(path)
    for column in ("window_code", "window_name"):
        require_column(frame, column, path)
    return list(zip(frame["window_code"], frame["window_name"], strict=True))


def _mention_cell(text: str, roster: Windows) -> str:
    return JOIN.join(dict.fromkeys(f"{item.code} {item.words}" for item in mentions(text, roster)))


def _evaluate(options: argparse.Namespace) -> dict[str, Any]:
    frame = read_table(options.file)
    for column in (options.text, options.label):
        require_column(frame, column, options.file)
    labelled = frame[frame[options.label].str.strip() != ""]
    if labelled.empty:
        raise UnusableInputError(f"文件 {options.file} 的列“{options.label}”全空，请先填写人工标签")
    try:
        truth = [label_of(word) for word in labelled[options.label]]
    except UnknownLabelError as error:
        raise UnusableInputError(
            f"文件 {options.file} 的列“{options.label}”有不认识的标签“{error}”，"
            f"可用：{'、'.join(IN_CHINESE.values())}"
        ) from error
    with _Bar("评估") as progress:
        report = evaluate(list(labelled[options.text]), truth, options.data / "models", progress)
    left_out = len(frame) - len(labelled)
    if left_out:
        print(f"{left_out:,} 条没有人工标签，未计入", file=sys.stderr)
    print("\n".join(lines(report)), file=sys.stderr)
    return report


def _train(options: argparse.Namespace) -> dict[str, Any]:
    from nlp.retrain import retrain  # noqa: PLC0415 - imports snownlp and scikit-learn: seconds
    from nlp.training import check  # noqa: PLC0415

    model_dir = options.data / "models"
    with _Bar("训练") as progress:
        done = retrain(model_dir, options.labels, progress)
    print(told(done.gate), file=sys.stderr)
    counts = read_model(model_path(model_dir))["counts"]
    return {
        "model_version": done.in_use,
        "checks": {
            "trained": done.model.version,
            "adopted": done.gate.passed,
            "fixed": done.gate.check.__dict__,
            "people": done.gate.people.__dict__,
            **check(counts, done.model.polarity),
        },
    }


class _Bar:
    """A progress bar on a terminal, nothing elsewhere; closed when the work ends."""

    def __init__(self, title: str) -> None:
        self._bar = tqdm(desc=title, unit="条", disable=None, file=sys.stderr)

    def __enter__(self) -> Progress:
        return self._move

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def _move(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)


def _tell(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
