#include "core/learning/photo_size.h"
#include "core/serve/api_json.h"
#include "core/serve/http_api.h"
#include "core/serve/serve_text.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <numeric>

namespace creel {

namespace {

/// Class numbers, the likeliest first.
std::vector<size_t> ranking(const std::vector<float>& probabilities)
{
    std::vector<size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return probabilities[a] > probabilities[b]; });
    return order;
}

QJsonObject scoreOf(const ModelInfo& info, const std::vector<float>& probabilities, size_t label)
{
    return {{QStringLiteral("class"), info.classes[qsizetype(label)]},
            {QStringLiteral("confidence"), rounded(double(probabilities[label]), 1e6)}};
}

QJsonObject photoJson(const ModelInfo& info, const std::vector<float>& probabilities,
                      const DecodedPhoto& photo, size_t topK)
{
    const std::vector<size_t> order = ranking(probabilities);
    QJsonObject json = scoreOf(info, probabilities, order.front());
    QJsonArray top;
    for (size_t i = 0; i < std::min(topK, order.size()); ++i)
        top.append(scoreOf(info, probabilities, order[i]));
    QJsonObject scores;
    for (size_t i = 0; i < probabilities.size(); ++i)
        scores.insert(info.classes[qsizetype(i)], rounded(double(probabilities[i]), 1e6));
    json.insert(QStringLiteral("abstains"), double(probabilities[order.front()]) < info.abstainBelow);
    json.insert(QStringLiteral("top"), top);
    json.insert(QStringLiteral("scores"), scores);
    json.insert(QStringLiteral("width"), photo.fullSize.width());
    json.insert(QStringLiteral("height"), photo.fullSize.height());
    json.insert(QStringLiteral("format"), QString::fromLatin1(photo.format));
    json.insert(QStringLiteral("truncated"), photo.problem == Problem::Truncated);
    return json;
}

/// All that may be told of a model; no path of this machine.
QJsonObject wholeModelJson(const ServedModel& model)
{
    QJsonObject json = modelJson(model);
    const ModelInfo& info = model.info;
    json.insert(QStringLiteral("classes"), QJsonArray::fromStringList(info.classes));
    json.insert(QStringLiteral("backbone"), info.backbone);
    json.insert(QStringLiteral("side"), info.side);
    json.insert(QStringLiteral("precision"), model.precision);
    json.insert(QStringLiteral("abstain_below"), info.abstainBelow);
    json.insert(QStringLiteral("created_at"), info.createdAt);
    json.insert(QStringLiteral("train_photos"), info.trainPhotos);
    json.insert(QStringLiteral("accuracy"),
                info.valid ? QJsonValue(info.valid->accuracy.value) : QJsonValue(QJsonValue::Null));
    json.insert(QStringLiteral("is_current"), true);
    return json;
}

HttpAnswer predictError(const Error& error)
{
    if (error.code == ErrorCode::Busy || error.code == ErrorCode::NotFound)
        return laterAnswer(503, error.message, 1);
    return errorAnswer(500, ServeText::tr("The model failed on this image."));
}

} // namespace

Answered<HttpApi::Looked> HttpApi::look(const HttpRequest& request, const LookOptions& options)
{
    PredictService::Coming coming(m_service);
    const auto upload = readUpload(request, options.maxPhotos, options.takesRaw);
    if (!upload)
        return tl::unexpected(upload.error());
    const auto model = m_service.model();
    if (!model)
        return tl::unexpected(noModel());
    QElapsedTimer timer;
    timer.start();
    Looked looked;
    looked.fields = upload->fields;
    std::vector<QImage> images;
    for (const QByteArrayView bytes : upload->photos) {
        auto photo = m_decoder.decode(bytes, decodedSide(model->info.side));
        if (!photo)
            return tl::unexpected(photo.error());
        images.push_back(std::exchange(photo->image, {}));
        looked.photos.push_back(std::move(*photo));
    }
    looked.decodeMicroseconds = timer.nsecsElapsed() / 1000;
    auto answer = (m_service.*options.ask)(std::move(images), coming);
    if (!answer)
        return tl::unexpected(predictError(answer.error()));
    looked.answer = std::move(*answer);
    return looked;
}

std::optional<int> HttpApi::topK(const HttpRequest& request, const QHash<QByteArray, QByteArray>& fields,
                                 int fallback) const
{
    const QByteArray asked =
        request.query.value("top_k", fields.value("top_k", QByteArray::number(fallback)));
    bool isNumber = false;
    const int count = asked.toInt(&isNumber);
    return isNumber && count >= 1 ? std::optional(count) : std::nullopt;
}

QJsonObject HttpApi::timingJson(const Looked& looked, qint64 totalMicroseconds) const
{
    return {{QStringLiteral("decode_ms"), milliseconds(looked.decodeMicroseconds)},
            {QStringLiteral("queue_ms"), milliseconds(looked.answer.queuedMicroseconds)},
            {QStringLiteral("compute_ms"), milliseconds(looked.answer.computedMicroseconds)},
            {QStringLiteral("batch_photos"), looked.answer.batchPhotos},
            {QStringLiteral("total_ms"), milliseconds(totalMicroseconds)}};
}

HttpAnswer HttpApi::classes(const HttpRequest&)
{
    const auto model = m_service.model();
    if (!model)
        return noModel();
    return {200, "application/json",
            QJsonDocument(QJsonArray::fromStringList(model->info.classes)).toJson(QJsonDocument::Compact)};
}

HttpAnswer HttpApi::predict(const HttpRequest& request)
{
    const auto looked = look(request, {.maxPhotos = 1, .takesRaw = false, .ask = &PredictService::predict});
    if (!looked)
        return looked.error();
    const size_t best = ranking(looked->answer.numbers.front()).front();
    return jsonAnswer({{QStringLiteral("class"), looked->answer.model->info.classes[qsizetype(best)]},
                       {QStringLiteral("success"), true}});
}

HttpAnswer HttpApi::predictV1(const HttpRequest& request)
{
    QElapsedTimer timer;
    timer.start();
    const auto looked =
        look(request,
             {.maxPhotos = m_options.photosOfARequest, .takesRaw = true, .ask = &PredictService::predict});
    if (!looked)
        return looked.error();
    const auto count = topK(request, looked->fields, 3);
    if (!count)
        return errorAnswer(400, ServeText::tr("top_k is a number from 1."));
    const EngineAnswer& answer = looked->answer;
    QJsonArray photos;
    for (size_t i = 0; i < looked->photos.size(); ++i)
        photos.append(photoJson(answer.model->info, answer.numbers[i], looked->photos[i], size_t(*count)));
    return jsonAnswer({{QStringLiteral("success"), true},
                       {QStringLiteral("model"), modelJson(*answer.model)},
                       {QStringLiteral("predictions"), photos},
                       {QStringLiteral("timing"), timingJson(*looked, timer.nsecsElapsed() / 1000)}});
}

HttpAnswer HttpApi::models(const HttpRequest&)
{
    QJsonArray models;
    if (const auto model = m_service.model())
        models.append(wholeModelJson(*model));
    return jsonAnswer({{QStringLiteral("success"), true},
                       {QStringLiteral("models"), models},
                       {QStringLiteral("similar"), m_similar != nullptr}});
}

HttpAnswer HttpApi::health(const HttpRequest&)
{
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("ok")}});
}

HttpAnswer HttpApi::readiness(const HttpRequest&)
{
    if (m_isStopping)
        return laterAnswer(503, ServeText::tr("Creel is stopping."), 5);
    if (!m_service.model())
        return noModel();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("ready")}});
}

HttpAnswer HttpApi::metrics(const HttpRequest&)
{
    const auto model = m_service.model();
    const HttpFigures http = m_httpFigures ? m_httpFigures() : HttpFigures();
    return {200, "text/plain; version=0.0.4; charset=utf-8",
            m_metrics.text(http, m_service.figures(), model.get())};
}

HttpAnswer HttpApi::page(const HttpRequest& request)
{
    return m_files.answer(request);
}

} // namespace creel
