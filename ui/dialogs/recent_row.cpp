#include "ui/dialogs/recent_row.h"

#include "ui/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>

namespace creel {

namespace {

constexpr int textLeft = 16 + 3 * Theme::gap;

/// "~/fish" for what lies at home.
QString shortFolder(const QString& path)
{
    const QString folder = QFileInfo(path).path();
    const QString home = QDir::homePath();
    if (folder == home || folder.startsWith(home + QLatin1Char('/')))
        return QLatin1Char('~') + folder.mid(home.size());
    return folder;
}

} // namespace

RecentRow::RecentRow(QString path, QWidget* parent)
    : QAbstractButton(parent), m_path(std::move(path)), m_remove(new QToolButton(this))
{
    setText(QFileInfo(m_path).completeBaseName());
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_remove->setAutoRaise(true);
    m_remove->setFocusPolicy(Qt::NoFocus);
    m_remove->setCursor(Qt::ArrowCursor);
    m_remove->setToolTip(tr("Remove from the list (Delete)"));
    m_remove->setAccessibleName(tr("Remove %1 from the list").arg(text()));
    m_remove->setIcon(Theme::icon(QStringLiteral("close")));
    connect(m_remove, &QToolButton::clicked, this, &RecentRow::removeRequested);
    setFound(true);
}

void RecentRow::setFound(bool isFound)
{
    m_isFound = isFound;
    const QString spoken = isFound ? tr("%1 in %2") : tr("%1 in %2, not found");
    setAccessibleName(spoken.arg(text(), QFileInfo(m_path).path()));
    setToolTip(isFound ? m_path : tr("%1 was not found. It may have been moved or renamed.").arg(m_path));
    update();
}

QSize RecentRow::sizeHint() const
{
    return {320, fontMetrics().height() + 2 * Theme::gap};
}

void RecentRow::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus() || underMouse()) {
        painter.setPen(hasFocus() ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    Theme::icon(QStringLiteral("catalog"))
        .paint(&painter, QRect(Theme::gap, (height() - 16) / 2, 16, 16), Qt::AlignCenter,
               m_isFound ? QIcon::Normal : QIcon::Disabled);
    QRect line(textLeft, 0, m_remove->x() - textLeft - Theme::gap, height());
    painter.setPen(m_isFound ? colours.text : colours.mutedText);
    const QString name = fontMetrics().elidedText(text(), Qt::ElideMiddle, line.width() / 2);
    painter.drawText(line, Qt::AlignVCenter, name);
    line.setLeft(line.left() + fontMetrics().horizontalAdvance(name) + 2 * Theme::gap);
    painter.setPen(colours.mutedText);
    const QString rest = m_isFound ? shortFolder(m_path) : tr("not found in %1").arg(shortFolder(m_path));
    painter.drawText(line, Qt::AlignVCenter, fontMetrics().elidedText(rest, Qt::ElideMiddle, line.width()));
}

void RecentRow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Delete)
        Q_EMIT removeRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

void RecentRow::resizeEvent(QResizeEvent*)
{
    const int side = height() - Theme::gap;
    m_remove->setGeometry(width() - side - Theme::halfGap, Theme::halfGap, side, side);
}

void RecentRow::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void RecentRow::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace creel
