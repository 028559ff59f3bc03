#include "core/exchange/json_text.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/shared_data.h"

#include <QPainter>
#include <QProcess>
#include <QtTest>

#include <algorithm>

using namespace creel;
using namespace creel::test;

namespace {

constexpr QColor planted(220, 40, 30);
constexpr QColor water(20, 60, 140);
constexpr QRect plantedBox(24, 40, 40, 24); // in upright pixels; whole blocks of a JPEG
constexpr QSize landscape(160, 96);

QSize uprightSize(int orientation)
{
    return orientation >= 5 ? landscape.transposed() : landscape;
}

/// As a camera that was held so stores the upright picture.
QImage stored(const QImage& upright, int orientation)
{
    const auto rotated = [&](double degrees) {
        return upright.transformed(QTransform().rotate(degrees));
    };
    switch (orientation) {
    case 2:
        return upright.mirrored(true, false);
    case 3:
        return rotated(180);
    case 4:
        return upright.mirrored(false, true);
    case 5:
        return rotated(90).mirrored(true, false);
    case 6:
        return rotated(-90);
    case 7:
        return rotated(90).mirrored(false, true);
    case 8:
        return rotated(90);
    default:
        return upright;
    }
}

QByteArray plantedPhoto(int orientation)
{
    QImage upright(uprightSize(orientation), QImage::Format_RGB32);
    upright.fill(water);
    QPainter(&upright).fillRect(plantedBox, planted);
    return withMetadata(encoded(stored(upright, orientation), "jpeg", 98),
                        {{"Exif.Image.Orientation", QByteArray::number(orientation)}});
}

/// What an independent reader sees; none where it is not installed.
std::optional<QList<QJsonObject>> readBy(const QString& reader, const BytePath& folder)
{
    QProcess python;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    python.setProcessEnvironment(environment);
    python.start(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral(CREEL_SOURCE_DIR "/tests/support/dataset_reader.py"), reader, displayPath(folder)});
    if (!python.waitForStarted())
        return std::nullopt;
    python.waitForFinished(300'000);
    const QByteArray out = python.readAllStandardOutput();
    if (python.exitCode() == 77)
        return std::nullopt;
    if (python.exitCode() != 0)
        qFatal("%s: %s", qPrintable(reader), python.readAllStandardError().constData());
    QList<QJsonObject> boxes;
    for (const QByteArray& line : out.trimmed().split('\n'))
        boxes.append(QJsonDocument::fromJson(line).object());
    return boxes;
}

bool isNear(const QJsonValue& mean, const QColor& colour)
{
    const QJsonArray channels = mean.toArray();
    return std::abs(channels[0].toDouble() - colour.red()) < 20 &&
           std::abs(channels[1].toDouble() - colour.green()) < 20 &&
           std::abs(channels[2].toDouble() - colour.blue()) < 20;
}

} // namespace

/// Other programs find in our exports what lies in the photos. Skips where they are not installed.
class FormatPeersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void boxesHitWhatReadersSee_data();
    void boxesHitWhatReadersSee();
    void otherReadersMiss();
    void readersSeeWhatPeopleSee();
    void kangaroosInOpenCv();

private:
    ByteFolder m_folder;
    QString m_catalog;
};

void FormatPeersTest::initTestCase()
{
    m_catalog = m_folder.file("a.creel");
    QByteArray lines;
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const QByteArray name = "turned_" + QByteArray::number(orientation) + ".jpg";
        writeFile(m_folder.path("in/" + name), plantedPhoto(orientation));
        lines += "{\"file\": \"" + name + "\", \"boxes\": [{\"label\": \"target\", \"bbox\": [" +
                 QByteArray::number(plantedBox.x()) + ',' + QByteArray::number(plantedBox.y()) + ',' +
                 QByteArray::number(plantedBox.width()) + ',' + QByteArray::number(plantedBox.height()) +
                 "]}]}\n";
    }
    writeFile(m_folder.path("in/planted.jsonl"), lines);
    QCOMPARE(imported(m_catalog, "jsonl", m_folder.path("in")).boxesAdded, 8);
}

void FormatPeersTest::boxesHitWhatReadersSee_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("isUpright");
    QTest::addColumn<QString>("reader");
    const auto add = [](const char* format, bool isUpright, const char* reader) {
        QTest::addRow("%s %s, read by %s", format, isUpright ? "turned" : "as is", reader)
            << QString::fromLatin1(format) << isUpright << QString::fromLatin1(reader);
    };
    for (const char* format : {"yolo", "coco", "createml", "hf", "jsonl"})
        add(format, false, (QByteArray(format) + ":turned").constData());
    for (const char* format : {"voc", "retinanet"})
        add(format, false, (QByteArray(format) + ":stored").constData());
    add("labelme", false, "labelme");
    add("voc", false, "voc_torchvision");
    add("coco", false, "coco_torchvision");
    // Once turned, it is all the same whether a reader minds EXIF.
    for (const char* format : {"yolo", "coco", "createml", "hf", "jsonl", "voc", "retinanet"}) {
        add(format, true, (QByteArray(format) + ":turned").constData());
        add(format, true, (QByteArray(format) + ":stored").constData());
    }
    add("labelme", true, "labelme");
    add("voc", true, "voc_torchvision");
}

void FormatPeersTest::boxesHitWhatReadersSee()
{
    QFETCH(const QString, format);
    QFETCH(const bool, isUpright);
    QFETCH(const QString, reader);
    ByteFolder folder;
    const bool isDevkit = reader == QLatin1String("voc_torchvision");
    QVERIFY(exportTo(m_catalog, format.toLatin1().constData(),
                     folder.path(isDevkit ? "VOCdevkit/VOC2012" : "out"),
                     [&](ExportRequest& request) { request.isUpright = isUpright; }));
    const auto boxes = readBy(reader, isDevkit ? folder.path() : folder.path("out"));
    if (!boxes)
        QSKIP("what this reader needs is not installed");
    QCOMPARE(boxes->size(), 8);
    QStringList photos;
    for (const QJsonObject& box : *boxes) {
        const QByteArray text = jsonLine(box);
        QCOMPARE(box[QLatin1String("label")], QJsonValue(QStringLiteral("target")));
        QVERIFY2(isNear(box[QLatin1String("inside")], planted), text);
        QVERIFY2(isNear(box[QLatin1String("around")], water), text);
        photos.append(box[QLatin1String("photo")].toString());
    }
    photos.removeDuplicates();
    QCOMPARE(photos.size(), 8);
}

/// The check above can fail: a reader that minds EXIF where the format's do not sees something else.
void FormatPeersTest::otherReadersMiss()
{
    for (const auto& [format, reader] :
         {std::pair("yolo", "yolo:stored"), std::pair("retinanet", "retinanet:turned")}) {
        QVERIFY(exportTo(m_catalog, format, m_folder.path(QByteArray("missed_") + format)));
        const auto boxes = readBy(QLatin1String(reader), m_folder.path(QByteArray("missed_") + format));
        if (!boxes)
            QSKIP("python3-opencv is not installed");
        const auto hits = std::ranges::count_if(
            *boxes, [](const QJsonObject& box) { return isNear(box[QLatin1String("inside")], planted); });
        QCOMPARE(hits, 1); // the one that nothing turns
    }
}

/// The golden EXIF set: in every orientation the same picture lies under the same box.
void FormatPeersTest::readersSeeWhatPeopleSee()
{
    CREEL_NEEDS_SHARED(shared);
    ByteFolder folder;
    QByteArray lines;
    for (const char* shape : {"Landscape", "Portrait"}) {
        for (int orientation = 1; orientation <= 8; ++orientation) {
            const QByteArray name = shape + ('_' + QByteArray::number(orientation)) + ".jpg";
            writeFile(folder.path("in/" + name),
                      bytesOf(bytePathFromLocal(shared + QStringLiteral("/exif_orientation/")) + name));
            lines += "{\"file\": \"" + name +
                     "\", \"boxes\": [{\"label\": \"target\", \"bbox\": [300, 250, 160, 240]}]}\n";
        }
    }
    writeFile(folder.path("in/golden.jsonl"), lines);
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "jsonl", folder.path("in")).boxesAdded, 16);
    for (const auto& [format, reader] : {std::pair("yolo", "yolo:turned"), std::pair("voc", "voc:stored")}) {
        QVERIFY(exportTo(catalog, format, folder.path(format)));
        const auto boxes = readBy(QLatin1String(reader), folder.path(format));
        if (!boxes)
            QSKIP("python3-opencv is not installed");
        QCOMPARE(boxes->size(), 16);
        for (const char* shape : {"Landscape", "Portrait"}) {
            std::optional<QColor> first;
            for (const QJsonObject& box : *boxes) {
                if (!box[QLatin1String("photo")].toString().startsWith(QLatin1String(shape)))
                    continue;
                const QJsonArray mean = box[QLatin1String("inside")].toArray();
                const QColor colour(qRound(mean[0].toDouble()), qRound(mean[1].toDouble()),
                                    qRound(mean[2].toDouble()));
                first = first.value_or(colour);
                QVERIFY2(isNear(mean, *first), jsonLine(box));
            }
            QVERIFY(first);
        }
    }
}

void FormatPeersTest::kangaroosInOpenCv()
{
    CREEL_NEEDS_SHARED(shared);
    ByteFolder folder;
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "voc", bytePathFromLocal(shared + QStringLiteral("/voc_kangaroo/annots")))
                 .boxesAdded,
             266);
    QVERIFY(exportTo(catalog, "coco", folder.path("coco")));
    const auto boxes = readBy(QStringLiteral("coco"), folder.path("coco"));
    if (!boxes)
        QSKIP("python3-opencv is not installed");
    QCOMPARE(boxes->size(), 266);
}

QTEST_GUILESS_MAIN(FormatPeersTest)
#include "tst_format_peers.moc"
