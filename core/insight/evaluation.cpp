#include "core/insight/evaluation.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>

namespace creel {

namespace {

constexpr double leastProbability = 1e-12; // keeps one certain mistake from making the mean loss infinite

size_t bestOf(std::span<const float> probabilities)
{
    return size_t(std::ranges::max_element(probabilities) - probabilities.begin());
}

/// Sums what a bin of confidence holds (Guo 2017, equation 3).
class CalibrationBins
{
public:
    void add(double confidence, bool isRight)
    {
        const auto bin = std::clamp<ptrdiff_t>(ptrdiff_t(confidence * double(m_gap.size())), 0,
                                               ptrdiff_t(m_gap.size()) - 1);
        m_gap[size_t(bin)] += confidence - (isRight ? 1 : 0);
        ++m_count;
    }
    double error() const
    {
        double sum = 0;
        for (const double gap : m_gap)
            sum += std::abs(gap);
        return m_count > 0 ? sum / double(m_count) : 0;
    }

private:
    std::array<double, 15> m_gap{}; ///< confidence less accuracy, each times the bin's photos
    qint64 m_count = 0;
};

double ratio(qint64 part, qint64 whole)
{
    return whole > 0 ? double(part) / double(whole) : 0;
}

/// Fills `classes` and `macroF1` from `confusion`.
void scoreClasses(Evaluation& evaluation, size_t classes)
{
    double sumF1 = 0;
    int seen = 0;
    for (size_t own = 0; own < classes; ++own) {
        qint64 photos = 0, claimed = 0;
        for (size_t other = 0; other < classes; ++other) {
            photos += evaluation.confusion[own * classes + other];
            claimed += evaluation.confusion[other * classes + own];
        }
        const qint64 hits = evaluation.confusion[own * classes + own];
        evaluation.classes.push_back(
            {photos, ratio(hits, claimed), ratio(hits, photos), ratio(2 * hits, photos + claimed)});
        if (photos > 0) {
            sumF1 += evaluation.classes.back().f1;
            ++seen;
        }
    }
    evaluation.macroF1 = seen > 0 ? sumF1 / seen : 0;
}

} // namespace

Share wilsonShare(qint64 hits, qint64 count)
{
    if (count <= 0)
        return {};
    constexpr double z = 1.959963984540054; // 95 %
    const double n = double(count);
    const double share = double(hits) / n;
    const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {share, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Evaluation evaluate(std::span<const float> probabilities, std::span<const int> truth, int classes)
{
    Q_ASSERT(classes > 0 && probabilities.size() == truth.size() * size_t(classes));
    const auto width = size_t(classes);
    Evaluation evaluation;
    evaluation.photos = qint64(truth.size());
    evaluation.confusion.resize(width * width);
    CalibrationBins bins;
    qint64 hits = 0;
    for (size_t i = 0; i < truth.size(); ++i) {
        const std::span row = probabilities.subspan(i * width, width);
        const size_t best = bestOf(row);
        const auto own = size_t(truth[i]);
        ++evaluation.confusion[own * width + best];
        hits += own == best;
        bins.add(double(row[best]), own == best);
        evaluation.loss -= std::log(std::max(double(row[own]), leastProbability));
    }
    evaluation.accuracy = wilsonShare(hits, evaluation.photos);
    if (evaluation.photos > 0)
        evaluation.loss /= double(evaluation.photos);
    evaluation.calibrationError = bins.error();
    scoreClasses(evaluation, width);
    return evaluation;
}

QJsonObject toJson(const Evaluation& evaluation, const QStringList& classes)
{
    QJsonArray scores, confusion;
    const size_t width = evaluation.classes.size();
    for (size_t i = 0; i < width; ++i) {
        const ClassScore& score = evaluation.classes[i];
        scores.append(QJsonObject{{QStringLiteral("class"), classes.value(qsizetype(i))},
                                  {QStringLiteral("photos"), score.photos},
                                  {QStringLiteral("precision"), score.precision},
                                  {QStringLiteral("recall"), score.recall},
                                  {QStringLiteral("f1"), score.f1}});
        QJsonArray row;
        for (size_t j = 0; j < width; ++j)
            row.append(evaluation.confusion[i * width + j]);
        confusion.append(row);
    }
    return {{QStringLiteral("photos"), evaluation.photos},
            {QStringLiteral("accuracy"), evaluation.accuracy.value},
            {QStringLiteral("accuracy_low"), evaluation.accuracy.low},
            {QStringLiteral("accuracy_high"), evaluation.accuracy.high},
            {QStringLiteral("macro_f1"), evaluation.macroF1},
            {QStringLiteral("loss"), evaluation.loss},
            {QStringLiteral("ece"), evaluation.calibrationError},
            {QStringLiteral("classes"), scores},
            {QStringLiteral("confusion"), confusion}};
}

Evaluation evaluationFromJson(const QJsonObject& json, const QStringList& classes)
{
    Evaluation evaluation;
    evaluation.photos = json[QLatin1String("photos")].toInteger();
    evaluation.accuracy = {json[QLatin1String("accuracy")].toDouble(),
                           json[QLatin1String("accuracy_low")].toDouble(),
                           json[QLatin1String("accuracy_high")].toDouble()};
    evaluation.macroF1 = json[QLatin1String("macro_f1")].toDouble();
    evaluation.loss = json[QLatin1String("loss")].toDouble();
    evaluation.calibrationError = json[QLatin1String("ece")].toDouble();
    const QJsonArray scores = json[QLatin1String("classes")].toArray();
    const QJsonArray confusion = json[QLatin1String("confusion")].toArray();
    for (qsizetype i = 0; i < classes.size(); ++i) {
        const QJsonObject score = scores.at(i).toObject();
        evaluation.classes.push_back(
            {score[QLatin1String("photos")].toInteger(), score[QLatin1String("precision")].toDouble(),
             score[QLatin1String("recall")].toDouble(), score[QLatin1String("f1")].toDouble()});
        const QJsonArray row = confusion.at(i).toArray();
        for (qsizetype j = 0; j < classes.size(); ++j)
            evaluation.confusion.push_back(row.at(j).toInteger());
    }
    return evaluation;
}

} // namespace creel
