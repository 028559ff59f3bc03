#pragma once

#include <QTextEdit>

namespace creel {

/// Text to read and copy that breaks anywhere, as names of files must, and is as tall as it needs to be.
class WrappingText : public QTextEdit
{
    Q_OBJECT

public:
    explicit WrappingText(QWidget* parent);

    void setShownText(const QString& text);
    /// Of the text from now on.
    void setColour(const QColor& colour);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitHeight();
};

} // namespace creel
