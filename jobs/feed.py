"""The job: the podcast's feed, from the `podcast:` blocks of the articles in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jobs.article import files
from jobs.article.frontmatter import read
from jobs.article.languages import language_of, same_language
from jobs.article.target import episode_block
from jobs.errors import ArticleError, SettingsError
from jobs.planning import Desk
from jobs.podcast.cover import cover
from jobs.podcast.episode import Episode, from_front_matter
from jobs.podcast.feed import FILE_NAME, build, identity_of
from jobs.podcast.phrases import phrases
from jobs.podcast.requirements import missing
from jobs.settings import Podcast
from jobs.story import article_url, published

_COVER = "cover.png"


def publish(desk: Desk, folder: Path, out: Path | None = None) -> tuple[Path, int]:
    """Write the feed of `folder`'s episodes in the target language: (its path, the number of episodes).

    Raises SettingsError that lists every setting a directory requires and does not find; ArticleError, with the
    file, for a `podcast:` block that is incomplete. Nothing is written then.
    """
    own = desk.settings
    podcast, image = _with_cover(desk)
    lacking = missing(podcast, image)
    if lacking:
        listing = "\n".join(f"  - {line}" for line in lacking)
        raise SettingsError(f"The feed lacks:\n{listing}", hint="Set them in yibo.toml under [podcast].")
    episodes = list(_episodes(desk, folder))
    path = out or own.path(own.podcast.folder) / FILE_NAME
    before = path.read_bytes() if path.is_file() else b""
    data = build(podcast, episodes, language=own.target, identity=identity_of(before))
    if data != before:
        files.write_atomic(path, data, root=path.parent)
    return path, len(episodes)


def _with_cover(desk: Desk) -> tuple[Podcast, Path | None]:
    """The settings with a cover: the one they name, else one made from the title."""
    own = desk.settings.podcast
    if own.image:
        return own, None if "://" in own.image else desk.settings.path(own.image)
    path = desk.settings.path(own.folder) / _COVER
    if own.title and not path.is_file():
        font = desk.settings.path(own.font) if own.font else None
        files.write_atomic(path, cover(own.title, font=font), root=path.parent)
    return (replace(own, image=_COVER), path) if own.title else (own, None)


def _episodes(desk: Desk, folder: Path) -> Iterator[Episode]:
    own = desk.settings
    for path in files.discover(folder, own.discovery.include, own.discovery.exclude):
        try:
            front = read(files.read_bytes(path, own.discovery.max_bytes))
        except ArticleError:
            continue  # `run` names it; what has no front matter that can be read has no episode
        language = language_of(path, front.values) or own.source
        if not same_language(language, own.target):
            continue
        if episode_block(front, language) is None:
            continue
        stem = desk.name(path).removesuffix(path.suffix)
        episode = from_front_matter(
            front.values,
            link=article_url(own, stem, language),
            file=desk.name(path),
            disclosure=phrases(language).disclosure,
            author=own.podcast.author,
        )
        if episode:
            yield _absolute(episode, own.podcast)


def _absolute(episode: Episode, podcast: Podcast) -> Episode:
    """The episode with whole addresses, also if it was made before the podcast had a base URL."""
    return replace(
        episode,
        url=published(podcast, episode.url),
        chapters=published(podcast, episode.chapters),
        image=published(podcast, episode.image),
        transcripts=tuple(replace(one, url=published(podcast, one.url)) for one in episode.transcripts),
    )
