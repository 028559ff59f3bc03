#include "ui/training/stage_table.h"

#include "ui/theme.h"
#include "ui/training/rate_field.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>

namespace creel {

namespace {

constexpr int mostStages = 20;
constexpr int sideStep = 32; ///< networks halve the side five times

QList<QWidget*> widgetsOf(const auto& line)
{
    return {line.learns, line.side, line.epochs, line.rate, line.divisor, line.remove};
}

QSpinBox* makeSpinBox(int least, int most, const QString& name, const QString& tip, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    return box;
}

} // namespace

StageTable::StageTable(QWidget* parent)
    : QWidget(parent), m_layout(new QGridLayout(this)), m_add(new QToolButton(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(Theme::halfGap);
    m_layout->setVerticalSpacing(Theme::halfGap);
    const std::pair<QString, QString> heads[] = {
        {tr("Learns"), tr("The head alone on a frozen body, or all of the network")},
        {tr("Pixels"), tr("Side of the square the network sees")},
        {tr("Epochs"), tr("How often every photo is shown; 0 skips the stage")},
        {tr("Rate"), tr("The highest learning rate of the stage")},
        {tr("Body ÷"), tr("The body's first layers learn this much slower")}};
    int column = 0;
    for (const auto& [text, tip] : heads) {
        auto* head = new QLabel(text, this);
        head->setForegroundRole(QPalette::PlaceholderText);
        head->setToolTip(tip);
        m_layout->addWidget(head, 0, column++);
    }
    m_layout->setColumnStretch(0, 1);
    m_add->setText(tr("Add a stage"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setAutoRaise(true);
    m_add->setToolTip(tr("Add a stage like the last one"));
    connect(m_add, &QToolButton::clicked, this, &StageTable::addStage);
    restyle();
}

StageTable::Line StageTable::makeLine()
{
    Line line{};
    line.learns = new QComboBox(this);
    line.learns->addItems({tr("Head"), tr("All")});
    line.learns->setAccessibleName(tr("What learns in this stage"));
    line.learns->setToolTip(tr("Head: only the last layers learn, which is quick and can hardly go wrong.\n"
                               "All: the whole network learns, which is slow and better."));
    line.side = makeSpinBox(32, 1024, tr("Pixels"), tr("Side of the square the network sees"), this);
    line.side->setSingleStep(sideStep);
    line.epochs =
        makeSpinBox(0, 1000, tr("Epochs"), tr("How often every photo is shown; 0 skips the stage"), this);
    line.rate = new RateField(1e-8, 10, this);
    line.rate->setAccessibleName(tr("Learning rate"));
    line.rate->setToolTip(tr("The highest learning rate of the stage"));
    line.divisor = new RateField(1, 10'000, this);
    line.divisor->setAccessibleName(tr("Body divisor"));
    line.divisor->setToolTip(tr("The body's first layers learn this much slower than the head"));
    line.remove = new QToolButton(this);
    line.remove->setAutoRaise(true);
    line.remove->setToolTip(tr("Take this stage away"));
    line.remove->setAccessibleName(tr("Take this stage away"));
    connect(line.learns, &QComboBox::currentIndexChanged, this, [this, line](int index) {
        line.divisor->setEnabled(index == 1); // a frozen body has no rate
        Q_EMIT changed();
    });
    for (QSpinBox* box : {line.side, line.epochs})
        connect(box, &QSpinBox::valueChanged, this, &StageTable::changed);
    for (RateField* field : {line.rate, line.divisor})
        connect(field, &RateField::valueChanged, this, &StageTable::changed);
    connect(line.remove, &QToolButton::clicked, this, [this, line] { removeLine(line.remove); });
    return line;
}

void StageTable::removeLine(QToolButton* button)
{
    const auto found = std::ranges::find(m_lines, button, &Line::remove);
    for (QWidget* widget : widgetsOf(*found)) {
        widget->hide();
        widget->deleteLater();
    }
    m_lines.erase(found);
    layOut();
    Q_EMIT changed();
}

void StageTable::layOut()
{
    for (qsizetype row = 0; row < m_lines.size(); ++row) {
        int column = 0;
        for (QWidget* widget : widgetsOf(m_lines[row]))
            m_layout->addWidget(widget, int(row) + 1, column++);
        m_lines[row].remove->setEnabled(m_lines.size() > 1);
    }
    m_layout->addWidget(m_add, int(m_lines.size()) + 1, 0, 1, 4, Qt::AlignLeft);
    m_add->setEnabled(m_lines.size() < mostStages);
    QWidget* before = nullptr;
    for (const Line& line : std::as_const(m_lines)) {
        for (QWidget* widget : widgetsOf(line)) {
            if (before)
                setTabOrder(before, widget);
            before = widget;
        }
    }
    if (before)
        setTabOrder(before, m_add);
}

void StageTable::addStage()
{
    std::vector<Stage> all = stages();
    all.push_back(all.back());
    setStages(all);
    Q_EMIT changed();
}

std::vector<Stage> StageTable::stages() const
{
    std::vector<Stage> stages;
    for (const Line& line : m_lines)
        stages.push_back({line.learns->currentIndex() == 1, line.side->value(), line.epochs->value(),
                          line.rate->value(), line.divisor->value()});
    return stages;
}

void StageTable::setStages(const std::vector<Stage>& stages)
{
    const QSignalBlocker quiet(this);
    while (m_lines.size() > qsizetype(stages.size()))
        removeLine(m_lines.last().remove);
    while (m_lines.size() < qsizetype(stages.size()))
        m_lines.append(makeLine());
    for (size_t i = 0; i < stages.size(); ++i) {
        const Line& line = m_lines[qsizetype(i)];
        line.learns->setCurrentIndex(stages[i].trainsBody ? 1 : 0);
        line.side->setValue(stages[i].side);
        line.epochs->setValue(stages[i].epochs);
        line.rate->setValue(stages[i].learningRate);
        line.divisor->setValue(stages[i].bodyDivisor);
        line.divisor->setEnabled(stages[i].trainsBody);
    }
    layOut();
    restyle();
}

void StageTable::restyle()
{
    for (const Line& line : std::as_const(m_lines))
        line.remove->setIcon(Theme::icon(QStringLiteral("close")));
    m_add->setIcon(Theme::icon(QStringLiteral("plus")));
}

void StageTable::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

} // namespace creel
