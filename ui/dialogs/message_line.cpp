#include "ui/dialogs/message_line.h"

#include "ui/theme.h"

#include <QEvent>

namespace creel {

MessageLine::MessageLine(QWidget* parent) : QLabel(parent)
{
    setWordWrap(true);
    setAccessibleName(tr("What happened"));
}

void MessageLine::say(const QString& text)
{
    m_isProblem = false;
    setText(text);
    restyle();
}

void MessageLine::sayProblem(const QString& text)
{
    m_isProblem = true;
    setText(tr("⚠ %1").arg(text));
    restyle();
}

void MessageLine::restyle()
{
    const Theme::Colours& colours = Theme::colours();
    const QString style =
        QStringLiteral("color: %1").arg((m_isProblem ? colours.problem : colours.mutedText).name());
    if (styleSheet() != style) // else a new style sheet would ask for itself again
        setStyleSheet(style);
}

void MessageLine::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QLabel::changeEvent(event);
}

} // namespace creel
