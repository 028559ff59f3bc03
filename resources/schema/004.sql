-- Corrections that came over the web. A photo that stands here came from the web; it is unreviewed until a person
-- decides, and what the sender said about it is no label.
CREATE TABLE web_feedback (
    photo_id    INTEGER PRIMARY KEY REFERENCES photo (id),
    label       TEXT    NOT NULL, -- what the sender says it shows
    predicted   TEXT    NOT NULL, -- what the model had said
    model_hash  TEXT    NOT NULL, -- xxHash128 of the model file, hexadecimal
    received_at INTEGER NOT NULL
);
CREATE INDEX web_feedback_received ON web_feedback (received_at);
