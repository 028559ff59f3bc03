#include "ui/training/confusion_view.h"

#include "core/base/text.h"
#include "ui/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace creel {

namespace {

constexpr int largestSide = 40;
constexpr int smallestSide = 10;
constexpr int textFrom = 20; ///< numbers have room in cells of this side

} // namespace

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(tr("Confusion matrix"));
}

void ConfusionView::setEvaluation(const std::optional<Evaluation>& evaluation, const QStringList& classes)
{
    m_evaluation = evaluation.value_or(Evaluation());
    const bool fits = qsizetype(m_evaluation.confusion.size()) == classes.size() * classes.size();
    m_classes = evaluation && fits ? classes : QStringList();
    setVisible(!m_classes.isEmpty());
    updateGeometry();
    update();
}

qint64 ConfusionView::count(int truth, int predicted) const
{
    return m_evaluation.confusion[size_t(truth * m_classes.size() + predicted)];
}

int ConfusionView::nameWidth() const
{
    int width = 0;
    for (const QString& name : m_classes)
        width = std::max(width, fontMetrics().horizontalAdvance(name));
    return std::min(width, std::max(this->width() * 2 / 5, 64)) + Theme::gap;
}

int ConfusionView::side() const
{
    if (m_classes.isEmpty())
        return 0;
    return std::clamp(int((width() - nameWidth()) / m_classes.size()), smallestSide, largestSide);
}

QRect ConfusionView::cell(int truth, int predicted) const
{
    return {nameWidth() + predicted * side(), fontMetrics().height() + Theme::halfGap + truth * side(),
            side() - 1, side() - 1};
}

QSize ConfusionView::sizeHint() const
{
    if (m_classes.isEmpty())
        return {0, 0};
    return {160, fontMetrics().height() + Theme::gap + int(m_classes.size()) * largestSide};
}

void ConfusionView::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setPen(colours.mutedText);
    painter.drawText(QRect(nameWidth(), 0, width() - nameWidth(), fontMetrics().height()),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("taken for →"));
    for (int truth = 0; truth < int(m_classes.size()); ++truth) {
        const QRect first = cell(truth, 0);
        const QRect name(0, first.top(), nameWidth() - Theme::gap, side());
        painter.setPen(colours.text);
        painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(m_classes[truth], Qt::ElideMiddle, name.width()));
        qint64 all = 0;
        for (int predicted = 0; predicted < int(m_classes.size()); ++predicted)
            all += count(truth, predicted);
        for (int predicted = 0; predicted < int(m_classes.size()); ++predicted) {
            const qint64 photos = count(truth, predicted);
            QColor fill = truth == predicted ? colours.accepted : colours.rejected;
            fill.setAlphaF(all > 0 ? float(double(photos) / double(all)) * 0.75F : 0);
            painter.fillRect(cell(truth, predicted), colours.raised);
            painter.fillRect(cell(truth, predicted), fill);
            if (photos > 0 && side() >= textFrom)
                painter.drawText(cell(truth, predicted), Qt::AlignCenter, QString::number(photos));
        }
    }
}

bool ConfusionView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    for (int truth = 0; truth < int(m_classes.size()); ++truth) {
        for (int predicted = 0; predicted < int(m_classes.size()); ++predicted) {
            if (!cell(truth, predicted).contains(help->pos()))
                continue;
            QToolTip::showText(
                help->globalPos(),
                tr("%1 of %2 taken for %3")
                    .arg(photoCountText(count(truth, predicted)), m_classes[truth], m_classes[predicted]),
                this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace creel
