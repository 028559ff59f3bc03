#pragma once

#include "core/exchange/import_annotations.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace creel {

class PathField;

/// Which annotations to take in and how, as a form; without what its classes become.
class AnnotationForm : public QWidget
{
    Q_OBJECT

public:
    /// Relative paths begin at `base`.
    AnnotationForm(const QString& base, QWidget* parent);

    /// Without the catalog and the mapping; labels may be made.
    AnnotationImport request() const;
    void setDataset(const BytePath& path);
    /// Says which format was found where that was left open; null where none was.
    void showDetected(const AnnotationFormat* format);

Q_SIGNALS:
    void changed();
    /// What was said of the classes before is of another dataset.
    void datasetChanged();

private:
    const AnnotationFormat* format() const;
    void follow();

    QString m_base;
    const AnnotationFormat* m_detected = nullptr;
    PathField* m_dataset;
    QComboBox* m_format;
    QLabel* m_description;
    PathField* m_photos;
    QCheckBox* m_replaces;
    QCheckBox* m_parts;
    QComboBox* m_frame;
    QCheckBox* m_oneBased;
};

} // namespace creel
