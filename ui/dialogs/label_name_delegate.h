#pragma once

#include <QStyledItemDelegate>

class QAbstractItemModel;

namespace creel {

/// Edits a label's name with the names that exist as suggestions.
class LabelNameDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// `names` holds one name a row; null for no suggestions.
    LabelNameDelegate(QAbstractItemModel* names, QObject* parent)
        : QStyledItemDelegate(parent), m_names(names)
    {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    QAbstractItemModel* m_names;
};

} // namespace creel
