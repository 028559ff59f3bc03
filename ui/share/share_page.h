#pragma once

#include "core/base/ids.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace creel {

class Desk;
class Learner;
class MessageLine;
class ModelExportForm;
class ServerForm;
class ServerView;
class Sharer;

/// The page from which what was made here is used elsewhere: the server with the phones' address, and files
/// for other programs.
class SharePage : public QWidget
{
    Q_OBJECT

public:
    SharePage(Desk& desk, Learner& learner, Sharer& sharer, QWidget* parent);

    ServerForm& form() { return *m_form; }
    ServerView& view() { return *m_view; }
    QPushButton* serveButton() const { return m_serve; }
    QPushButton* exportButton() const { return m_export; }
    ModelExportForm& modelExport() { return *m_modelExport; }
    /// Why the last export of a model came to nothing; empty if it did not.
    QString modelMessage() const;

    /// Starts what the form asks for, if there is a model, or stops what runs.
    void toggle();

Q_SIGNALS:
    void trainRequested();
    void exportRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeServerColumn();
    QWidget* makeFilesColumn();
    QWidget* makeDataset();
    QWidget* makeModelFile();
    void followModelExport();
    void follow();
    void update();

    Desk& m_desk;
    Learner& m_learner;
    Sharer& m_sharer;
    ModelId m_served; ///< or was last
    ServerForm* m_form;
    ServerView* m_view;
    QLabel* m_locked;
    QPushButton* m_serve;
    QPushButton* m_export;
    ModelExportForm* m_modelExport;
    MessageLine* m_modelMessage;
};

} // namespace creel
