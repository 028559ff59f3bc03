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

    /// What a button of the notice says and does.
    struct Choice
    {
        QString text;
        std::function<void()> act;
    };

    /// The notice goes away when a button is pressed; `refusal` is left out where it has no text.
    /// Returns what withdraw() wants.
    int offer(const QString& text, const Choice& choice, const Choice& refusal = {});
    /// Takes that offer away, if it is still the one shown.
    void withdraw(int offer);
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    QLabel* m_text;
    QPushButton* m_choice;
    QPushButton* m_refusal;
    QToolButton* m_close;
    std::function<void()> m_accept;
    std::function<void()> m_refuse;
    int m_offer = 0; ///< the newest one's number
};

} // namespace creel
