#include "ui/panels/box_list.h"

#include "core/base/text.h"
#include "ui/panels/own_keys.h"
#include "ui/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPixmap>
#include <QToolButton>

namespace creel {

namespace {

/// The rest is on the photo; a list of hundreds would be in the way of the history below.
constexpr qsizetype mostLines = 12;
constexpr int signSide = 10;

struct Attribute
{
    bool Box::*flag;
    QString letter;
    QString name;
    QString meaning;
};

std::array<Attribute, 3> attributes()
{
    return {{{&Box::difficult, BoxList::tr("D"), BoxList::tr("Difficult"),
              BoxList::tr("Difficult: hard to tell even for a person")},
             {&Box::truncated, BoxList::tr("T"), BoxList::tr("Truncated"),
              BoxList::tr("Truncated: it goes on beyond the photo's edge")},
             {&Box::occluded, BoxList::tr("O"), BoxList::tr("Occluded"),
              BoxList::tr("Occluded: something lies before it")}}};
}

QString sizeText(const BoxRect& rect, QSize photo)
{
    if (photo.isEmpty())
        return {};
    const QSize size = toPixels(rect, photo).size().toSize();
    return BoxList::tr("%1 × %2").arg(numberText(size.width()), numberText(size.height()));
}

} // namespace

BoxList::BoxList(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    m_state = new QLabel(this);
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(Theme::halfGap);
    m_grid->setVerticalSpacing(2);
    m_grid->setColumnStretch(1, 1);
    m_more = new QLabel(this);
    m_more->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_state);
    layout->addLayout(m_grid);
    layout->addWidget(m_more);
}

void BoxList::addRow()
{
    const qsizetype line = m_rows.size();
    Row row{new QLabel(this), new QLabel(this), new QLabel(this), {}};
    row.label->setTextFormat(Qt::PlainText);
    row.label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row.size->setForegroundRole(QPalette::PlaceholderText);
    m_grid->addWidget(row.sign, int(line), 0);
    m_grid->addWidget(row.label, int(line), 1);
    m_grid->addWidget(row.size, int(line), 2, Qt::AlignRight | Qt::AlignVCenter);
    const auto all = attributes();
    for (size_t i = 0; i < all.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setText(all[i].letter);
        button->setToolTip(all[i].meaning);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        OwnKeys::keep(button, {Qt::Key_Space});
        connect(button, &QToolButton::clicked, this, [this, line, flag = all[i].flag](bool isOn) {
            Box& box = m_lines[line].box;
            box.*flag = isOn; // as the button shows it; the next lines may take that back
            Q_EMIT changeWanted(Box(box));
        });
        row.buttons[i] = button;
        m_grid->addWidget(button, int(line), 3 + int(i));
    }
    m_rows.append(row);
}

void BoxList::setLines(const QList<Line>& lines, QSize photo, bool verified)
{
    if (lines == m_lines && photo == m_photo && verified == m_verified)
        return;
    m_lines = lines;
    m_photo = photo;
    m_verified = verified;
    m_state->setVisible(verified);
    m_state->setText(lines.isEmpty() ? tr("✓ No object here") : tr("✓ Boxes verified"));
    const qsizetype shown = std::min(mostLines, lines.size());
    while (m_rows.size() < shown)
        addRow();
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        for (QWidget* widget : std::initializer_list<QWidget*>{row.sign, row.label, row.size, row.buttons[0],
                                                               row.buttons[1], row.buttons[2]})
            widget->setVisible(i < shown);
        if (i < shown)
            showLine(row, lines[i], photo);
    }
    m_more->setVisible(shown < lines.size());
    m_more->setText(tr("and %1 more").arg(numberText(lines.size() - shown)));
}

void BoxList::showLine(const Row& row, const Line& line, QSize photo)
{
    QPixmap sign(QSize(signSide, signSide) * devicePixelRatioF());
    sign.setDevicePixelRatio(devicePixelRatioF());
    sign.fill(line.colour);
    row.sign->setPixmap(sign);
    const QString label = line.label.isEmpty() ? tr("no label") : line.label;
    row.label->setText(label);
    row.label->setToolTip(
        line.box.score ? tr("%1, of which a model is %2 % sure").arg(label).arg(qRound(*line.box.score * 100))
                       : label);
    row.size->setText(sizeText(line.box.rect, photo));
    const auto all = attributes();
    for (size_t i = 0; i < all.size(); ++i) {
        row.buttons[i]->setChecked(line.box.*all[i].flag);
        row.buttons[i]->setAccessibleName(tr("%1: %2 %3").arg(all[i].name, label, row.size->text()));
    }
}

QStringList BoxList::texts() const
{
    QStringList texts;
    for (const Row& row : m_rows) {
        if (!row.label->isHidden())
            texts.append(QStringLiteral("%1, %2").arg(row.label->text(), row.size->text()));
    }
    return texts;
}

QToolButton* BoxList::button(qsizetype line, qsizetype attribute) const
{
    return m_rows[line].buttons[size_t(attribute)];
}

} // namespace creel
