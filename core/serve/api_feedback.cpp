#include "core/serve/api_json.h"
#include "core/serve/feedback_box.h"
#include "core/serve/http_api.h"
#include "core/serve/serve_text.h"

#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

namespace creel {

namespace {

QStringList feedbackLabels(const ServedModel& model)
{
    return model.info.classes + QStringList{QStringLiteral("none_of_these")};
}

bool isHash(const QByteArray& text)
{
    static const QRegularExpression hash(QStringLiteral("^[0-9a-f]{0,64}$"));
    return hash.match(QString::fromLatin1(text)).hasMatch();
}

HttpAnswer noFeedback()
{
    return errorAnswer(404, ServeText::tr("This server takes no corrections."));
}

} // namespace

/// Browsers say which page a request comes from; one of somebody else must not send photos in a visitor's
/// name.
bool HttpApi::isFromElsewhere(const HttpRequest& request) const
{
    const QByteArray origin = request.header("origin");
    if (origin.isEmpty() || m_options.origins.contains("*") || m_options.origins.contains(origin))
        return false;
    const qsizetype scheme = origin.indexOf("://");
    return scheme < 0 || origin.mid(scheme + 3).compare(request.header("host"), Qt::CaseInsensitive) != 0;
}

HttpAnswer HttpApi::feedbackTerms(const HttpRequest&)
{
    const auto model = m_service.model();
    if (!m_feedback)
        return noFeedback();
    if (!model)
        return noModel();
    return jsonAnswer(
        {{QStringLiteral("success"), true},
         {QStringLiteral("consent"),
          ServeText::tr("The photo and what I say about it may be kept on this server and used to make its "
                        "model better, after a person has looked at it.")},
         {QStringLiteral("labels"), QJsonArray::fromStringList(feedbackLabels(*model))}});
}

std::optional<HttpAnswer> HttpApi::refusalOfFeedback(const HttpRequest& request, const PhotoUpload& upload)
{
    const auto model = m_service.model();
    if (!model)
        return noModel();
    if (upload.fields.value("consent") != "yes")
        return errorAnswer(400, ServeText::tr("Corrections are taken with the field consent=yes only."));
    if (!feedbackLabels(*model).contains(QString::fromUtf8(upload.fields.value("label"))))
        return errorAnswer(
            400, ServeText::tr("The field label is none of those that GET /api/v1/feedback names."));
    if (upload.fields.value("predicted").size() > 200 || !isHash(upload.fields.value("model")))
        return errorAnswer(400,
                           ServeText::tr("The fields predicted and model are not what a prediction said."));
    if (const int seconds = m_feedbackRate.take(clientOf(request)))
        return laterAnswer(429, ServeText::tr("Too many corrections; try again later."), seconds);
    return std::nullopt;
}

HttpAnswer HttpApi::feedback(const HttpRequest& request)
{
    if (!m_feedback)
        return noFeedback();
    if (isFromElsewhere(request))
        return errorAnswer(403, ServeText::tr("This page may not send corrections here."));
    const auto upload = readUpload(request, 1, false);
    if (!upload)
        return upload.error();
    if (auto refused = refusalOfFeedback(request, *upload))
        return *refused;
    const QByteArrayView bytes = upload->photos.front();
    const auto photo = m_decoder.decode(bytes, 64);
    if (!photo)
        return photo.error();
    const auto taken = m_feedback->take(bytes, photo->format,
                                        {QString::fromUtf8(upload->fields.value("label")),
                                         QString::fromUtf8(upload->fields.value("predicted")),
                                         QString::fromLatin1(upload->fields.value("model")),
                                         QDateTime::currentMSecsSinceEpoch()});
    if (!taken)
        return laterAnswer(503, taken.error().message, 3600);
    return jsonAnswer({{QStringLiteral("success"), true}}, 201);
}

} // namespace creel
