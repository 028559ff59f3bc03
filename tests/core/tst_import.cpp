#include "core/ingest/import.h"

#include "core/catalog/catalog.h"
#include "core/catalog/label_store.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>

using namespace creel;

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAFolderAClassAndFindsThePlantedDuplicate();
};

void ImportTest::readsAFolderAClassAndFindsThePlantedDuplicate()
{
    CREEL_NEEDS_SHARED(shared);
    const QTemporaryDir folder;
    ImportRequest request;
    request.catalogPath = folder.filePath(QStringLiteral("fish.creel"));
    request.paths = {bytePathFromLocal(shared + QStringLiteral("/fish5"))};
    request.labels = FolderLabels::FromFolders;
    const auto first = importPhotos(request, {});
    QVERIFY2(first.has_value(), first ? "" : qPrintable(first.error().message));
    QCOMPARE(first->imported, 500);
    QCOMPARE(first->problems, 0);
    QCOMPARE(first->exactDuplicates, 1);

    auto catalog = openCatalog(request.catalogPath, Connection::Access::ReadOnly);
    const QList<Label> labels = LabelStore(**catalog).all().value();
    QStringList names;
    for (const Label& label : labels)
        names.append(label.name);
    names.sort();
    QCOMPARE(names.join(QLatin1Char(' ')),
             QStringLiteral("carp largemouth_bass muskellunge northern_pike smallmouth_bass"));

    const auto second = importPhotos(request, {});
    QCOMPARE(second->unchanged, 500);
    QCOMPARE(second->imported + second->updated, 0);
}

QTEST_GUILESS_MAIN(ImportTest)
#include "tst_import.moc"
