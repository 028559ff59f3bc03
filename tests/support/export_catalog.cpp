#include "tests/support/export_catalog.h"

#include "core/catalog/split_store.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

namespace creel::test {

ExportCatalog::ExportCatalog()
{
    for (int i = 0; i < photos; ++i)
        writeFile(original(i), encoded(drawnPhoto(quint32(i), QSize(120, 80))));
    imported(path(), "imagefolder", m_folder.path("in"));
    const auto connection = open();
    ReviewSession session(*connection, QStringLiteral("tester"));
    QList<Box> boxes;
    for (int i = 0; i < photos; ++i) {
        Box box;
        box.photo = idOf(i);
        box.label = must(LabelStore(*connection).all())[i % 2].id;
        box.rect = {0.1, 0.25, 0.5, 0.75};
        boxes.append(box);
        box.rect = {0.6, 0.5, 1.0, 1.0};
        if (i % 3 == 0)
            boxes.append(box);
    }
    must(session.apply(AddBoxes{boxes}));
    std::vector<SplitStore::Entry> entries;
    for (int i = 0; i + 1 < photos; ++i)
        entries.emplace_back(idOf(i), SplitPart(i % 3));
    must(SplitStore(*connection).assign(entries));
}

BytePath ExportCatalog::original(int photo) const
{
    return m_folder.path((photo % 2 == 0 ? "in/bass/" : "in/trout/") + name(photo));
}

std::unique_ptr<Connection> ExportCatalog::open() const
{
    return must(openCatalog(path(), Connection::Access::ReadWrite));
}

PhotoId ExportCatalog::idOf(int photo) const
{
    const auto connection = open();
    PhotoStore store(*connection);
    for (qint64 id = 1; id <= photos; ++id) {
        if (must(store.byId(PhotoId(id)))->name == name(photo))
            return PhotoId(id);
    }
    qFatal("no such photo");
}

void ExportCatalog::apply(const Edit& edit) const
{
    const auto connection = open();
    ReviewSession session(*connection, QStringLiteral("tester"));
    must(session.apply(edit));
}

} // namespace creel::test
