"""Work under way on the import page: who imports, how far it is, what came of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import streamlit as st

from etl import jobs
from etl.errors import UserError
from etl.jobs import Job
from etl.settings import Settings
from pages.shared.frame import plain
from pages.shared.imports_words import skipped_words
from records.errors import BadNameError
from records.users import NOBODY, User, current_user

BEAT = 1.0
SEEN = "seen_job"
# Steps of a build carry the names of models, which are no words for people.
MACHINE_WORDS = re.compile(r"\s*[A-Za-z_]\w*")


def who() -> User:
    """The person at this screen; 未署名 may only look."""
    try:
        return current_user(st.session_state.get("user_name"))
    except BadNameError:
        return NOBODY  # the side bar says what is wrong with the name


def begin(settings: Settings, title: str, user: User, steps: list[jobs.Step], desk: Path | None) -> None:  # fmt: skip
    """Start work and show it; what stands in its way is said in one line."""
    try:
        jobs.start(settings, title, str(user), steps, desk)
    except UserError as error:
        st.error(str(error))
        return
    st.rerun()


def build_step(as_of: dt.date | None = None, rescore: bool = False) -> jobs.Step:
    """The step that every change ends with; `as_of` keeps the day where no data came in.

    `rescore` has the model in use read all comments anew.
    """
    day = () if as_of is None else ("--as-of", as_of.isoformat())
    anew = ("--rescore",) if rescore else ()
    return jobs.Step("生成看板数据", ("build", "--progress", *day, *anew))


def watch(settings: Settings, user: User) -> None:
    """The work under way, whoever began it; the page is drawn anew at its end."""

    @st.fragment(run_every=BEAT)
    def beat() -> None:
        job = jobs.under_way(settings)
        if job is None:
            st.rerun()
        _bar(settings, job, user)

    beat()


def _bar(settings: Settings, job: Job, user: User) -> None:
    share, doing = jobs.progress(settings, job)
    doing = MACHINE_WORDS.sub("", doing)
    step = job.steps[job.step]
    with st.container(border=True):
        st.markdown(f"**{plain(job.by)}正在{plain(job.title)}**（{_time(job.started_at)}开始）")
        text = f"第 {job.step + 1} 步，共 {len(job.steps)} 步 · {step.title}"
        st.progress(share, f"{text}：{doing} {share:.0%}" if doing else f"{text}……")
        if jobs.is_cancelling(settings, job.job):
            st.caption("正在取消，请稍候……")
        elif not user.is_named:
            st.caption("填写姓名后可以取消。可以离开这一页，工作会继续。")
        else:
            st.caption("可以离开或刷新这一页，工作会继续。取消后不留下任何数据。")
            st.button(
                "取消", key="cancel_job", icon=":material/close:",
                on_click=jobs.cancel, args=(settings, job.job),
            )  # fmt: skip


def outcome(settings: Settings, job: Job) -> None:
    """What came of the work that ended last, until this person has read it."""
    if st.session_state.get(SEEN) == job.job:
        return
    with st.container(border=True):
        st.caption(f"上一次：{plain(job.by)}{plain(job.title)}（{_time(job.started_at)}开始）")
        if job.state == "done":
            st.success(plain(job.line), icon=":material/check_circle:")
        elif job.state == "cancelled":
            st.info(plain(job.line))
        elif job.state == "failed":
            st.error(plain(job.line))
        else:
            st.warning("上一次工作中断了（程序被关闭）：请看批次表里有没有这一批，没有就重新导入。")
        for one in _landed(job):
            _landed_file(settings, one)
        if job.state == "failed" and job.step > 0:
            st.caption("前一步已经完成，看板仍显示原来的数据。改正后请重新生成，或把这一批撤回。")
        st.button("知道了", key="seen", on_click=_seen, args=(job.job,))


def _landed(job: Job) -> list[dict[str, Any]]:
    if job.state == "cancelled":
        return []
    return [one for report in job.reports for one in report.get("files", [])]


def _landed_file(settings: Settings, one: dict[str, Any]) -> None:
    name = plain(one["file"])
    if one["already_landed"]:
        st.info(f"“{name}”以前已经导入过，没有变化。")
        return
    st.markdown(
        f"**{name}**：读入 {one['rows_in']:,} 行 ＝ 入库 {one['loaded']:,} 行 ＋ "
        f"退回 {one['rejected']:,} 行 ＋ 重复 {one['duplicate']:,} 行。"
    )
    if one["skipped"]:
        st.caption(f"不是数据而跳过的：{skipped_words(one['skipped'])}。")
    path = Path(one["rejects_path"] or "")
    if one["rejected"] and path.is_relative_to(settings.rejects) and path.is_file():
        st.download_button(
            f"下载退回的 {one['rejected']:,} 行和原因", path.read_bytes, file_name=f"退回明细-{path.name}",
            mime="text/csv", key=f"rejects-{one['batch']}", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip


def _seen(job: str) -> None:
    st.session_state[SEEN] = job


def _time(text: str) -> str:
    day, _, clock = text.partition("T")
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日 {clock[:5]} "
