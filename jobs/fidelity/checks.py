"""The list of checks, and their verdict on a segment or on a whole article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import cast

from jobs.article.align import Alignment, alignment, by_place
from jobs.article.frontmatter import FrontMatter
from jobs.article.headings import aimed, leads
from jobs.article.markdown import inventories
from jobs.article.segments import Segment, behind, is_prose, visible
from jobs.article.target import field_segments, field_texts
from jobs.fidelity import (
    adapted,
    cells,
    coverage,
    exchanged,
    front_matter,
    language,
    lists,
    names,
    opposites,
    persons,
    polarity,
    qualifiers,
    repetition,
    structure,
    terms,
    typography,
)
from jobs.fidelity.correspondence import by_content
from jobs.fidelity.evidence import Evidence, is_weak, unmatched
from jobs.fidelity.finding import Complaint, Finding, Severity
from jobs.fidelity.gaps import gaps
from jobs.fidelity.nesting import NOTHING, Behind
from jobs.fidelity.quantities import check as quantities
from jobs.fidelity.quantities import currencies, direction, months, swapped
from jobs.glossary import Glossary

Run = Callable[[str, str], Iterator[Complaint]]


@dataclass(frozen=True)
class Check:
    """A named check. `targets`: the languages it understands as targets ("" for all, "-han" for those that
    write no Chinese characters); `sources`: as sources ("" for all). `severity`: what its findings are by default."""

    name: str
    run: Run
    targets: str = ""
    sources: str = ""
    severity: str = "error"

    @property
    def help(self) -> str:
        """What it looks at, in a line: the first of the function's docstring."""
        return (self.run.__doc__ or "").strip().partition("\n")[0]

    def applies(self, target: str, source: str = "zh") -> bool:
        """Does the check know what to expect of language `target`, and how to read language `source`?"""
        if self.sources and source.lower().split("-")[0] != self.sources:
            return False
        if self.targets == "-han":
            return not language.writes_han(target)
        return not self.targets or target.lower().split("-")[0] == self.targets


DOUBT = "error or warning"
"""The severity of a check that weighs its evidence."""

SEGMENT_CHECKS: tuple[Check, ...] = (
    Check("empty", language.empty),
    Check("runaway", language.runaway),
    Check("tokens", structure.tokens),
    Check("links", structure.link_form),
    Check("inline_code", structure.inline_code),
    Check("html", structure.html),
    Check("refusal", language.refusal),
    Check("chatter", language.chatter),
    Check("blank_line", language.blank_line),
    Check("garbage", language.garbage),
    Check("chinese_left", language.chinese_left, "-han"),
    Check("untranslated", language.untranslated),
    Check("stray_emphasis", typography.stray_emphasis),
    Check("full_width", typography.full_width, "-han", severity="warning"),
    Check("quotes", typography.half_quoted, "en", severity="warning"),
    Check("gaps", gaps, "en", severity=DOUBT),
    Check("emphasis_lost", structure.emphasis_lost, severity="info"),
    Check("repeated", repetition.repeated),
    Check("dropped", coverage.dropped, "en", "zh", DOUBT),
    Check("added", coverage.added, "en", "zh", DOUBT),
    Check("items", lists.items, "en", "zh", "warning"),
    Check("length", coverage.length_profile, "en", "zh", DOUBT),
    Check("quantities", quantities, "en", "zh", DOUBT),
    Check("direction", direction, "en", "zh", DOUBT),
    Check("swapped", swapped, "en", "zh", DOUBT),
    Check("names", names.latin, "-han", "zh", DOUBT),
    Check("exonyms", names.exonyms, "en", "zh", DOUBT),
    Check("persons", persons.persons, "-han", "zh", "warning"),
    Check("negation", polarity.negation, "en", "zh", "warning"),
    Check("opposites", opposites.opposites, "en", "zh", "warning"),
    Check("qualifiers", qualifiers.qualifiers, "en", "zh", "warning"),
    Check("hedges", polarity.hedges, "en", "zh", "warning"),
)

ARTICLE_CHECKS: Mapping[str, tuple[str, str]] = {
    "terms": ("error", "Every term of the glossary has its rendering in the target, in any number or spelling."),
    "language": ("error", "Japanese has kana, Korean has hangul."),
    "structure": ("error", "The page's blocks, links, images, code, HTML, math and footnotes are the same."),
    "front_matter": (
        "warning or info",
        "Draft, dates, weight, pictures and all that is not translated in the front matter are the source's.",
    ),
    "left_alone": ("warning", language.left_alone.__doc__ or ""),
    "unmatched": ("warning", "An article in which the dictionary recognises next to nothing should be read."),
    "consistency": ("warning", "Titles, people and names in Latin letters are called the same throughout an article."),
    "review": ("warning", "What a second model holds against a text (setting `review_model`)."),
}
"""What is found beside the segment checks: name to (severity, what it looks at)."""


_ENOUGH = frozenset({"empty", "runaway"})
"""Checks after whose errors nothing else needs to be said of a text."""


_WITHOUT_WORDS = frozenset({"quantities", "inline_code"})
"""Checks of texts that have no word to translate, as cells of figures."""


def described() -> list[tuple[str, str, str]]:
    """(name, default severity, what it looks at) of everything that `[checks]` may set."""
    listed = [(check.name, check.severity, check.help) for check in SEGMENT_CHECKS]
    return [*listed, *((name, *said) for name, said in ARTICLE_CHECKS.items())]


@dataclass(frozen=True)
class Judge:
    """The checks with a language pair and the project's severities ("off" silences a check).

    `money`, `months` and `about`: the currencies, the months and the names that the article speaks of, for a judge
    that has read it; `behind`: what the tokens of its texts hide. `code_comments`: those in fenced code are translated,
    too.
    """

    source: str = "zh-CN"
    target: str = "en"
    severities: Mapping[str, str] | None = None
    checks: Sequence[Check] = SEGMENT_CHECKS
    code_comments: bool = False
    glossary: Glossary = Glossary()
    money: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()
    about: frozenset[str] = frozenset()
    behind: Behind = field(default_factory=lambda: NOTHING, repr=False)

    def reading(self, body: bytes, head: bytes = b"") -> Judge:
        """This judge, once it has read a whole source: what stands in one segment, or its date, may explain another."""
        article = body.decode()
        known = replace(self, about=names.subjects(article), behind=behind(body))
        if not self.has_dictionary:
            return known
        return replace(known, money=currencies(article), months=months(head.decode() + article))

    def segment(self, name: str, source: str, target: str, *, sure: bool = True) -> list[Finding]:
        """What the checks say of one segment's texts, gravest first.

        Not `sure`: the article shows no evidence that the statistical checks know its words.
        """
        found: list[Finding] = []
        for check, run in self._runs:
            for said in run(source, target):
                found.append(self._finding(check, name, said))  # noqa: PERF401 (mostly there is nothing)
            if found and check in _ENOUGH and found[0].severity == "error":
                break
        reason = language.wrong_script(self._language, target)
        if reason:
            found.append(self._finding("language", name, Complaint(source, target, reason, "error")))
        if not sure:
            weak = (f.severity == "error" and not self._severity(f.check) and is_weak(f, target) for f in found)
            found = [replace(f, severity="warning") if mild else f for f, mild in zip(found, weak, strict=True)]
        return sorted(found, key=lambda f: ("error", "warning", "info").index(f.severity)) if found else found

    def evidence(self, pairs: Iterable[tuple[str, str]] = ()) -> Evidence:
        """A count of the evidence in (source, target) texts."""
        return Evidence().add_all(pairs if self.has_dictionary else ())

    def believes(self, evidence: Evidence) -> bool:
        """May the statistical checks be believed? Where there is no dictionary there are none of those."""
        return evidence.speaks or not self.has_dictionary

    def whole(self, evidence: Evidence) -> list[Finding]:
        """What the evidence says of the whole article."""
        if self._severity("unmatched") == "off" or not self.has_dictionary:
            return []
        return [self._finding("unmatched", "", said) for said in unmatched(evidence)]

    def opinion(self, check: str, segment: str, said: Complaint) -> list[Finding]:
        """A finding that no check of this list made, with the severity that the project gives it; none when off."""
        return [] if self._severity(check) == "off" else [self._finding(check, segment, said)]

    @property
    def has_dictionary(self) -> bool:
        """Are both languages those whose words it knows?"""
        return self._language == "en" and self.source.lower().startswith("zh")

    def consistent(self, pairs: Iterable[tuple[str, str, str]]) -> list[Finding]:
        """What the article calls by two names. `pairs`: (segment id, source, target) in order."""
        if self._severity("consistency") == "off" or not _LATIN_NAMES.applies(self.target, self.source):
            return []
        severity = self._severity("consistency")
        found = terms.consistency(pairs)
        return [replace(f, severity=cast("Severity", severity)) for f in found] if severity else found

    def body(
        self, source: bytes, target: bytes, pairs: Iterable[tuple[Segment, str]] = (), *, by_people: bool = False
    ) -> list[Finding]:
        """Everything but the prose is equal in the two bodies, or the findings that say what is not.

        `pairs`: (source segment, its text in the target), in which links and footnotes may have changed places.
        `by_people`: other people's work, who may have adapted addresses and captions for their readers.
        """
        if self._severity("structure") == "off":
            return []
        there = leads(source, target)
        wanted, got = inventories(source if by_people else aimed(source, there), target)
        told = structure.compare(
            wanted, got, target, by_people=by_people, comments=self.code_comments, there=there if by_people else {}
        )
        found = [self._finding("structure", "", said) for said in told]
        if by_people:
            dead = structure.dead_links(source, target, wanted, got)
            found += [self._finding("structure", "", said) for said in dead]
        if len(wanted.links + wanted.footnotes) > 1:
            found += self._exchanged(source, pairs, by_people=by_people)
        return [*found, *self._left_alone(target)]

    def _exchanged(self, source: bytes, pairs: Iterable[tuple[Segment, str]], *, by_people: bool) -> Iterator[Finding]:
        """Links and footnotes that have changed places, where the words of both languages are known."""
        if self.has_dictionary and self._severity("structure") != "off":
            for segment, said in exchanged.exchanged(source, pairs, by_people=by_people):
                yield self._finding("structure", segment, said)

    def _left_alone(self, target: bytes) -> list[Finding]:
        if language.writes_han(self.target) or self._severity("left_alone") == "off":
            return []
        return [self._finding("left_alone", "", said) for said in language.left_alone(target)]

    def pair(self, source: bytes, target: bytes, head: bytes = b"") -> list[Finding]:
        """All checks on two bodies whoever made them, segment by segment where their blocks correspond.

        `head`: the source's front matter. Of texts without a word to translate only figures and code are looked at.
        """
        aligned, judge = self.aligned(source, target), self.reading(source, head)
        found = self.body(source, target, aligned.pairs, by_people=True)
        pairs = [(s, text) for s, text in aligned.pairs if is_prose(s.text, self.source)]
        alone = [(s, text) for s, text in aligned.pairs if s.text != text and not is_prose(s.text, self.source)]
        evidence = self.evidence((segment.text, text) for segment, text in pairs)
        sure = self.believes(evidence)
        for segment, text in pairs:
            found += [f for f in judge.segment(segment.id, segment.text, text, sure=sure) if _worth(f)]
        found += self.consistent((segment.id, segment.text, text) for segment, text in pairs)
        found += self._unanswered(aligned, sure=sure)
        for text, told in adapted.texts(*inventories(source, target)):
            found += judge.segment("", text, told, sure=sure)
        for check, run in self._runs:
            for segment, text in alone if check in _WITHOUT_WORDS else ():
                found += [self._finding(check, segment.id, said) for said in run(segment.text, text)]
        if not self._severity("quantities"):
            rescaled = {segment.id for segment, text in alone if cells.is_rescaled(segment.text, text)}
            columns = {segment.id for segment, text in pairs if cells.counts_otherwise(segment.text, text)}
            found = cells.recounted(found, rescaled, columns)
        return [*found, *self.whole(evidence)]

    def aligned(self, source: bytes, target: bytes, **options: bool) -> Alignment:
        """What answers what in two bodies: by their content where there is a dictionary, else by their place."""
        pairing = by_content if self.has_dictionary else by_place
        return alignment(source, target, pairing, adapted.is_alike, **options)

    def _unanswered(self, aligned: Alignment, *, sure: bool) -> Iterator[Finding]:
        """Paragraphs that stand on one side only; a callout's title may be the one that its name gives it."""
        weight: Severity = "error" if sure else "warning"
        active = {check.name for check in self._active}
        for segment in aligned.lost if "dropped" in active else ():
            if is_prose(segment.text, self.source):
                said = f"nothing in the target answers to “{visible(segment.text).strip()[:60]}”"
                grave: Severity = "warning" if segment.kind == "callout" else weight
                yield self._finding("dropped", segment.id, Complaint(segment.text, "", said, grave))
        for segment in aligned.new if "added" in active else ():
            said = f"nothing in the source says “{visible(segment.text).strip()[:80]}”"
            yield self._finding("added", "", Complaint("", segment.text, said, weight))

    def article(self, source: FrontMatter, target: FrontMatter, fields: Sequence[str]) -> list[Finding]:
        """All checks on two articles: their bodies, and the front matter, what is translated of it and what is not."""
        found, judge = self.pair(source.body, target.body, source.head), self.reading(source.body, source.head)
        texts = field_texts(source, target, fields, self.source)
        for segment in field_segments(source, fields, self.source):
            if segment.id in texts:
                found += judge.segment(segment.id, segment.text, texts[segment.id])
        if self._severity("front_matter") == "off":
            return found
        told = front_matter.compare(source.values, target.values, fields)
        return [*found, *(self._finding("front_matter", "", said) for said in told)]

    @cached_property
    def _language(self) -> str:
        return self.target.lower().split("-")[0]

    @cached_property
    def _runs(self) -> tuple[tuple[str, Run], ...]:
        informed: Mapping[Run, Run] = {
            quantities: partial(quantities, money=self.money, months=self.months),
            names.latin: partial(names.latin, about=self.about),
            structure.html: partial(structure.html, behind=self.behind),
            language.garbage: partial(language.garbage, behind=self.behind),
        }
        return tuple((check.name, informed.get(check.run, check.run)) for check in self._active)

    @cached_property
    def _active(self) -> tuple[Check, ...]:
        """The checks that understand the language pair and are not silenced."""
        own = [Check("terms", terms.enforced(self.glossary))] if self.glossary.entries else []
        known = (check for check in (*self.checks, *own) if check.applies(self.target, self.source))
        return tuple(check for check in known if self._severity(check.name) != "off")

    def _severity(self, check: str) -> str:
        return (self.severities or {}).get(check, "")

    def _finding(self, check: str, segment: str, said: Complaint) -> Finding:
        severity = cast("Severity", self._severity(check) or said.weight)
        return Finding(check, severity, segment, said.source, said.target, said.message)


_LATIN_NAMES = next(check for check in SEGMENT_CHECKS if check.name == "names")
"""Consistency understands the languages that this check does."""


def _worth(finding: Finding) -> bool:
    """Tokens are an invention of ours: in files made elsewhere the inventory says the same in real words."""
    return finding.check != "tokens"
