#pragma once

#include "core/serve/feedback_box.h"
#include "core/serve/http_api.h"
#include "core/serve/similar_service.h"

namespace creel {

struct ServeOptions
{
    QString model;
    QString host = QStringLiteral("127.0.0.1"); ///< loopback: nobody else reaches it
    quint16 port = 8080;                        ///< 0 takes a free one
    HttpLimits http;
    PredictOptions predict;
    ApiOptions api;
    FeedbackOptions feedback;
    SimilarServiceOptions similar;
};

/// How the server is doing.
struct ServeFigures
{
    HttpFigures http;
    PredictFigures predict;
    RequestFigures requests;
    /// How many photos of the catalog there are to compare others with; nothing without a catalog, or while
    /// it is being read.
    std::optional<size_t> photosToCompare;
};

/// A model behind HTTP: engine, API and sockets put together.
class ModelServer
{
public:
    ModelServer(EngineFactory makeEngine, ServeOptions options);
    /// Stops.
    ~ModelServer();

    /// Listens, opens the model, and returns when it answers.
    Result<void> start();
    /// Of a started server. Any thread.
    ServeFigures figures() const;
    /// Lets requests under way end. Any thread.
    void stop();
    /// "http://127.0.0.1:8080"
    QString address() const;
    std::shared_ptr<const ServedModel> model() const { return m_service.model(); }

private:
    std::optional<size_t> photosToCompare() const;

    const ServeOptions m_options;
    PredictService m_service;
    std::unique_ptr<FeedbackBox> m_feedback;
    std::unique_ptr<SimilarService> m_similar;
    std::unique_ptr<HttpApi> m_api;
    std::unique_ptr<HttpServer> m_http;
};

} // namespace creel
