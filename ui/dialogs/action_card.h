#pragma once

#include <QAbstractButton>

namespace creel {

/// A large button with an icon, what it does and one line of explanation.
class ActionCard : public QAbstractButton
{
    Q_OBJECT

public:
    ActionCard(QString iconName, const QString& text, QString explanation, QWidget* parent);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QFont titleFont() const;

    QString m_iconName;
    QString m_explanation;
};

} // namespace creel
