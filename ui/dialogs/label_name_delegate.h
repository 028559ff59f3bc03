#pragma once

#include "ui/dialogs/roomy_delegate.h"

class QAbstractItemModel;

namespace creel {

/// Shows a label's colour as a spot and edits its name with the names that exist as suggestions.
class LabelNameDelegate : public RoomyDelegate
{
    Q_OBJECT

public:
    /// `names` holds one name a row; null for no suggestions.
    LabelNameDelegate(QAbstractItemModel* names, QObject* parent) : RoomyDelegate(parent), m_names(names) {}

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

private:
    QAbstractItemModel* m_names;
};

} // namespace creel
