#include "core/catalog/split_store.h"
#include "core/exchange/export_names.h"
#include "core/imaging/decode.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

#include <QtTest>

#include <exiv2/exiv2.hpp>
#include <filesystem>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

namespace fs = std::filesystem;

namespace {

/// Twelve photos of two classes, each with a box or two; a third of them each in train, valid and test but
/// for the last, which is in no part.
class ExportCatalog
{
public:
    ExportCatalog()
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

    static constexpr int photos = 12;
    const ByteFolder& folder() const { return m_folder; }
    QString path() const { return m_folder.file("a.creel"); }
    static QByteArray name(int photo) { return 'p' + QByteArray::number(photo) + ".jpg"; }
    BytePath original(int photo) const
    {
        return m_folder.path((photo % 2 == 0 ? "in/bass/" : "in/trout/") + name(photo));
    }
    std::unique_ptr<Connection> open() const
    {
        return must(openCatalog(path(), Connection::Access::ReadWrite));
    }
    PhotoId idOf(int photo) const
    {
        const auto connection = open();
        PhotoStore store(*connection);
        for (qint64 id = 1; id <= photos; ++id) {
            if (must(store.byId(PhotoId(id)))->name == name(photo))
                return PhotoId(id);
        }
        qFatal("no such photo");
    }
    void apply(const Edit& edit) const
    {
        const auto connection = open();
        ReviewSession session(*connection, QStringLiteral("tester"));
        must(session.apply(edit));
    }

private:
    ByteFolder m_folder;
};

/// Which part each photo is for, by its name.
std::map<QByteArray, SplitPart> partsOf(const QString& catalog)
{
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    PhotoStore photos(*connection);
    const auto all = must(SplitStore(*connection).all());
    std::map<QByteArray, SplitPart> parts;
    for (auto entry = all.cbegin(); entry != all.cend(); ++entry)
        parts.emplace(must(photos.byId(entry.key()))->name, entry.value());
    return parts;
}

/// Every key and value of a photo's EXIF, as text.
std::map<std::string, std::string> exifOf(const QByteArray& bytes)
{
    const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.constData()),
                                                 long(bytes.size()));
    image->readMetadata();
    std::map<std::string, std::string> values;
    for (const auto& item : image->exifData())
        values[item.key()] = item.toString();
    return values;
}

QImage storedPixels(const QByteArray& bytes)
{
    return QImage::fromData(bytes).convertToFormat(QImage::Format_RGB32); // turns nothing
}

QByteArray located(int seed)
{
    return withMetadata(encoded(drawnPhoto(quint32(seed))),
                        {{"Exif.GPSInfo.GPSLatitudeRef", "N"},
                         {"Exif.GPSInfo.GPSLatitude", "47/1 30/1 0/1"},
                         {"Exif.GPSInfo.GPSLongitudeRef", "E"},
                         {"Exif.GPSInfo.GPSLongitude", "8/1 0/1 0/1"},
                         {"Xmp.exif.GPSLatitude", "47,30.0N"},
                         {"Xmp.exif.GPSLongitude", "8,0.0E"},
                         {"Exif.Image.Model", "Cam"},
                         {"Exif.Photo.DateTimeOriginal", "2021:06:01 08:00:00"},
                         {"Iptc.Application2.Caption", "a pike"}});
}

const std::initializer_list<const char*> allFormats{"voc",       "yolo", "coco",  "labelme",     "createml",
                                                    "retinanet", "hf",   "jsonl", "imagefolder", "csv"};

} // namespace

/// What leaves a catalog, and what an export leaves alone.
class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAreTheCatalogsInEveryFormat();
    void withoutASplitThereAreNoParts();
    void onlyAcceptedLeavesOutTheRest();
    void laysYoloOutForUltralytics();
    void partsThatAreEmptyStillTrain();
    void hardLinksAreTheOriginals();
    void symbolicLinksLeadToTheOriginals();
    void linksOfLinksAreOfTheFile();
    void anotherDiskRefusesHardLinks();
    void linksAreNeverChanged();
    void leavesPositionsBehind();
    void staysByteForByteUnlessTurned();
    void keepsSliversOnThePhoto();
    void neverWritesOverWhatIsThere();
    void neverWritesThroughALinkedFolder();
    void leavesNothingWhereverItStops();
    void putsBackWhatACommitMoved();
    void moreClassesKeepTheirNumbers();
    void anotherYamlIsNotOverwritten();
    void namesStayInTheFolder();
    void hostileNamesAreCleaned();
    void refusesNamesThatLeadOut();
    void classesOfLikeNamesStayApart();
};

void ExportTest::partsAreTheCatalogsInEveryFormat()
{
    const ExportCatalog catalog;
    const auto expected = partsOf(catalog.path());
    QCOMPARE(expected.size(), size_t(ExportCatalog::photos - 1));
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto exported =
            exportTo(catalog.path(), format, out, [](ExportRequest& request) { request.hasParts = true; });
        QVERIFY2(exported, format);
        QCOMPARE(exported->photos, ExportCatalog::photos - 1);
        QCOMPARE(exported->leftOut, 1);
        QVERIFY(exported->findings.first().file.endsWith(ExportCatalog::name(11)));
        const QString copy = catalog.folder().file((QByteArray(format) + ".creel").constData());
        const auto back =
            imported(copy, format, out, [](AnnotationImport& request) { request.takesParts = true; });
        QCOMPARE(back.partsGiven, ExportCatalog::photos - 1);
        QVERIFY2(partsOf(copy) == expected, format);
    }
}

void ExportTest::withoutASplitThereAreNoParts()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    const auto refused = exportTo(catalog, "yolo", folder.path("out"),
                                  [](ExportRequest& request) { request.hasParts = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QVERIFY(!fs::exists(folder.path("out").toStdString()));
}

void ExportTest::onlyAcceptedLeavesOutTheRest()
{
    const ExportCatalog catalog;
    catalog.apply(Reject{{catalog.idOf(0)}, RejectReason::Equipment});
    catalog.apply(ClearReview{{catalog.idOf(1)}});
    for (const char* format : {"yolo", "imagefolder", "csv", "coco"}) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto exported = exportTo(catalog.path(), format, out,
                                       [](ExportRequest& request) { request.onlyAccepted = true; });
        QVERIFY2(exported, format);
        QCOMPARE(exported->photos, ExportCatalog::photos - 2);
        const QString files = filesBelow(out).join(QLatin1Char(' '));
        QVERIFY(!files.contains(QStringLiteral("p0.")));
        QVERIFY(!files.contains(QStringLiteral("p1.")));
        QVERIFY(files.contains(QStringLiteral("p2.jpg")));
    }
    // Without it, what nobody has decided leaves too; what was rejected does not.
    const auto exported = exportTo(catalog.path(), "yolo", catalog.folder().path("all"));
    QVERIFY(exported);
    QCOMPARE(exported->photos, ExportCatalog::photos - 1);
    QVERIFY(!fileExists(catalog.folder().path("all/images/p0.jpg")));
}

void ExportTest::laysYoloOutForUltralytics()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    QVERIFY(exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.hasParts = true; }));
    QCOMPARE(bytesOf(joinPath(out, "data.yaml")),
             QByteArray("train: images/train\nval: images/val\ntest: images/test\n\nnc: 2\nnames:\n  0: "
                        "\"bass\"\n  1: \"trout\"\n"));
    QCOMPARE(bytesOf(joinPath(out, "labels/train/p0.txt")),
             QByteArray("0 0.3 0.5 0.4 0.5\n0 0.8 0.75 0.4 0.5\n"));
    // ultralytics finds a photo's labels by putting "labels" in the place of the last "images".
    int photos = 0;
    for (const QString& file : filesBelow(out)) {
        if (!file.startsWith(QLatin1String("images/")))
            continue;
        ++photos;
        const BytePath labels = "labels" + withoutExtension(file.toUtf8()).mid(6) + ".txt";
        QVERIFY2(fileExists(joinPath(out, labels)), labels);
    }
    QCOMPARE(photos, ExportCatalog::photos - 1);
}

void ExportTest::partsThatAreEmptyStillTrain()
{
    ByteFolder folder;
    writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1)));
    writeFile(folder.path("in/a.txt"), "0 0.5 0.5 0.2 0.4\n");
    const QString catalog = folder.file("a.creel");
    imported(catalog, "yolo", folder.path("in"));
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadWrite));
    const SplitStore::Entry entry(PhotoId(1), SplitPart::Train);
    must(SplitStore(*connection).assign(std::span(&entry, 1)));
    QVERIFY(exportTo(catalog, "yolo", folder.path("out"),
                     [](ExportRequest& request) { request.hasParts = true; }));
    QVERIFY(bytesOf(folder.path("out/data.yaml")).startsWith("train: images/train\nval: images/train\n"));
}

void ExportTest::hardLinksAreTheOriginals()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    const QByteArray before = bytesOf(catalog.original(3));
    QVERIFY(
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.link = PhotoLink::Hard; }));
    for (int i = 0; i < ExportCatalog::photos; ++i) {
        QVERIFY(fs::equivalent(catalog.original(i).toStdString(),
                               joinPath(out, "JPEGImages/" + ExportCatalog::name(i)).toStdString()));
        QVERIFY(!fs::is_symlink(joinPath(out, "JPEGImages/" + ExportCatalog::name(i)).toStdString()));
    }
    // Exporting copies over the links replaces the links, not what they share with the originals.
    QVERIFY(
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.mayOverwrite = true; }));
    QVERIFY(
        !fs::equivalent(catalog.original(3).toStdString(), joinPath(out, "JPEGImages/p3.jpg").toStdString()));
    QCOMPARE(bytesOf(catalog.original(3)), before);
}

void ExportTest::symbolicLinksLeadToTheOriginals()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    QVERIFY(exportTo(catalog.path(), "coco", out,
                     [](ExportRequest& request) { request.link = PhotoLink::Symbolic; }));
    for (int i = 0; i < ExportCatalog::photos; ++i) {
        const fs::path link = joinPath(out, "images/" + ExportCatalog::name(i)).toStdString();
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(fs::read_symlink(link), fs::canonical(catalog.original(i).toStdString()));
    }
    const QString copy = catalog.folder().file("b.creel");
    QCOMPARE(imported(copy, "coco", out).boxesAdded, 16);
}

void ExportTest::linksOfLinksAreOfTheFile()
{
    ByteFolder folder;
    writeFile(folder.path("store/a.jpg"), encoded(drawnPhoto(1)));
    fs::create_directories(folder.path("in/trout").toStdString());
    fs::create_symlink("../../store/a.jpg", folder.path("in/trout/a.jpg").toStdString());
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    for (const PhotoLink link : {PhotoLink::Hard, PhotoLink::Symbolic}) {
        const BytePath out = folder.path(link == PhotoLink::Hard ? "hard" : "sym");
        QVERIFY(
            exportTo(catalog, "imagefolder", out, [link](ExportRequest& request) { request.link = link; }));
        const fs::path there = joinPath(out, "trout/a.jpg").toStdString();
        QVERIFY(fs::equivalent(there, folder.path("store/a.jpg").toStdString()));
        QCOMPARE(fs::is_symlink(there), link == PhotoLink::Symbolic);
    }
}

void ExportTest::anotherDiskRefusesHardLinks()
{
    const ExportCatalog catalog;
    struct stat here = {}, there = {};
    ::stat(catalog.folder().path().constData(), &here);
    if (::stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev || ::access("/dev/shm", W_OK) != 0)
        QSKIP("there is no second disk to write to");
    const BytePath out = "/dev/shm/creel-test-" + QByteArray::number(::getpid());
    const auto refused =
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.link = PhotoLink::Hard; });
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(QStringLiteral("another disk")));
    QVERIFY(!fs::exists(out.toStdString()));
}

void ExportTest::linksAreNeverChanged()
{
    const ExportCatalog catalog;
    for (const bool isUpright : {false, true}) {
        const auto refused =
            exportTo(catalog.path(), "voc", catalog.folder().path("out"), [&](auto& request) {
                request.link = PhotoLink::Hard;
                request.isUpright = isUpright;
                request.withoutPosition = !isUpright;
            });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
    }
}

void ExportTest::leavesPositionsBehind()
{
    ByteFolder folder;
    const QByteArray original = located(1);
    const QByteArray plain = encoded(drawnPhoto(2));
    writeFile(folder.path("in/trout/a.jpg"), original);
    writeFile(folder.path("in/trout/plain.jpg"), plain);
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    for (const char* format : allFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog, format, out, [](ExportRequest& r) { r.withoutPosition = true; }));
        QByteArray copy;
        for (const QString& file : filesBelow(out)) {
            const QByteArray bytes = bytesOf(joinPath(out, file.toUtf8()));
            QVERIFY2(!bytes.contains("GPS") && !bytes.contains("latitude"), qPrintable(file));
            if (file.endsWith(QLatin1String("plain.jpg")))
                QCOMPARE(bytes, plain);
            else if (file.endsWith(QLatin1String("a.jpg")))
                copy = bytes;
        }
        auto expected = exifOf(original);
        QVERIFY(expected.contains("Exif.GPSInfo.GPSLatitude"));
        std::erase_if(expected, [](const auto& item) {
            return item.first.starts_with("Exif.GPSInfo.") || item.first == "Exif.Image.GPSTag" ||
                   item.first == "Exif.Image.ExifTag"; // where the EXIF lies in the file
        });
        auto values = exifOf(copy);
        values.erase("Exif.Image.ExifTag");
        QCOMPARE(values, expected);
        QCOMPARE(storedPixels(copy), storedPixels(original));
        QVERIFY(copy.contains("a pike"));
        QCOMPARE(bytesOf(folder.path("in/trout/a.jpg")), original);
    }
}

void ExportTest::staysByteForByteUnlessTurned()
{
    ByteFolder folder;
    for (int orientation = 1; orientation <= 8; ++orientation)
        writeFile(folder.path("in/trout/" + QByteArray::number(orientation) + ".jpg"),
                  withMetadata(encoded(drawnPhoto(quint32(orientation), QSize(160, 96))),
                               {{"Exif.Image.Orientation", QByteArray::number(orientation)},
                                {"Exif.Image.Model", "Cam"}}));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("stored")));
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("upright"),
                     [](ExportRequest& request) { request.isUpright = true; }));
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const QByteArray name = "trout/" + QByteArray::number(orientation) + ".jpg";
        const QByteArray original = bytesOf(folder.path("in/" + name));
        QCOMPARE(bytesOf(folder.path("stored/" + name)), original);
        const QByteArray turned = bytesOf(folder.path("upright/" + name));
        QCOMPARE(turned == original, orientation == 1);
        QCOMPARE(exifOf(turned)["Exif.Image.Orientation"], std::string("1"));
        QCOMPARE(exifOf(turned)["Exif.Image.Model"], std::string("Cam"));
        // A reader that knows nothing of EXIF sees it as people do.
        QVERIFY(difference(storedPixels(turned), decodePhoto(original)->image) < 2);
    }
}

/// Parts of a pixel at the photo's edges: no format may lose them, or put them outside.
void ExportTest::keepsSliversOnThePhoto()
{
    ByteFolder folder;
    writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(folder.path("in/a.txt"),
              "0 0.998 0.5 0.004 1\n0 0.5 0.996 1 0.008\n0 0.002 0.004 0.004 0.008\n");
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "yolo", folder.path("in")).boxesAdded, 3);
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog, format, out));
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        const auto back = imported(copy, format, out);
        QCOMPARE(back.boxesAdded, 3);
        QCOMPARE(findingLines(back.findings), QStringList());
    }
}

void ExportTest::neverWritesOverWhatIsThere()
{
    const ExportCatalog catalog;
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog.path(), format, out));
        // Whichever one of its files is there already, and says something else, it stays.
        for (const QString& file : filesBelow(out)) {
            const BytePath other = catalog.folder().path("other");
            const bool isList = file.endsWith(QLatin1String(".txt")) ||
                                file.endsWith(QLatin1String("yaml")) || file == QLatin1String("classes.csv");
            const QByteArray there = isList ? bytesOf(joinPath(out, file.toUtf8())) : "precious";
            writeFile(joinPath(other, file.toUtf8()), there);
            const auto refused = exportTo(catalog.path(), format, other);
            QVERIFY2(!refused, qPrintable(file));
            QCOMPARE(refused.error().code, ErrorCode::Exists);
            QCOMPARE(filesBelow(other), QStringList(file));
            QCOMPARE(bytesOf(joinPath(other, file.toUtf8())), there);
            fs::remove_all(other.toStdString());
        }
    }
}

void ExportTest::neverWritesThroughALinkedFolder()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    fs::create_directories(out.toStdString());
    fs::create_directory_symlink(catalog.folder().path("in/trout").toStdString(),
                                 joinPath(out, "images").toStdString());
    const QByteArray before = bytesOf(catalog.original(1));
    const auto refused =
        exportTo(catalog.path(), "coco", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Exists);
    QCOMPARE(bytesOf(catalog.original(1)), before);
    QCOMPARE(filesBelow(catalog.folder().path("in")).size(), ExportCatalog::photos);
}

void ExportTest::leavesNothingWhereverItStops()
{
    const ExportCatalog catalog;
    const auto connection = catalog.open();
    for (const char* format : allFormats) {
        for (const bool isNew : {false, true}) {
            const BytePath out = catalog.folder().path(isNew ? "new/deep" : "there");
            if (!isNew)
                writeFile(joinPath(out, "mine.txt"), "mine");
            for (int step = 0; step < ExportCatalog::photos; ++step) {
                ExportRequest request;
                request.format = QString::fromLatin1(format);
                request.folder = out;
                const CancelToken token;
                const auto stopped =
                    exportDataset(*connection, request, JobContext(token, [&](const Progress& progress) {
                        if (progress.done >= step)
                            token.cancel();
                    }));
                QVERIFY(!stopped);
                QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
                QCOMPARE(fs::exists(out.toStdString()), !isNew);
                QCOMPARE(filesBelow(out), isNew ? QStringList() : QStringList(QStringLiteral("mine.txt")));
            }
        }
    }
}

void ExportTest::putsBackWhatACommitMoved()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    writeFile(joinPath(out, "images/p0.jpg"), "old");
    writeFile(joinPath(out, "labels"), "a file where a folder has to be");
    const auto refused =
        exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(filesBelow(out), (QStringList{QStringLiteral("images/p0.jpg"), QStringLiteral("labels")}));
    QCOMPARE(bytesOf(joinPath(out, "images/p0.jpg")), QByteArray("old"));
    fs::remove(joinPath(out, "images/p0.jpg").toStdString());
    fs::remove(joinPath(out, "images").toStdString());
    QVERIFY(!exportTo(catalog.path(), "yolo", out));
    QCOMPARE(filesBelow(out), QStringList(QStringLiteral("labels")));
    QVERIFY(!fs::exists(joinPath(out, "images").toStdString()));
}

void ExportTest::moreClassesKeepTheirNumbers()
{
    const ExportCatalog catalog;
    for (const char* format : allFormats)
        QVERIFY(exportTo(catalog.path(), format, catalog.folder().path(QByteArray("out_") + format)));
    catalog.apply(AddLabel{QStringLiteral("asp")}); // by name it would be the first
    const auto overwrite = [](ExportRequest& request) {
        request.mayOverwrite = true;
    };
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto refused = exportTo(catalog.path(), format, out);
        QVERIFY2(!refused, format);
        QCOMPARE(refused.error().code, ErrorCode::Exists);
        const auto again = exportTo(catalog.path(), format, out, overwrite);
        QVERIFY2(again, format);
        QCOMPARE(again->classes,
                 (QStringList{QStringLiteral("bass"), QStringLiteral("trout"), QStringLiteral("asp")}));
    }
    QCOMPARE(bytesOf(catalog.folder().path("out_yolo/classes.txt")), QByteArray("bass\ntrout\nasp\n"));
    // Another order is refused wherever numbers stand for classes, even with leave to overwrite.
    const QList<Label> labels = must(LabelStore(*catalog.open()).all());
    catalog.apply(ReorderLabels{{labels[2].id, labels[1].id, labels[0].id}});
    for (const char* format : {"yolo", "coco", "voc", "labelme", "retinanet"}) {
        const auto refused =
            exportTo(catalog.path(), format, catalog.folder().path(QByteArray("out_") + format), overwrite);
        QVERIFY2(!refused, format);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
    }
}

void ExportTest::anotherYamlIsNotOverwritten()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    const QByteArray yaml = "train: images/train\nval: images/val\nnames: [trout, bass]\n";
    writeFile(joinPath(out, "data.yaml"), yaml);
    const auto refused =
        exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(bytesOf(joinPath(out, "data.yaml")), yaml);
}

void ExportTest::namesStayInTheFolder()
{
    ByteFolder folder;
    const QList<QByteArray> names{
        "a\\b.jpg",   "new\nline.jpg",  "\xff\xfe.jpg", " blank .jpg",   "-rf.jpg",      "quote\".jpg",
        "comma,.jpg", "a&<b>.jpg",      "classes.jpg",  "train.jpg",     "labels.jpg",   "readme.jpg",
        "UPPER.JPG",  "upper.png",      "data.jpg",     "instances.jpg", "metadata.jpg", "annotations.jpg",
        "tab\t.jpg",  "%2e%2e%2fx.jpg", "C:evil.jpg",   "dataset.jpg"};
    for (int i = 0; i < names.size(); ++i) {
        writeFile(folder.path("in/" + names[i]), encoded(drawnPhoto(quint32(i), QSize(64, 48))));
        writeFile(folder.path("in/" + withoutExtension(names[i]) + ".xml"),
                  "<annotation><object><name>fish</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>" +
                      QByteArray::number(10 + i) + "</xmax><ymax>30</ymax></bndbox></object></annotation>");
    }
    const QString catalog = folder.file("a.creel");
    const int boxes = int(imported(catalog, "voc", folder.path("in")).boxesAdded);
    QCOMPARE(boxes, names.size());
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("deep/er/out_") + format);
        const auto exported = exportTo(catalog, format, out);
        QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
        QCOMPARE(exported->photos, boxes);
        for (const QString& file : filesBelow(folder.path("deep")))
            QVERIFY2(file.startsWith(QLatin1String("er/out_")) && !file.contains(QLatin1Char('\\')),
                     qPrintable(file));
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        QCOMPARE(imported(copy, format, out).boxesAdded, boxes);
        const auto edges = [](const QString& path) {
            QStringList lines = boxLines(path, 1);
            for (QString& line : lines) // names were cleaned
                line = line.section(QLatin1Char(' '), -5);
            lines.sort();
            return lines;
        };
        QCOMPARE(edges(copy), edges(catalog));
    }
}

/// No photo's name reaches a format's writer as one that leads elsewhere.
void ExportTest::hostileNamesAreCleaned()
{
    ExportNames names;
    Photo photo;
    photo.format = QStringLiteral("jpeg");
    QSet<BytePath> seen;
    for (const QByteArray& name :
         {QByteArray("../../evil.jpg"), QByteArray("/etc/cron.d/evil.jpg"), QByteArray("..\\..\\evil.jpg"),
          QByteArray("nul\0.jpg", 8), QByteArray(".."), QByteArray("."), QByteArray(".jpg"),
          QByteArray("....jpg"), QByteArray("C:\\evil.jpg"), QByteArray(), QByteArray(5000, 'x'),
          QByteArray(" .jpg")}) {
        photo.id = PhotoId(photo.id.value() + 1);
        photo.name = name;
        const BytePath clean = names.nameFor(photo, false);
        QVERIFY2(!clean.contains('/') && !clean.contains('\\') && !clean.contains('\0'), clean);
        QVERIFY2(!clean.startsWith('.') && clean.endsWith(".jpg") && clean.size() < 255, clean);
        QVERIFY2(!seen.contains(withoutExtension(clean)), clean);
        seen.insert(withoutExtension(clean));
    }
}

void ExportTest::refusesNamesThatLeadOut()
{
    ByteFolder folder;
    const auto out = must(ExportFolder::open(folder.path("out"), true));
    for (const QByteArray& name :
         {QByteArray("../a"), QByteArray("/etc/a"), QByteArray("a/../../b"), QByteArray("a\0b", 3),
          QByteArray(), QByteArray("a/.."), QByteArray("a//b")}) {
        const auto refused = out->write(name, "x");
        QVERIFY2(!refused, name);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
    }
    QCOMPARE(filesBelow(folder.path()), QStringList());
}

void ExportTest::classesOfLikeNamesStayApart()
{
    ByteFolder folder;
    const QStringList classes{QStringLiteral("a\\b"), QStringLiteral("a_b"), QStringLiteral(".."),
                              QStringLiteral("_..")};
    QByteArray table = "name,label\n";
    for (int i = 0; i < classes.size(); ++i) {
        const QByteArray name = QByteArray::number(i) + ".jpg";
        writeFile(folder.path("in/" + name), encoded(drawnPhoto(quint32(i))));
        table += name + ',' + classes[i].toUtf8() + '\n';
    }
    writeFile(folder.path("in/labels.csv"), table);
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "csv", folder.path("in")).labelsCreated.size(), classes.size());
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("out/in")));
    QSet<QString> folders;
    for (const QString& file : filesBelow(folder.path("out"))) {
        QVERIFY2(file.startsWith(QLatin1String("in/")) && !file.contains(QLatin1Char('\\')),
                 qPrintable(file));
        folders.insert(file.section(QLatin1Char('/'), 0, 1));
    }
    QCOMPARE(folders.size(), 4);
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"
