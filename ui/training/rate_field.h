#pragma once

#include <QDoubleSpinBox>

namespace creel {

/// A number of any size in as few digits as it needs ("0.003", "5e-05"), such as a learning rate. Steps go up
/// and down its digits.
class RateField : public QDoubleSpinBox
{
    Q_OBJECT

public:
    RateField(double least, double most, QWidget* parent);

    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
};

} // namespace creel
