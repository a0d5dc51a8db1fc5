PRAGMA application_id = 1448231985;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE fingerprints (
    video INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    spec TEXT NOT NULL REFERENCES specs (key),
    rows INTEGER NOT NULL,
    missing TEXT NOT NULL DEFAULT '[]',
    data BLOB NOT NULL,
    PRIMARY KEY (video, spec)
);
INSERT INTO "fingerprints" VALUES(1,'test-layer-3d8859fb5d',3,'[1]',X'003C0040004200440045004600470048804800498049004A');
INSERT INTO "fingerprints" VALUES(2,'test-layer-3d8859fb5d',3,'[1]',X'0040004200440045004600470048804800498049004A804A');
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stage TEXT NOT NULL,
    settings TEXT NOT NULL,
    versions TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT
);
INSERT INTO "runs" VALUES(1,'stills','{"fps": 1}','{"vrd": "0.1.0"}','2026-11-25T06:50:30+00:00','2026-11-25T06:50:30+00:00','{"films": 2}');
CREATE TABLE specs (key TEXT PRIMARY KEY, description TEXT NOT NULL);
INSERT INTO "specs" VALUES('test-layer-3d8859fb5d','{"dimensions": 4, "dtype": "float16", "input_size": [8, 8], "layer": "layer", "network": "test", "preprocessing": "none", "weights": ""}');
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
INSERT INTO "videos" VALUES(1,'a.mp4',5,7,'1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a','{}',1,'ok','',3,3.0,'a.mp4-1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a','[0.1, 0.1, 0, 0]');
INSERT INTO "videos" VALUES(2,'b.mp4',5,7,'2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b','{}',1,'ok','',3,3.0,'b.mp4-2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b','[0.0, 0.0, 0.0, 0.0]');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('videos',2);
INSERT INTO "sqlite_sequence" VALUES('runs',1);
COMMIT;
