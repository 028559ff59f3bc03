-- Learning: which photos train and which test, the models that came of it, what they think of each photo.

-- A photo keeps its side for good: a model that has seen it may never be tested on it.
CREATE TABLE split (
    photo_id    INTEGER PRIMARY KEY REFERENCES photo (id),
    part        TEXT    NOT NULL CHECK (part IN ('train', 'valid', 'test')),
    assigned_at INTEGER NOT NULL
);

CREATE TABLE model (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    file        BLOB    NOT NULL,           -- absolute path
    hash        BLOB    NOT NULL,           -- xxHash128 of the file's bytes
    info        TEXT    NOT NULL,           -- JSON: what the file says of itself
    is_current  INTEGER NOT NULL DEFAULT 0, -- the one whose predictions are shown
    created_at  INTEGER NOT NULL,
    removed_at  INTEGER                     -- its predictions are gone; the row stays for history
);
CREATE UNIQUE INDEX model_current ON model (is_current) WHERE is_current = 1;

-- What a model thinks. Never mixed with what people decided.
CREATE TABLE prediction (
    model_id   INTEGER NOT NULL REFERENCES model (id),
    photo_id   INTEGER NOT NULL REFERENCES photo (id),
    photo_hash BLOB    NOT NULL, -- of the bytes that were looked at: a changed photo is predicted again
    best       INTEGER NOT NULL, -- class number with the highest probability
    confidence REAL    NOT NULL, -- its probability, calibrated, 0…1
    abstains   INTEGER NOT NULL, -- below the model's threshold
    scores     BLOB    NOT NULL, -- float32 probabilities of all classes in the model's order
    PRIMARY KEY (model_id, photo_id)
) WITHOUT ROWID;
