"""The tables of a project's database, and the steps from each version of them to the next.

A database says in ``PRAGMA user_version`` how many of these steps it has taken. A step that was
released is never edited: a change is a further step. What reviewers said is kept for good, so
the database itself refuses to change or remove it, by whatever program.
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

# The version of a database is the number of its steps.
SCHEMA = (_FILMS, _REVIEW)
# The first that has the logs of reviewers.
REVIEW_VERSION = 2
