#include "ui/panels/filter_chip.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace creel {

namespace {

constexpr int widestText = 30 * Theme::gap;
constexpr int crossSize = 7;
constexpr int swatchSize = 8;

bool removes(int key)
{
    return key == Qt::Key_Delete || key == Qt::Key_Backspace || key == Qt::Key_Return ||
           key == Qt::Key_Enter || key == Qt::Key_Space;
}

bool isOwnKey(int key)
{
    return removes(key) || key == Qt::Key_Left || key == Qt::Key_Right;
}

} // namespace

FilterChip::FilterChip(FilterCondition condition, QWidget* parent)
    : QAbstractButton(parent), m_condition(std::move(condition))
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void FilterChip::setLabel(const QString& text, const QColor& swatch)
{
    setText(text);
    m_swatch = swatch;
    setAccessibleName(tr("Filter %1").arg(text));
    setAccessibleDescription(tr("Press to remove"));
    setToolTip(tr("Remove “%1” from the filter (Delete)").arg(text));
    updateGeometry();
    update();
}

int FilterChip::textLeft() const
{
    return Theme::gap + (m_swatch.isValid() ? swatchSize + Theme::halfGap + 2 : 0);
}

QSize FilterChip::sizeHint() const
{
    const int text = std::min(fontMetrics().horizontalAdvance(this->text()) + 1, widestText);
    return {textLeft() + text + Theme::gap + crossSize + Theme::gap, height};
}

bool FilterChip::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(static_cast<QKeyEvent*>(event)->key())) {
        event->accept();
        return true;
    }
    return QAbstractButton::event(event);
}

void FilterChip::keyPressEvent(QKeyEvent* event)
{
    if (removes(event->key()))
        click();
    else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        Q_EMIT moved(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QAbstractButton::keyPressEvent(event);
}

void FilterChip::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(underMouse() ? colours.mutedText : colours.line, 1));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (m_swatch.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_swatch);
        painter.drawRoundedRect(
            QRectF(Theme::gap, (QWidget::height() - swatchSize) / 2.0, swatchSize, swatchSize), 2, 2);
    }
    const int crossLeft = width() - Theme::gap - crossSize;
    const QRect text(textLeft(), 0, crossLeft - Theme::gap - textLeft(), QWidget::height());
    painter.setPen(colours.text);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(this->text(), Qt::ElideMiddle, text.width()));
    painter.setPen(QPen(underMouse() ? colours.text : colours.mutedText, 1.5, Qt::SolidLine, Qt::RoundCap));
    const QRectF cross(crossLeft, (QWidget::height() - crossSize) / 2.0, crossSize, crossSize);
    painter.drawLine(cross.topLeft(), cross.bottomRight());
    painter.drawLine(cross.topRight(), cross.bottomLeft());
    if (hasFocus())
        Theme::paintFocus(painter, rect());
}

} // namespace creel
