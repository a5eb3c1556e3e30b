"""Which lessontool this is."""

from typing import Final

VERSION: Final = "0.6.0"
