"""What every command line of the project shares: Chinese words, progress, one line for people."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

MARK = "进度\t"
TOLD = (
    (r"the following arguments are required: (.+)", "缺少参数 {}"),
    (r"unrecognized arguments: (.+)", "不认识的参数 {}"),
    (r"argument (\S+?): expected .+", "参数 {} 后面要有内容"),
    (r"argument (\S+?): .+", "参数 {} 的内容不对"),
)


def say(text: str) -> None:
    """A line for people, on standard error."""
    print(text, file=sys.stderr, flush=True)


def hide_password(text: str) -> str:
    """A text with the passwords of database addresses in it hidden."""
    return re.sub(r"(://[^:/@\s]*:)\S*(?=@)", r"\1***", text)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help is Chinese; wrong calls answer with one line and exit status 2."""

    def __init__(self, **kwargs: Any) -> None:
        add_help = kwargs.pop("add_help", True)
        super().__init__(add_help=False, **kwargs)
        # The library's own headings are English and are kept in these two groups.
        self._positionals.title, self._optionals.title = "内容", "选项"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="显示本说明")

    def format_usage(self) -> str:
        """How to call it, under a Chinese word."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The help, under a Chinese word."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """What is wrong with the call, in one Chinese line."""
        found = (
            words.format(hide_password(match[1]))
            for pattern, words in TOLD
            if (match := re.match(pattern, message))
        )
        wrong = next(found, "不完整或有误")
        say(f"命令用法不对：{wrong}。请运行 {self.prog} --help 查看写法")
        sys.exit(2)


class Progress:
    """How far long work is: a bar on a terminal, lines for a program when asked, else nothing.

    A line is 进度, the percentage and the step, parted by tabs.
    """

    def __init__(self, title: str, as_lines: bool = False) -> None:
        from tqdm import tqdm  # noqa: PLC0415  short commands need none

        self._as_lines, self._last = as_lines, ""
        self._bar = tqdm(
            total=100,
            desc=title,
            leave=False,
            disable=as_lines or not sys.stderr.isatty(),
            bar_format="{desc} {bar} {percentage:3.0f}%",
        )

    def __call__(self, step: str, share: float) -> None:
        line = f"{MARK}{round(share * 100)}\t{step}"
        if self._as_lines and line != self._last:
            self._last = line
            print(line, file=sys.stderr, flush=True)
        self._bar.set_description_str(step)
        self._bar.n = round(share * 100)
        self._bar.refresh()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
