#include "ui/exchange/form_heading.h"

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

} // namespace creel
