#include "tests/support/coloured_catalog.h"

#include "core/ingest/import.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

#include <QPainter>

namespace creel::test {

ColouredCatalog::ColouredCatalog(int each)
{
    const QList<std::pair<QString, int>> classes{
        {QStringLiteral("red"), 0}, {QStringLiteral("green"), 120}, {QStringLiteral("blue"), 240}};
    for (const auto& [label, hue] : classes)
        for (int i = 0; i < each; ++i)
            paint(label, QStringLiteral("%1.png").arg(i, 3, 10, QLatin1Char('0')),
                  QColor::fromHsv((hue + i % 40) % 360, 255 - i / 2, 255));
    import();
}

void ColouredCatalog::paint(const QString& label, const QString& name, const QColor& colour) const
{
    QImage image(48, 36, QImage::Format_RGB32);
    image.fill(colour);
    // Some dark squares, different for each name, keep plain photos from being near copies of each other.
    QPainter painter(&image);
    const size_t pattern = qHash(name + label, 1);
    for (int bit = 0; bit < 48; ++bit)
        if (pattern >> bit & 1)
            painter.fillRect(bit % 8 * 6, bit / 8 * 6, 6, 6, colour.darker(180));
    painter.end();
    writeFile(photo(label, name), encoded(image, "png"));
}

BytePath ColouredCatalog::photo(const QString& label, const QString& name) const
{
    return m_folder.filePath(QStringLiteral("photos/%1/%2").arg(label, name)).toUtf8();
}

void ColouredCatalog::import() const
{
    ImportRequest request;
    request.catalogPath = path();
    request.paths = {m_folder.filePath(QStringLiteral("photos")).toUtf8()};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, JobContext()));
}

std::unique_ptr<Connection> ColouredCatalog::open(Connection::Access access) const
{
    return must(openCatalog(path(), access));
}

} // namespace creel::test
