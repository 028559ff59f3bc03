#include "tests/support/boxed_catalog.h"

#include "core/ingest/import.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

namespace creel::test {

namespace {

QByteArray nameOf(int photo)
{
    return 'p' + QByteArray::number(photo) + ".jpg";
}

} // namespace

BoxedCatalog::BoxedCatalog(int photos)
{
    for (int i = 0; i < photos; ++i)
        writeFile(original(i), encoded(drawnPhoto(quint32(i), QSize(120, 80))));
    ImportRequest request;
    request.catalogPath = path();
    request.paths = {m_folder.path("in")};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, {}));
    const auto connection = must(openCatalog(path(), Connection::Access::ReadWrite));
    QList<Box> boxes;
    for (int i = 0; i < photos; ++i) {
        Box box;
        box.photo = idOf(i);
        box.label =
            must(
                LabelStore(*connection).byName(i % 2 == 0 ? QStringLiteral("bass") : QStringLiteral("trout")))
                ->id;
        box.rect = {0.1, 0.25, 0.5, 0.75};
        boxes.append(box);
        box.rect = {0.6, 0.5, 1.0, 1.0};
        if (i % 3 == 0)
            boxes.append(box);
    }
    apply(AddBoxes{boxes});
}

BytePath BoxedCatalog::original(int photo) const
{
    return m_folder.path((photo % 2 == 0 ? "in/bass/" : "in/trout/") + nameOf(photo));
}

PhotoId BoxedCatalog::idOf(int photo) const
{
    const auto connection = must(openCatalog(path(), Connection::Access::ReadOnly));
    const auto id =
        connection->integer(QStringLiteral("SELECT id FROM photo WHERE name = ?"), {nameOf(photo)});
    return PhotoId(must(id));
}

QList<Box> BoxedCatalog::boxesOf(int photo) const
{
    const auto connection = must(openCatalog(path(), Connection::Access::ReadOnly));
    return must(BoxStore(*connection).byPhoto(idOf(photo)));
}

void BoxedCatalog::apply(const Edit& edit) const
{
    const auto connection = must(openCatalog(path(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    must(session.apply(edit));
}

} // namespace creel::test
