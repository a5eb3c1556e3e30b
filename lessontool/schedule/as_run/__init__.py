"""What really went on air: logs of playout servers and operators, and what they mean for the plan."""

from lessontool.schedule.as_run.matching import CUT_SHARE as CUT_SHARE
from lessontool.schedule.as_run.matching import LATE_S as LATE_S
from lessontool.schedule.as_run.matching import Aired as Aired
from lessontool.schedule.as_run.matching import matched as matched
from lessontool.schedule.as_run.reading import read_as_run as read_as_run
