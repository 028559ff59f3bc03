#pragma once

#include "core/exchange/export.h"
#include "ui/exchange/photo_choice.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QVBoxLayout;

namespace creel {

class PathField;

/// What to export and how, as a form. Remembers what was chosen in the catalog.
class ExportForm : public QWidget
{
    Q_OBJECT

public:
    ExportForm(Desk& desk, QWidget* parent);

    /// Without the photos, which choice() knows.
    ExportRequest request() const;
    /// As the photos were when the form was opened, which its counts tell of.
    PhotoChoice choice() const;
    void remember();

Q_SIGNALS:
    void changed();

private:
    void addFormat(QVBoxLayout* layout);
    void addPhotos(QVBoxLayout* layout);
    void addFiles(QVBoxLayout* layout);
    void addFolder(QVBoxLayout* layout);
    void recall();
    void onFormatChanged();
    void follow();
    /// Beside the catalog, named for both.
    QString proposedFolder() const;

    Desk& m_desk;
    PhotoChoice m_shown;
    PhotoChoice m_selected;
    QString m_proposed; ///< the folder as proposed last; one typed by hand stays
    QComboBox* m_format;
    QLabel* m_description;
    QComboBox* m_which;
    QCheckBox* m_onlyAccepted;
    QCheckBox* m_parts;
    QComboBox* m_link;
    QCheckBox* m_upright;
    QCheckBox* m_noPosition;
    PathField* m_folder;
    QCheckBox* m_overwrite;
};

} // namespace creel
