"""The recorded cassettes, replayed offline through pytest-recording: what a misbehaving endpoint costs and gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.record import sample_site
from tests.test_golden import SAMPLES, golden

_BLOCK = re.compile(rb"^translation:\n(?:  .*\n)+|^\n?\[translation\]\n(?:\w.*\n)+", re.MULTILINE)


@pytest.fixture(autouse=True)
def _replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "replayed")


def without_block(target: bytes) -> bytes:
    """A target without the block that says how it was made."""
    return _BLOCK.sub(b"", target)


@pytest.mark.vcr
@pytest.mark.default_cassette("demo.yaml")
def test_the_samples_come_out_as_written(tmp_path: Path) -> None:
    """From the cassette the samples' translations are, byte for byte, the golden files and the block."""
    site = sample_site(tmp_path)
    report = site.run()
    assert report.counts == {"translated": len(SAMPLES)}, report.as_json()
    for sample in SAMPLES:
        target = (tmp_path / "content" / "posts" / f"{sample.stem}.en.md").read_bytes()
        assert without_block(target) == golden(sample).read_bytes()


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param(2, marks=pytest.mark.default_cassette("repair.yaml"), id="repair"),
        pytest.param(3, marks=pytest.mark.default_cassette("truncated.yaml"), id="truncated"),
        pytest.param(1, marks=pytest.mark.default_cassette("fences.yaml"), id="fences"),
    ],
)
@pytest.mark.vcr
def test_a_bad_reply_costs_what_is_missing(tmp_path: Path, calls: int) -> None:
    """A lost link costs one repair, a reply cut short two halves, fences nothing; the file is the same."""
    site = sample_site(tmp_path, only=SAMPLES[0].name)
    report = site.run()
    assert report.counts == {"translated": 1}, report.as_json()
    assert report.spent.calls == calls
    target = (tmp_path / "content" / "posts" / f"{SAMPLES[0].stem}.en.md").read_bytes()
    assert without_block(target) == golden(SAMPLES[0]).read_bytes()


def test_no_cassette_holds_a_secret() -> None:
    """Headers are kept by an allow-list: no key, no cookie, no organisation."""
    for path in (ROOT / "cassettes").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").lower()
        assert not re.search(r"authorization|cookie|sk-[a-z0-9]{8}|openai-organization|bearer", text), path.name
