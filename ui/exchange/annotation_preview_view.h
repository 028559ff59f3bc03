#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"
#include "ui/exchange/class_mapping_item_model.h"

#include <QStringListModel>
#include <QWidget>

class QLabel;
class QTableView;

namespace creel {

class FindingListView;
class MessageLine;

/// Shows what an import of annotations would do: counts, what becomes of each class, and what was found wrong
/// or disagrees.
class AnnotationPreviewView : public QWidget
{
    Q_OBJECT

public:
    explicit AnnotationPreviewView(QWidget* parent);

    /// The labels there are, to choose from.
    void setLabels(const QList<Label>& labels);
    void showPreview(const AnnotationPreview& preview);
    /// Why there is nothing to start.
    void showProblem(const QString& problem);
    /// What is shown is of former choices, until the next call.
    void showWorking();
    /// How far that is.
    void showProgress(const Progress& progress);

    ClassMappingItemModel& classes() { return m_classes; }
    FindingListView& findings() { return *m_findings; }
    QTableView* table() { return m_table; }
    QString summary() const;
    QString details() const;
    QString message() const;

private:
    void setUpClasses();
    void eachSelected(void (ClassMappingItemModel::*change)(int row));

    ClassMappingItemModel m_classes;
    QStringListModel m_labelNames;
    QLabel* m_summary;
    QLabel* m_details;
    QTableView* m_table;
    FindingListView* m_findings;
    MessageLine* m_message;
};

} // namespace creel
