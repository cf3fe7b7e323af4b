"""Makes cron-expectations.txt: what cron does with random expressions, by two oracles that are not Depot's.

    pip install croniter==7.0.0 tzdata && python cron_expectations.py > cron-expectations.txt

Which local minutes an expression names is croniter's word (with implement_cron_bug, its name for Vixie cron's rule that a day counts by
both fields where one begins with *). What happens where the clock of a zone is set is the main loop of Vixie cron 3.0 (cron.c of Debian's
cron 3.0pl1), played minute by minute: jobs with a * minute or hour run by the clock as it is; others are caught up on after a jump forward,
in the minute of the jump, and held back after a jump back. Jobs that run twice in one minute are one line here.

Lines: expression | zone | after | the times that follow, UTC
"""
import random
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from croniter import croniter

MINUTE = timedelta(minutes=1)
RANDOM = random.Random(12)
SHIFTS = [  # zone, a moment some hours before its clock is set
    ("Europe/Berlin", "2026-03-28T20:00"), ("Europe/Berlin", "2026-10-24T20:00"), ("America/New_York", "2026-03-08T03:00"),
    ("America/New_York", "2026-11-01T02:00"), ("Australia/Lord_Howe", "2026-04-04T10:00"), ("Australia/Lord_Howe", "2026-10-03T10:00"),
    ("America/Santiago", "2026-09-05T22:00"), ("Pacific/Auckland", "2026-04-04T10:00"), ("Asia/Kathmandu", "2026-03-28T20:00"),
    ("Africa/Casablanca", "2026-02-14T20:00"), ("Africa/Casablanca", "2026-03-21T20:00"), ("UTC", "2026-03-28T20:00")]


def field(low, high, hot):
    def value():
        return RANDOM.choice([v for v in hot if low <= v <= high]) if RANDOM.random() < 0.7 else RANDOM.randint(low, high)
    kind = RANDOM.random()
    if kind < 0.3:
        return "*"
    if kind < 0.45:
        return "*/%d" % RANDOM.choice([2, 3, 5, 7, 10, 15, 20])
    if kind < 0.6:
        first, last = sorted((value(), value()))
        if first == last:  # croniter takes 5-5 for *
            return str(first)
        return "%d-%d" % (first, last) + ("/%d" % RANDOM.randint(2, 6) if last - first > 6 else "")
    return ",".join(str(v) for v in sorted({value() for _ in range(RANDOM.randint(1, 3))}))


def local(zone, utc):
    return utc.astimezone(zone).replace(tzinfo=None)


def near_a_shift(expression, zone, start, hours):
    """Vixie cron's main loop, from start on; the UTC minutes in which the job runs."""
    fields = expression.split()
    wildcard = fields[0][0] == "*" or fields[1][0] == "*"
    named = set()
    runs = []
    first = local(zone, start) - timedelta(hours=2)
    times = croniter(expression, first - MINUTE, implement_cron_bug=True, max_years_between_matches=60)
    try:
        while (at := times.get_next(datetime)) < first + timedelta(hours=hours + 8):
            named.add(at)
    except Exception:  # no (further) time
        pass
    virtual = local(zone, start)
    for i in range(1, hours * 60 + 1):
        utc = start + i * MINUTE
        now = local(zone, utc)
        ahead = (now - virtual) // MINUTE
        run = False
        if ahead == 1:
            virtual = now
            run = now in named
        elif 1 < ahead <= 180:
            run = wildcard and now in named
            while virtual < now:
                virtual += MINUTE
                run = run or (not wildcard and virtual in named)
        elif -180 < ahead <= 0:
            run = wildcard and now in named
        else:
            raise SystemExit("%s: a jump of %d minutes" % (zone, ahead))
        if run:
            runs.append(utc)
    return runs


def show(expression, zone, after, times):
    text = " ".join(t.strftime("%Y-%m-%dT%H:%MZ") for t in times)
    print("%s | %s | %s | %s" % (expression, zone, after.strftime("%Y-%m-%dT%H:%MZ"), text))


def main():
    for _ in range(150):
        name, begin = RANDOM.choice(SHIFTS)
        start = datetime.fromisoformat(begin + "+00:00")
        expression = "%s %s * * *" % (field(0, 59, [0, 15, 29, 30, 31, 45, 59]), field(0, 23, [0, 1, 2, 3, 23]))
        runs = near_a_shift(expression, ZoneInfo(name), start, 14)
        if 0 < len(runs) <= 12:
            show(expression, name, start, runs)
        elif runs:
            at = RANDOM.randrange(len(runs) - 6)
            show(expression, name, runs[at], runs[at + 1:at + 6])
    for _ in range(120):  # days, far from any shift: local time is enough
        expression = "%d %d %s %s %s" % (RANDOM.randint(0, 59), RANDOM.randint(0, 23), field(1, 31, [1, 13, 29, 30, 31]),
                                         field(1, 12, [1, 2, 6, 12]), field(0, 6, [0, 1, 5, 6]))
        start = datetime(RANDOM.randint(1971, 2180), RANDOM.randint(1, 12), RANDOM.randint(1, 28), RANDOM.randint(0, 23))
        times = croniter(expression, start, implement_cron_bug=True, max_years_between_matches=60)
        try:
            show(expression, "UTC", start, [times.get_next(datetime) for _ in range(3)])
        except Exception:  # it never comes true
            continue


main()
