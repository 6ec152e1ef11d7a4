"""Counts a log of turns by local day, apart from the product: python3 recount.py FILE ZONE [ZONE ...], JSON on standard output.

Reads one JSON object a line, `created_at` in UTC without a zone. Answers {zone: {date: [turns, answered, unanswered, milliseconds, timed]}}.
"""

import collections
import datetime
import json
import sys
import zoneinfo


def recount(path, zones):
    days = {zone: collections.defaultdict(lambda: [0, 0, 0, 0, 0]) for zone in zones}
    clocks = {zone: zoneinfo.ZoneInfo(zone) for zone in zones}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            turn = json.loads(line)
            at = datetime.datetime.fromisoformat(turn["created_at"]).replace(tzinfo=datetime.timezone.utc)
            milliseconds = turn.get("response_time_ms")
            for zone in zones:
                day = days[zone][at.astimezone(clocks[zone]).date().isoformat()]
                day[0] += 1
                day[1] += turn["is_answered"] == 1
                day[2] += turn["is_answered"] == 0
                if milliseconds is not None:
                    day[3] += milliseconds
                    day[4] += 1
    return days


if __name__ == "__main__":
    json.dump(recount(sys.argv[1], sys.argv[2:]), sys.stdout)
