"""Opening a selection, and putting windows or persons forward."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from etl.read import Build, figures
from etl.settings import Settings
from pages.shared import fields, frame
from pages.shared.cached import ask
from pages.shared.labels import NAME_FIRST
from pages.shared.selection_view import CHOSEN, Desk, do, open_one, title
from records import honours, selecting
from records.attachments import MAGIC, MOST_BYTES, keep
from records.candidate_steps import with_deeds
from records.candidates import Candidate
from records.errors import RecordsError
from records.honours import Award, Step
from records.store import Store
from records.users import User
from reports import selection as made_of
from reports import words
from scoring.rulebook import rulebook_for

DAYS = 7
NEED_NAME = f"{NAME_FIRST}办理；每一步都会记下是谁、什么时候。"
NEED_PROMISE = "公开承诺是什么，怎么兑现的"


def opening(settings: Settings, build: Build, user: User) -> None:
    """Choose the award and the quarter; the rule book proposes the rest."""
    if not user.is_named:
        st.info(NEED_NAME)
        return
    months = ask(figures.months, build)
    quarters = made_of.finished_quarters(build.meta.as_of, min(months, default=dt.date.max))
    if not quarters:
        st.info("还没有一个完整的季度：数据满一个季度后才能发起评选。")
        return
    with st.container(horizontal=True):
        award = Award(
            st.segmented_control("评什么", list(Award), default=Award.WINDOW, key="new_award", required=True)
        )  # fmt: skip
        period = st.selectbox(
            "评哪个季度", quarters, format_func=lambda one: one.label, key="new_period", width=220
        )
    book = rulebook_for(settings, period.last.year)
    today = dt.date.today()
    st.caption("提名截止（当天仍可提名）")
    until = fields.choose_day(
        "new_until", [today.year, today.year + 1], today + dt.timedelta(days=DAYS)
    )
    new = made_of.new_selection(award, period, book, until)
    with st.form(f"open-{new.key}", border=False):
        with st.container(horizontal=True):
            st.number_input("名额", value=new.seats, step=1, key=f"seats-{new.key}", width=140)
            st.number_input(
                "公示几个工作日", value=new.notice_days, step=1, key=f"days-{new.key}", width=160
            )
        st.form_submit_button(
            "发起评选", type="primary", on_click=_open, args=(settings, user, new)
        )
    st.caption(f"名额、公示天数和并列的尺度取自{frame.plain(book.title)}，可以改名额和天数。")


def _open(settings: Settings, user: User, new: honours.Selection) -> None:
    asked = st.session_state
    made = replace(
        new, seats=int(asked[f"seats-{new.key}"]), notice_days=int(asked[f"days-{new.key}"])
    )

    def step(store: Store) -> None:
        record = honours.last_of(store, new.key)
        seen = record.seq if record else 0
        selecting.open_selection(store, user, made, seen, dt.date.today())

    if do(settings, user, f"已发起{title(new.key)}评选。", step, action=("发起评选", new.key)):
        asked[CHOSEN] = title(new.key)


def nominations(desk: Desk) -> None:
    """The system's draft taken over, one put forward by people, the end of nominations."""
    if not desk.user.is_named:
        st.caption(NEED_NAME)
        return
    there = {one.code for one in desk.every}
    field = desk.field
    # One that people took back comes back by people alone.
    known = there | desk.withdrawn
    missing = [field.every[code] for code in field.proposed if code not in known]
    if missing:
        names = "、".join(one.name for one in missing)
        st.markdown(f"**系统推荐（供参考，由人决定）**：{frame.plain(names)}")
        if field.note:
            st.caption(frame.plain(field.note))
        st.button(
            f"把这 {len(missing)} 个列为候选", icon=":material/playlist_add:", key=f"draft-{desk.seq}-{len(there)}",
            on_click=_draft, args=(desk, missing),
        )  # fmt: skip
    elif not field.proposed:
        st.info("这个季度没有够条件的：系统不推荐任何人，可以直接提名，但不参评的不能列入名单。")
    last = desk.now.nominate_until
    if desk.today.isoformat() > last:
        st.caption(f"提名已在{words.iso_date(last)}截止。")
    else:
        _form(desk, [one for code, one in field.every.items() if code not in there])
    _ending(desk)


def _ending(desk: Desk) -> None:
    """The end of nominations, early with its reason."""
    at = str(desk.seq)
    with st.form(f"close-{at}", border=False):
        if desk.today.isoformat() <= desk.now.nominate_until:
            last = words.iso_date(desk.now.nominate_until)
            st.text_input(f"提前结束的原因（提名到{last}才截止）", key=f"close-why-{at}", max_chars=200, width=420)  # fmt: skip
        st.form_submit_button(
            "结束提名，开始打分", disabled=not desk.every, on_click=_close, args=(desk, at)
        )


def _form(desk: Desk, free: list[Candidate]) -> None:
    with st.expander("提名一个", icon=":material/person_add:"):
        names = {one.code: f"{one.name}（{one.place}，{one.code}）" for one in free}
        at = f"{desk.seq}-{len(desk.every)}"
        with st.form(f"nominate-{at}", border=False):
            st.selectbox(
                "提名谁", list(names), format_func=names.__getitem__, key=f"who-{at}", index=None,
                placeholder="可输入名称查找", width=420,
            )  # fmt: skip
            deeds_fields(desk, at, "", "")
            st.form_submit_button("提名", type="primary", on_click=_nominate, args=(desk, at))


def deeds_fields(desk: Desk, at: str, deeds: str, promise: str) -> None:
    """Words and files of a nomination; `files` and `said` read them again."""
    st.text_area(
        "主要事迹（最多 2,000 个字）", deeds, key=f"deeds-{at}", height=120, persist_state="session"
    )
    if desk.award is Award.PARTY:
        st.text_area(NEED_PROMISE, promise, key=f"promise-{at}", height=90, persist_state="session")
    st.file_uploader(
        "附件（证明材料，每个不超过 10 MB）", type=list(MAGIC), accept_multiple_files=True, max_upload_size=MOST_BYTES // 2**20, key=f"files-{at}"
    )  # fmt: skip


def said(desk: Desk, at: str) -> tuple[str, str]:
    """Deeds and promise as given; RecordsError where a party member's promise is missing."""
    told = st.session_state
    promise = str(told.get(f"promise-{at}") or "")
    if desk.award is Award.PARTY and not promise.strip():
        raise RecordsError(f"“{NEED_PROMISE}”没有填写：党员先锋岗看的就是它")
    return str(told.get(f"deeds-{at}") or ""), promise


def files(desk: Desk, at: str) -> list[dict[str, object]]:
    """The attachments as given, kept; AttachmentError for one that cannot be taken."""
    given = st.session_state.get(f"files-{at}") or []
    return [keep(desk.settings.data, one.name, one.getvalue()) for one in given]


def _draft(desk: Desk, missing: list[Candidate]) -> None:
    def step(store: Store) -> None:
        selecting.put_forward(store, desk.user, desk.now.key, missing, desk.seq, desk.today)

    do(
        desk.settings,
        desk.user,
        f"已把系统推荐的 {len(missing)} 个列为候选：请补充事迹。",
        step,
        action=("提名", missing[-1].code),
    )


def _nominate(desk: Desk, at: str) -> None:
    code = st.session_state.get(f"who-{at}")

    def step(store: Store) -> None:
        if code is None:
            raise RecordsError("还没有选提名谁：请选一个")
        deeds, promise = said(desk, at)
        kept = files(desk, at)
        new = made_of.by_people(desk.field.every[code], deeds, promise, kept)
        selecting.put_forward(store, desk.user, desk.now.key, [new], desk.seq, desk.today)
        open_one(code)

    do(desk.settings, desk.user, "已提名。", step, _typed(at), ("提名", str(code)))


def _close(desk: Desk, at: str) -> None:
    reason = str(st.session_state.get(f"close-why-{at}") or "")
    do(
        desk.settings, desk.user, "提名已结束，可以打分了。",
        lambda store: selecting.close_nominations(
            store, desk.user, desk.now.key, desk.seq, desk.today, reason
        ),
        action=("结束提名", desk.now.key),
    )  # fmt: skip


def change_deeds(desk: Desk, one: Candidate, at: str) -> None:
    """Other words and more files on a candidate."""

    def step(store: Store) -> None:
        deeds, promise = said(desk, at)
        made = with_deeds(deeds, promise, files(desk, at))
        selecting.act(store, desk.user, desk.now.key, desk.seq, one, Step.DEEDS, made)

    do(
        desk.settings,
        desk.user,
        f"已保存{one.name}的事迹。",
        step,
        _typed(at),
        (str(Step.DEEDS), one.code),
    )


def _typed(at: str) -> str:
    """The words in the fields of a nomination."""
    told = (str(st.session_state.get(f"{name}-{at}") or "") for name in ("deeds", "promise"))
    return "\n".join(text for text in told if text)
