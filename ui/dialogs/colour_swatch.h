#pragma once

#include <QAbstractButton>

namespace creel {

/// A round button of one colour; a tick marks the chosen one.
class ColourSwatch : public QAbstractButton
{
    Q_OBJECT

public:
    ColourSwatch(const QColor& colour, QWidget* parent);

    const QColor& colour() const { return m_colour; }
    QSize sizeHint() const override { return {24, 24}; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QColor m_colour;
};

} // namespace creel
