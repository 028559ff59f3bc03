#include "ui/panels/fact_list.h"

#include "ui/panels/copy_button.h"
#include "ui/theme.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>

namespace creel {

FactList::FactList(QWidget* parent) : QWidget(parent), m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(Theme::gap);
    m_layout->setVerticalSpacing(Theme::halfGap);
    m_layout->setColumnStretch(1, 1);
    m_layout->setColumnMinimumWidth(0, 9 * Theme::gap);
}

FactList::Row FactList::addRow()
{
    const int row = int(m_rows.size());
    const Row added{new QLabel(this), new QLabel(this), new CopyButton(this)};
    added.name->setForegroundRole(QPalette::PlaceholderText);
    added.value->setTextFormat(Qt::PlainText);
    added.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    added.value->setWordWrap(true);
    added.value->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_layout->addWidget(added.name, row, 0, Qt::AlignTop);
    m_layout->addWidget(added.value, row, 1);
    m_layout->addWidget(added.copy, row, 2, Qt::AlignTop);
    m_rows.append(added);
    return added;
}

void FactList::setFacts(const QList<Fact>& facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    // By style sheet: a font of its own would be lost with the next change of theme.
    const QString fixed =
        QStringLiteral("font-family: '%1'").arg(QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
    for (qsizetype i = 0; i < std::max(facts.size(), m_rows.size()); ++i) {
        const Row row = i < m_rows.size() ? m_rows[i] : addRow();
        const bool isUsed = i < facts.size();
        row.name->setVisible(isUsed);
        row.value->setVisible(isUsed);
        row.copy->setVisible(isUsed && !facts[i].toCopy.isEmpty());
        if (!isUsed)
            continue;
        const Fact& fact = facts[i];
        row.name->setText(fact.name);
        row.value->setText(fact.value);
        if (const QString style = fact.isMonospaced ? fixed : QString(); row.value->styleSheet() != style)
            row.value->setStyleSheet(style);
        row.value->setToolTip(fact.toolTip);
        row.value->setAccessibleName(fact.name);
        row.copy->setWhat(fact.name.toLower(), fact.toCopy);
    }
}

QString FactList::value(const QString& name) const
{
    const auto fact = std::ranges::find(m_facts, name, &Fact::name);
    return fact == m_facts.end() ? QString() : fact->value;
}

} // namespace creel
