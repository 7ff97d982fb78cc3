"""Read by Python at its start where a journey needs a later day: the clock of that process runs ahead."""

import datetime as dt
import os

import time_machine

ahead = dt.timedelta(days=int(os.environ["ZW_TEST_DAYS_AHEAD"]))
time_machine.travel(dt.datetime.now(dt.UTC) + ahead, tick=True).start()
