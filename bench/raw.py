"""The floor: the same calls made with the bare client, nothing planned, checked or written.

    python -m bench.raw MESSAGES.json 64

prints the seconds that the calls took, once everything was imported and connected.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import openai


async def calls(bodies: list[dict[str, Any]], width: int) -> float:
    """Send every body, `width` at once; the seconds it took."""
    client = openai.AsyncOpenAI(max_retries=0)
    waiting = iter(bodies)

    async def worker() -> None:
        for body in waiting:
            await client.chat.completions.create(**body)

    begun = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(width)))
    seconds = time.monotonic() - begun
    await client.close()
    return seconds


def main() -> None:
    """Read the bodies, send them, print the seconds."""
    bodies = json.loads(Path(sys.argv[1]).read_text())
    assert os.environ.get("OPENAI_BASE_URL"), "the endpoint to measure"
    print(asyncio.run(calls(bodies, int(sys.argv[2]))))


if __name__ == "__main__":
    main()
