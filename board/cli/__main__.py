"""`python -m board.cli`, for the children of `board up`: the same Python, wherever it is."""

from board.cli import main

main()
