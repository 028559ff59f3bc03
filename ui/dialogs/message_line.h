#pragma once

#include <QLabel>

namespace creel {

/// A line of a dialog that says what happened. A problem carries a sign and the colour for it.
class MessageLine : public QLabel
{
    Q_OBJECT

public:
    explicit MessageLine(QWidget* parent);

    void say(const QString& text);
    void sayProblem(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    bool m_isProblem = false;
};

} // namespace creel
