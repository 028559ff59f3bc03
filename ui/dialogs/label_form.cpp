#include "ui/dialogs/label_form.h"

#include "ui/dialogs/colour_picker.h"
#include "ui/dialogs/reference_photos.h"
#include "ui/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace creel {

LabelForm::LabelForm(Desk& desk, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_colour(new ColourPicker(this))
    , m_digit(new QComboBox(this))
    , m_description(new QPlainTextEdit(this))
    , m_references(new ReferencePhotos(desk, this))
{
    build();
    connect(m_colour, &ColourPicker::colourPicked, this,
            [this](const QColor& colour) { change([&](Label& label) { label.colour = colour; }); });
    connect(m_digit, &QComboBox::activated, this, [this](int row) {
        const QString digit = m_digit->itemData(row).toString();
        change([&](Label& label) { label.shortcut = digit; });
    });
    connect(m_references, &ReferencePhotos::changeWanted, this, [this](const QList<PhotoId>& photos) {
        change([&](Label& label) { label.referencePhotos = photos; });
    });
}

void LabelForm::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    const auto add = [&](const QString& title, QWidget* field, int stretch) {
        auto* label = new QLabel(title, this);
        label->setBuddy(field);
        layout->addWidget(label);
        layout->addWidget(field, stretch);
        layout->addSpacing(2 * Theme::gap);
    };
    add(tr("Colour"), m_colour, 0);
    add(tr("Digit &key"), m_digit, 0);
    add(tr("What it &looks like"), m_description, 2);
    add(tr("Reference photos"), m_references, 3);
    m_digit->setAccessibleName(tr("Digit key"));
    m_digit->setToolTip(tr("This key labels a photo in the grid and the loupe"));
    m_description->setAccessibleName(tr("Description"));
    m_description->setPlaceholderText(tr("How to tell it from the others"));
    m_description->setTabChangesFocus(true);
    m_description->installEventFilter(this);
}

void LabelForm::showLabel(LabelId id)
{
    if (id != m_label)
        commit();
    const bool isOther = id != m_label;
    m_label = id;
    const std::optional<Label> label = m_desk.label(id);
    setEnabled(label.has_value());
    m_colour->setColour(label ? label->colour : QColor());
    m_references->setPhotos(label ? label->referencePhotos : QList<PhotoId>());
    fillDigits();
    const bool isTyping = !isOther && m_description->toPlainText() != m_shownDescription;
    if (isTyping)
        return;
    m_shownDescription = label ? label->description : QString();
    if (m_description->toPlainText() != m_shownDescription)
        m_description->setPlainText(m_shownDescription);
}

void LabelForm::setThumbnails(ThumbnailLoader& thumbnails)
{
    m_references->setThumbnails(thumbnails);
}

void LabelForm::fillDigits()
{
    m_digit->clear();
    m_digit->addItem(tr("none"), QString());
    for (const char digit : {'1', '2', '3', '4', '5', '6', '7', '8', '9', '0'}) {
        const QString key(QLatin1Char{digit});
        const auto owner = std::ranges::find(m_desk.labels(), key, &Label::shortcut);
        const bool isTaken = owner != m_desk.labels().end() && owner->id != m_label;
        m_digit->addItem(isTaken ? tr("%1, taken from %2").arg(key, owner->name) : key, key);
        if (owner != m_desk.labels().end() && owner->id == m_label)
            m_digit->setCurrentIndex(m_digit->count() - 1);
    }
}

void LabelForm::change(const std::function<void(Label&)>& change)
{
    std::optional<Label> label = m_desk.label(m_label);
    if (!label)
        return;
    change(*label);
    m_desk.apply(ChangeLabel{*label});
    showLabel(m_label); // what was refused goes back
}

void LabelForm::commit()
{
    const QString description = m_description->toPlainText().trimmed();
    const std::optional<Label> label = m_desk.label(m_label);
    if (!label || description == m_shownDescription.trimmed())
        return;
    m_shownDescription = m_description->toPlainText();
    change([&](Label& changed) { changed.description = description; });
}

bool LabelForm::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_description && event->type() == QEvent::FocusOut)
        commit();
    return QWidget::eventFilter(watched, event);
}

} // namespace creel
