#pragma once

#include <QAbstractButton>

namespace creel {

/// A line of a small menu: what it does on the left, its key on the right.
class KeyRow : public QAbstractButton
{
    Q_OBJECT

public:
    KeyRow(const QString& text, QString key, QWidget* parent);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;

private:
    QString m_key;
};

} // namespace creel
