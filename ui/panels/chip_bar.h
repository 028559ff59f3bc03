#pragma once

#include "ui/desk.h"
#include "ui/panels/filter_chip.h"

class QActionGroup;
class QLabel;
class QMenu;
class QToolButton;

namespace creel {

class OutdatedPhotos;

/// The line above the photos: what the set is filtered by, as chips to take away; how many photos that
/// leaves; how they are sorted and grouped.
class ChipBar : public QWidget
{
    Q_OBJECT

public:
    ChipBar(Desk& desk, QWidget* parent);

    QList<FilterChip*> chips() const { return m_chips; }
    QString summaryText() const;
    /// "5 no longer match"; empty where all do.
    QString outdatedText() const;
    QToolButton* sortButton() const { return m_sort; }
    QToolButton* directionButton() const { return m_direction; }
    QToolButton* groupButton() const { return m_group; }
    QToolButton* clearButton() const { return m_clear; }
    QToolButton* refreshButton() const { return m_refresh; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeChipArea();
    void makeOrderButtons();
    void updateChips();
    FilterChip* addChip(const FilterCondition& condition);
    void removeChip(FilterChip* chip);
    void updateSummary();
    void updateOutdated();
    void updateOrder();
    void restyle();

    Desk& m_desk;
    OutdatedPhotos* m_outdatedPhotos;
    QWidget* m_chipArea; ///< chips, then what can be done about them
    QList<FilterChip*> m_chips;
    QToolButton* m_clear;
    QLabel* m_outdated;
    QToolButton* m_refresh;
    QLabel* m_summary;
    QToolButton* m_sort;
    QToolButton* m_direction;
    QToolButton* m_group;
    QActionGroup* m_sortActions;
    QActionGroup* m_groupActions;
};

} // namespace creel
