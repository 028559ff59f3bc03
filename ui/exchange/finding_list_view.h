#pragma once

#include "ui/exchange/finding_item_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace creel {

/// A list of what was found in a dataset, to read, to narrow down by kind and to copy.
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
    /// What to show of the list.
    enum Kind
    {
        All,
        Conflicts,
        LeftOut,
        Noted
    };

    static Kind kindOf(const AnnotationFinding& finding);
    void offerKinds();
    void showKind();

    FindingItemModel m_model;
    QList<AnnotationFinding> m_findings;
    QLabel* m_title;
    QComboBox* m_kind;
    QTableView* m_table;
    QPushButton* m_copy;
};

} // namespace creel
