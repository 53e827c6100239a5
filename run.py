"""Run vaxsim from a checkout: ``python run.py FILE`` simulates a scenario; all commands work, see ``--help``."""

from vaxsim.cli import main

if __name__ == "__main__":
    main()
