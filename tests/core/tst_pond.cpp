#include "core/demo/pond.h"

#include "core/catalog/catalog.h"
#include "core/demo/pond_report.h"
#include "core/imaging/decode.h"
#include "core/imaging/metadata.h"
#include "core/ingest/import.h"
#include "tests/support/catalog_factory.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using namespace creel::test;
using namespace creel::demo;

namespace {

/// Every file below a folder with its bytes.
QMap<QString, QByteArray> contents(const QString& folder)
{
    QMap<QString, QByteArray> files;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(QDir(folder).relativeFilePath(file.fileName()), file.readAll());
    }
    return files;
}

} // namespace

/// The synthetic pond: its truth is true, and it is the same whenever it is drawn.
class PondTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void plansTheSameForTheSameSeed();
    void plantsWhatItPromises();
    void drawsWhatItPlanned();
    void writesDatesAndPositions();
    void drawsTheSameFilesAgain();
    void goesOnWhereItWasStopped();
    void refusesAFolderThatHoldsSomethingElse();
    void importFindsWhatIsPlanted();
    void reportsWhatIsNotFound();

private:
    Pond draw(const QString& folder, quint32 seed = 5)
    {
        return must(drawPond(folder, seed, {}, minTroutPerSpecies));
    }
    QList<PondFinding> importAndExamine();

    QTemporaryDir m_folder;
    Pond m_pond;
};

void PondTest::initTestCase()
{
    m_pond = draw(m_folder.filePath(QStringLiteral("pond")));
}

void PondTest::plansTheSameForTheSameSeed()
{
    QCOMPARE(toJson(planPond(7)), toJson(planPond(7)));
    QVERIFY(toJson(planPond(7)) != toJson(planPond(8)));
}

void PondTest::plantsWhatItPromises()
{
    const PondPlan plan = planPond(1);
    int trout = 0;
    int wrong = 0;
    int junk = 0;
    int broken = 0;
    QSet<CopyKind> copies;
    QSet<Scene> scenes;
    QSet<QString> paths;
    for (const PlantedFile& file : plan.files) {
        paths.insert(file.path);
        if (file.copy != CopyKind::None) {
            copies.insert(file.copy);
            QCOMPARE(file.species, plan.files[file.original].species);
            continue;
        }
        trout += file.kind == PlantedKind::Trout ? 1 : 0;
        wrong += file.hasWrongLabel() ? 1 : 0;
        junk += file.kind == PlantedKind::River || file.kind == PlantedKind::TackleBox ? 1 : 0;
        broken += file.kind == PlantedKind::Broken ? 1 : 0;
        scenes.insert(file.scene);
    }
    QCOMPARE(paths.size(), plan.files.size());
    QCOMPARE(trout, 180);
    QCOMPARE(wrong, 14); // 8 %
    QCOMPARE(junk, 10);
    QCOMPARE(broken, 6);
    QCOMPARE(copies.size(), 6);
    QCOMPARE(scenes.size(), qsizetype(allScenes.size()));
}

void PondTest::drawsWhatItPlanned()
{
    const auto files = contents(m_pond.folder);
    QCOMPARE(files.size(), m_pond.plan.files.size() + 1);
    const QJsonObject truth = QJsonDocument::fromJson(files[QStringLiteral("truth.json")]).object();
    QCOMPARE(truth, toJson(m_pond.plan));
    for (const PlantedFile& file : m_pond.plan.files) {
        const QByteArray& bytes = files[file.path];
        const auto photo = decodePhoto(bytes);
        switch (file.problem) {
        case Problem::Empty:
            QVERIFY(bytes.isEmpty());
            break;
        case Problem::NotAPhoto:
            QVERIFY(bytes.startsWith("<!DOCTYPE html>"));
            break;
        default:
            QVERIFY2(photo.has_value(), qPrintable(file.path));
            QCOMPARE(photo->problem, file.problem);
            QVERIFY(std::max(photo->fullSize.width(), photo->fullSize.height()) >= 320);
        }
        if (file.copy == CopyKind::Exact)
            QCOMPARE(bytes, files[m_pond.plan.files[file.original].path]);
        else if (file.copy != CopyKind::None)
            QVERIFY(bytes != files[m_pond.plan.files[file.original].path]);
    }
}

void PondTest::writesDatesAndPositions()
{
    int dates = 0;
    int positions = 0;
    for (const PlantedFile& file : m_pond.plan.files) {
        QFile photo(m_pond.folder + QLatin1Char('/') + file.path);
        QVERIFY(photo.open(QIODevice::ReadOnly));
        const PhotoMetadata metadata = readMetadata(photo.readAll());
        QCOMPARE(metadata.takenAt, file.takenAt);
        QCOMPARE(metadata.position.has_value(), file.position.has_value());
        dates += file.takenAt ? 1 : 0;
        if (!file.position)
            continue;
        ++positions;
        QVERIFY(std::abs(metadata.position->latitude - file.position->latitude) < 1e-6);
        QVERIFY(std::abs(metadata.position->longitude - file.position->longitude) < 1e-6);
        QVERIFY(file.position->latitude > 44 && file.position->latitude < 49); // Montana
        QVERIFY(file.position->longitude > -116 && file.position->longitude < -104);
    }
    QVERIFY(dates > 5);
    QVERIFY(positions > 5);
}

void PondTest::drawsTheSameFilesAgain()
{
    const Pond again = draw(m_folder.filePath(QStringLiteral("again")));
    QCOMPARE(contents(again.folder), contents(m_pond.folder));
}

void PondTest::goesOnWhereItWasStopped()
{
    const QString folder = m_folder.filePath(QStringLiteral("stopped"));
    const CancelToken token;
    const JobContext context(token, [&](const Progress& progress) {
        if (progress.done >= 3)
            token.cancel();
    });
    const Result<Pond> stopped = drawPond(folder, 5, context, minTroutPerSpecies);
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(contents(folder).size() < contents(m_pond.folder).size());
    const Pond rest = must(drawPond(folder, std::nullopt, {})); // remembers its seed and size
    QCOMPARE(contents(rest.folder), contents(m_pond.folder));
}

void PondTest::refusesAFolderThatHoldsSomethingElse()
{
    QTemporaryDir other;
    QFile file(other.filePath(QStringLiteral("precious.txt")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const Result<Pond> refused = drawPond(other.path(), {}, {}, minTroutPerSpecies);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Exists);
    QCOMPARE(contents(other.path()).size(), 1);
    const Result<Pond> otherSeed = drawPond(m_pond.folder, 6, {}, minTroutPerSpecies);
    QVERIFY(!otherSeed);
    QCOMPARE(otherSeed.error().code, ErrorCode::Exists);
}

QList<PondFinding> PondTest::importAndExamine()
{
    QFile::remove(m_pond.catalog());
    ImportRequest request;
    request.catalogPath = m_pond.catalog();
    request.paths = {bytePathFromLocal(m_pond.photos())};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, {}));
    const auto catalog = must(openCatalog(m_pond.catalog(), Connection::Access::ReadOnly));
    return must(examinePond(*catalog, m_pond));
}

void PondTest::importFindsWhatIsPlanted()
{
    const QList<PondFinding> findings = importAndExamine();
    QSet<QString> keys;
    for (const PondFinding& finding : findings) {
        keys.insert(finding.key);
        // What only people can find, and what similar pictures may be mistaken for, is not held against
        // import.
        if (finding.key == QLatin1String("wrong_labels") || finding.key == QLatin1String("junk") ||
            finding.key == QLatin1String("false_groups"))
            continue;
        QVERIFY2(
            finding.found == finding.planted,
            qPrintable(
                QStringLiteral("%1: %2 of %3").arg(finding.key).arg(finding.found).arg(finding.planted)));
    }
    QCOMPARE(keys.size(), 11);
}

void PondTest::reportsWhatIsNotFound()
{
    importAndExamine();
    {
        const auto catalog = must(openCatalog(m_pond.catalog(), Connection::Access::ReadWrite));
        must(catalog->run(
            QStringLiteral("UPDATE photo SET duplicate_of = NULL, near_group = NULL, problem = '', "
                           "taken_at = NULL, lat = NULL")));
    }
    const auto catalog = must(openCatalog(m_pond.catalog(), Connection::Access::ReadOnly));
    for (const PondFinding& finding : must(examinePond(*catalog, m_pond))) {
        if (finding.key == QLatin1String("files"))
            QCOMPARE(finding.found, finding.planted);
        else
            QCOMPARE(finding.found, 0);
    }
}

QTEST_GUILESS_MAIN(PondTest)
#include "tst_pond.moc"
