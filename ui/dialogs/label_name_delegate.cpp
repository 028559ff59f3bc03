#include "ui/dialogs/label_name_delegate.h"

#include "ui/theme.h"

#include <QCompleter>
#include <QLineEdit>

namespace creel {

QWidget* LabelNameDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                         const QModelIndex& index) const
{
    auto* edit = new QLineEdit(parent);
    edit->setMaxLength(100);
    edit->setAccessibleName(tr("Label for %1").arg(index.siblingAtColumn(0).data().toString()));
    edit->setStyleSheet(QStringLiteral("QLineEdit { padding: 0 4px; border-radius: 0; }"));
    if (m_names) {
        auto* completer = new QCompleter(m_names, edit);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        edit->setCompleter(completer);
    }
    return edit;
}

void LabelNameDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                             const QModelIndex&) const
{
    editor->setGeometry(option.rect);
}

QSize LabelNameDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), option.fontMetrics.height() + Theme::gap};
}

} // namespace creel
