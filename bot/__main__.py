"""The command `isecg-bot`."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from bot.cli.program import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
