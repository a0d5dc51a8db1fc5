"""Read a database of an older VRD as one of today, without changing it."""

from __future__ import annotations

from vrd.storage.schema import (
    CHECKSUMS_VERSION,
    GAPS_VERSION,
    TIMECODES_VERSION,
    TRACKS_VERSION,
)

_VIEWS: tuple[tuple[int, dict[str, str]], ...] = (
    (
        TRACKS_VERSION,
        {
            "videos": """
SELECT id, path, size, mtime_ns, sha256 AS content_key, present, duration, borders,
    NULL AS timecode
FROM main.videos""",
            "timelines": """
SELECT id, id AS video, 'picture' AS track, settings, status, cause, rows,
    json_extract(settings, '$.fps') AS fps, NULL AS times, stills,
    '[]' AS gaps
FROM main.videos""",
            "fingerprints": """
SELECT rowid AS rowid, video AS timeline, spec, rows, missing FROM main.fingerprints""",
            "rescans": """
SELECT '' AS kind, '' AS made_by, '' AS key, '' AS result LIMIT 0""",
            "judgements": """
SELECT id, time, reviewer, verdict, note, query, query_sha256 AS query_content_key, query_start,
    query_end, reference, reference_sha256 AS reference_content_key, reference_start,
    reference_end, settings, software, undoes
FROM main.judgements""",
            "exclusions": """
SELECT id, time, reviewer, reason, film, film_sha256 AS film_content_key, film_start, film_end,
    radius, spec, software, undoes
FROM main.exclusions""",
        },
    ),
    (
        CHECKSUMS_VERSION,
        {"checksums": "SELECT 0 AS timeline, '' AS spec, '' AS checksum LIMIT 0"},
    ),
    (
        TIMECODES_VERSION,
        {
            "videos": """
SELECT id, path, size, mtime_ns, content_key, present, duration, borders, NULL AS timecode
FROM main.videos"""
        },
    ),
    (GAPS_VERSION, {"timelines": "SELECT *, '[]' AS gaps FROM main.timelines"}),
)


def views_as_today(version: int) -> dict[str, str]:
    """Return the views that make a database of a version read like one of today.

    Parameters
    ----------
    version
        How many steps the database has taken.

    Returns
    -------
    dict of str to str
        What each view selects, by its name, which is that of a table of today; none for a
        database that is up to date.
    """
    views: dict[str, str] = {}
    for first_version, selects in reversed(_VIEWS):
        if version < first_version:
            views |= selects
    return views
