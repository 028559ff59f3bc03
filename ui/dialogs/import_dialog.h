#pragma once

#include "core/ingest/import.h"
#include "core/jobs/cancel_token.h"
#include "ui/dialogs/folder_label_item_model.h"

#include <QDialog>
#include <QStringListModel>
#include <QThreadPool>
#include <QTimer>

class QListWidget;
class QPushButton;
class QRadioButton;
class QTableView;
class QVBoxLayout;

namespace creel {

class MessageLine;

/// Which folders to import, and which label each folder's photos begin with. Counts in the background.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    ImportDialog(const QList<BytePath>& folders, QWidget* parent);
    ~ImportDialog() override;

    /// Names to suggest while a label is typed.
    void setLabelNames(const QStringList& names);
    void addFolders(const QList<BytePath>& folders);

    /// What was chosen; who accepts fills in the catalog.
    ImportRequest request() const;

    FolderLabelItemModel& mappingModel() { return m_mapping; }
    /// Shown where the one folder holds annotations, too.
    QPushButton* annotationsButton() { return m_annotations; }
    /// What the line above the buttons says.
    QString message() const;

Q_SIGNALS:
    /// The folders have been counted.
    void surveyed();
    /// The folder is a dataset, and what it says of its photos is to come in with them.
    void annotationsRequested(const BytePath& dataset);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildFolders(QVBoxLayout* layout);
    void buildLabels(QVBoxLayout* layout);
    void chooseFolder();
    void removeSelected();
    void survey();
    void showSurvey(const Result<FolderScan>& scan);
    /// Offers to import annotations in the format of that name; not if it is empty.
    void offerAnnotations(const QString& formatTitle);
    void refresh();

    QList<BytePath> m_folders;
    FolderLabelItemModel m_mapping;
    QStringListModel m_labelNames;
    QListWidget* m_list;
    QPushButton* m_remove;
    QRadioButton* m_fromFolders;
    QRadioButton* m_noLabels;
    QTableView* m_table;
    MessageLine* m_message;
    QPushButton* m_annotations;
    QPushButton* m_import = nullptr;
    CancelToken m_token; ///< of the survey that runs
    quint64 m_surveys = 0;
    QTimer m_giveUp;
    QThreadPool m_pool;
};

} // namespace creel
