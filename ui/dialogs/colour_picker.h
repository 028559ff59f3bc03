#pragma once

#include <QWidget>

namespace creel {

/// A row of colours that can be told apart, and a door to every other one.
class ColourPicker : public QWidget
{
    Q_OBJECT

public:
    explicit ColourPicker(QWidget* parent);

    void setColour(const QColor& colour);

Q_SIGNALS:
    void colourPicked(const QColor& colour);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void pickAnyColour();

    QColor m_colour;
    QList<class ColourSwatch*> m_swatches;
};

} // namespace creel
