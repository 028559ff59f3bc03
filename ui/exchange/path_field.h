#pragma once

#include "core/base/byte_path.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace creel {

/// A path to type or to choose. Keeps the bytes of a path that no text can say, until somebody types.
class PathField : public QWidget
{
    Q_OBJECT

public:
    /// The path of a folder, and where `fileFilter` ("Annotations (*.json)") is given, of a file too.
    PathField(const QString& accessibleName, const QString& chooseText, const QString& chooseTitle,
              const QString& fileFilter, QWidget* parent);

    QLineEdit* edit() const { return m_edit; }
    void setPath(const BytePath& path);
    QString text() const;
    /// Absolute and clean; `base` is what a relative one begins at. Empty if nothing is typed.
    BytePath path(const QString& base) const;

Q_SIGNALS:
    void changed();

private:
    void choose(bool isFile);

    QLineEdit* m_edit;
    QPushButton* m_choose;
    QString m_title;
    QString m_filter;
    BytePath m_path; ///< as set; what is typed differs from it once it was changed
};

} // namespace creel
