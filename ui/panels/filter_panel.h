#pragma once

#include "ui/desk.h"
#include "ui/panels/filter_tree.h"
#include "ui/panels/root_watch.h"

#include <QWidget>

class QToolButton;

namespace creel {

/// The left panel: everything the set can be filtered by, with live counts. A click shows only that, a second
/// click takes it back, Ctrl+click adds. What is selected is always what the desk filters by.
class FilterPanel : public QWidget
{
    Q_OBJECT

public:
    FilterPanel(Desk& desk, QWidget* parent);

    FilterTree* tree() const { return m_tree; }
    FilterItemModel* model() { return &m_model; }

Q_SIGNALS:
    void relocateRequested(creel::RootId root);
    void reimportRequested(creel::RootId root);
    void labelEditRequested(creel::LabelId label);
    void labelsDialogRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void addLabelsButton();
    void rememberSections();
    void updateAll();
    void updatePlaces();
    void updateCounts();
    void showFilter();
    void choose(const QModelIndex& row, bool adds);
    void showMenu(const QModelIndex& row, const QPoint& globalPosition);

    Desk& m_desk;
    RootWatch m_roots;
    FilterItemModel m_model;
    FilterTree* m_tree;
    QHash<FolderId, qint64> m_shownFolderCounts;
};

} // namespace creel
