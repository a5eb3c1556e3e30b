"""lessontool: from a teacher's raw recording to programmes a TV station can air and lessons any school can use."""

__version__ = "0.1.0"
