#include "ui/panels/proposal_list.h"

#include "ui/theme.h"

#include <QPainter>

namespace creel {

namespace {

constexpr qsizetype mostLines = 8;
constexpr int barHeight = 3;

QString percent(float share)
{
    return ProposalList::tr("%1 %").arg(int(share * 100 + 0.5F));
}

} // namespace

ProposalList::ProposalList(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ProposalList::setLines(QList<Line> lines)
{
    std::ranges::stable_sort(lines, std::ranges::greater(), &Line::share);
    m_lines = lines.first(std::min(mostLines, lines.size()));
    QStringList spoken;
    for (const Line& line : std::as_const(m_lines))
        spoken.append(QStringLiteral("%1 %2").arg(line.name, percent(line.share)));
    setAccessibleName(tr("The model thinks: %1").arg(spoken.join(QStringLiteral(", "))));
    updateGeometry();
    update();
}

int ProposalList::lineHeight() const
{
    return fontMetrics().height() + barHeight + Theme::halfGap;
}

QSize ProposalList::sizeHint() const
{
    return {20 * Theme::gap, int(m_lines.size()) * lineHeight()};
}

void ProposalList::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    QRect line(0, 0, width(), lineHeight());
    for (const Line& each : std::as_const(m_lines)) {
        const QRect text = line.adjusted(0, 0, 0, -barHeight - Theme::halfGap);
        const QString share = percent(each.share);
        const int shareWidth = fontMetrics().horizontalAdvance(share) + Theme::gap;
        painter.setPen(&each == &m_lines.first() ? colours.text : colours.mutedText);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, share);
        painter.drawText(text.adjusted(0, 0, -shareWidth, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(each.name, Qt::ElideRight, width() - shareWidth));
        const QRect bar(0, text.bottom() + 2, width(), barHeight);
        painter.fillRect(bar, colours.raised);
        painter.fillRect(QRect(bar.topLeft(), QSize(int(float(width()) * each.share), barHeight)),
                         each.colour.isValid() ? each.colour : colours.mutedText);
        line.translate(0, lineHeight());
    }
}

} // namespace creel
