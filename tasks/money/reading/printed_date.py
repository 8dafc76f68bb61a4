"""The day in a printed date: ISO, `Mon Feb 2, 2009 5:04pm EST`, `18-JUN-1987 10:05:01`, `20150810`, RFC 2822."""

import re
from datetime import date

_MONTHS = {
    m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ISO = re.compile(r"\b(?P<y>[12][0-9]{3})(?P<s>[-/.]?)(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>[0-3][0-9]|[1-9])(?![0-9])")
_DAY_MONTH = re.compile(
    r"\b(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?[\s-]+(?P<m>[A-Za-z]{3})[a-z]*\.?,?[\s-]+(?P<y>[12][0-9]{3})"
)
_MONTH_DAY = re.compile(r"\b(?P<m>[A-Za-z]{3})[a-z]*\.?\s+(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s+(?P<y>[12][0-9]{3})")


def printed_date(printed: object) -> date | None:
    """The date, or None where there is none to read (numeric `03/04/2019` is ambiguous and read as none).

    >>> printed_date("Wed Nov 6, 2013 6:17pm EST"), printed_date("18-JUN-1987 10:05"), printed_date("soon")
    (datetime.date(2013, 11, 6), datetime.date(1987, 6, 18), None)
    """
    if not isinstance(printed, str):
        return None
    for form in (_ISO, _DAY_MONTH, _MONTH_DAY):
        match = form.search(printed[:80])
        if match is None:
            continue
        month = int(match["m"]) if match["m"].isdigit() else _MONTHS.get(match["m"].lower()[:3], 0)
        try:
            return date(int(match["y"]), month, int(match["d"]))
        except ValueError:
            continue
    return None
