#include "ui/panels/wrapping_text.h"

#include <QTextDocument>

#include <cmath>

namespace creel {

WrappingText::WrappingText(QWidget* parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setAcceptRichText(false);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("QTextEdit { background: transparent; border: none; padding: 0; }"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    fitHeight();
}

void WrappingText::setShownText(const QString& text)
{
    if (text == toPlainText())
        return;
    setPlainText(text);
    fitHeight();
}

void WrappingText::setColour(const QColor& colour)
{
    if (textColor() == colour && currentFont() == font())
        return;
    const QString text = toPlainText();
    setTextColor(colour);
    setCurrentFont(font());
    setPlainText(text);
    fitHeight();
}

void WrappingText::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    fitHeight();
}

void WrappingText::fitHeight()
{
    setFixedHeight(std::max(int(std::ceil(document()->size().height())), fontMetrics().height()));
}

} // namespace creel
