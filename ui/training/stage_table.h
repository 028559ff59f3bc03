#pragma once

#include "core/learning/recipe.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QSpinBox;
class QToolButton;

namespace creel {

class RateField;

/// The stages of a recipe, one a line, to change, add and take away.
class StageTable : public QWidget
{
    Q_OBJECT

public:
    explicit StageTable(QWidget* parent);

    std::vector<Stage> stages() const;
    /// At least one.
    void setStages(const std::vector<Stage>& stages);

Q_SIGNALS:
    void changed();

private:
    struct Line
    {
        QComboBox* learns;
        QSpinBox* side;
        QSpinBox* epochs;
        RateField* rate;
        RateField* divisor;
        QToolButton* remove;
    };

    Line makeLine();
    void removeLine(QToolButton* button);
    void layOut();
    void addStage();
    void restyle();
    void changeEvent(QEvent* event) override;

    QGridLayout* m_layout;
    QToolButton* m_add;
    QList<Line> m_lines;
};

} // namespace creel
