"""`python -m vaxsim`: the command line."""

from vaxsim.cli import main

main()
