"""What is to be done for an article: what the memory knows, what people changed, what must be asked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any

from jobs import people
from jobs.article import files
from jobs.article.frontmatter import FrontMatter, add_translation, read
from jobs.article.segments import Segment, split, visible
from jobs.article.target import build, content_digest, expect_no_block, field_segments, field_texts
from jobs.asking import Group, Unit, grouped
from jobs.fidelity.checks import Judge
from jobs.fidelity.finding import Finding
from jobs.fidelity.placed import placed
from jobs.memory.store import Document, Entry, Memory, Pair, key
from jobs.regex import regex
from jobs.report import Status
from jobs.settings import Settings, Translation


@dataclass(frozen=True)
class Desk:
    """What every article of a run is translated with. `now` is an ISO time: the job reads no clock."""

    settings: Settings
    judge: Judge
    memory: Memory
    prompt: str
    now: str
    force: bool = False
    run: str = ""
    """A name that no other run has, where its articles may wait for each other's texts."""

    @cached_property
    def pair(self) -> Pair:
        """The language pair of the run."""
        return Pair(self.settings.source, self.settings.target)

    @property
    def options(self) -> dict[str, bool]:
        """How bodies are cut."""
        own = self.settings.translation
        return {"code_comments": own.code_comments, "shortcode_text": own.shortcode_text}

    @property
    def extras(self) -> str:
        """What is translated beyond what always is: a change of it reaches articles that have not changed."""
        own, usual = self.settings.translation, Translation()
        extra = [*sorted(set(own.fields) - set(usual.fields)), *(name for name, on in self.options.items() if on)]
        return " ".join(extra)

    @property
    def fingerprint(self) -> str:
        """Changes when a held-back article deserves another try: other model, prompt, checks, style, glossary."""
        own = self.settings
        models = f"{own.model} {own.repair_model} {own.review_model}".strip()
        said = f"{models} {self.prompt} {sorted(own.checks.items())} {own.translation}"
        return f"{said} {self.judge.glossary.fingerprint}".rstrip()

    def name(self, path: Path) -> str:
        """The article's name in the memory: relative to the settings' folder, with slashes."""
        return os.path.abspath(path).removeprefix(self._home).replace(os.sep, "/")

    @cached_property
    def _home(self) -> str:
        """The settings' folder, worked out once: ten thousand names begin with it."""
        return f"{os.path.abspath(self.settings.root)}{os.sep}"

    def root(self, plan: Plan) -> Path:
        """The folder that no write may leave: the settings' one, else the one that holds both files."""
        full, own = os.path.abspath(plan.path), os.path.abspath(self.settings.root)
        if os.path.commonpath([full, own]) == own:
            return Path(own)
        return Path(os.path.commonpath([os.path.dirname(full), os.path.dirname(os.path.abspath(plan.target))]))


@dataclass(frozen=True)
class Plan:
    """One article before anything is asked."""

    path: Path
    target: Path
    data: bytes
    front: FrontMatter
    digest: str
    standing: people.Standing
    segments: tuple[Segment, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Memory keys by segment id."""
    known: Mapping[str, Entry] = field(default_factory=dict)
    """What the memory has, by key."""
    groups: tuple[Group, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """Front matter values of the target that a person set."""
    done: Status | None = None
    """Set when nothing is to be asked: "unchanged", "kept" (a person's text stays) or "held"."""
    note: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def title(self) -> str:
        """The article's title in the source language, or ""."""
        return str(self.front.value("title") or "")


def plan(desk: Desk, path: Path, target: Path) -> Plan:
    """Read the article and its target, learn what people changed, look up what is known.

    Raises ArticleError for an article or a target that can't be read or safely changed.
    """
    limit = desk.settings.discovery.max_bytes
    data = files.read_bytes(path, limit)
    front = read(data)
    add_translation(data, desk.pair.target)  # refuses odd forms before anything is paid for
    expect_no_block(front)
    standing = people.standing(target, max_bytes=limit)
    bare = Plan(path, target, data, front, content_digest(front), standing)
    if standing.kind == "foreign":
        return replace(bare, done="kept", note=f"{target.name} was not written by yibo and is left alone")
    edits = _learn(desk, bare) if standing.kind == "edited" else None
    again = standing.kind == "ours" and (desk.force or _has_left(desk, bare))
    if standing.made and standing.made.source == bare.digest and not again:
        return _settled(desk, bare)
    return _open(desk, bare, edits)


def _has_left(desk: Desk, bare: Plan) -> bool:
    """Is there still a source text in yibo's own target that it translates now, and did not when it wrote it?"""
    target = bare.standing.front
    if not desk.extras or target is None:
        return False
    texts = {**people.every_text(bare.front, target, desk.options), **_field_texts(desk, bare.front, target)}
    return any(texts.get(segment.id) == segment.text for segment in segments_of(desk, bare.front))


def _settled(desk: Desk, bare: Plan) -> Plan:
    """Nothing to translate. A memory that does not know the pair of files yet learns it from them."""
    if bare.standing.kind == "edited":
        return replace(bare, done="kept", note="edited by a person; the edits stay")
    document = desk.memory.document(desk.name(bare.path), desk.pair)
    if bare.standing.front and bare.standing.made and (document is None or document.target != bare.standing.data):
        texts = people.every_text(bare.front, bare.standing.front, desk.options)
        origin = "person" if bare.standing.made.edited else "machine"
        remember(desk, bare.front, {**texts, **_field_texts(desk, bare.front, bare.standing.front)}, origin)
        desk.memory.save_document(document_of(desk, bare, bare.standing.data))
    return replace(bare, done="unchanged")


def _learn(desk: Desk, bare: Plan) -> people.Edits | None:
    """Take a person's edits into the memory. None: there is nothing to measure them against."""
    made, edited = bare.standing.made, bare.standing.front
    if made is None or edited is None:
        return None
    document = desk.memory.document(desk.name(bare.path), desk.pair)
    if document and document.source_digest == made.source:
        base = people.Base(read(document.source), read(document.target))
        found = people.edits(base, edited, desk.pair.source, desk.options)
        fields = _field_texts(desk, base.source, edited)
        changed = {name: text for name, text in fields.items() if name.removeprefix("f.") in found.values}
        remember(desk, base.source, {**found.texts, **changed}, "person")
        return found
    if made.source == bare.digest:
        return _learn_all(desk, bare, edited)
    return None


def _learn_all(desk: Desk, bare: Plan, edited: FrontMatter) -> people.Edits:
    """The memory of what yibo wrote is lost, the source is the same: every text counts as the person's, and
    what yibo would have written around them is made again to measure the front matter against."""
    fields = _field_texts(desk, bare.front, edited)
    texts = people.every_text(bare.front, edited, desk.options)
    remember(desk, bare.front, {**texts, **fields}, "person")
    values = {key: edited.values[key] for key in (name.removeprefix("f.") for name in fields)}
    written = built(desk, bare.data, edited.body, values, edited=True)
    desk.memory.save_document(document_of(desk, bare, written))
    return people.edits(people.Base(bare.front, read(written)), edited, desk.pair.source, desk.options)


def remember(desk: Desk, source: FrontMatter, texts: Mapping[str, str], origin: str) -> int:
    """Save `texts` (by segment id of `source`) as translations of `origin`: the number that were taken."""
    segments = segments_of(desk, source)
    names = _keys(desk, segments)
    model = desk.settings.model if origin == "machine" else ""
    return desk.memory.save(
        Entry(names[s.id], s.text, texts[s.id], desk.pair, model, desk.prompt, origin, desk.now)
        for s in segments
        if texts.get(s.id)
    )


def _open(desk: Desk, bare: Plan, edits: people.Edits | None) -> Plan:
    """An article that is new or has changed: what is known, and the requests for the rest."""
    values: dict[str, Any] = {}
    made = bare.standing.made
    if bare.standing.kind == "edited" or (made and made.edited):
        source = _source_of(desk, bare)
        values, problem = people.kept_values(_own_values(desk, bare, source) if source else {})
        problem = problem or (edits.lost if edits else "" if source else "the memory of what yibo wrote is lost")
        if problem:
            return replace(
                bare,
                done="held",
                note=f"{bare.target.name} was edited by a person ({problem}) and the source has changed: "
                "merge the two by hand, or move the target away to have it made anew",
            )
    held = desk.memory.held(desk.name(bare.path), desk.pair)
    if held and held.source_digest == bare.digest and held.settings == desk.fingerprint and not desk.force:
        findings = [Finding(**finding) for finding in held.findings]
        return replace(
            bare,
            done="held",
            note="held back before; not asked again until it or the settings change",
            findings=placed(findings, bare.front, segments_of(desk, bare.front)),
        )
    segments = segments_of(desk, bare.front)
    if _ODD.search(bare.front.head):  # refuses forms that can't be changed before anything is paid for
        fields = (segment.id.removeprefix("f.") for segment in segments if segment.id.startswith("f."))
        built(desk, bare.data, bare.front.body, {key: bare.front.values[key] for key in fields}, edited=False)
    names, former = _keys(desk, segments), _former(desk, bare, segments)
    _carry(desk, former, names)
    known = _known(desk, desk.judge.reading(bare.front.body, bare.front.head), segments, names)
    own = _own(former, names, known)
    names |= {name: f"{names[name]} of {name}" for name in own}
    known |= {names[name]: entry for name, entry in own.items()}
    note = _lost(desk, former)
    opened = replace(bare, segments=tuple(segments), names=names, known=known, values=values, note=note)
    return replace(opened, groups=tuple(_groups(desk, opened)))


_ODD = regex(rb"[&*!]|<<")
"""One of these is in every front matter with anchors, aliases, tags or merged keys."""


@dataclass(frozen=True)
class _Former:
    """The source that the target as it stands was made of."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Memory keys by segment id."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The segment that each of today's was."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What the target says for each segment, where a person has edited it."""


def _former(desk: Desk, bare: Plan, segments: Sequence[Segment]) -> _Former:
    """What today's `segments` were when the target was made; nothing where the source of that time is not known."""
    source, target, made = _source_of(desk, bare), bare.standing.front, bare.standing.made
    if source is None or target is None or made is None:
        return _Former()
    front = read(source)
    former, texts = segments_of(desk, front), dict[str, str]()
    if bare.standing.kind == "edited" or made.edited:
        texts = {**people.every_text(front, target, desk.options), **_field_texts(desk, front, target)}
    return _Former(_keys(desk, former), _places(former, segments), texts)


def _places(former: Sequence[Segment], segments: Sequence[Segment]) -> dict[str, str]:
    """By segment id, the former segment of the same text in the same place among the others, else the only one."""
    ours, theirs = [segment.text for segment in former], [segment.text for segment in segments]
    often = Counter(ours)
    alone = {segment.text: segment.id for segment in former if often[segment.text] == 1}
    found = {segment.id: alone[segment.text] for segment in segments if segment.text in alone}
    return found | {segments[new].id: former[old].id for old, new in _common(ours, theirs)}


def _common(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indices of equal items: from the start, from the end, then the longest runs between."""
    least = min(len(ours), len(theirs))
    head = next((at for at in range(least) if ours[at] != theirs[at]), least)
    tail = next((at for at in range(least - head) if ours[-1 - at] != theirs[-1 - at]), least - head)
    yield from ((at, at) for at in range(head))
    between = ours[head : len(ours) - tail], theirs[head : len(theirs) - tail]
    for old, new, size in SequenceMatcher(None, *between).get_matching_blocks():
        yield from ((head + old + step, head + new + step) for step in range(size))
    yield from ((len(ours) - at, len(theirs) - at) for at in range(tail, 0, -1))


def _carry(desk: Desk, former: _Former, names: Mapping[str, str]) -> None:
    """Save the entries of short segments of which only the neighbours have changed under their new keys."""
    moved = {names[name]: former.keys[was] for name, was in former.places.items() if names[name] != former.keys[was]}
    entries = desk.memory.find({*moved, *moved.values()}) if moved else {}
    desk.memory.save(
        replace(entries[was], key=new) for new, was in moved.items() if was in entries and new not in entries
    )


def _own(former: _Former, names: Mapping[str, str], known: Mapping[str, Entry]) -> dict[str, Entry]:
    """What an edited article says itself, by segment id, where the memory has what a person wrote in another place."""
    found = {}
    for name, was in former.places.items():
        entry, text = known.get(names[name]), former.texts.get(was)
        if entry and entry.origin == "person" and text and text != entry.target:
            found[name] = replace(entry, target=text)
    return found


def _lost(desk: Desk, former: _Former) -> str:
    """A word about the texts of a person that are translated anew, since their source has changed."""
    gone = former.texts.keys() - {*former.places.values()}
    entries = desk.memory.find({former.keys[name] for name in gone if name in former.keys}) if gone else {}
    theirs = [name for name in gone if (entry := entries.get(former.keys.get(name, ""))) and entry.origin == "person"]
    if not theirs:
        return ""
    texts = "a text" if len(theirs) == 1 else f"{len(theirs)} texts"
    return f"{texts} that a person had edited: translated anew, since the source changed there"


def _source_of(desk: Desk, bare: Plan) -> bytes | None:
    """The source that the target as it stands was made of, None when it is known no more."""
    made, document = bare.standing.made, desk.memory.document(desk.name(bare.path), desk.pair)
    if made and document and document.source_digest == made.source:
        return document.source
    return bare.data if made and made.source == bare.digest else None


def _own_values(desk: Desk, bare: Plan, source: bytes) -> dict[str, Any]:
    """What a person set in the target's front matter, now or before an earlier change of the source."""
    target = bare.standing.front
    if target is None:
        return {}
    fields = field_segments(read(source), desk.settings.translation.fields, desk.pair.source)
    names = [segment.id.removeprefix("f.") for segment in fields]
    texts = {name: target.values[name] for name in names if isinstance(target.values.get(name), str)}
    expected = read(built(desk, source, target.body, texts, edited=True))
    return people.own_values(target, expected, names)


def segments_of(desk: Desk, front: FrontMatter) -> list[Segment]:
    """What is translated of an article: front matter values, then its body's prose in order."""
    fields = field_segments(front, desk.settings.translation.fields, desk.pair.source)
    return [*fields, *split(front.body, desk.pair.source, **desk.options)]


def known_texts(desk: Desk, front: FrontMatter) -> dict[str, str]:
    """What the memory has for an article's segments, by their ids."""
    names = _keys(desk, segments_of(desk, front))
    entries = desk.memory.find(set(names.values()))
    return {name: entries[wanted].target for name, wanted in names.items() if wanted in entries}


def _keys(desk: Desk, segments: Sequence[Segment]) -> dict[str, str]:
    """Memory keys by segment id. Alt texts, titles and front matter have no neighbours."""
    running = [s for s in segments if s.kind not in {"alt", "title", "summary"}]
    place = {s.id: index for index, s in enumerate(running)}
    found = {}
    for segment in segments:
        at = place.get(segment.id)
        before = running[at - 1].text if at else ""
        after = running[at + 1].text if at is not None and at + 1 < len(running) else ""
        found[segment.id] = key(
            segment.text, pair=desk.pair, before=before, after=after, terms=desk.judge.glossary.terms(segment.text)
        )
    return found


def _known(desk: Desk, judge: Judge, segments: Iterable[Segment], names: Mapping[str, str]) -> dict[str, Entry]:
    """Entries that may be used: a person's always, a machine's while today's checks still pass it."""
    entries = desk.memory.find(set(names.values()))
    sure = judge.believes(judge.evidence((entry.source, entry.target) for entry in entries.values()))
    good = {}
    for segment in segments:
        entry = entries.get(names[segment.id])
        if entry is None or (desk.force and entry.origin != "person"):
            continue
        findings = judge.segment(segment.id, segment.text, entry.target, sure=sure)
        if entry.origin == "person" or not any(f.severity == "error" for f in findings):
            good[entry.key] = entry
    return good


def _groups(desk: Desk, opened: Plan) -> list[Group]:
    """Requests for what is not known; segments of one key are asked for once."""
    sharing: dict[str, list[Segment]] = {}
    for segment in opened.segments:
        name = opened.names[segment.id]
        if name not in opened.known:
            sharing.setdefault(name, []).append(segment)
    units = [
        Unit(name, tuple(s.id for s in same), same[0].kind, same[0].text, desk.judge.glossary.terms(same[0].text))
        for name, same in sharing.items()
    ]
    order = {segment.id: index for index, segment in enumerate(opened.segments)}
    room = desk.settings.translation.context_chars

    def around(first: Unit, last: Unit) -> str:
        before = "\n".join(visible(s.text) for s in opened.segments[max(0, order[first.id] - 3) : order[first.id]])
        after = "\n".join(visible(s.text) for s in opened.segments[order[last.id] + 1 : order[last.id] + 3])
        kept = [before[-room:].strip(), after[: room // 2].strip()]
        return "\n[…]\n".join(kept) if any(kept) else ""

    return grouped(units, desk.settings.translation.request_chars, around) if units else []


def built(desk: Desk, source: bytes, body: bytes, values: Mapping[str, Any], *, edited: bool) -> bytes:
    """The target that yibo would write: `source` with its front matter changed, and `body`."""
    origin: dict[str, str | bool] = {"model": desk.settings.model, "prompt": desk.prompt}
    if edited:
        origin["edited"] = True
    names = desk.settings.translation.fields
    return build(source, body, values, language=desk.pair.target, names=names, origin=origin)


def document_of(desk: Desk, plan: Plan, target: bytes) -> Document:
    """What the memory keeps of an article once its target is `target`."""
    return Document(desk.name(plan.path), desk.pair, plan.digest, content_digest(read(target)), plan.data, target)


def _field_texts(desk: Desk, ours: FrontMatter, theirs: FrontMatter) -> dict[str, str]:
    return field_texts(ours, theirs, desk.settings.translation.fields, desk.pair.source)
