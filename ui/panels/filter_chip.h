#pragma once

#include "ui/panels/filter_condition.h"

#include <QAbstractButton>

namespace creel {

/// One condition of the filter above the photos, with a cross: pressing it takes the condition away.
class FilterChip : public QAbstractButton
{
    Q_OBJECT

public:
    FilterChip(FilterCondition condition, QWidget* parent);

    static constexpr int height = 24;

    const FilterCondition& condition() const { return m_condition; }
    void setCondition(const FilterCondition& condition) { m_condition = condition; }
    void setLabel(const QString& text, const QColor& swatch);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// Left or right: to the chip beside it.
    void moved(int step);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int textLeft() const;

    FilterCondition m_condition;
    QColor m_swatch;
};

} // namespace creel
