#pragma once

#include <QJsonObject>
#include <QStringList>

#include <span>
#include <vector>

namespace creel {

/// A share with the interval that holds the true one with 95 % probability (Wilson 1927).
struct Share
{
    double value = 0; ///< 0…1
    double low = 0;
    double high = 0;
};

/// `hits` of `count`; all zero for a count of zero.
Share wilsonShare(qint64 hits, qint64 count);

struct ClassScore
{
    qint64 photos = 0; ///< whose true class it is
    double precision = 0;
    double recall = 0;
    double f1 = 0;
};

/// How a model's probabilities agree with people's labels.
struct Evaluation
{
    qint64 photos = 0;
    Share accuracy;
    double macroF1 = 0;          ///< mean over classes that have photos
    double loss = 0;             ///< mean cross-entropy, nats
    double calibrationError = 0; ///< expected calibration error, 15 bins of confidence (Guo 2017)
    std::vector<ClassScore> classes;
    std::vector<qint64> confusion; ///< (C,C): row true class, column predicted class

    double errorRate() const { return photos > 0 ? 1 - accuracy.value : 0; }
};

/// `probabilities` is (N,C) row after row, `truth` N class numbers. Any thread.
Evaluation evaluate(std::span<const float> probabilities, std::span<const int> truth, int classes);

/// With class names, as the command line prints it and as a model file keeps it.
QJsonObject toJson(const Evaluation& evaluation, const QStringList& classes);
Evaluation evaluationFromJson(const QJsonObject& json, const QStringList& classes);

} // namespace creel
