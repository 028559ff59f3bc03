#include "ui/dialogs/label_name_delegate.h"

#include "ui/theme.h"

#include <QCompleter>
#include <QLineEdit>
#include <QPainter>

namespace creel {

namespace {

constexpr int spotSide = 12;

/// The same when selected: a tinted colour would be another label's.
QIcon spot(const QColor& colour, double pixelRatio)
{
    QPixmap pixmap(QSize(spotSide, spotSide) * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::colours().line, 1));
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(0.5, 0.5, spotSide - 1, spotSide - 1));
    painter.end();
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected);
    return icon;
}

} // namespace

void LabelNameDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QVariant colour = index.data(Qt::DecorationRole);
    if (colour.typeId() != QMetaType::QColor)
        return;
    option->icon = spot(colour.value<QColor>(), option->widget ? option->widget->devicePixelRatioF() : 1);
    option->decorationSize = {spotSide, spotSide};
}

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

} // namespace creel
