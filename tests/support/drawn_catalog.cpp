#include "tests/support/drawn_catalog.h"

#include "core/ingest/import.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

namespace creel::test {

namespace {

QByteArray nameOf(int photo)
{
    return QByteArray::number(photo).rightJustified(2, '0') + ".jpg";
}

} // namespace

DrawnCatalog::DrawnCatalog(int photos, QSize size)
{
    for (int i = 0; i < photos; ++i)
        write(nameOf(i), encoded(drawnPhoto(quint32(i), size)));
    if (photos > 0)
        import();
}

BytePath DrawnCatalog::file(const QByteArray& name) const
{
    return m_folder.filePath(QStringLiteral("photos/brown/")).toUtf8() + name;
}

BytePath DrawnCatalog::file(int photo) const
{
    return file(nameOf(photo));
}

void DrawnCatalog::write(const QByteArray& name, const QByteArray& bytes)
{
    writeFile(file(name), bytes);
}

void DrawnCatalog::import()
{
    ImportRequest request;
    request.catalogPath = path();
    request.paths = {m_folder.filePath(QStringLiteral("photos")).toUtf8()};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, JobContext()));
}

} // namespace creel::test
