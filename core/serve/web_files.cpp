#include "core/serve/web_files.h"

#include "core/imaging/content_hash.h"

#include <QDirIterator>
#include <QFile>

namespace creel {

namespace {

QByteArray contentTypeOf(const QString& name)
{
    static const QHash<QString, QByteArray> types{
        {QStringLiteral("html"), "text/html; charset=utf-8"},
        {QStringLiteral("css"), "text/css; charset=utf-8"},
        {QStringLiteral("js"), "text/javascript; charset=utf-8"},
        {QStringLiteral("json"), "application/json"},
        {QStringLiteral("webmanifest"), "application/manifest+json"},
        {QStringLiteral("svg"), "image/svg+xml"},
        {QStringLiteral("png"), "image/png"}};
    return types.value(name.section(QLatin1Char('.'), -1), "application/octet-stream");
}

/// Everything comes from here, nothing is written into a frame of somebody else's.
constexpr char policy[] = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
                          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

} // namespace

WebFiles::WebFiles()
{
    QDirIterator entries(QStringLiteral(":/web"), QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        QFile file(entries.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        const QString path = entries.filePath().mid(int(qstrlen(":/web")));
        m_files.insert(path.toUtf8(), {contentTypeOf(path), bytes, '"' + contentHash(bytes).toHex() + '"'});
    }
    const QHash<QByteArray, QByteArray> pages{{"/", "/index.html"}, {"/docs", "/docs.html"}};
    for (auto page = pages.begin(); page != pages.end(); ++page) {
        if (m_files.contains(page.value()))
            m_files.insert(page.key(), m_files.take(page.value()));
    }
}

HttpAnswer WebFiles::answer(const HttpRequest& request) const
{
    const File& file = *m_files.find(request.path);
    HttpAnswer answer{200, file.contentType, file.bytes};
    if (request.header("if-none-match") == file.tag)
        answer = {304};
    // A browser asks each time and is told in a line that nothing changed: a new Creel shows at once.
    return std::move(answer)
        .with("Cache-Control", "no-cache")
        .with("ETag", file.tag)
        .with("Content-Security-Policy", policy)
        .with("Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
}

} // namespace creel
