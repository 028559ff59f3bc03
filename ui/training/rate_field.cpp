#include "ui/training/rate_field.h"

#include "ui/theme.h"

namespace creel {

RateField::RateField(double least, double most, QWidget* parent) : QDoubleSpinBox(parent)
{
    setDecimals(10);
    setRange(least, most);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setButtonSymbols(QAbstractSpinBox::NoButtons);
}

QString RateField::textFromValue(double value) const
{
    return QString::number(value, 'g', 4);
}

double RateField::valueFromText(const QString& text) const
{
    return text.toDouble();
}

QValidator::State RateField::validate(QString& text, int&) const
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    return isNumber && value >= minimum() && value <= maximum() ? QValidator::Acceptable
                                                                : QValidator::Intermediate;
}

QSize RateField::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(QStringLiteral("0.00025"));
    return {text + 2 * Theme::gap, QDoubleSpinBox::sizeHint().height()};
}

} // namespace creel
