"""Router only: page set-up, who is asking, navigation."""

from __future__ import annotations

import logging

import streamlit as st

from etl.errors import UserError
from etl.read import NoBuildError
from pages.shared import ICON, filters, links
from pages.shared.access import show_user
from pages.shared.cached import current_build
from pages.shared.chinese import put_in_chinese
from pages.shared.labels import APP_TITLE

st.set_page_config(
    page_title=APP_TITLE,
    page_icon=str(ICON),
    layout="wide",
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)

navigation = st.navigation(
    {
        "领导看": [
            st.Page(
                "pages/overview/summary.py",
                title="总览",
                icon=":material/dashboard:",
                url_path="summary",
                default=True,
            ),
            st.Page(
                "pages/timeliness/limits.py",
                title="承诺与法定时限",
                url_path="limits",
                icon=":material/timer:",
            ),
            st.Page(
                "pages/timeliness/watchlist.py",
                title="预警",
                url_path="watchlist",
                icon=":material/notifications:",
            ),
            st.Page(
                "pages/voice/guestbook.py",
                title="群众留言",
                url_path="guestbook",
                icon=":material/forum:",
            ),
            st.Page(
                "pages/voice/ratings.py",
                title="好差评",
                url_path="ratings",
                icon=":material/thumbs_up_down:",
            ),
        ],
        "报告": [
            st.Page(
                "pages/reports/monthly.py",
                title="月报",
                url_path="monthly",
                icon=":material/article:",
            ),
            st.Page(
                "pages/data/exports.py",
                title="导出",
                url_path="exports",
                icon=":material/file_export:",
            ),
        ],
        "评比": [
            st.Page(
                "pages/windows/ranking.py",
                title="窗口排名",
                url_path="ranking",
                icon=":material/leaderboard:",
            ),
            st.Page(
                "pages/windows/profile.py",
                title="窗口画像",
                url_path="profile",
                icon=":material/badge:",
            ),
            st.Page(
                "pages/honours/scores.py",
                title="三比得分",
                url_path="scores",
                icon=":material/military_tech:",
            ),
            st.Page(
                "pages/honours/selection.py",
                title="评选台",
                url_path="selection",
                icon=":material/workspace_premium:",
            ),
            st.Page(
                "pages/honours/rules.py",
                title="评分规则",
                url_path="rules",
                icon=":material/rule:",
            ),
        ],
        "办事": [
            st.Page(
                "pages/timeliness/items.py",
                title="事项",
                url_path="items",
                icon=":material/description:",
            ),
            st.Page(
                "pages/voice/loops.py",
                title="投诉闭环",
                url_path="loops",
                icon=":material/autorenew:",
            ),
            st.Page(
                "pages/voice/review.py",
                title="标注复核",
                url_path="review",
                icon=":material/rate_review:",
            ),
            st.Page(
                "pages/work/joint_approval.py",
                title="并联审批",
                url_path="joint",
                icon=":material/account_tree:",
            ),
        ],
        "查底账": [
            st.Page(
                "pages/timeliness/case.py",
                title="办件逐日账",
                url_path="case",
                icon=":material/calendar_month:",
            ),
            st.Page(
                "pages/timeliness/pauses.py",
                title="只因暂停而按时",
                url_path="pauses",
                icon=":material/pause_circle:",
            ),
            st.Page(
                "pages/timeliness/cases.py",
                title="办件明细",
                url_path="cases",
                icon=":material/list_alt:",
            ),
        ],
        "数据": [
            st.Page(
                "pages/data/imports.py",
                title="导入",
                url_path="imports",
                icon=":material/upload_file:",
            ),
            st.Page(
                "pages/voice/transcribe.py",
                title="留言簿誊录",
                url_path="transcribe",
                icon=":material/edit_note:",
            ),
            st.Page(
                "pages/honours/entries.py",
                title="巡查与举措录入",
                url_path="entries",
                icon=":material/checklist:",
            ),
            st.Page(
                "pages/data/quality.py",
                title="数据质量",
                url_path="quality",
                icon=":material/fact_check:",
            ),
            st.Page(
                "pages/data/calendar.py",
                title="工作日历与阈值",
                url_path="calendar",
                icon=":material/edit_calendar:",
            ),
        ],
    },
    expanded=True,
    position="hidden" if links.is_guide() else "sidebar",
)

# Pages that a period does not apply to: on the data themselves, on one item, on one case.
WHOLE_BUILD = (
    "imports",
    "transcribe",
    "quality",
    "calendar",
    "items",
    "case",
    "selection",
    "entries",
)
try:
    if navigation.url_path in WHOLE_BUILD:
        filters.keep()
    else:
        build = current_build()
        offered, default = filters.offered_periods(build)
        missing = links.missing_address(list(offered), default)
        if missing:
            filters.unknown_period(st.query_params.get("period"))
            st.switch_page(navigation, query_params=missing)
        filters.choose(build)
    if not links.is_guide():
        show_user()
    navigation.run()
    put_in_chinese()
except NoBuildError as error:
    st.title("还没有可看的数据", anchor=False)
    st.info(f"{error}。")
    links.page("imports", "去导入数据")
except UserError as error:
    st.error(str(error))
except Exception:
    logging.getLogger(__name__).exception("page failed")
    st.error("这一页出错了，其他页面不受影响。错误已写入运行日志，请把操作步骤告诉系统管理员。")
