"""Telling families what is on air and when, without paper: calendars, SMS, loudspeakers, crawls, and what moved."""
