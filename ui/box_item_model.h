#pragma once

#include "core/review/box_set.h"

#include <QAbstractListModel>

namespace creel {

class Desk;

/// The boxes shown as Qt's views know them: one row a box, in the order shown. Never loads anything.
class BoxItemModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        BoxIdRole = Qt::UserRole
    };

    /// `desk` knows the labels' names and must outlive the model.
    explicit BoxItemModel(const Desk& desk, QObject* parent = nullptr);

    /// Replaces everything.
    void reset(BoxSet set);
    /// Takes over what became of some boxes: a reset if any were removed.
    void apply(const BoxSet::Changes& changes);

    const BoxSet& set() const { return m_set; }
    /// None outside.
    BoxId boxId(int position) const;
    PhotoId photoId(int position) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Display: the label's name; ToolTip: the photo's path; AccessibleText: label, photo and who drew the
    /// box; BoxIdRole.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QString labelName(const Box& box) const;
    QString spoken(const Box& box) const;
    QString photoName(const Box& box) const;

    const Desk& m_desk;
    BoxSet m_set;
};

} // namespace creel
