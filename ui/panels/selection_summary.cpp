#include "ui/panels/selection_summary.h"

#include "core/base/text.h"
#include "ui/desk.h"
#include "ui/panels/filter_condition.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

namespace creel {

namespace {

constexpr qsizetype mostNamed = 5;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SelectionSummary)
};

/// "brown", or "brown 310, bull 102, and 3 more": the commonest first.
QString shares(QList<std::pair<QString, qint64>> parts)
{
    parts.removeIf([](const auto& part) { return part.second == 0; });
    if (parts.size() == 1)
        return parts.first().first;
    std::ranges::stable_sort(parts, std::greater(), &std::pair<QString, qint64>::second);
    QStringList texts;
    for (const auto& [name, count] : parts.first(std::min(mostNamed, parts.size())))
        texts.append(name + QLatin1Char(' ') + numberText(count));
    if (parts.size() > mostNamed)
        texts.append(Text::tr("and %1 more").arg(numberText(parts.size() - mostNamed)));
    return texts.join(QStringLiteral(", "));
}

QString sizeText(QSize size)
{
    return Text::tr("%1 × %2").arg(numberText(size.width()), numberText(size.height()));
}

QString dayText(qint64 takenAt)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(takenAt, QTimeZone::utc()).date(),
                              Text::tr("d MMM yyyy"));
}

qint64 pixels(QSize size)
{
    return qint64(size.width()) * size.height();
}

} // namespace

void SelectionSummary::add(const PhotoIndex& index, const LivingLabels& labels, PhotoIndex::Row row)
{
    const PhotoFacts& facts = index.facts(row);
    const ReviewFacts review = index.review(row);
    ++m_count;
    ++m_labels[labels(index.label(row))];
    ++m_folders[facts.folder];
    ++m_states[size_t(review.state)];
    if (review.state == ReviewState::Rejected)
        ++m_reasons[review.reason];
    m_bytes += facts.fileSize;
    if (const QSize size(facts.width, facts.height); facts.width > 0) {
        if (!m_smallest.isValid() || pixels(size) < pixels(m_smallest))
            m_smallest = size;
        if (!m_largest.isValid() || pixels(size) > pixels(m_largest))
            m_largest = size;
    }
    if (facts.hasDate) {
        m_firstTaken = m_dated == 0 ? facts.takenAt : std::min(m_firstTaken, facts.takenAt);
        m_lastTaken = m_dated == 0 ? facts.takenAt : std::max(m_lastTaken, facts.takenAt);
        ++m_dated;
    }
    m_placed += facts.hasPosition;
    m_problems += facts.problem != Problem::None;
    m_copies += facts.duplicateOf.isValid();
    m_notes += review.hasNote;
}

QList<Fact> SelectionSummary::facts(const Desk& desk) const
{
    if (m_count == 0)
        return {};
    QList<Fact> facts{{Text::tr("Label"), labelText(desk)},
                      {Text::tr("State"), stateText()},
                      {Text::tr("Folder"), folderText(desk)}};
    if (m_largest.isValid())
        facts.append({Text::tr("Pixels"), pixelsText()});
    facts.append({Text::tr("Size"),
                  Text::tr("%1 together")
                      .arg(QLocale().formattedDataSize(m_bytes, 1, QLocale::DataSizeTraditionalFormat))});
    if (m_dated > 0)
        facts.append({Text::tr("Date"), dateText()});
    const auto some = [&](const QString& name, qint64 count) {
        if (count > 0)
            facts.append({name, count == m_count
                                    ? Text::tr("all")
                                    : Text::tr("%1 of %2").arg(numberText(count), numberText(m_count))});
    };
    some(Text::tr("With place"), m_placed);
    some(Text::tr("Problems"), m_problems);
    some(Text::tr("Exact copies"), m_copies);
    some(Text::tr("With note"), m_notes);
    return facts;
}

QString SelectionSummary::labelText(const Desk& desk) const
{
    QList<std::pair<QString, qint64>> parts;
    for (const Label& label : desk.labels())
        parts.append({label.name, m_labels.value(label.id)});
    parts.append({Text::tr("no label"), m_labels.value(LabelId())});
    return shares(parts);
}

QString SelectionSummary::stateText() const
{
    if (m_states[size_t(ReviewState::Rejected)] == m_count && m_reasons.size() == 1)
        return Text::tr("Rejected: %1").arg(reasonText(m_reasons.constBegin().key()).toLower());
    QList<std::pair<QString, qint64>> parts;
    for (const ReviewState state : {ReviewState::Unreviewed, ReviewState::Accepted, ReviewState::Rejected})
        parts.append({creel::stateText(state), m_states[size_t(state)]});
    return shares(parts);
}

QString SelectionSummary::folderText(const Desk& desk) const
{
    if (m_folders.size() != 1)
        return Text::tr("%1 folders").arg(numberText(m_folders.size()));
    const PhotoIndex& index = *desk.model()->photoIndex(); // the one that was summed up
    const Folder& folder = index.folders()[m_folders.constBegin().key()];
    const auto root = std::ranges::find(index.roots(), folder.root, &Root::id);
    return displayPath(joinPath(splitPath(root->path).second, folder.path));
}

QString SelectionSummary::pixelsText() const
{
    return m_smallest == m_largest ? sizeText(m_largest)
                                   : Text::tr("%1 to %2").arg(sizeText(m_smallest), sizeText(m_largest));
}

QString SelectionSummary::dateText() const
{
    const QString first = dayText(m_firstTaken);
    const QString last = dayText(m_lastTaken);
    const QString days = first == last ? first : Text::tr("%1 to %2").arg(first, last);
    return m_dated == m_count ? days : Text::tr("%1, %2 without").arg(days, numberText(m_count - m_dated));
}

} // namespace creel
