-- Boxes: where on a photo the objects are. Upright (after EXIF orientation), in parts of the photo's width and
-- height from its upper left corner, so that a smaller copy of the photo has the same boxes.

CREATE TABLE box (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    photo_id  INTEGER NOT NULL REFERENCES photo (id),
    label_id  INTEGER REFERENCES label (id),      -- NULL: an object that nobody named yet
    x0        REAL    NOT NULL CHECK (x0 >= 0),
    y0        REAL    NOT NULL CHECK (y0 >= 0),
    x1        REAL    NOT NULL CHECK (x1 > x0 AND x1 <= 1),
    y1        REAL    NOT NULL CHECK (y1 > y0 AND y1 <= 1),
    difficult INTEGER NOT NULL DEFAULT 0,         -- hard to tell even for a person
    truncated INTEGER NOT NULL DEFAULT 0,         -- goes on beyond the photo's edge
    occluded  INTEGER NOT NULL DEFAULT 0,         -- something lies before it
    origin    TEXT    NOT NULL DEFAULT 'person' CHECK (origin IN ('person', 'model', 'import')),
    score     REAL                                -- how sure the model was, 0…1; NULL where none was
);
CREATE INDEX box_photo ON box (photo_id);
CREATE INDEX box_label ON box (label_id);

-- Photos whose boxes a person found complete and right; with no boxes at all: "no object here".
CREATE TABLE box_state (
    photo_id    INTEGER PRIMARY KEY REFERENCES photo (id),
    verified_at INTEGER NOT NULL
);

-- The journal tells of boxes too. A CHECK cannot be changed in place, so its table is made anew.
CREATE TABLE edit_change_of_all (
    entity    TEXT    NOT NULL CHECK (entity IN ('review', 'label', 'box', 'box_state')),
    entity_id INTEGER NOT NULL,
    edit_id   INTEGER NOT NULL REFERENCES edit (id),
    photo_id  INTEGER REFERENCES photo (id), -- of a box: the photo it is on, to find it when the box is gone
    before    TEXT,  -- JSON of the row, NULL where there was none
    after     TEXT,
    PRIMARY KEY (entity, entity_id, edit_id)
) WITHOUT ROWID;
INSERT INTO edit_change_of_all (entity, entity_id, edit_id, before, after)
    SELECT entity, entity_id, edit_id, before, after FROM edit_change;
DROP TABLE edit_change;
ALTER TABLE edit_change_of_all RENAME TO edit_change;
CREATE INDEX edit_change_edit ON edit_change (edit_id);
CREATE INDEX edit_change_photo ON edit_change (photo_id) WHERE photo_id IS NOT NULL;
CREATE TRIGGER edit_change_is_append_only BEFORE UPDATE ON edit_change
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_change_is_kept BEFORE DELETE ON edit_change
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
