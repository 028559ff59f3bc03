#pragma once

#include "core/serve/http_server.h"
#include "core/serve/predict_service.h"

#include <QMap>
#include <QMutex>

#include <array>

namespace creel {

/// Requests answered so far, in short.
struct RequestFigures
{
    qint64 answered = 0;    ///< all of them
    qint64 refused = 0;     ///< with a 4xx: something was wrong with the request
    qint64 failed = 0;      ///< with a 5xx: the server could not; no "not ready" to who asks just that
    qint64 corrections = 0; ///< taken
};

/// Where corrections are sent.
constexpr const char* feedbackRoute = "/api/v1/feedback";
/// Where it is asked whether photos can be predicted yet.
constexpr const char* readinessRoute = "/readyz";

/// Counts requests and their times for Prometheus. Any thread.
class Metrics
{
public:
    /// `route` is one of a few names, never what a client wrote.
    void count(const QByteArray& route, int status, qint64 microseconds);

    RequestFigures figures() const;

    /// In Prometheus' text format 0.0.4.
    QByteArray text(const HttpFigures& http, const PredictFigures& predict, const ServedModel* model) const;

private:
    /// Upper bounds of the histogram's buckets in seconds; the last bucket has none.
    static constexpr std::array bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
    struct Times
    {
        std::array<qint64, bounds.size() + 1> buckets{};
        double seconds = 0;
    };

    mutable QMutex m_mutex;
    QMap<std::pair<QByteArray, int>, qint64> m_answers;
    QMap<QByteArray, Times> m_times;
};

} // namespace creel
