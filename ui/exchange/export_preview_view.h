#pragma once

#include "core/base/result.h"
#include "ui/exchange/class_count_item_model.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTableView;

namespace creel {

class MessageLine;

/// Shows what an export would write: counts, what stays behind and why, files, and a look at one of them.
class ExportPreviewView : public QWidget
{
    Q_OBJECT

public:
    explicit ExportPreviewView(QWidget* parent);

    void showPreview(const ExportPreview& preview, const QString& folder);
    /// Why there is nothing to start.
    void showProblem(const QString& problem);
    /// What is shown is of former choices, until the next call.
    void showWorking();

    ClassCountItemModel& classes() { return m_classes; }
    QString summary() const;
    QString leftOut() const;
    QString tree() const;
    QString sample() const;
    QString warnings() const;

private:
    void clear();

    ClassCountItemModel m_classes;
    QLabel* m_summary;
    QTableView* m_table;
    QLabel* m_leftOut;
    QPlainTextEdit* m_tree;
    QLabel* m_sampleTitle;
    QPlainTextEdit* m_sample;
    MessageLine* m_warnings;
};

} // namespace creel
