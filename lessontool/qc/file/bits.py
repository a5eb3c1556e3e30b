"""Bits of headers, read from the left as the standards write them."""

from __future__ import annotations


class Bits:
    """A row of bytes, taken bit by bit. Reading beyond the end raises ValueError: the header is cut off."""

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content, "big")
        self._left = 8 * len(content)

    @property
    def left(self) -> int:
        """How many bits are still to come."""
        return self._left

    def take(self, count: int) -> int:
        """Read an unsigned number of so many bits. Raises ValueError beyond the end."""
        if count > self._left:
            raise ValueError("the header ends too early")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def flag(self) -> bool:
        """Read one bit. Raises ValueError beyond the end."""
        return bool(self.take(1))

    def golomb(self) -> int:
        """Read an unsigned Exp-Golomb number (ITU-T H.264 §9.1). Raises ValueError for what is none."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise ValueError("no Exp-Golomb number")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_golomb(self) -> int:
        """Read a signed Exp-Golomb number (ITU-T H.264 §9.1.1). Raises ValueError for what is none."""
        number = self.golomb()
        return (number + 1) // 2 if number & 1 else -(number // 2)
