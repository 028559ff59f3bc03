#include "core/ingest/import.h"

#include "core/catalog/catalog.h"
#include "core/catalog/label_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/odd_files.h"

using namespace creel;
using namespace creel::test;

/// Import of the real photos and of the archive of odd files.
class ImportRealTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAFolderAClassAndFindsThePlantedDuplicate();
    void groupsAllOrientationsOfAPhoto();
    void keepsATruncatedPhotoButFlagsIt();
    void readsEveryExifSample();
    void accountsForEveryOddFile();

private:
    /// Imports into a fresh catalog and opens it.
    ImportSummary import(const BytePath& path, FolderLabels labels = FolderLabels::None);
    qint64 count(const char* where) const;
    Problem problemOf(const BytePath& name) const;

    std::unique_ptr<ByteFolder> m_folder;
    std::unique_ptr<Connection> m_catalog;
    QHash<BytePath, FileOutcome> m_outcomes; ///< by name
};

ImportSummary ImportRealTest::import(const BytePath& path, FolderLabels labels)
{
    m_catalog.reset();
    m_folder = std::make_unique<ByteFolder>();
    m_outcomes.clear();
    ImportRequest request;
    request.catalogPath = m_folder->file("real.creel");
    request.paths = {path};
    request.labels = labels;
    const ImportSummary summary = must(importPhotos(request, {}, [&](const FileReport& report) {
        m_outcomes.insert(splitPath(report.path).second, report.outcome);
    }));
    m_catalog = must(openCatalog(request.catalogPath, Connection::Access::ReadWrite));
    const ImportSummary again = must(importPhotos(request, {}));
    if (again.imported + again.updated + again.problems + again.moved + again.missing != 0)
        qFatal("importing again did work");
    return summary;
}

qint64 ImportRealTest::count(const char* where) const
{
    return must(
        m_catalog->integer(QStringLiteral("SELECT count(*) FROM photo WHERE ") + QLatin1String(where)));
}

Problem ImportRealTest::problemOf(const BytePath& name) const
{
    Query row = must(m_catalog->run(QStringLiteral("SELECT problem FROM photo WHERE name = ?"), {name}));
    return row.next() ? problemFromName(row.text(0)) : Problem::None;
}

void ImportRealTest::readsAFolderAClassAndFindsThePlantedDuplicate()
{
    CREEL_NEEDS_SHARED(shared);
    const ImportSummary summary =
        import(bytePathFromLocal(shared + QStringLiteral("/fish5")), FolderLabels::FromFolders);
    QCOMPARE(summary.imported, 500);
    QCOMPARE(summary.problems + summary.ignored, 0);
    QCOMPARE(summary.exactDuplicates, 1);
    QCOMPARE(summary.nearGroups, 2); // the planted pair, and one that was encoded twice
    const QList<Label> labels = must(LabelStore(*m_catalog).all());
    QStringList names;
    for (const Label& label : labels)
        names.append(label.name);
    QCOMPARE(names.join(QLatin1Char(' ')),
             QStringLiteral("carp largemouth_bass muskellunge northern_pike smallmouth_bass"));
    for (const Label& label : labels)
        QCOMPARE(
            must(m_catalog->integer(QStringLiteral("SELECT count(*) FROM photo WHERE folder_label_id = ?"),
                                    {label.id.value()})),
            100);
}

void ImportRealTest::groupsAllOrientationsOfAPhoto()
{
    CREEL_NEEDS_SHARED(shared);
    const ImportSummary summary = import(bytePathFromLocal(shared + QStringLiteral("/exif_orientation")));
    QCOMPARE(summary.imported, 18);
    QCOMPARE(summary.nearGroups, 2);
    QCOMPARE(count("near_group IS NOT NULL"), 18);
    QCOMPARE(count("width = 1800 AND height = 1200 AND near_group = (SELECT min(id) FROM photo WHERE "
                   "width = 1800)"),
             9);
    QCOMPARE(count("width = 1200 AND height = 1800 AND near_group = (SELECT min(id) FROM photo WHERE "
                   "width = 1200)"),
             9);
}

void ImportRealTest::keepsATruncatedPhotoButFlagsIt()
{
    CREEL_NEEDS_SHARED(shared);
    const ImportSummary summary = import(bytePathFromLocal(shared + QStringLiteral("/voc_kangaroo")));
    QCOMPARE(summary.imported, 163);
    QCOMPARE(summary.problems, 1);
    QCOMPARE(problemOf("00090.jpg"), Problem::Truncated);
    QCOMPARE(count("name = CAST('00090.jpg' AS BLOB) AND width > 0 AND phash IS NOT NULL"), 1);
    QCOMPARE(count("lat < 0 AND lon > 0"), 2);
}

void ImportRealTest::readsEveryExifSample()
{
    CREEL_NEEDS_SHARED(shared);
    const ImportSummary summary = import(bytePathFromLocal(shared + QStringLiteral("/exif")));
    QCOMPARE(summary.imported, 21);
    QCOMPARE(summary.problems, 0);
    QCOMPARE(count("format = 'heic'"), 5);
    QCOMPARE(count("lat BETWEEN 43.46 AND 43.47 AND lon BETWEEN 11.87 AND 11.89 AND taken_at IS NOT NULL"),
             9);
}

void ImportRealTest::accountsForEveryOddFile()
{
    CREEL_NEEDS_ODD_FILES(odd);
    const ImportSummary summary = import(odd.folder());
    qint64 onDisk = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(odd.folder().toStdString()))
        onDisk += !entry.is_directory() || entry.is_symlink();
    QCOMPARE(summary.imported + summary.problems + summary.ignored, onDisk);
    QCOMPARE(m_outcomes.size(), onDisk);

    const QHash<BytePath, Problem> problems{
        {"zero_byte.jpg", Problem::Empty},          {"html_as.jpg", Problem::NotAPhoto},
        {"json_error_as.jpg", Problem::NotAPhoto},  {"svg_as.jpg", Problem::NotAPhoto},
        {"truncated_half.jpg", Problem::Truncated}, {"truncated_last20.jpg", Problem::Truncated},
        {"header_only.jpg", Problem::Undecodable},  {"400Mpx_bomb.png", Problem::TooLarge},
        {"dangling_symlink.jpg", Problem::Dangling}};
    const QSet<BytePath> ignored{".DS_Store",  "._resource.jpg", "Thumbs.db",
                                 "x.jpg.part", "loop_dir",       "symlink.jpg"};
    for (auto file = m_outcomes.begin(); file != m_outcomes.end(); ++file) {
        const bool hasProblem = problems.contains(file.key());
        const FileOutcome expected = hasProblem                     ? FileOutcome::ProblemRecorded
                                     : ignored.contains(file.key()) ? FileOutcome::Ignored
                                                                    : FileOutcome::Imported;
        QVERIFY2(*file == expected, file.key().constData());
        if (hasProblem)
            QCOMPARE(problemOf(file.key()), problems[file.key()]);
    }
    QCOMPARE(summary.problems, problems.size());
    QCOMPARE(summary.ignored, ignored.size());
    // Copies of one picture: scaled, mirrored, turned, re-encoded in every format.
    QCOMPARE(count("near_group IS NOT NULL"), count("problem IN ('', 'truncated')") - 4);
    QCOMPARE(summary.nearGroups, 1);
}

QTEST_GUILESS_MAIN(ImportRealTest)
#include "tst_import_real.moc"
