"""What a month's report made anew has otherwise than the one that was published."""

from __future__ import annotations

from reports.report_model import MonthReport


def difference_words(old: MonthReport, new: MonthReport) -> list[tuple[str, str, str]]:
    """What two reports of a month have differently: name, then, now; figures first, then sentences."""
    found = []
    for before, after in ((old.figures, new.figures), (old.year, new.year)):
        now = {one.key: one for one in after}
        found += [
            (one.label, one.text, now[one.key].text)
            for one in before
            if one.key in now and one.now != now[one.key].now
        ]
    later = {one.key: one for one in new.sections}
    for section in old.sections:
        mine, other = (
            section.paragraphs,
            later[section.key].paragraphs if section.key in later else (),
        )
        gone = [text for text in mine if text not in other]
        come = [text for text in other if text not in mine]
        if gone or come:
            found.append((section.heading, " ".join(gone) or "—", " ".join(come) or "—"))
    return found
