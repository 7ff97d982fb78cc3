"""Counts by member of staff that scores of persons are made of; nothing here is weighed."""

from __future__ import annotations

import pandas as pd

from etl.read.build import Build
from etl.read.figures import ON_TIME, SOUND
from etl.read.indicators import IS_SENT_BACK
from etl.read.ratings import GOOD
from etl.read.scope import Scope

ONLINE = "channel in ('电脑端网上办理', '移动端网上申请')"


def staff(build: Build) -> pd.DataFrame:
    """Everybody on the roster with their window, its department and its peer group."""
    return build.frame(
        "select s.staff_no, coalesce(s.staff_name, s.staff_no) as staff_name, s.window_code, "
        "w.window_name, w.dept_name, w.peer_group, coalesce(s.is_party_member, false) as is_party_member, "
        "s.post from dim_staff s left join dim_window w using (window_code) order by s.staff_no"
    )


def cases_by_staff(build: Build, scope: Scope) -> pd.DataFrame:
    """Finished cases by who handled them, with the counts that a window's shares are made of.

    A case sent back without a finish belongs to the month of its acceptance, as for windows.
    """
    where, params = scope.cases("finished")
    month = where.replace("finished_month", "coalesce(finished_month, accepted_month)")
    done = "is_counted and finished_month is not null"
    return build.frame(
        f"select staff_no, count(*) filter (where {done}) as finished, "
        f"count(*) filter (where {SOUND} and finish_class is not null) as promised, "
        f"count(*) filter (where {SOUND} and {ON_TIME}) as on_time, "
        f"count(*) filter (where {SOUND} and finish_class = '超期') as overdue, "
        f"count(*) filter (where {SOUND} and finish_class is not null and case_type = '承诺件') "
        "as commitment, "
        f"count(*) filter (where {SOUND} and finish_class = '提前' and case_type = '承诺件') as early, "
        f"count(*) filter (where {done} and channel is not null) as with_channel, "
        f"count(*) filter (where {done} and {ONLINE}) as online, "
        f"count(*) filter (where {SOUND} and joint_no is not null and finish_class is not null) as joint, "
        f"count(*) filter (where {SOUND} and joint_no is not null and {ON_TIME}) as joint_on_time, "
        f"count(*) filter (where {IS_SENT_BACK} or {done}) as handled, "
        "count(supplement_count) as with_supplements, "
        f"count(*) filter (where {IS_SENT_BACK} or supplement_count >= 2) as returned, "
        "count(*) filter (where card = '红牌') as red_cards "
        f"from fct_case where staff_no is not null and ({IS_SENT_BACK} or {done}) and {month} group by 1",
        params,
    )


def ratings_by_staff(build: Build, scope: Scope) -> pd.DataFrame:
    """Active ratings, good ones and suspect ones by who handled the rated case."""
    where, params = scope.ratings("r.")
    return build.frame(
        "select c.staff_no, count(*) filter (where r.is_valid and r.is_active) as active, "
        f"count(*) filter (where r.is_valid and r.is_active and r.grade >= {GOOD}) as active_good, "
        "count(*) filter (where r.is_suspect) as suspect from fct_rating r "
        # A number may stand for several cases: it is one person's where one alone handled them.
        "join (select source_system, case_no, max(staff_no) as staff_no from fct_case "
        "where case_no in (select case_no from fct_rating) group by 1, 2 "
        "having count(distinct coalesce(staff_no, '')) = 1) c "
        "on c.source_system = r.source_system and c.case_no = r.case_no "
        f"where c.staff_no is not null and {where} group by 1",
        params,
    )


def names_persons(build: Build, scope: Scope) -> bool:
    """Whether any finding of a scope's checks names a person: without, nobody has none."""
    where, params = scope.inspections()
    return bool(
        build.rows(
            f"select count(*) > 0 from fct_inspection where staff_no is not null and {where}",
            params,
        )[0][0]
    )


def mentions_by_staff(build: Build, scope: Scope) -> pd.DataFrame:
    """How often comments name a person with praise or complaint: columns staff_no, praised, blamed."""
    where, params = scope.comments("c.")
    return build.frame(
        "select m.code as staff_no, count(*) filter (where m.polarity = 'praise') as praised, "
        "count(*) filter (where m.polarity = 'complaint') as blamed from fct_comment_mention m "
        "join fct_comment c using (comment_id) "
        f"where m.kind = 'staff' and m.code is not null and {where} group by 1",
        params,
    )


def red_cards(build: Build, scope: Scope) -> pd.DataFrame:
    """Cases of a scope with a red card by window: columns window_code, red_cards."""
    where, params = scope.cases("finished")
    return build.frame(
        "select window_code, count(*) as red_cards from fct_case "
        f"where is_counted and card = '红牌' and window_code is not null and {where} group by 1",
        params,
    )


def cases_of(build: Build, scope: Scope, staff_no: str) -> pd.DataFrame:
    """A person's finished cases of a scope's months, the latest first, with the grade where rated."""
    where, params = scope.cases("finished", "c.")
    return build.frame(
        "select c.case_no, c.item_name, c.accepted_on, c.finished_on, c.used_workdays, c.promise_workdays, "
        "c.finish_class, c.card, r.grade_label, r.is_suspect from fct_case c left join ("
        "select source_system, case_no, any_value(grade_label) as grade_label, "
        "bool_or(is_suspect) as is_suspect from fct_rating where is_valid group by 1, 2) r "
        "on r.source_system = c.source_system and r.case_no = c.case_no "
        f"where c.is_counted and c.staff_no = ? and {where} order by c.finished_on desc, c.case_no",
        [staff_no, *params],
    )
