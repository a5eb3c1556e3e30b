"""`python -m lessontool` is `lessontool`."""

from lessontool.cli import main

main()
