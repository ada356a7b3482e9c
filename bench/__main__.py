"""All benches: `python -m bench [name …]`. Ratios, each against something named in the same run.

A bench that misses a target says so and ends with 1; all are run in any case, each in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys

from bench.rig import ROOT

BENCHES: dict[str, tuple[str, ...]] = {
    "identity": ("bench.identity",),
    "fidelity": ("bench.fidelity",),
    "run": ("bench.run",),
    "idle": ("bench.idle",),
    "hurt": ("bench.hurt",),
    "audio": ("bench.audio",),
}
"""Name: the module, and its arguments."""


def main() -> int:
    """Run the benches that are named, or all of them: 0 when every target was kept."""
    wanted = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
        return 2
    codes = {}
    for name in wanted:
        print(f"\n=== {name}", flush=True)
        codes[name] = subprocess.run([sys.executable, "-m", *BENCHES[name]], cwd=ROOT, check=False).returncode
    missed = [name for name, code in codes.items() if code]
    print(f"\n{'targets missed in: ' + ', '.join(missed) if missed else 'every target was kept'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
