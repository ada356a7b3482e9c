"""The bare walk: every article below a folder is read and hashed, nothing else. `python -m bench.walk DIR`"""

from __future__ import annotations

import hashlib
import os
import sys


def walk(folder: str) -> int:
    """Read and hash every Markdown file: how many there are."""
    count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".md"):
                with open(os.path.join(place, name), "rb") as file:
                    hashlib.sha256(file.read()).hexdigest()
                count += 1
    return count


if __name__ == "__main__":
    print(walk(sys.argv[1]))
