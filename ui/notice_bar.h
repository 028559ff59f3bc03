#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace creel {

/// A quiet line above the photos that offers something ("An import was interrupted. Resume") and waits to be
/// answered or closed. One notice at a time; the newest wins.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent);

    /// `choice` is the button's text; `accept` runs when it is pressed. The notice then goes away.
    void offer(const QString& text, const QString& choice, std::function<void()> accept);
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    QLabel* m_text;
    QPushButton* m_choice;
    QToolButton* m_close;
    std::function<void()> m_accept;
};

} // namespace creel
