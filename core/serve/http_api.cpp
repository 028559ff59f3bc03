#include "core/serve/http_api.h"

#include "core/serve/serve_text.h"

namespace creel {

namespace {

/// Differs from == in taking the same time wherever the two differ.
bool isSame(const QByteArray& a, const QByteArray& b)
{
    if (a.size() != b.size())
        return false;
    uchar difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= uchar(a[i]) ^ uchar(b[i]);
    return difference == 0;
}

/// For the methods' table HEAD is GET.
QByteArray methodOf(const HttpRequest& request)
{
    return request.method == "HEAD" ? QByteArray("GET") : request.method;
}

/// Whether a path is a route's; what stands for its "{…}" is a number.
bool isAt(const QByteArray& route, const QByteArray& path)
{
    const qsizetype open = route.indexOf('{');
    if (open < 0)
        return route == path;
    const QByteArrayView rest = QByteArrayView(route).sliced(route.indexOf('}') + 1);
    const qsizetype digits = path.size() - open - rest.size();
    return digits > 0 && digits <= 18 && path.startsWith(route.first(open)) && path.endsWith(rest) &&
           std::all_of(path.begin() + open, path.begin() + open + digits,
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool isGuarded(const QByteArray& path)
{
    return path.startsWith("/api/") || path == "/metrics";
}

} // namespace

HttpApi::HttpApi(PredictService& service, ApiOptions options, FeedbackBox* feedback, SimilarService* similar)
    : m_service(service)
    , m_options(std::move(options))
    , m_feedback(feedback)
    , m_similar(similar)
    , m_routes{{"GET", "/api/classes", &HttpApi::classes},
               {"POST", "/api/predict", &HttpApi::predict},
               {"POST", "/api/v1/predict", &HttpApi::predictV1},
               {"POST", "/api/v1/similar", &HttpApi::similar},
               {"GET", "/api/v1/photos/{id}/thumbnail", &HttpApi::photoThumbnail},
               {"GET", "/api/v1/models", &HttpApi::models},
               {"GET", feedbackRoute, &HttpApi::feedbackTerms},
               {"POST", feedbackRoute, &HttpApi::feedback},
               {"GET", "/healthz", &HttpApi::health},
               {"GET", readinessRoute, &HttpApi::readiness},
               {"GET", "/metrics", &HttpApi::metrics}}
    , m_decoder(m_options.decode)
    , m_rate(m_options.requestsPerMinute, std::chrono::minutes(1))
    , m_feedbackRate(m_options.correctionsAnHour, std::chrono::hours(1))
{}

const HttpApi::Route* HttpApi::route(const HttpRequest& request) const
{
    const QByteArray method = methodOf(request);
    for (const Route& route : m_routes) {
        if (isAt(route.path, request.path) && route.method == method)
            return &route;
    }
    static const Route pages{"GET", "page", &HttpApi::page};
    return method == "GET" && m_files.contains(request.path) ? &pages : nullptr;
}

QByteArray HttpApi::allowedMethods(const QByteArray& path) const
{
    QByteArrayList methods;
    for (const Route& route : m_routes) {
        if (isAt(route.path, path))
            methods.append(route.method);
    }
    if (m_files.contains(path))
        methods.append("GET");
    if (methods.contains("GET"))
        methods.append("HEAD");
    if (!methods.isEmpty())
        methods.append("OPTIONS");
    return methods.join(", ");
}

std::optional<HttpAnswer> HttpApi::refusalOfRoute(const HttpRequest& head) const
{
    const QByteArray allowed = allowedMethods(head.path);
    if (allowed.isEmpty())
        return errorAnswer(404, ServeText::tr("There is nothing here. /docs says what there is."));
    if (head.method == "OPTIONS")
        return HttpAnswer{204}.with("Allow", allowed);
    if (!route(head))
        return errorAnswer(405, ServeText::tr("This takes %1 only.").arg(QString::fromLatin1(allowed)))
            .with("Allow", allowed);
    return std::nullopt;
}

std::optional<HttpAnswer> HttpApi::refusalOfClient(const HttpRequest& head)
{
    if (!isGuarded(head.path))
        return std::nullopt;
    if (!hasKey(head))
        return errorAnswer(401, ServeText::tr("This needs a key (header X-API-Key)."))
            .with("WWW-Authenticate", "Bearer");
    if (const int seconds = m_rate.take(clientOf(head)))
        return laterAnswer(429, ServeText::tr("Too many requests; try again in %1 s.").arg(seconds), seconds);
    return std::nullopt;
}

bool HttpApi::hasKey(const HttpRequest& head) const
{
    QByteArray given = head.header("x-api-key");
    if (given.isEmpty() && head.header("authorization").startsWith("Bearer "))
        given = head.header("authorization").mid(7).trimmed();
    bool isKnown = m_options.keys.isEmpty();
    for (const QByteArray& key : m_options.keys)
        isKnown |= isSame(key, given);
    return isKnown;
}

QByteArray HttpApi::clientOf(const HttpRequest& head) const
{
    // The last entry is the proxy's own word; what stands before it, anyone may have written.
    const QByteArray forwarded = head.header("x-forwarded-for").split(',').last().trimmed();
    return m_options.isBehindProxy && !forwarded.isEmpty() ? forwarded : head.client;
}

HttpAnswer HttpApi::dressed(const HttpRequest& request, HttpAnswer answer) const
{
    answer.add("X-Content-Type-Options", "nosniff");
    answer.add("Referrer-Policy", "no-referrer");
    if (isGuarded(request.path))
        answer.add("Cache-Control", "no-store");
    const QByteArray origin = request.header("origin");
    const bool isAnyAllowed = m_options.origins.contains("*");
    if (origin.isEmpty() || !(isAnyAllowed || m_options.origins.contains(origin)))
        return answer;
    answer.add("Access-Control-Allow-Origin", isAnyAllowed ? QByteArray("*") : origin);
    answer.add("Vary", "Origin");
    if (request.method == "OPTIONS") {
        answer.add("Access-Control-Allow-Methods", allowedMethods(request.path));
        answer.add("Access-Control-Allow-Headers", "Content-Type, X-API-Key, Authorization");
        answer.add("Access-Control-Max-Age", "600");
    }
    return answer;
}

std::optional<HttpAnswer> HttpApi::refusal(const HttpRequest& head)
{
    auto refused = refusalOfRoute(head);
    if (!refused)
        refused = refusalOfClient(head);
    if (!refused)
        return std::nullopt;
    return dressed(head, std::move(*refused));
}

HttpAnswer HttpApi::answer(const HttpRequest& request)
{
    return dressed(request, (this->*route(request)->answer)(request));
}

void HttpApi::onAnswered(const HttpRequest& request, const HttpAnswer& answer, qint64 microseconds)
{
    const Route* known = route(request);
    m_metrics.count(known ? known->path : QByteArray("other"), answer.status, microseconds);
}

} // namespace creel
