#include "core/serve/metrics.h"

#include <QFile>

#include <unistd.h>

namespace creel {

namespace {

class MetricsText
{
public:
    void family(const char* name, const char* type, const char* help)
    {
        m_name = name;
        text +=
            QByteArray("# HELP creel_") + name + ' ' + help + "\n# TYPE creel_" + name + ' ' + type + '\n';
    }
    void value(double number, const QByteArray& labels = {}, const char* suffix = "")
    {
        text += "creel_" + m_name + suffix;
        if (!labels.isEmpty())
            text += '{' + labels + '}';
        text += ' ' + QByteArray::number(number, 'g', 15) + '\n';
    }
    void single(const char* name, const char* type, const char* help, double number)
    {
        family(name, type, help);
        value(number);
    }

    QByteArray text;

private:
    QByteArray m_name;
};

QByteArray label(const char* name, QByteArray value)
{
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return QByteArray(name) + "=\"" + value + '"';
}

/// Bytes of memory in use, from /proc.
double residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE));
}

} // namespace

void Metrics::count(const QByteArray& route, int status, qint64 microseconds)
{
    const double seconds = double(microseconds) / 1e6;
    const QMutexLocker lock(&m_mutex);
    ++m_answers[{route, status}];
    Times& times = m_times[route];
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++times.buckets[size_t(bucket)];
    times.seconds += seconds;
}

RequestFigures Metrics::figures() const
{
    RequestFigures figures;
    const QMutexLocker lock(&m_mutex);
    for (auto entry = m_answers.begin(); entry != m_answers.end(); ++entry) {
        const auto& [route, status] = entry.key();
        figures.answered += *entry;
        figures.refused += status >= 400 && status < 500 ? *entry : 0;
        figures.failed += status >= 500 && route != readinessRoute ? *entry : 0;
    }
    figures.corrections = m_answers.value({feedbackRoute, 201});
    return figures;
}

QByteArray Metrics::text(const HttpFigures& http, const PredictFigures& predict,
                         const ServedModel* model) const
{
    MetricsText out;
    const QMutexLocker lock(&m_mutex);
    out.family("requests_total", "counter", "Requests answered.");
    for (auto entry = m_answers.begin(); entry != m_answers.end(); ++entry)
        out.value(double(*entry), label("route", entry.key().first) + ',' +
                                      label("status", QByteArray::number(entry.key().second)));
    out.family("request_seconds", "histogram", "From a request's first byte to its answer.");
    for (auto entry = m_times.begin(); entry != m_times.end(); ++entry) {
        const QByteArray route = label("route", entry.key());
        qint64 below = 0;
        for (size_t i = 0; i < entry->buckets.size(); ++i) {
            below += entry->buckets[i];
            const QByteArray bound = i < bounds.size() ? QByteArray::number(bounds[i]) : QByteArray("+Inf");
            out.value(double(below), route + ',' + label("le", bound), "_bucket");
        }
        out.value(entry->seconds, route, "_sum");
        out.value(double(below), route, "_count");
    }
    out.single("connections", "gauge", "Open connections.", http.connections);
    out.single("connections_total", "counter", "Connections accepted.", double(http.accepted));
    out.single("connections_turned_away_total", "counter", "Connections over the limit.",
               double(http.turnedAway));
    out.single("photos_total", "counter", "Photos that the model looked at.", double(predict.photos));
    out.single("batches_total", "counter", "Batches that the model looked at.", double(predict.batches));
    out.single("compute_seconds_total", "counter", "Time that the model took.", predict.computeSeconds);
    out.single("queue_photos", "gauge", "Photos that wait for the model.", predict.waiting);
    out.single("queue_refused_total", "counter", "Requests that found the queue full.",
               double(predict.refused));
    out.single("model_swaps_total", "counter", "Models opened in place of another.", double(predict.swaps));
    out.single("model_swaps_failed_total", "counter", "New model files that did not open.",
               double(predict.failedSwaps));
    out.single("resident_memory_bytes", "gauge", "Memory in use.", residentBytes());
    if (model) {
        out.family("model_info", "gauge", "The model that answers.");
        out.value(1, label("name", model->info.name.toUtf8()) + ',' + label("hash", model->hash) + ',' +
                         label("precision", model->precision.toUtf8()));
    }
    return out.text;
}

} // namespace creel
