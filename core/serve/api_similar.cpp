#include "core/serve/api_json.h"
#include "core/serve/http_api.h"
#include "core/serve/serve_text.h"
#include "core/serve/similar_service.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace creel {

namespace {

constexpr int defaultCount = 6;
constexpr int maxCount = 48;

const QByteArray photosPath = "/api/v1/photos/";
const QByteArray thumbnailSuffix = "/thumbnail";

HttpAnswer noPhotos()
{
    return errorAnswer(404, ServeText::tr("This server has no catalog to compare photos with."));
}

QJsonObject similarJson(const SimilarPhoto& photo)
{
    const QByteArray thumbnail = photosPath + QByteArray::number(photo.id.value()) + thumbnailSuffix;
    return {{QStringLiteral("id"), photo.id.value()},
            {QStringLiteral("label"), photo.label},
            {QStringLiteral("similarity"), rounded(photo.similarity, 1e4)},
            {QStringLiteral("accepted"), photo.state == ReviewState::Accepted},
            {QStringLiteral("thumbnail"), QString::fromLatin1(thumbnail)}};
}

} // namespace

/// The catalog's photos as this model's body sees them, or why there are none.
Answered<std::shared_ptr<const SimilarPhotos>> HttpApi::photosToCompare() const
{
    const auto model = m_service.model();
    if (!m_similar)
        return tl::unexpected(noPhotos());
    if (!model)
        return tl::unexpected(noModel());
    auto photos = m_similar->photos(model->featureKey);
    if (!photos)
        return tl::unexpected(laterAnswer(503, ServeText::tr("The catalog is being read."), 2));
    if (photos->size() == 0)
        return tl::unexpected(
            errorAnswer(409, ServeText::tr("The catalog's photos were not shown to this model yet; whoever "
                                           "runs this server does that with `creel embed`.")));
    return photos;
}

HttpAnswer HttpApi::similar(const HttpRequest& request)
{
    QElapsedTimer timer;
    timer.start();
    const auto photos = photosToCompare();
    if (!photos)
        return photos.error();
    const auto looked = look(request, {.maxPhotos = 1, .takesRaw = true, .ask = &PredictService::embed});
    if (!looked)
        return looked.error();
    const auto count = topK(request, looked->fields, defaultCount);
    if (!count || *count > maxCount)
        return errorAnswer(400, ServeText::tr("top_k is a number from 1 to %1.").arg(maxCount));
    if (looked->answer.model->featureKey != (*photos)->key()) // replaced while we looked
        return laterAnswer(503, ServeText::tr("The catalog is being read."), 1);
    QJsonArray similar;
    for (const SimilarPhoto& photo : (*photos)->nearest(looked->answer.numbers.front(),
                                                        {.count = size_t(*count), .onlyReferences = true}))
        similar.append(similarJson(photo));
    return jsonAnswer({{QStringLiteral("success"), true},
                       {QStringLiteral("model"), modelJson(*looked->answer.model)},
                       {QStringLiteral("similar"), similar},
                       {QStringLiteral("timing"), timingJson(*looked, timer.nsecsElapsed() / 1000)}});
}

HttpAnswer HttpApi::photoThumbnail(const HttpRequest& request)
{
    if (!m_similar)
        return noPhotos();
    const QByteArray number = request.path.mid(photosPath.size()).chopped(thumbnailSuffix.size());
    const QByteArray jpeg = m_similar->thumbnail(PhotoId(number.toLongLong()));
    if (jpeg.isEmpty())
        return errorAnswer(404, ServeText::tr("There is no such photo among the references."));
    return {200, "image/jpeg", jpeg};
}

} // namespace creel
