"""Plans as tables: for Excel, out of Excel, and made by hand.

What is written here can be edited and read again; what people write themselves is read whatever their columns are
called, in whichever order, letters and way of writing times they have.
"""

from lessontool.schedule.tables.reading import BY_HAND as BY_HAND
from lessontool.schedule.tables.reading import read_plan as read_plan
from lessontool.schedule.tables.writing import as_csv as as_csv
from lessontool.schedule.tables.writing import as_xlsx as as_xlsx
from lessontool.schedule.tables.writing import write_csv as write_csv
from lessontool.schedule.tables.writing import write_xlsx as write_xlsx
