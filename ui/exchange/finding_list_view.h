#pragma once

#include "ui/exchange/finding_item_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace creel {

/// A list of what was found in a dataset, to read and to copy.
class FindingListView : public QWidget
{
    Q_OBJECT

public:
    explicit FindingListView(QWidget* parent);

    /// `unlisted` more were counted but not kept.
    void setFindings(const QList<AnnotationFinding>& findings, qint64 unlisted = 0);
    FindingItemModel& model() { return m_model; }
    /// Puts the selected lines on the clipboard; all where none is selected.
    void copy();

private:
    FindingItemModel m_model;
    QLabel* m_title;
    QTableView* m_table;
    QPushButton* m_copy;
};

} // namespace creel
