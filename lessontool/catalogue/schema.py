"""The tables of a catalogue, the same in SQLite and PostgreSQL: plain text, whole numbers and JSON as text.

What the manifests say (lessons, packages, texts) can be made again at any time. What people add (reviews, choices,
showings) names lessons by their lasting identity and not by a row, so it outlives every rebuild. There is no field for
a pupil's name or number, and none may be added.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

VERSION: Final = 1
"""Raised when a program that knows the one before would misread the tables; then `opening` gets a step that changes a
catalogue of the one before."""

TABLES: Final = MetaData()

about = Table("lessontool_catalogue", TABLES, Column("version", Integer, primary_key=True, autoincrement=False))
"""One row: the version of the tables."""

lessons = Table(
    "lessons",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("grade", Integer, nullable=False),
    Column("series", Text, nullable=False),
    Column("school_year", Text, nullable=False),
    Column("week", Integer, nullable=False),
    Column("number", Integer),
    Column("part", Integer),
    Column("title", Text, nullable=False),
    Column("record", Text, nullable=False),  # `Lesson` as JSON: what the newest package says
    Column("title_found", Text, nullable=False, default=""),  # folded, see `finding_words`
    Column("about_found", Text, nullable=False, default=""),
    Column("words", Text, nullable=False, default=""),  # every word of the lesson once, transcripts too: for search
)

packages = Table(
    "packages",
    TABLES,
    Column("key", Text, primary_key=True),  # SHA-256 of the folder: a path may be longer than an index takes
    Column("folder", Text, nullable=False),
    Column("lesson_id", Text, ForeignKey("lessons.id"), nullable=False, index=True),
    Column("destination", Text, nullable=False),
    Column("preset", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("counts", Integer, nullable=False, default=1),  # 0: there is a newer one of the same lesson and preset
    Column("proof", Text, nullable=False),
    Column("total_bytes", BigInteger, nullable=False),
    Column("house_number", Text, nullable=False),
    Column("sizes", Text, nullable=False),  # JSON: name and bytes of every file that must be there
    Column("record", Text, nullable=False),  # `CataloguedPackage` as JSON
    Column("lesson", Text, nullable=False),  # `Lesson` as JSON, as this package says
    Column("programme", Text),  # `Programme` as JSON without its lesson; none: a station cannot play it
)

texts = Table(
    "texts",
    TABLES,
    Column("sha256", Text, primary_key=True),  # the packages of a lesson say the same: it is kept once
    Column("text", Text, nullable=False),
    Column("found", Text, nullable=False),
)

spoken = Table(
    "spoken",
    TABLES,
    Column("package", Text, ForeignKey("packages.key", ondelete="CASCADE"), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("texts.sha256"), nullable=False, index=True),
)

reviews = Table(
    "reviews",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("lesson_id", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("rubric", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("record", Text, nullable=False),  # `Review` as JSON
    UniqueConstraint("lesson_id", "reviewer", "rubric"),
)

choices = Table(
    "choices",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("lesson_id", Text, nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("record", Text, nullable=False),  # `Choice` as JSON
)

showings = Table(
    "showings",
    TABLES,
    Column("channel", Text, primary_key=True),
    Column("date", Text, primary_key=True),
    Column("start_s", Integer, primary_key=True, autoincrement=False),
    Column("lesson_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Index("showings_by_lesson", "lesson_id"),
)
