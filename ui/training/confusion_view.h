#pragma once

#include "core/insight/evaluation.h"

#include <QWidget>

namespace creel {

/// What a model takes for what: a row for each true class, a column for each predicted one. The diagonal is
/// right, everything beside it is a mistake.
class ConfusionView : public QWidget
{
    Q_OBJECT

public:
    explicit ConfusionView(QWidget* parent);

    void setEvaluation(const std::optional<Evaluation>& evaluation, const QStringList& classes);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    qint64 count(int truth, int predicted) const;
    QRect cell(int truth, int predicted) const;
    int nameWidth() const;
    int side() const;

    Evaluation m_evaluation;
    QStringList m_classes;
};

} // namespace creel
