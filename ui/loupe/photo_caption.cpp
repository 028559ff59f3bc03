#include "ui/loupe/photo_caption.h"

#include "ui/desk.h"
#include "ui/label_chip.h"
#include "ui/theme.h"

#include <QEvent>
#include <QPainter>

namespace creel {

namespace {

constexpr int iconSide = 16;

QString separator()
{
    return QStringLiteral("  ·  ");
}

QString stateText(const ReviewFacts& review)
{
    switch (review.state) {
    case ReviewState::Accepted:
        return PhotoCaption::tr("Accepted");
    case ReviewState::Rejected:
        return PhotoCaption::tr("Rejected: %1").arg(reasonText(review.reason));
    case ReviewState::Unreviewed:
        break;
    }
    return PhotoCaption::tr("Unreviewed");
}

/// Draws elided text into what is left of the line, and takes it off the line.
void take(QPainter& painter, QRect& line, const QString& text, Qt::TextElideMode elide = Qt::ElideRight)
{
    const QString shown = painter.fontMetrics().elidedText(text, elide, line.width());
    painter.drawText(line, Qt::AlignVCenter, shown);
    line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(shown));
}

} // namespace

PhotoCaption::PhotoCaption(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    fetchIcons();
    connect(&desk, &Desk::reviewsChanged, this, [this](const QList<PhotoId>& photos) {
        if (photos.contains(m_photo))
            refresh();
    });
    connect(&desk, &Desk::labelsChanged, this, &PhotoCaption::refresh);
    connect(&desk, &Desk::predictionsChanged, this, &PhotoCaption::refresh);
    connect(&desk, &Desk::indexChanged, this, &PhotoCaption::refresh);
}

void PhotoCaption::setPhoto(PhotoId photo)
{
    m_photo = photo;
    refresh();
}

void PhotoCaption::setFacts(const QStringList& before, const QStringList& after)
{
    if (before == m_before && after == m_after)
        return;
    m_before = before;
    m_after = after;
    refresh();
}

void PhotoCaption::setFloating(bool isFloating)
{
    m_isFloating = isFloating;
    updateGeometry();
    update();
}

void PhotoCaption::describe(const PhotoIndex& index, PhotoIndex::Row row)
{
    const ReviewFacts review = index.review(row);
    const std::optional<Label> label = m_desk.labelOfPhoto(row);
    m_name = displayPath(index.name(row).toByteArray());
    m_label = label ? label->name : tr("No label");
    m_labelColour = label ? label->colour : QColor();
    m_isClaim = !review.label.isValid();
    m_state = stateText(review);
    m_isAccepted = review.state == ReviewState::Accepted;
    m_isRejected = review.state == ReviewState::Rejected;
    const PredictionFacts prediction = index.prediction(row);
    if (const std::optional<Label> proposed = m_desk.proposalFor(row))
        m_proposal = {tr("Model: %1 %2 %").arg(proposed->name).arg(int(prediction.confidence * 100 + 0.5F)),
                      proposed->colour, true};
    const Problem problem = index.facts(row).problem;
    m_problem = problem == Problem::None ? QString() : problemText(problem);
}

void PhotoCaption::refresh()
{
    const PhotoIndex* index = m_desk.index();
    m_name = m_label = m_state = m_problem = QString();
    m_proposal = {};
    if (const auto row = index ? index->rowOf(m_photo) : std::nullopt)
        describe(*index, row.value());
    setAccessibleName(spoken());
    updateGeometry();
    update();
}

QString PhotoCaption::spoken() const
{
    const QString label =
        m_isClaim && m_labelColour.isValid() ? tr("%1 (says the folder)").arg(m_label) : m_label;
    QStringList parts{m_name, label, m_state, m_proposal.text, m_problem};
    parts += m_before + m_after;
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

void PhotoCaption::fetchIcons()
{
    m_acceptIcon = Theme::icon(QStringLiteral("accept"));
    m_rejectIcon = Theme::icon(QStringLiteral("reject"));
    m_problemIcon = Theme::icon(QStringLiteral("problem"));
}

int PhotoCaption::lineHeight() const
{
    return std::max(fontMetrics().height() + Theme::halfGap, iconSide);
}

int PhotoCaption::margin() const
{
    return m_isFloating ? Theme::gap : Theme::halfGap;
}

int PhotoCaption::stateWidth() const
{
    const int chip = m_labelColour.isValid() ? 2 * Theme::gap : 0;
    const int state = m_isAccepted || m_isRejected ? iconSide + Theme::halfGap : 0;
    const int problem = m_problem.isEmpty() ? 0
                                            : fontMetrics().horizontalAdvance(m_problem) + iconSide +
                                                  Theme::halfGap + 2 * Theme::gap;
    return fontMetrics().horizontalAdvance(m_label) + chip + 2 * Theme::gap + state +
           fontMetrics().horizontalAdvance(m_state) + problem +
           (m_proposal.text.isEmpty() ? 0 : m_proposal.size(fontMetrics()).width() + 2 * Theme::gap);
}

int PhotoCaption::factsWidth() const
{
    return fontMetrics().horizontalAdvance((m_before + QStringList(m_name) + m_after).join(separator()));
}

QSize PhotoCaption::sizeHint() const
{
    return {std::max(stateWidth(), factsWidth()) + 2 * margin() + 2,
            2 * lineHeight() + Theme::halfGap + 2 * margin()};
}

QSize PhotoCaption::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void PhotoCaption::paintEvent(QPaintEvent*)
{
    if (m_state.isEmpty())
        return;
    QPainter painter(this);
    if (m_isFloating) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Theme::colours().line);
        painter.setBrush(Theme::colours().raised);
        painter.setOpacity(0.92);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::gap, Theme::gap);
        painter.setOpacity(1);
    }
    const QRect first(margin(), margin(), width() - 2 * margin(), lineHeight());
    paintState(painter, first);
    paintFacts(painter, first.translated(0, lineHeight() + Theme::halfGap));
}

void PhotoCaption::paintState(QPainter& painter, const QRect& line) const
{
    const Theme::Colours& colours = Theme::colours();
    QRect rest = line;
    const auto takeIcon = [&](const QIcon& icon) {
        icon.paint(&painter, QRect(rest.left(), rest.center().y() - iconSide / 2 + 1, iconSide, iconSide));
        rest.setLeft(rest.left() + iconSide + Theme::halfGap);
    };
    if (m_labelColour.isValid()) {
        const LabelChip chip{m_label, m_labelColour, m_isClaim};
        const int width = std::min(chip.size(fontMetrics()).width(), rest.width());
        chip.paint(painter, QRect(rest.left(), rest.top(), width, rest.height()));
        rest.setLeft(rest.left() + width);
    } else {
        painter.setPen(colours.mutedText);
        take(painter, rest, m_label);
    }
    rest.setLeft(rest.left() + 2 * Theme::gap);
    if (m_isAccepted || m_isRejected)
        takeIcon(m_isAccepted ? m_acceptIcon : m_rejectIcon);
    painter.setPen(m_isAccepted ? colours.accepted : m_isRejected ? colours.rejected : colours.mutedText);
    take(painter, rest, m_state);
    if (!m_proposal.text.isEmpty() && rest.width() > 10 * Theme::gap) {
        rest.setLeft(rest.left() + 2 * Theme::gap);
        const int width = std::min(m_proposal.size(fontMetrics()).width(), rest.width());
        m_proposal.paint(painter, QRect(rest.left(), rest.top(), width, rest.height()));
        rest.setLeft(rest.left() + width);
    }
    if (m_problem.isEmpty() || rest.width() < 3 * Theme::gap)
        return;
    rest.setLeft(rest.left() + 2 * Theme::gap);
    takeIcon(m_problemIcon);
    painter.setPen(colours.problem);
    take(painter, rest, m_problem);
}

void PhotoCaption::paintFacts(QPainter& painter, const QRect& line) const
{
    const auto joined = [](const QStringList& facts, bool isBefore) {
        if (facts.isEmpty())
            return QString();
        const QString text = facts.join(separator());
        return isBefore ? text + separator() : separator() + text;
    };
    const QString after = joined(m_after, false);
    QRect rest = line;
    painter.setPen(Theme::colours().mutedText);
    take(painter, rest, joined(m_before, true));
    QFont font = painter.font();
    font.setStrikeOut(m_isRejected);
    painter.setFont(font);
    painter.setPen(m_isRejected ? Theme::colours().mutedText : Theme::colours().text);
    // Where room is scarce the name gets half of it, and the facts are elided.
    const int forName = std::max(rest.width() - fontMetrics().horizontalAdvance(after), rest.width() / 2);
    QRect name(rest.left(), rest.top(), forName, rest.height());
    take(painter, name, m_name, Qt::ElideMiddle);
    font.setStrikeOut(false);
    painter.setFont(font);
    painter.setPen(Theme::colours().mutedText);
    rest.setLeft(name.left());
    take(painter, rest, after);
}

void PhotoCaption::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        fetchIcons();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace creel
