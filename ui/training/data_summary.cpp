#include "ui/training/data_summary.h"

#include "core/base/text.h"
#include "ui/theme.h"

#include <QEvent>

namespace creel {

namespace {

QString coloured(const QString& text, const QColor& colour)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), text.toHtmlEscaped());
}

QString row(const QStringList& cells, const QColor& colour)
{
    QString html = QStringLiteral("<tr>");
    for (qsizetype i = 0; i < cells.size(); ++i)
        html +=
            QStringLiteral("<td align='%1' style='padding-right:16px'>%2</td>")
                .arg(i == 0 ? QStringLiteral("left") : QStringLiteral("right"), coloured(cells[i], colour));
    return html + QStringLiteral("</tr>");
}

/// Snapshot::count() would walk all photos.
qint64 countOf(const Snapshot& snapshot, SplitPart part)
{
    qint64 count = 0;
    for (const auto& byPart : snapshot.counts)
        count += byPart[size_t(part)];
    return count;
}

QString classTable(const Snapshot& snapshot)
{
    const Theme::Colours& colours = Theme::colours();
    const bool hasTest = countOf(snapshot, SplitPart::Test) > 0;
    QStringList head{DataSummary::tr("Class"), DataSummary::tr("Trains"), DataSummary::tr("Tests")};
    if (hasTest)
        head.append(DataSummary::tr("Kept apart"));
    QString html = QStringLiteral("<table>") + row(head, colours.mutedText);
    const auto cells = [&](const QString& name, const auto& count) {
        QStringList list{name, numberText(count(SplitPart::Train)), numberText(count(SplitPart::Valid))};
        if (hasTest)
            list.append(numberText(count(SplitPart::Test)));
        return list;
    };
    for (qsizetype i = 0; i < snapshot.classes.size(); ++i)
        html += row(cells(snapshot.classes[i],
                          [&](SplitPart part) { return snapshot.counts[size_t(i)][size_t(part)]; }),
                    colours.text);
    html += row(cells(DataSummary::tr("All"), [&](SplitPart part) { return countOf(snapshot, part); }),
                colours.mutedText);
    return html + QStringLiteral("</table>");
}

QString leftOutText(const Snapshot& snapshot)
{
    QStringList parts;
    for (auto entry = snapshot.leftOut.cbegin(); entry != snapshot.leftOut.cend(); ++entry) {
        if (*entry > 0)
            parts.append(creel::leftOutText(entry.key(), *entry));
    }
    return parts.isEmpty() ? QString()
                           : DataSummary::tr("Left out: %1.").arg(parts.join(QStringLiteral(", ")));
}

} // namespace

DataSummary::DataSummary(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    setAccessibleName(tr("Photos to learn from"));
    show();
}

void DataSummary::setSnapshot(const Snapshot& snapshot, const QString& problem)
{
    m_snapshot = snapshot;
    m_snapshot.photos = {}; // counted already, and many
    m_problem = problem;
    m_isKnown = true;
    show();
}

void DataSummary::show()
{
    const Theme::Colours& colours = Theme::colours();
    if (!m_isKnown) {
        setText(coloured(tr("Counting photos…"), colours.mutedText));
        return;
    }
    if (!m_problem.isEmpty()) {
        setText(QStringLiteral("<p>%1</p><p>%2</p>")
                    .arg(coloured(QStringLiteral("⚠ ") + m_problem, colours.problem),
                         coloured(tr("Label photos of at least two kinds under Curate, then come back."),
                                  colours.mutedText)));
        return;
    }
    QString html;
    for (const QString& warning : m_snapshot.warnings)
        html += QStringLiteral("<p>%1</p>").arg(coloured(QStringLiteral("⚠ ") + warning, colours.problem));
    html += classTable(m_snapshot);
    html += QStringLiteral("<p>%1</p>").arg(coloured(leftOutText(m_snapshot), colours.mutedText));
    setText(html);
}

void DataSummary::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        show();
    QLabel::changeEvent(event);
}

} // namespace creel
