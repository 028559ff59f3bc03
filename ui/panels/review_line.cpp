#include "ui/panels/review_line.h"

#include "ui/panels/filter_condition.h"
#include "ui/theme.h"

#include <QPainter>

namespace creel {

namespace {

constexpr int signSize = 16;

QString iconName(ReviewState state)
{
    switch (state) {
    case ReviewState::Accepted:
        return QStringLiteral("accept");
    case ReviewState::Rejected:
        return QStringLiteral("reject");
    case ReviewState::Unreviewed:
        break;
    }
    return QStringLiteral("unreviewed");
}

QColor colourOf(ReviewState state)
{
    switch (state) {
    case ReviewState::Accepted:
        return Theme::colours().accepted;
    case ReviewState::Rejected:
        return Theme::colours().rejected;
    case ReviewState::Unreviewed:
        break;
    }
    return Theme::colours().mutedText;
}

} // namespace

ReviewLine::ReviewLine(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ReviewLine::setReview(const LabelChip& label, const Review& review, const QString& when)
{
    m_label = label;
    m_state = review.state;
    m_reason = review.reason;
    m_when = when;
    setAccessibleName(labelText() + QStringLiteral(", ") + stateText());
    setToolTip(stateText()); // it may not fit
    update();
}

QString ReviewLine::labelText() const
{
    if (m_label.text.isEmpty())
        return tr("No label");
    return m_label.isHollow ? tr("%1, says the folder").arg(m_label.text) : m_label.text;
}

QString ReviewLine::stateText() const
{
    const QString state = m_state == ReviewState::Rejected
                              ? tr("Rejected: %1").arg(reasonText(m_reason).toLower())
                              : creel::stateText(m_state);
    return m_when.isEmpty() ? state : tr("%1 · %2").arg(state, m_when);
}

int ReviewLine::lineHeight() const
{
    return std::max(fontMetrics().height() + Theme::halfGap, signSize);
}

QSize ReviewLine::sizeHint() const
{
    return {20 * Theme::gap, 2 * lineHeight() + Theme::gap};
}

void ReviewLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRect line(0, 0, width(), lineHeight());
    paintLabel(painter, line);
    paintState(painter, line.translated(0, lineHeight() + Theme::gap));
}

void ReviewLine::paintLabel(QPainter& painter, QRect line) const
{
    painter.setPen(Theme::colours().mutedText);
    if (m_label.text.isEmpty()) {
        painter.drawText(line, Qt::AlignVCenter, tr("No label"));
        return;
    }
    const QString aside = m_label.isHollow ? tr("says the folder") : QString();
    const int asideWidth = aside.isEmpty() ? 0 : fontMetrics().horizontalAdvance(aside) + Theme::gap;
    const QRect chip(line.topLeft(), QSize(std::min(m_label.size(fontMetrics()).width(),
                                                    std::max(line.width() - asideWidth, 5 * Theme::gap)),
                                           line.height()));
    m_label.paint(painter, chip);
    painter.setPen(Theme::colours().mutedText);
    line.setLeft(chip.right() + 1 + Theme::gap);
    painter.drawText(line, Qt::AlignVCenter, aside);
}

void ReviewLine::paintState(QPainter& painter, QRect line) const
{
    Theme::icon(iconName(m_state))
        .paint(&painter, QRect(line.left(), line.top() + (line.height() - signSize) / 2, signSize, signSize));
    line.setLeft(line.left() + signSize + Theme::gap - 2);
    painter.setPen(colourOf(m_state));
    painter.drawText(line, Qt::AlignVCenter,
                     fontMetrics().elidedText(stateText(), Qt::ElideRight, line.width()));
}

} // namespace creel
