#include "core/serve/model_server.h"

namespace creel {

namespace {

/// A photo may be as large as a request.
ApiOptions apiOptions(const ServeOptions& options)
{
    ApiOptions api = options.api;
    api.decode.maxFileBytes = options.http.bodyBytes;
    return api;
}

PredictOptions predictOptions(const ServeOptions& options)
{
    PredictOptions predict = options.predict;
    predict.embeds = !options.similar.catalog.isEmpty();
    return predict;
}

} // namespace

ModelServer::ModelServer(EngineFactory makeEngine, ServeOptions options)
    : m_options(std::move(options)), m_service(std::move(makeEngine), predictOptions(m_options))
{}

ModelServer::~ModelServer()
{
    stop();
}

Result<void> ModelServer::start()
{
    if (!m_options.feedback.catalog.isEmpty()) {
        CREEL_ASSIGN(m_feedback, FeedbackBox::open(m_options.feedback));
    }
    if (!m_options.similar.catalog.isEmpty()) {
        CREEL_ASSIGN(m_similar, SimilarService::open(m_options.similar));
    }
    m_api = std::make_unique<HttpApi>(m_service, apiOptions(m_options), m_feedback.get(), m_similar.get());
    m_http = std::make_unique<HttpServer>(*m_api, m_options.http);
    m_api->setFigures([this] { return m_http->figures(); });
    CREEL_TRY(m_http->listen(m_options.host, m_options.port));
    return m_service.open(m_options.model);
}

void ModelServer::stop()
{
    if (!m_http)
        return;
    m_api->beginStop();
    m_http->stop();
}

ServeFigures ModelServer::figures() const
{
    return {m_http->figures(), m_service.figures(), m_api->figures(), photosToCompare()};
}

std::optional<size_t> ModelServer::photosToCompare() const
{
    const auto photos = m_similar && model() ? m_similar->photos(model()->featureKey) : nullptr;
    return photos ? std::optional(photos->size()) : std::nullopt;
}

QString ModelServer::address() const
{
    const bool isIpv6 = m_options.host.contains(QLatin1Char(':'));
    const QString host = isIpv6 ? QLatin1Char('[') + m_options.host + QLatin1Char(']') : m_options.host;
    return QStringLiteral("http://%1:%2").arg(host, QString::number(m_http ? m_http->port() : 0));
}

} // namespace creel
