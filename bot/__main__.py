"""The command `isecg-bot`."""

import os
import sys

# Read by numpy's linear algebra when it is loaded. A question needs a few products of small matrices; waking
# a second thread for one costs more than the product, and on a busy machine tens of milliseconds.
_ONE_THREAD = "OPENBLAS_NUM_THREADS"
_INTERRUPTED = 130


def main() -> int:
    """Run the command line and return its exit code."""
    os.environ.setdefault(_ONE_THREAD, "1")
    try:
        from bot.cli.program import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program was still being loaded
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
