#include "ui/dialogs/merge_dialog.h"

#include "core/base/text.h"
#include "ui/dialogs/escape_button.h"
#include "ui/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace creel {

namespace {

QPixmap swatch(const QColor& colour)
{
    QPixmap pixmap(12, 12);
    pixmap.fill(colour);
    return pixmap;
}

} // namespace

MergeDialog::MergeDialog(Desk& desk, LabelId from, QWidget* parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_from(from)
    , m_into(new QComboBox(this))
    , m_explanation(new QLabel(this))
{
    const QString name = desk.label(from).value_or(Label()).name;
    setWindowTitle(tr("Merge %1").arg(name));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(Theme::gap);
    auto* title = new QLabel(tr("Merge %1 &into").arg(name), this);
    title->setBuddy(m_into);
    m_into->setAccessibleName(tr("The label that stays"));
    m_into->setToolTip(tr("The label that the photos have from then on"));
    for (const Label& label : desk.labels()) {
        if (label.id != from)
            m_into->addItem(swatch(label.colour), label.name, label.id.value());
    }
    m_explanation->setWordWrap(true);
    m_explanation->setMinimumWidth(400);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_merge = buttons->addButton(tr("&Merge"), QDialogButtonBox::AcceptRole);
    m_merge->setDefault(true);
    m_merge->setToolTip(tr("Merge; undo takes it apart again (Enter)"));
    explainEscape(buttons);
    for (QWidget* part : std::initializer_list<QWidget*>{title, m_into, m_explanation})
        layout->addWidget(part);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_into, &QComboBox::currentIndexChanged, this, &MergeDialog::explain);
    explain();
}

LabelId MergeDialog::into() const
{
    return LabelId(m_into->currentData().toLongLong());
}

QString MergeDialog::explanation() const
{
    return m_explanation->text();
}

void MergeDialog::explain()
{
    m_merge->setEnabled(into().isValid());
    if (!into().isValid()) {
        m_explanation->setText(tr("There is no other label to merge it into."));
        return;
    }
    m_explanation->setText(
        tr("What is labelled %1 now (%2) counts as %3 from then on. The history keeps the name "
           "%1, and undo takes it apart again.")
            .arg(m_desk.label(m_from).value_or(Label()).name,
                 photoCountText(m_desk.counts().labels.value(m_from)), m_into->currentText()));
}

} // namespace creel
