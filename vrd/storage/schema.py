"""List the steps that create the tables of a project's database and bring old ones up to date.

A database says in ``PRAGMA user_version`` how many of these steps it has taken. A step that was
released is never edited: a change is a further step. What reviewers said is kept for good, so the
database itself refuses every program that would change or remove it.
"""

_FILMS = """
CREATE TABLE videos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    settings TEXT NOT NULL,
    present INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'failed', 'interrupted')),
    cause TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    duration REAL NOT NULL DEFAULT 0,
    stills TEXT NOT NULL DEFAULT '',
    borders TEXT NOT NULL DEFAULT '[0, 0, 0, 0]'
);
CREATE TABLE specs (key TEXT PRIMARY KEY, description TEXT NOT NULL);
CREATE TABLE fingerprints (
    video INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    spec TEXT NOT NULL REFERENCES specs (key),
    rows INTEGER NOT NULL,
    missing TEXT NOT NULL DEFAULT '[]',
    data BLOB NOT NULL,
    PRIMARY KEY (video, spec)
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stage TEXT NOT NULL,
    settings TEXT NOT NULL,
    versions TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT
);
"""

_REVIEW = """
CREATE TABLE judgements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    query TEXT NOT NULL,
    query_sha256 TEXT NOT NULL,
    query_start REAL NOT NULL,
    query_end REAL NOT NULL,
    reference TEXT NOT NULL,
    reference_sha256 TEXT NOT NULL,
    reference_start REAL NOT NULL,
    reference_end REAL NOT NULL,
    settings TEXT NOT NULL,
    software TEXT NOT NULL,
    undoes INTEGER REFERENCES judgements (id)
);
CREATE TRIGGER judgements_are_not_changed BEFORE UPDATE ON judgements
BEGIN SELECT RAISE(ABORT, 'judgements are only ever added'); END;
CREATE TRIGGER judgements_are_not_removed BEFORE DELETE ON judgements
BEGIN SELECT RAISE(ABORT, 'judgements are only ever added'); END;
CREATE TRIGGER judgements_are_not_replaced BEFORE INSERT ON judgements
WHEN EXISTS (SELECT 1 FROM judgements WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'judgements are only ever added'); END;

CREATE TABLE exclusions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    reason TEXT NOT NULL,
    film TEXT NOT NULL,
    film_sha256 TEXT NOT NULL,
    film_start REAL NOT NULL,
    film_end REAL NOT NULL,
    radius REAL,
    spec TEXT,
    software TEXT NOT NULL,
    undoes INTEGER REFERENCES exclusions (id)
);
CREATE TRIGGER exclusions_are_not_changed BEFORE UPDATE ON exclusions
BEGIN SELECT RAISE(ABORT, 'exclusions are only ever added'); END;
CREATE TRIGGER exclusions_are_not_removed BEFORE DELETE ON exclusions
BEGIN SELECT RAISE(ABORT, 'exclusions are only ever added'); END;
CREATE TRIGGER exclusions_are_not_replaced BEFORE INSERT ON exclusions
WHEN EXISTS (SELECT 1 FROM exclusions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'exclusions are only ever added'); END;
"""

# The ids of films become ids of their timelines: the column of `fingerprints` that named a film
# follows the table that is renamed, so that the fingerprints, many gigabytes perhaps, need not be
# copied. "legacy" keeps that column from following the old table of films.
_TRACKS = """
PRAGMA legacy_alter_table = ON;
ALTER TABLE videos RENAME TO old_videos;
PRAGMA legacy_alter_table = OFF;
CREATE TABLE new_videos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    content_key TEXT NOT NULL,
    present INTEGER NOT NULL DEFAULT 1,
    duration REAL NOT NULL DEFAULT 0,
    borders TEXT NOT NULL DEFAULT '[0, 0, 0, 0]'
);
CREATE TABLE videos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    video INTEGER NOT NULL REFERENCES new_videos (id) ON DELETE CASCADE,
    track TEXT NOT NULL,
    settings TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'failed', 'interrupted')),
    cause TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    fps REAL,
    times BLOB,
    stills TEXT NOT NULL DEFAULT '',
    UNIQUE (video, track)
);
ALTER TABLE videos RENAME TO timelines;
ALTER TABLE new_videos RENAME TO videos;
ALTER TABLE fingerprints RENAME COLUMN video TO timeline;
INSERT INTO videos SELECT id, path, size, mtime_ns, sha256, present, duration, borders
FROM old_videos;
INSERT INTO timelines
SELECT id, id, 'picture', settings, status, cause, rows, json_extract(settings, '$.fps'), NULL,
    stills
FROM old_videos;
DROP TABLE old_videos;

ALTER TABLE judgements RENAME COLUMN query_sha256 TO query_content_key;
ALTER TABLE judgements RENAME COLUMN reference_sha256 TO reference_content_key;
ALTER TABLE exclusions RENAME COLUMN film_sha256 TO film_content_key;

CREATE TABLE rescans (
    kind TEXT NOT NULL,
    made_by TEXT NOT NULL,
    key TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (kind, made_by, key)
);
"""

# What tells that fingerprints were damaged. It stands beside them, so that the fingerprints, many
# gigabytes perhaps, need not be written again. Those of an older database have none at first.
_CHECKSUMS = """
CREATE TABLE checksums (
    timeline INTEGER NOT NULL,
    spec TEXT NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (timeline, spec),
    FOREIGN KEY (timeline, spec) REFERENCES fingerprints (timeline, spec) ON DELETE CASCADE
);
"""

_TIMECODES = "ALTER TABLE videos ADD COLUMN timecode TEXT;"
_GAPS = "ALTER TABLE timelines ADD COLUMN gaps TEXT NOT NULL DEFAULT '[]';"

# The version of a database is the number of its steps.
SCHEMA = (_FILMS, _REVIEW, _TRACKS, _CHECKSUMS, _TIMECODES, _GAPS)
# The first versions that have the logs of reviewers, timelines and rescans, and checksums.
REVIEW_VERSION, TRACKS_VERSION, CHECKSUMS_VERSION = 2, 3, 4
# The first versions that have timecodes, and stretches without picture.
TIMECODES_VERSION, GAPS_VERSION = 5, 6
