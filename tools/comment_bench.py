"""Speed and accuracy of the comment classifier beside stock SnowNLP, in one run, warm.

Texts are the project's own (`nlp.check`, `nlp.examples`). “Everything” is the label with its six
probabilities, the work rules, the mentions of a roster and the masking. Stock SnowNLP is
`snownlp.sentiment.classify`, which gives one number. Processor time of one process is compared with
processor time; several processes are compared by the clock.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl.settings import ROOT

LIMITS = {"core": 30.0, "everything": 15.0, "two_processes": 25.0, "rjieba_two_processes": 30.0}
SHARED = ROOT.parent / "shared" / "data"
STOCK_TEXTS = 300
BLOCK = 400
ROUNDS = 8
TRAIN = (
    "import sys; from pathlib import Path; from nlp.model import load_or_train; "
    "load_or_train(Path(sys.argv[1]))"
)


def texts_of_the_house() -> list[str]:
    """Texts of the check set and every fifth of the corpus, in an order that mixes lengths."""
    from nlp.corpus import check_set, examples, other_trades  # noqa: PLC0415

    chosen = [*check_set(), *examples()[::5], *other_trades()[::2]]
    return sorted({one.text for one in chosen}, key=lambda text: zlib.crc32(text.encode()))


def roster() -> Any:
    """Forty windows of ten departments with eighty people, as a centre has them."""
    from nlp.mentions import Roster  # noqa: PLC0415

    names = [
        "社保",
        "医保",
        "不动产登记",
        "公积金",
        "婚姻登记",
        "出入境",
        "企业开办",
        "办税",
        "住建",
        "教育",
    ]
    places = [(n, i, name) for n in range(4) for i, name in enumerate(names)]
    windows = tuple(
        (f"{'ABCD'[n]}{i:02}", f"{name}{('', '一', '二', '三')[n]}窗口") for n, i, name in places
    )
    departments = tuple(
        (f"湘潭市{name}局", tuple(f"{one}{i:02}" for one in "ABCD")) for i, name in enumerate(names)
    )
    surnames = "王李张刘陈杨黄赵吴周"
    staff = tuple(
        (f"S{n}{i}{k}", f"{surnames[(i + k) % 10]}{'建丽'[k]}{'国华'[n % 2]}", f"{'ABCD'[n]}{i:02}")
        for n, i, _ in places
        for k in range(2)
    )
    return Roster(windows, departments, staff)


def everything(texts: Sequence[str], model_dir: Path) -> int:
    """All that is said of comments; returns how many."""
    from nlp.attribution import Naming, attribute  # noqa: PLC0415
    from nlp.enrich import blocks, enrich_block  # noqa: PLC0415
    from nlp.mask import mask_text  # noqa: PLC0415
    from nlp.mentions import finder  # noqa: PLC0415

    model, windows = _model(model_dir), finder(roster())
    done = 0
    for block in blocks(texts):
        masked = [mask_text(text) for text in block]
        naming = [
            Naming(text, windows.mentions(text), one.label, one.needs_review)
            for text, one in zip(masked, enrich_block(masked, model), strict=True)
        ]
        done += len(attribute(naming, lambda: model))
    return done


def core(texts: Sequence[str], model_dir: Path) -> int:
    """jieba and the retrained Bayes alone."""
    from nlp.normalise import normalise  # noqa: PLC0415
    from nlp.segment import mark_negation, words  # noqa: PLC0415

    polarity = _model(model_dir).polarity
    return len(polarity.probabilities([mark_negation(words(normalise(text))) for text in texts]))


_models: dict[Path, Any] = {}


def _model(model_dir: Path) -> Any:
    from nlp.model import load_or_train  # noqa: PLC0415

    if model_dir not in _models:
        _models[model_dir] = load_or_train(model_dir)
    return _models[model_dir]


def stock(texts: Sequence[str]) -> int:
    """snownlp as it comes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from snownlp import sentiment  # noqa: PLC0415
    for text in texts:
        if text.strip():
            sentiment.classify(text)
    return len(texts)


def per_second(run: Callable[[], int], clock: Callable[[], float]) -> float:
    """Texts a second, the best of some rounds after one to warm up."""
    run()
    best = 0.0
    for _ in range(ROUNDS):
        started = clock()
        done = run()
        best = max(best, done / (clock() - started))
    return best


def in_two_processes(texts: Sequence[str], model_dir: Path) -> float:
    """Texts a second by the clock, both processes warm."""
    pieces = [list(texts[i : i + BLOCK]) for i in range(0, len(texts), BLOCK)] * 2
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:

        def run() -> int:
            return sum(pool.map(everything, pieces, [model_dir] * len(pieces)))

        return per_second(run, time.perf_counter)


def seconds_of(program: str, *arguments: str) -> float:
    """Wall seconds of a fresh process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, cwd=ROOT)
    return time.perf_counter() - started


def start_times(model_dir: Path) -> dict[str, float]:
    """Seconds of `import nlp` and of the first label, a bare interpreter deducted."""
    bare = min(seconds_of("pass") for _ in range(3))
    label = (
        "import sys; from pathlib import Path; from nlp.enrich import classify; "
        "classify(['态度很好'], Path(sys.argv[1]))"
    )
    return {
        "import": min(seconds_of("import nlp") for _ in range(3)) - bare,
        "first_label": min(seconds_of(label, str(model_dir)) for _ in range(2)) - bare,
    }


def memory_mb(model_dir: Path, comments: int) -> float:
    """Peak megabytes of labelling so many different comments in slices, as the landing does."""
    program = (
        "import sys; from pathlib import Path; from nlp.enrich import classify\n"
        "from tools.comment_bench import texts_of_the_house\n"
        "house, folder, left = texts_of_the_house(), Path(sys.argv[1]), int(sys.argv[2])\n"
        "for start in range(0, left, 20000):\n"
        "    size = min(20000, left - start)\n"
        "    classify([f'{house[n % len(house)]}{start + n}' for n in range(size)], folder)\n"
        "peak = [one for one in open('/proc/self/status') if one.startswith('VmHWM')]\n"
        "print(int(peak[0].split()[1]) / 1024)"  # not getrusage, which counts the parent too
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(model_dir), str(comments)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return float(done.stdout)


def accuracy(model_dir: Path) -> dict[str, Any]:
    """The check set, and the measuring data beside the project where it is."""
    from nlp.corpus import check_set  # noqa: PLC0415
    from nlp.evaluate import evaluate  # noqa: PLC0415

    found = {}
    report = evaluate([o.text for o in check_set()], [o.label for o in check_set()], model_dir)
    found["check_set"] = report
    path = SHARED / "labelled" / "takeaway_service_dev.csv"
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        found["takeaway"] = evaluate(
            [row["text"] for row in rows], [row["label"] for row in rows], model_dir
        )
    keys = ("rows", "accuracy", "macro_f1", "coverage", "coverage_accuracy", "ece", "snownlp")
    return {name: {key: report[key] for key in keys} for name, report in found.items()}


def measure(work: Path, comments: int) -> dict[str, Any]:
    """Everything, as one JSON object; trains the model in `work` first."""
    os.environ.setdefault("ZW_SEGMENTER", "jieba")
    # In a process of its own: what training leaves behind would slow down what is measured here.
    trained = seconds_of(TRAIN, str(work))
    _model(work)
    texts = texts_of_the_house()
    by_processor = time.process_time
    base = per_second(lambda: stock(texts[:STOCK_TEXTS]), by_processor)
    found: dict[str, Any] = {
        "training_seconds": trained,
        "texts": len(texts),
        "stock_per_second": base,
        "core": per_second(lambda: core(texts, work), by_processor) / base,
        "everything": per_second(lambda: everything(texts, work), by_processor) / base,
    }
    clocked = per_second(lambda: stock(texts[:STOCK_TEXTS]), time.perf_counter)
    found["two_processes"] = in_two_processes(texts, work) / clocked
    os.environ["ZW_SEGMENTER"] = "rjieba"  # read by the processes started from here on
    try:
        import rjieba  # noqa: F401, PLC0415

        found["rjieba_two_processes"] = in_two_processes(texts, work) / clocked
    except ImportError:
        found["rjieba_two_processes"] = None
    finally:
        os.environ["ZW_SEGMENTER"] = "jieba"
    found |= start_times(work)
    found["memory_mb"] = [memory_mb(work, comments // 2), memory_mb(work, comments)]
    found["accuracy"] = accuracy(work)
    return found


def tell(found: dict[str, Any]) -> list[str]:
    """The figures in lines for people."""
    lines = [
        f"训练 {found['training_seconds']:.0f} 秒；原版 SnowNLP 每秒 {found['stock_per_second']:.0f} 条"
    ]
    titles = {
        "core": "核心（jieba＋重训 Bayes）",
        "everything": "全部（标签、制度、对象、遮蔽）一个进程",
        "two_processes": "全部，两个进程",
        "rjieba_two_processes": "全部，两个进程，rjieba",
    }
    for name, title in titles.items():
        value = found[name]
        told = "未安装 rjieba" if value is None else f"原版的 {value:.1f} 倍"
        lines.append(f"{title}：{told}（应不低于 {LIMITS[name]:.0f}）")
    lines.append(f"import nlp {found['import']:.2f} 秒，第一条 {found['first_label']:.1f} 秒")
    half, whole = found["memory_mb"]
    lines.append(f"内存峰值：一半 {half:.0f} MB，全部 {whole:.0f} MB")
    for name, one in found["accuracy"].items():
        beside = f"；原版 {one['snownlp']['accuracy']:.3f}" if one["snownlp"] else ""
        lines.append(
            f"{name}：准确率 {one['accuracy']:.3f}，F1 {one['macro_f1']:.3f}，"
            f"有把握 {one['coverage']:.2f} 其中准确 {one['coverage_accuracy']:.3f}{beside}"
        )
    return lines


def main() -> int:
    """This part of `make bench` alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=40_000, help="comments of the memory part")
    args = parser.parse_args()
    with TemporaryDirectory(prefix="comments-") as name:
        found = measure(Path(name), args.comments)
    print("\n".join(tell(found)))
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
