"""`python -m daymark.cli` is `daymark`."""

from daymark.cli import main

main()
