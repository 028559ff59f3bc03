#include "ui/exchange/form_parts.h"

#include "ui/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace creel {

QLabel* addFormHeading(QVBoxLayout* layout, const QString& text, QWidget* buddy)
{
    auto* label = new QLabel(text, layout->parentWidget());
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setBuddy(buddy);
    if (layout->count() > 0)
        layout->addSpacing(Theme::gap);
    layout->addWidget(label);
    return label;
}

void explain(QWidget* widget, const QString& name, const QString& tip)
{
    widget->setAccessibleName(name);
    widget->setToolTip(tip);
}

} // namespace creel
