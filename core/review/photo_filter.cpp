#include "core/review/photo_filter.h"

#include "core/review/photo_order.h"
#include "core/review/row_sort.h"

#include <algorithm>
#include <array>
#include <span>

namespace creel {

namespace {

using Row = PhotoIndex::Row;

/// Living labels, each once.
QSet<LabelId> living(const QList<LabelId>& classes, const LivingLabels& labels)
{
    QSet<LabelId> found;
    for (const LabelId label : classes)
        found.insert(labels(label));
    return found;
}

bool contains(QByteArrayView text, const QByteArray& foldedWord)
{
    const auto isSame = [](char inText, char inWord) {
        return foldedByte(inText) == inWord;
    };
    return std::search(text.begin(), text.end(), foldedWord.begin(), foldedWord.end(), isSame) != text.end();
}

/// What was rejected has no label that matters.
bool isDisagreed(const ReviewFacts& review, const PredictionFacts& prediction, LabelId proposed,
                 LabelId living)
{
    return review.state != ReviewState::Rejected && disagrees(prediction, proposed, living);
}

/// A filter with everything that can be worked out once instead of once a photo.
class Matcher
{
public:
    Matcher(const PhotoIndex& index, const LivingLabels& labels, const PhotoFilter& filter)
        : m_index(index)
        , m_labels(labels)
        , m_filter(filter)
        , m_asksReview(filter.hasNote || !filter.labels.isEmpty() || !filter.reasons.isEmpty() ||
                       !filter.states.isEmpty())
        , m_asksBoxes(filter.hasBoxes || filter.boxesVerified || filter.hasSmallBoxes ||
                      !filter.boxLabels.isEmpty())
    {
        m_asksPrediction = filter.asksPrediction();
        for (const QString& word : filter.text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            QByteArray bytes = word.toUtf8();
            std::ranges::transform(bytes, bytes.begin(), foldedByte);
            m_words.append(bytes);
        }
        for (const Folder& folder : index.folders()) {
            if (filter.folders.contains(folder.id))
                m_tops.append(folder);
        }
        for (const Folder& folder : index.folders())
            m_folderMatches.push_back(matchesFolder(folder));
        for (const QList<LabelId>& classes : index.boxClasses())
            m_classesMatch.push_back(filter.boxLabels.isEmpty() ||
                                     living(classes, labels).intersects(filter.boxLabels));
    }

    bool operator()(Row row) const
    {
        const PhotoFacts& facts = m_index.facts(row);
        if (!m_folderMatches[facts.folder] || !matchesFacts(facts))
            return false;
        if (m_asksReview) {
            const ReviewFacts review = m_index.review(row);
            const LabelId label = review.label.isValid() ? review.label : facts.folderLabel;
            if (!matchesReview(m_filter, review, m_labels(label)))
                return false;
        }
        if (m_asksPrediction && !matchesPrediction(row))
            return false;
        return (!m_asksBoxes || matchesBoxes(m_index.boxes(row))) && matchesText(row);
    }

private:
    bool matchesBoxes(const BoxFacts& boxes) const
    {
        const auto is = [](const std::optional<bool>& wanted, bool value) {
            return !wanted || *wanted == value;
        };
        // A set of labels that came up after the filter began is for the next one to find.
        return is(m_filter.hasBoxes, boxes.any) && is(m_filter.boxesVerified, boxes.verified) &&
               is(m_filter.hasSmallBoxes, boxes.anySmall) && boxes.classes < m_classesMatch.size() &&
               m_classesMatch[boxes.classes];
    }

    bool matchesFolder(const Folder& folder) const
    {
        if (m_filter.roots.isEmpty() && m_filter.folders.isEmpty())
            return true;
        return m_filter.roots.contains(folder.root) || std::ranges::any_of(m_tops, [&](const Folder& top) {
                   return top.root == folder.root && (top.path.isEmpty() || folder.path == top.path ||
                                                      folder.path.startsWith(top.path + '/'));
               });
    }

    bool matchesDuplicates(const PhotoFacts& facts) const
    {
        switch (*m_filter.duplicates) {
        case PhotoFilter::Duplicates::Any:
            return facts.duplicateOf.isValid() || facts.nearGroup.isValid();
        case PhotoFilter::Duplicates::Exact:
            return facts.duplicateOf.isValid();
        case PhotoFilter::Duplicates::Near:
            return facts.nearGroup.isValid();
        case PhotoFilter::Duplicates::None:
            return !facts.duplicateOf.isValid() && !facts.nearGroup.isValid();
        }
        return false;
    }

    bool matchesFacts(const PhotoFacts& facts) const
    {
        const auto is = [](const std::optional<bool>& wanted, bool value) {
            return !wanted || *wanted == value;
        };
        return (m_filter.problems.isEmpty() || m_filter.problems.contains(facts.problem)) &&
               is(m_filter.anyProblem, facts.problem != Problem::None) &&
               is(m_filter.missing, facts.missing) && is(m_filter.hasPosition, facts.hasPosition) &&
               is(m_filter.hasDate, facts.hasDate) &&
               (!m_filter.nearGroup.isValid() || m_filter.nearGroup == facts.nearGroup) &&
               (!m_filter.duplicates || matchesDuplicates(facts));
    }

    bool matchesPrediction(Row row) const
    {
        const PredictionFacts prediction = m_index.prediction(row);
        if (!prediction.isThere)
            return m_filter.isPredicted == false;
        const LabelId proposed = m_labels(prediction.label);
        const auto is = [](const std::optional<bool>& wanted, bool value) {
            return !wanted || *wanted == value;
        };
        return is(m_filter.isPredicted, true) && is(m_filter.abstains, prediction.abstains) &&
               is(m_filter.disagrees,
                  isDisagreed(m_index.review(row), prediction, proposed, m_labels(m_index.label(row)))) &&
               (m_filter.predicted.isEmpty() || m_filter.predicted.contains(proposed)) &&
               (m_filter.confidences.isEmpty() ||
                m_filter.confidences.contains(confidenceStep(prediction.confidence)));
    }

    bool matchesText(Row row) const
    {
        return std::ranges::all_of(m_words, [&](const QByteArray& word) {
            return contains(m_index.name(row), word) || contains(m_index.caption(row), word) ||
                   contains(m_index.folders()[m_index.facts(row).folder].path, word);
        });
    }

    const PhotoIndex& m_index;
    const LivingLabels& m_labels;
    const PhotoFilter& m_filter;
    bool m_asksReview;
    bool m_asksBoxes;
    std::vector<bool> m_classesMatch; ///< by PhotoIndex::boxClasses()
    bool m_asksPrediction = false;
    QList<QByteArray> m_words;
    QList<Folder> m_tops; ///< the filter's folders
    std::vector<bool> m_folderMatches;
};

/// What was counted at least once, from the entry `first` on.
template<class Kind>
void insertCounted(QHash<Kind, qint64>& counts, std::span<const qint64> counted, size_t first)
{
    for (size_t i = first; i < counted.size(); ++i) {
        if (counted[i] > 0)
            counts.insert(Kind(i), counted[i]);
    }
}

/// Kinds that nothing is of are left out.
template<class Kind>
void addTo(QHash<Kind, qint64>& counts, Kind kind, qint64 by)
{
    qint64& count = counts[kind];
    count += by;
    if (count == 0)
        counts.remove(kind);
}

} // namespace

Confidence confidenceStep(float confidence)
{
    if (confidence < 0.5F)
        return Confidence::Below50;
    if (confidence < 0.7F)
        return Confidence::From50;
    return confidence < 0.9F ? Confidence::From70 : Confidence::From90;
}

bool matchesReview(const PhotoFilter& filter, const ReviewFacts& review, LabelId living)
{
    if (filter.hasNote && *filter.hasNote != review.hasNote)
        return false;
    if (!filter.labels.isEmpty() && !filter.labels.contains(living))
        return false;
    if (filter.reasons.isEmpty())
        return filter.states.isEmpty() || filter.states.contains(review.state);
    return review.state == ReviewState::Rejected ? filter.reasons.contains(review.reason)
                                                 : filter.states.contains(review.state);
}

PhotoSet selectPhotos(const PhotoIndex& index, const LivingLabels& labels, const PhotoFilter& filter,
                      const PhotoOrder& order, const CancelToken& cancel)
{
    std::vector<Row> rows;
    const Matcher matches(index, labels, filter);
    const auto size = Row(index.size());
    for (Row row = 0; row < size && !cancel.isCancelled(); ++row) {
        if (matches(row))
            rows.push_back(row);
    }
    return cancel.isCancelled() ? PhotoSet{std::move(rows), {}, {}}
                                : inOrder(std::move(rows), index, labels, order);
}

PhotoCounts countPhotos(const PhotoIndex& index, const LivingLabels& labels)
{
    PhotoCounts counts;
    counts.total = qint64(index.size());
    // Counted in arrays: a million look-ups in hashes would take longer than everything else.
    std::vector<qint64> folders(size_t(index.folders().size()), 0);
    std::vector<qint64> byLabel(labels.idLimit(), 0);
    std::array<qint64, 256> problemKinds{};
    std::array<qint64, 256> reasons{};
    const QList<QList<LabelId>> boxClasses = index.boxClasses();
    std::vector<qint64> byClasses(size_t(boxClasses.size()), 0);
    std::vector<qint64> predicted(labels.idLimit(), 0);
    std::array<qint64, 4> confidences{};
    for (Row row = 0; row < Row(index.size()); ++row) {
        const PhotoFacts& facts = index.facts(row);
        const ReviewFacts review = index.review(row);
        ++(review.state == ReviewState::Accepted   ? counts.accepted
           : review.state == ReviewState::Rejected ? counts.rejected
                                                   : counts.unreviewed);
        reasons[size_t(review.reason)] += review.state == ReviewState::Rejected;
        counts.problems += facts.problem != Problem::None;
        ++problemKinds[size_t(facts.problem)];
        counts.missing += facts.missing;
        counts.exactDuplicates += facts.duplicateOf.isValid();
        counts.nearDuplicates += facts.nearGroup.isValid();
        counts.withPosition += facts.hasPosition;
        counts.withDate += facts.hasDate;
        counts.withNote += review.hasNote;
        ++byLabel[size_t(labels(review.label.isValid() ? review.label : facts.folderLabel).value())];
        ++folders[facts.folder];
        const BoxFacts boxes = index.boxes(row);
        counts.withBoxes += boxes.any;
        counts.boxesVerified += boxes.verified;
        counts.boxesToVerify += boxes.any && !boxes.verified;
        counts.withSmallBoxes += boxes.anySmall;
        if (boxes.classes > 0 && boxes.classes < byClasses.size())
            ++byClasses[boxes.classes];
        const PredictionFacts prediction = index.prediction(row);
        if (!prediction.isThere)
            continue;
        const LabelId proposed = labels(prediction.label);
        ++counts.predicted;
        counts.abstaining += prediction.abstains;
        counts.disagreeing += isDisagreed(review, prediction, proposed, labels(index.label(row)));
        ++predicted[size_t(proposed.value())];
        ++confidences[size_t(confidenceStep(prediction.confidence))];
    }
    for (size_t i = 1; i < byClasses.size(); ++i) {
        for (const LabelId label : living(boxClasses[qsizetype(i)], labels))
            addTo(counts.boxLabels, label, byClasses[i]);
    }
    for (size_t i = 0; i < folders.size(); ++i)
        counts.folders.insert(index.folders()[qsizetype(i)].id, folders[i]);
    insertCounted(counts.labels, byLabel, 0);
    insertCounted(counts.predictedLabels, predicted, 0);
    insertCounted(counts.confidences, confidences, 0);
    insertCounted(counts.reasons, reasons, size_t(RejectReason::None) + 1);
    insertCounted(counts.problemKinds, problemKinds, size_t(Problem::None) + 1);
    return counts;
}

void countReview(PhotoCounts& counts, const PhotoFacts& facts, const ReviewFacts& review,
                 const LivingLabels& labels, qint64 by, const PredictionFacts& prediction)
{
    const LabelId living = labels(review.label.isValid() ? review.label : facts.folderLabel);
    counts.disagreeing += isDisagreed(review, prediction, labels(prediction.label), living) ? by : 0;
    switch (review.state) {
    case ReviewState::Unreviewed:
        counts.unreviewed += by;
        break;
    case ReviewState::Accepted:
        counts.accepted += by;
        break;
    case ReviewState::Rejected:
        counts.rejected += by;
        if (review.reason != RejectReason::None)
            addTo(counts.reasons, review.reason, by);
        break;
    }
    counts.withNote += review.hasNote ? by : 0;
    addTo(counts.labels, living, by);
}

void countBoxes(PhotoCounts& counts, const BoxFacts& boxes, const QList<LabelId>& classes,
                const LivingLabels& labels, qint64 by)
{
    counts.withBoxes += boxes.any ? by : 0;
    counts.boxesVerified += boxes.verified ? by : 0;
    counts.boxesToVerify += boxes.any && !boxes.verified ? by : 0;
    counts.withSmallBoxes += boxes.anySmall ? by : 0;
    for (const LabelId label : living(classes, labels))
        addTo(counts.boxLabels, label, by);
}

} // namespace creel
