#include "ui/dialogs/colour_picker.h"

#include "core/catalog/label_store.h"
#include "ui/dialogs/colour_swatch.h"
#include "ui/theme.h"

#include <QColorDialog>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPushButton>

namespace creel {

namespace {

constexpr int colourCount = 16; ///< Okabe–Ito and as many hues again
constexpr int perRow = 8;

} // namespace

ColourPicker::ColourPicker(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Colour"));
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    for (int n = 0; n < colourCount; ++n) {
        auto* swatch = new ColourSwatch(labelColour(n), this);
        layout->addWidget(swatch, n / perRow, n % perRow);
        m_swatches.append(swatch);
        connect(swatch, &QAbstractButton::clicked, this, [this, swatch] {
            swatch->setChecked(true);
            Q_EMIT colourPicked(swatch->colour());
        });
    }
    auto* other = new QPushButton(tr("&Other…"), this);
    other->setAutoDefault(false);
    other->setToolTip(tr("Any other colour"));
    layout->addWidget(other, 0, perRow, 2, 1, Qt::AlignVCenter);
    layout->setColumnStretch(perRow + 1, 1);
    connect(other, &QPushButton::clicked, this, &ColourPicker::pickAnyColour);
}

void ColourPicker::setColour(const QColor& colour)
{
    m_colour = colour;
    for (ColourSwatch* swatch : std::as_const(m_swatches))
        swatch->setChecked(swatch->colour().rgb() == colour.rgb());
}

void ColourPicker::pickAnyColour()
{
    auto* dialog = new QColorDialog(m_colour, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, &ColourPicker::colourPicked);
    dialog->open();
}

void ColourPicker::keyPressEvent(QKeyEvent* event)
{
    qsizetype at = -1;
    for (qsizetype i = 0; i < m_swatches.size(); ++i)
        at = m_swatches[i]->hasFocus() ? i : at;
    const QHash<int, int> steps{
        {Qt::Key_Left, -1}, {Qt::Key_Right, 1}, {Qt::Key_Up, -perRow}, {Qt::Key_Down, perRow}};
    const qsizetype to = at + steps.value(event->key());
    if (at >= 0 && to != at && to >= 0 && to < m_swatches.size())
        m_swatches[to]->setFocus(Qt::TabFocusReason);
    else
        QWidget::keyPressEvent(event);
}

} // namespace creel
