"""The command line: entry points only translate, words to calls and results to words or JSON."""

import io
import sys

from bot.cli.arguments import globals_first


def main() -> None:
    """Run ``tdkt`` with the words of the command line, and end with its exit code."""
    from bot.cli.app import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of an old encoding shows what it can
    sys.exit(run(globals_first(sys.argv[1:])))
