"""Run a command and say what it cost.

Belongs here: wall seconds and the peak resident memory of the command's processes.
Does not belong here: judging the exit code, which is passed on unchanged.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time


def main(command: list[str]) -> int:
    """Run `command`; print its cost to stderr; return its exit code."""
    begun = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - begun
    # ru_maxrss: kilobytes on Linux, of the largest process that was waited for.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stderr.write(f"took {seconds:.1f} s, largest process {peak:.0f} MB\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
