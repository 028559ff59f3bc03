-- The first catalog: where photos are, what they are, what people decided, and how they came to decide it.
-- Times are Unix milliseconds (UTC), except photo.taken_at. Names of files are BLOBs: bytes, not text.

CREATE TABLE catalog_state (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    uuid       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL DEFAULT 0  -- grows with every batch that changes photo rows
);

-- Per-catalog choices of the window: where the curator stopped, the mapping of folder names.
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE root (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE  -- absolute
);

CREATE TABLE folder (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    root_id INTEGER NOT NULL REFERENCES root (id),
    path    BLOB    NOT NULL,  -- relative to the root; empty for the root itself
    UNIQUE (root_id, path)
);

CREATE TABLE label (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    colour      TEXT    NOT NULL,             -- #rrggbb
    position    INTEGER NOT NULL,
    shortcut    TEXT    NOT NULL DEFAULT '',  -- one of 1…9, 0, or none
    description TEXT    NOT NULL DEFAULT '',
    reference_photos TEXT NOT NULL DEFAULT '[]', -- JSON list of photo ids that show the label at its best
    merged_into INTEGER REFERENCES label (id) -- a merged label stays, so that history keeps its name
);
CREATE UNIQUE INDEX label_name ON label (name COLLATE NOCASE) WHERE merged_into IS NULL;

-- Facts about a file, written by import only.
CREATE TABLE photo (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id       INTEGER NOT NULL REFERENCES folder (id),
    name            BLOB    NOT NULL,
    file_size       INTEGER NOT NULL,
    file_mtime      INTEGER NOT NULL,          -- nanoseconds
    missing         INTEGER NOT NULL DEFAULT 0,
    hash            BLOB,                      -- xxHash128 of the file's bytes
    format          TEXT    NOT NULL DEFAULT '',
    width           INTEGER NOT NULL DEFAULT 0, -- upright pixels; 0 where the file is no readable photo
    height          INTEGER NOT NULL DEFAULT 0,
    orientation     INTEGER NOT NULL DEFAULT 1, -- EXIF 1…8
    taken_at        INTEGER,                   -- seconds since 1970 on the camera's own clock, zone unknown
    lat             REAL,
    lon             REAL,
    camera          TEXT    NOT NULL DEFAULT '',
    caption         TEXT    NOT NULL DEFAULT '',
    phash           INTEGER,                   -- 64-bit perceptual hash of the upright photo
    sharpness       REAL,
    brightness      REAL,                      -- mean luma, 0…1
    problem         TEXT    NOT NULL DEFAULT '', -- '' or a code such as 'truncated'
    problem_detail  TEXT    NOT NULL DEFAULT '',
    duplicate_of    INTEGER REFERENCES photo (id), -- the first photo with the same bytes
    near_group      INTEGER,                   -- id of the group's first photo; NULL when alone
    folder_label_id INTEGER REFERENCES label (id), -- what the folder's name claims
    imported_at     INTEGER NOT NULL,
    revision        INTEGER NOT NULL,          -- catalog_state.revision of the last change
    UNIQUE (folder_id, name)
);
CREATE INDEX photo_hash ON photo (hash);
CREATE INDEX photo_revision ON photo (revision);
CREATE INDEX photo_folder_label ON photo (folder_label_id);
CREATE INDEX photo_near_group ON photo (near_group) WHERE near_group IS NOT NULL;

-- What people decided. No row: unreviewed, nothing noted. Written through the journal only.
CREATE TABLE review (
    photo_id   INTEGER PRIMARY KEY REFERENCES photo (id),
    state      TEXT    NOT NULL DEFAULT 'unreviewed' CHECK (state IN ('unreviewed', 'accepted', 'rejected')),
    reason     TEXT    NOT NULL DEFAULT '',
    label_id   INTEGER REFERENCES label (id),  -- a person's label; NULL leaves the folder's claim
    note       TEXT    NOT NULL DEFAULT '',
    decided_at INTEGER
);
CREATE INDEX review_label ON review (label_id);
CREATE INDEX review_decided ON review (decided_at);

-- The journal: append-only. An entry is one action; its changes are what it did to each row.
CREATE TABLE edit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    origin  TEXT    NOT NULL CHECK (origin IN ('person', 'import')), -- undo passes over what import did
    summary TEXT    NOT NULL,
    undoes  INTEGER REFERENCES edit (id),
    redoes  INTEGER REFERENCES edit (id)
);
CREATE TABLE edit_change (
    entity    TEXT    NOT NULL CHECK (entity IN ('review', 'label')),
    entity_id INTEGER NOT NULL,
    edit_id   INTEGER NOT NULL REFERENCES edit (id),
    before    TEXT,  -- JSON of the row, NULL where there was none
    after     TEXT,
    PRIMARY KEY (entity, entity_id, edit_id)
) WITHOUT ROWID;
CREATE INDEX edit_change_edit ON edit_change (edit_id);
CREATE TRIGGER edit_is_append_only BEFORE UPDATE ON edit
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_is_kept BEFORE DELETE ON edit
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_change_is_append_only BEFORE UPDATE ON edit_change
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_change_is_kept BEFORE DELETE ON edit_change
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

-- Background work, so that what a crash interrupted can be shown and resumed.
CREATE TABLE job (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL,
    parameters  TEXT    NOT NULL,  -- JSON, enough to start it again
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    outcome     TEXT    NOT NULL DEFAULT '', -- '', 'succeeded', 'failed', 'cancelled'
    summary     TEXT    NOT NULL DEFAULT ''
);
