#include "ui/dialogs/label_row_delegate.h"

#include "core/base/text.h"
#include "ui/dialogs/key_cap.h"
#include "ui/dialogs/label_palette_model.h"
#include "ui/theme.h"

#include <QPainter>

namespace creel {

namespace {

constexpr int swatchSide = 12;
constexpr int digitWidth = 24;

void paintSwatch(QPainter& painter, const QRect& row, const QColor& colour)
{
    QRectF swatch(0, 0, swatchSide, swatchSide);
    swatch.moveCenter(QPointF(row.left() + 2 * Theme::gap, row.center().y() + 0.5));
    painter.setPen(QPen(Theme::colours().line, 1));
    painter.setBrush(colour);
    painter.drawEllipse(swatch);
}

} // namespace

void LabelRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const Theme::Colours& colours = Theme::colours();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(QPen(colours.accent, 2));
        painter->setBrush(colours.raised);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4);
    }
    const bool isLabel = index.data(LabelPaletteModel::LabelIdRole).isValid();
    if (isLabel)
        paintSwatch(*painter, option.rect, index.data(Qt::DecorationRole).value<QColor>());
    else
        Theme::icon(QStringLiteral("plus"))
            .paint(painter, QRect(option.rect.left() + Theme::gap, option.rect.center().y() - 7, 16, 16));
    QRect text = option.rect.adjusted(4 * Theme::gap, 0, -2 * Theme::gap - digitWidth, 0);
    if (isLabel) {
        const QString count = numberText(index.data(LabelPaletteModel::CountRole).toLongLong());
        painter->setPen(colours.mutedText);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight, count);
        text.setRight(text.right() - option.fontMetrics.horizontalAdvance(count) - Theme::gap);
    }
    painter->setPen(colours.text);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
    if (const QString digit = index.data(LabelPaletteModel::DigitRole).toString(); !digit.isEmpty()) {
        QRect cap(QPoint(), KeyCap::sizeOf(digit, option.font));
        cap.moveCenter(option.rect.center());
        cap.moveRight(option.rect.right() - Theme::gap);
        KeyCap::draw(*painter, cap, digit);
    }
    painter->restore();
}

QSize LabelRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, option.fontMetrics.height() + 2 * Theme::gap};
}

} // namespace creel
