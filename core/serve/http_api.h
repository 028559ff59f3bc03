#pragma once

#include "core/serve/metrics.h"
#include "core/serve/photo_upload.h"
#include "core/serve/rate_limit.h"
#include "core/serve/web_files.h"

namespace creel {

class FeedbackBox;
class SimilarPhotos;
class SimilarService;

/// Who may ask what.
struct ApiOptions
{
    QList<QByteArray> keys;        ///< any of these opens the API; empty: it is open to all
    QList<QByteArray> origins;     ///< web pages elsewhere that may use it; "*" for all
    double requestsPerMinute = 0;  ///< of one client; 0: no limit
    bool isBehindProxy = false;    ///< the client's address is what the proxy says (X-Forwarded-For)
    double correctionsAnHour = 60; ///< of one client
    int photosOfARequest = 16;
    DecodeLimits decode{qint64(32) << 20, 100'000'000};
};

/// The routes: the published API (/api/classes, /api/predict), its successor under /api/v1, the page, and
/// what operators look at. resources/web/openapi.json describes it.
class HttpApi : public HttpHandler
{
public:
    /// Without `feedback` corrections are refused, without `similar` photos are not compared. All must
    /// outlive the API.
    HttpApi(PredictService& service, ApiOptions options, FeedbackBox* feedback = nullptr,
            SimilarService* similar = nullptr);

    /// What /metrics shows about connections.
    void setFigures(std::function<HttpFigures()> figures) { m_httpFigures = std::move(figures); }
    /// Any thread.
    RequestFigures figures() const { return m_metrics.figures(); }
    /// /readyz says no from now on.
    void beginStop() { m_isStopping = true; }

    std::optional<HttpAnswer> refusal(const HttpRequest& head) override;
    HttpAnswer answer(const HttpRequest& request) override;
    void onAnswered(const HttpRequest& request, const HttpAnswer& answer, qint64 microseconds) override;

private:
    struct Route
    {
        QByteArray method;
        QByteArray path; ///< "{…}" in it stands for a number
        HttpAnswer (HttpApi::*answer)(const HttpRequest&);
    };

    const Route* route(const HttpRequest& request) const;
    std::optional<HttpAnswer> refusalOfRoute(const HttpRequest& head) const;
    std::optional<HttpAnswer> refusalOfClient(const HttpRequest& head);
    QByteArray allowedMethods(const QByteArray& path) const;
    bool hasKey(const HttpRequest& head) const;
    QByteArray clientOf(const HttpRequest& head) const;
    /// Puts on what every answer carries.
    HttpAnswer dressed(const HttpRequest& request, HttpAnswer answer) const;

    HttpAnswer classes(const HttpRequest& request);
    HttpAnswer predict(const HttpRequest& request);
    HttpAnswer predictV1(const HttpRequest& request);
    HttpAnswer models(const HttpRequest& request);
    HttpAnswer feedbackTerms(const HttpRequest& request);
    HttpAnswer feedback(const HttpRequest& request);
    HttpAnswer health(const HttpRequest& request);
    HttpAnswer readiness(const HttpRequest& request);
    HttpAnswer metrics(const HttpRequest& request);
    HttpAnswer page(const HttpRequest& request);

    HttpAnswer similar(const HttpRequest& request);
    HttpAnswer photoThumbnail(const HttpRequest& request);

    struct LookOptions
    {
        int maxPhotos = 1;
        bool takesRaw = false; ///< the body may be the photo itself
        Result<EngineAnswer> (PredictService::*ask)(std::vector<QImage>, PredictService::Coming&) = nullptr;
    };
    /// The photos of a request and what the engine says about them.
    struct Looked
    {
        std::vector<DecodedPhoto> photos; ///< without their pixels
        EngineAnswer answer;
        QHash<QByteArray, QByteArray> fields;
        qint64 decodeMicroseconds = 0;
    };
    /// Decodes the request's photos and asks the engine about them.
    Answered<Looked> look(const HttpRequest& request, const LookOptions& options);
    /// How many the client wants to hear of; nothing for what is no number from 1.
    std::optional<int> topK(const HttpRequest& request, const QHash<QByteArray, QByteArray>& fields,
                            int fallback) const;
    QJsonObject timingJson(const Looked& looked, qint64 totalMicroseconds) const;
    Answered<std::shared_ptr<const SimilarPhotos>> photosToCompare() const;

    bool isFromElsewhere(const HttpRequest& request) const;
    std::optional<HttpAnswer> refusalOfFeedback(const HttpRequest& request, const PhotoUpload& upload);

    PredictService& m_service;
    const ApiOptions m_options;
    FeedbackBox* const m_feedback;
    SimilarService* const m_similar;
    const QList<Route> m_routes;
    WebFiles m_files;
    UploadDecoder m_decoder;
    RateLimit m_rate;
    RateLimit m_feedbackRate;
    Metrics m_metrics;
    std::function<HttpFigures()> m_httpFigures;
    std::atomic<bool> m_isStopping = false;
};

} // namespace creel
