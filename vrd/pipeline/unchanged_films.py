"""Recognise films that were copied without their times, by all of their bytes.

A film with another time of change than before may have been edited in place, where no sample of
it looks. So all bytes are digested when its stills are made, while the system still has the file
at hand, and compared when its time has changed.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tqdm.auto import tqdm

from vrd.core.notices import notices
from vrd.core.text import plural
from vrd.decoding.discs import film_of_disc
from vrd.pipeline.known_films import has_stills
from vrd.storage.database import Database
from vrd.storage.records import VideoRecord

_NOTICES = notices(__name__)
_LOGGER = logging.getLogger("vrd.pipeline.update_stills")
#: What the table of closer looks calls the digests; their keys are the content keys of films.
_KIND, _MADE_BY = "sha256 of films", ""
_BLOCK_BYTES = 1 << 20


def sha256_of(film: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Return the SHA-256 of all bytes of a film; empty where it is not known.

    It is not known of a film that cannot be read, nor of a film scan: reading every picture of one
    takes far longer than decoding those that its stills need.

    Parameters
    ----------
    film
        The file, or the folder of a disc.
    cancelled
        A function that is asked at every block whether to give up.
    """
    digest = hashlib.sha256()
    try:
        files = [film] if film.is_file() else film_of_disc(film)
        for path in files:
            with path.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    if cancelled():
                        return ""
                    digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest() if files else ""


def remember_digest(database: Database, record: VideoRecord, sha256: str) -> None:
    """Keep the digest of all bytes of a film, if there is one."""
    if sha256 and record.content_key:
        database.rescans.write(_KIND, _MADE_BY, {record.content_key: sha256})


def unchanged_copies(
    database: Database,
    known: Mapping[str, VideoRecord],
    seen: Mapping[str, VideoRecord],
    paths: Mapping[str, Path],
    stills: Path,
    *,
    progress: bool,
) -> dict[str, VideoRecord]:
    """Return records that hold for films of another time of change, by present name.

    Where a film may be unchanged but nobody can tell, it is said that it will be read again.

    Parameters
    ----------
    database
        Where digests are kept.
    known
        What is known of films, without those that are in use already.
    seen
        What is seen of films that are not recognised yet.
    paths
        Where films lie.
    stills
        The folder of the stills.
    progress
        Show a progress bar.
    """
    pairs = list(_candidates(known, seen, stills))
    digests = database.rescans.read(_KIND, _MADE_BY) if pairs else {}
    comparable = [pair for pair in pairs if pair[0].content_key in digests]
    if left := len(pairs) - len(comparable):
        _NOTICES.info("%s", _announced(left))
    held = {}
    hidden = not (progress and comparable)
    for old, new in tqdm(comparable, "Comparing with what was read", unit="film", disable=hidden):
        if sha256_of(paths[new.path]) == digests[old.content_key]:
            held[new.path] = replace(old, path=new.path, mtime_ns=new.mtime_ns, present=True)
    if held:
        _LOGGER.info("Copied or touched, but unchanged: %s", ", ".join(held))
    return held


def _candidates(
    known: Mapping[str, VideoRecord], seen: Mapping[str, VideoRecord], stills: Path
) -> Iterator[tuple[VideoRecord, VideoRecord]]:
    """Yield pairs of what is known and seen, alike but for the time; each known one once."""
    usable = {
        record.path: record
        for record in known.values()
        if record.rows and not record.is_due() and has_stills(record, stills)
    }
    by_content: dict[tuple[str, int, str], list[str]] = {}
    for path, record in usable.items():
        by_content.setdefault(_content(record), []).append(path)
    # A film that kept its name comes before one that has got the name of another.
    for name, record in sorted(seen.items(), key=lambda item: item[0] not in usable):
        alike = by_content.get(_content(record), [])
        if record.content_key and alike:
            yield usable[alike.pop(alike.index(name) if name in alike else 0)], record


def _content(record: VideoRecord) -> tuple[str, int, str]:
    return record.content_key, record.size, record.settings


def _announced(count: int) -> str:
    """Say that films are read again, and why."""
    films = plural(count, "film")
    return (
        f"{films} may have been copied without the time of the last change: size and a sample of "
        "the content are as before, but the time is not. To make sure that nothing in them has "
        "changed, they are read again, which takes as long as the first time; where the pictures "
        "are the same, the fingerprints are kept. To avoid it, stop now, and copy the films again "
        "with their times, for example with 'cp -p' or 'rsync -t'."
    )
