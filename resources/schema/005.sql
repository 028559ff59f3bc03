-- Which label each class of a model was when the model was taken in, so that renaming a label keeps the match.
CREATE TABLE model_class (
    model_id INTEGER NOT NULL REFERENCES model (id),
    number   INTEGER NOT NULL, -- of the class in the model's order
    label_id INTEGER NOT NULL REFERENCES label (id) ON DELETE CASCADE, -- undoing a label takes it away
    PRIMARY KEY (model_id, number)
) WITHOUT ROWID;

INSERT INTO model_class (model_id, number, label_id)
SELECT model.id, class.key, label.id
FROM model
JOIN json_each(model.info, '$.classes') AS class
JOIN label ON label.name = class.value COLLATE NOCASE AND label.merged_into IS NULL;
