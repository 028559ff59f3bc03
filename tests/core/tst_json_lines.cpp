#include "core/catalog/split_store.h"
#include "core/ingest/import.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

#include <QJsonDocument>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

constexpr QSize photoSize(120, 80);

/// All that a catalog knows of its photos but their facts, in the order of their names.
QStringList everythingIn(const QString& catalog)
{
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    QHash<LabelId, QString> labels;
    for (const Label& label : must(LabelStore(*connection).all()))
        labels.insert(label.id, label.name);
    const auto parts = must(SplitStore(*connection).all());
    PhotoStore photos(*connection);
    ReviewStore reviews(*connection);
    BoxStore boxes(*connection);
    QStringList lines;
    for (qint64 id = 1; id <= must(photos.count()); ++id) {
        const Photo photo = *must(photos.byId(PhotoId(id)));
        const Review review = must(reviews.byPhoto(photo.id));
        const PhotoBoxes known = must(boxes.ofPhoto(photo.id));
        const auto part = parts.constFind(photo.id);
        QStringList line{displayPath(photo.name),
                         labels.value(photo.folderLabel),
                         stateName(review.state),
                         reasonName(review.reason),
                         labels.value(review.label),
                         review.note,
                         QString::number(review.decidedAt),
                         part == parts.cend() ? QString() : partName(*part),
                         known.verified ? QStringLiteral("verified") : QString()};
        for (Box box : known.boxes) {
            const QRectF pixels = toPixels(box.rect, photoSize);
            line.append(labels.value(box.label));
            for (const double edge : {pixels.left(), pixels.top(), pixels.width(), pixels.height()})
                line.append(QString::number(edge, 'f', 5));
            line.append(originName(box.origin) + QLatin1Char(box.difficult ? 'D' : '-') +
                        QLatin1Char(box.truncated ? 'T' : '-') + QLatin1Char(box.occluded ? 'O' : '-') +
                        (box.score ? QString::number(*box.score) : QString()));
        }
        lines.append(line.join(QLatin1Char('|')));
    }
    lines.sort();
    return lines;
}

} // namespace

/// JSON lines bring back what they took out.
class JsonLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void bringBackEverything();
    void importingAgainChangesNothing();
    void areStepsToUndo();
    void leaveWhatPeopleDecided();
    void replaceWhereTheyMay();
    void areReadWithoutDecisions();
    void contradictionsAreMadeWhole();

private:
    BytePath in(const BytePath& name = {}) const { return joinPath(m_folder->path("in"), name); }
    QString catalog() const { return m_folder->file("a.creel"); }
    QString copy() const { return m_folder->file("b.creel"); }
    BytePath out() const { return m_folder->path("out"); }
    AnnotationSummary readBack(const std::function<void(AnnotationImport&)>& change = {}) const
    {
        return imported(copy(), "jsonl", out(), [&](AnnotationImport& request) {
            request.takesParts = true;
            if (change)
                change(request);
        });
    }
    void decideOnEverything(Connection& connection) const;

    std::unique_ptr<ByteFolder> m_folder;
};

void JsonLinesTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
    for (int i = 0; i < 8; ++i)
        writeFile(in("trout/p" + QByteArray::number(i) + ".jpg"), encoded(drawnPhoto(quint32(i), photoSize)));
    ImportRequest request;
    request.catalogPath = catalog();
    request.paths = {in()};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, {}));
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    decideOnEverything(*connection);
    QVERIFY(exportTo(catalog(), "jsonl", out()));
}

/// Photo 1 accepted as claimed, 2 as another label, 3 to 5 rejected, 6 noted only, 7 untouched but for boxes.
void JsonLinesTest::decideOnEverything(Connection& connection) const
{
    ReviewSession session(connection, QStringLiteral("tester"));
    must(session.apply(AddLabel{QStringLiteral("Größe \"x\"")}));
    const QList<Label> labels = must(LabelStore(connection).all());
    const LabelId trout = labels[0].id, other = labels[1].id;
    must(session.apply(Accept{{PhotoId(1)}}));
    must(session.apply(SetLabel{{PhotoId(2)}, other}));
    must(session.apply(Reject{{PhotoId(3)}, RejectReason::NotSubject}));
    must(session.apply(SetLabel{{PhotoId(4)}, other}));
    must(session.apply(Reject{{PhotoId(4)}, RejectReason::PoorQuality})); // keeps the person's label
    must(session.apply(Reject{{PhotoId(5)}, RejectReason::Duplicate}));
    must(session.apply(SetNote{PhotoId(5), QStringLiteral("the same as\nthe one before, \"twice\"")}));
    must(session.apply(SetNote{PhotoId(6), QStringLiteral("ask Anna")}));
    Box person;
    person.label = trout;
    person.rect = {0.123456, 0.1, 0.5, 0.987654};
    person.difficult = true;
    Box model = person;
    model.label = other;
    model.rect = {0.6, 0.1, 0.9, 0.4};
    model.difficult = false;
    model.truncated = model.occluded = true;
    model.origin = BoxOrigin::Model;
    model.score = 0.8125;
    Box import = model;
    import.rect = {0.6, 0.5, 0.9, 0.9};
    import.origin = BoxOrigin::Import;
    import.score = {};
    PhotoBoxes first{PhotoId(1), {person, model, import}, true};
    PhotoBoxes seventh{PhotoId(7), {model}, false};
    must(session.apply(SetPhotoBoxes{{first, seventh, PhotoBoxes{PhotoId(8), {}, true}}}));
    const std::vector<SplitStore::Entry> parts{
        {PhotoId(1), SplitPart::Test}, {PhotoId(2), SplitPart::Train}, {PhotoId(3), SplitPart::Valid}};
    must(SplitStore(connection).assign(parts));
}

void JsonLinesTest::bringBackEverything()
{
    const auto summary = readBack();
    QCOMPARE(everythingIn(copy()), everythingIn(catalog()));
    QCOMPARE(findingLines(summary.findings), QStringList());
    QCOMPARE(summary.boxesAdded, 4);
    QCOMPARE(summary.photosLabelled, 2);
    QCOMPARE(summary.photosRejected, 3);
    QCOMPARE(summary.notesTaken, 2);
    // What comes out of the copy is the same again, but for where the photos lie.
    QVERIFY(exportTo(copy(), "jsonl", m_folder->path("again")));
    const auto withoutPaths = [](QByteArray lines) {
        QStringList result;
        for (const QByteArray& line : lines.trimmed().split('\n')) {
            QJsonObject json = QJsonDocument::fromJson(line).object();
            json.remove(QStringLiteral("original"));
            json.remove(QStringLiteral("id"));
            result.append(QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)));
        }
        result.sort();
        return result;
    };
    QCOMPARE(withoutPaths(bytesOf(m_folder->path("again/dataset.jsonl"))),
             withoutPaths(bytesOf(joinPath(out(), "dataset.jsonl"))));
}

void JsonLinesTest::importingAgainChangesNothing()
{
    readBack();
    const QStringList before = everythingIn(copy());
    const auto again = readBack();
    QCOMPARE(everythingIn(copy()), before);
    QCOMPARE(again.boxesAdded + again.photosLabelled + again.photosRejected + again.notesTaken, 0);
    QCOMPARE(again.labelsInConflict, 0);
    QCOMPARE(findingLines(again.findings), QStringList());
}

void JsonLinesTest::areStepsToUndo()
{
    readBack();
    const QStringList whole = everythingIn(copy());
    const auto connection = must(openCatalog(copy(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    QCOMPARE(must(session.undo()).photos.size(), 6); // decisions and notes
    QCOMPARE(must(session.undo()).boxPhotos.size(), 3);
    for (const QString& line : everythingIn(copy()))
        QVERIFY2(line.contains(QLatin1String("|trout|unreviewed|||")) &&
                     !line.contains(QLatin1String("|model")),
                 qPrintable(line));
    must(session.redo());
    must(session.redo());
    QCOMPARE(everythingIn(copy()), whole);
}

void JsonLinesTest::leaveWhatPeopleDecided()
{
    readBack();
    const auto connection = must(openCatalog(copy(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    const LabelId trout = must(LabelStore(*connection).byName(QStringLiteral("trout")))->id;
    PhotoStore photos(*connection);
    QHash<QByteArray, PhotoId> ids;
    for (qint64 id = 1; id <= 8; ++id)
        ids.insert(must(photos.byId(PhotoId(id)))->name, PhotoId(id));
    must(session.apply(SetLabel{{ids["p1.jpg"], ids["p2.jpg"]}, trout}));
    must(session.apply(SetNote{ids["p5.jpg"], QStringLiteral("asked Anna")}));
    const QStringList decided = everythingIn(copy());
    const auto summary = readBack();
    QCOMPARE(everythingIn(copy()), decided);
    QCOMPARE(summary.labelsInConflict, 2);
    QStringList findings = findingLines(summary.findings);
    findings.sort();
    QCOMPARE(findings,
             (QStringList{
                 QStringLiteral("3: A person has decided otherwise than “Größe \"x\"”, which stays."),
                 QStringLiteral("4: A person has decided otherwise than to reject the photo, which stays."),
                 QStringLiteral("7: The photo has another note already, which stays.")}));
}

void JsonLinesTest::replaceWhereTheyMay()
{
    readBack();
    const auto connection = must(openCatalog(copy(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    const LabelId trout = must(LabelStore(*connection).byName(QStringLiteral("trout")))->id;
    must(session.apply(SetLabel{{PhotoId(2), PhotoId(3)}, trout}));
    must(session.apply(SetNote{PhotoId(6), QStringLiteral("asked Anna")}));
    readBack([](AnnotationImport& request) { request.replaces = true; });
    QCOMPARE(everythingIn(copy()), everythingIn(catalog()));
}

void JsonLinesTest::areReadWithoutDecisions()
{
    writeFile(m_folder->path("plain/a.jpg"), encoded(drawnPhoto(1, photoSize)));
    writeFile(m_folder->path("plain/x.jsonl"), "{\"file\": \"a.jpg\", \"label\": \"trout\"}\n");
    QCOMPARE(imported(copy(), "jsonl", m_folder->path("plain")).photosLabelled, 1);
    const auto connection = must(openCatalog(copy(), Connection::Access::ReadOnly));
    QCOMPARE(must(ReviewStore(*connection).byPhoto(PhotoId(1))).state, ReviewState::Accepted);
}

void JsonLinesTest::contradictionsAreMadeWhole()
{
    QByteArray lines;
    const QList<QByteArray> records{
        "\"state\": \"accepted\", \"reason\": \"equipment\", \"label\": \"trout\"",
        "\"state\": \"rejected\", \"reason\": \"nonsense\", \"decided_at\": -5",
        "\"state\": \"unreviewed\", \"reason\": \"equipment\", \"decided_at\": 7, \"note\": \"n\\u0000o\"",
        "\"state\": 7, \"boxes\": [{\"label\": \"trout\", \"bbox\": [1, 1, 9, 9], \"origin\": 3, \"score\": "
        "7}]"};
    for (int i = 0; i < records.size(); ++i) {
        const QByteArray name = QByteArray::number(i) + ".jpg";
        writeFile(m_folder->path("odd/" + name), encoded(drawnPhoto(quint32(i), photoSize)));
        lines += "{\"file\": \"" + name + "\", " + records[i] + "}\n";
    }
    writeFile(m_folder->path("odd/x.jsonl"), lines);
    imported(copy(), "jsonl", m_folder->path("odd"));
    const auto connection = must(openCatalog(copy(), Connection::Access::ReadOnly));
    ReviewStore reviews(*connection);
    const Review accepted = must(reviews.byPhoto(PhotoId(1)));
    QCOMPARE(accepted.reason, RejectReason::None);
    QVERIFY(accepted.decidedAt > 0);
    const Review rejected = must(reviews.byPhoto(PhotoId(2)));
    QCOMPARE(rejected.reason, RejectReason::Other);
    QVERIFY(rejected.decidedAt > 0);
    const Review noted = must(reviews.byPhoto(PhotoId(3)));
    QCOMPARE(noted.reason, RejectReason::None);
    QCOMPARE(noted.decidedAt, 0);
    QCOMPARE(noted.note, QStringLiteral("no"));
    const Box box = must(BoxStore(*connection).byPhoto(PhotoId(4))).first();
    QCOMPARE(box.origin, BoxOrigin::Import);
    QCOMPARE(box.score, std::optional(1.0));
}

QTEST_GUILESS_MAIN(JsonLinesTest)
#include "tst_json_lines.moc"
