#include "core/catalog/box_store.h"

#include "core/catalog/integrity.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <limits>

using namespace creel;
using creel::test::must;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

Box boxOn(qint64 photo, const BoxRect& rect, LabelId label = {})
{
    Box box;
    box.photo = PhotoId(photo);
    box.rect = rect;
    box.label = label;
    return box;
}

} // namespace

/// Boxes from their pixels to the journal and back.
class BoxesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void wholePixelsComeBackExactly();
    void decimalsComeBackExactly();
    void onlyBoxesOnThePhotoAreValid();
    void overlapIsIntersectionOverUnion();
    void everyFieldIsKept();
    void cutsOffWhatLiesOutside();
    void refusesWhatIsNoBox_data();
    void refusesWhatIsNoBox();
    void severalBoxesAreOneStep();
    void changingAModelsBoxMakesItThePersons();
    void changingNothingLeavesNoTrace();
    void removedBoxComesBackAsItWas();
    void verifiedAndNoObjectAreDecisions();
    void setsAllBoxesOfAPhotoInOneStep();
    void undoAndRedoSurviveARestart();
    void aMergedLabelCountsOn();
    void aLabelInUseByABoxStays();
    void historyTellsOfRemovedBoxes();
    void seesWhatAnotherConnectionDrew();
    void checkFindsTampering_data();
    void checkFindsTampering();
    void walksAllBoxes();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("t.creel")); }
    void open();
    Applied apply(const Edit& edit) { return must(m_session->apply(edit)); }
    Box add(const Box& box);
    QList<Box> boxes(qint64 photo) { return must(m_session->boxes(PhotoId(photo))).boxes; }
    LabelId label(const char* name)
    {
        return must(LabelStore(*m_connection).byName(QLatin1String(name)))->id;
    }
    void checkIsSound()
    {
        // The factory's own labels were never journalled; nothing else may be amiss.
        for (const QString& fault : must(checkIntegrity(*m_connection)).faults)
            QVERIFY2(fault.startsWith(QStringLiteral("Label ")), qPrintable(fault));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
};

void BoxesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 10, {QStringLiteral("brown"), QStringLiteral("bull")});
    open();
}

void BoxesTest::open()
{
    m_session.reset();
    m_connection = must(openCatalog(path(), Connection::Access::ReadWrite));
    m_session = std::make_unique<ReviewSession>(*m_connection, QStringLiteral("tester"));
}

void BoxesTest::cleanup()
{
    m_session.reset();
    m_connection.reset();
}

Box BoxesTest::add(const Box& box)
{
    apply(AddBoxes{{box}});
    return boxes(box.photo.value()).last();
}

void BoxesTest::wholePixelsComeBackExactly()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 200'000; ++i) {
        const QSize photo(1 + int(random.bounded(12'000)), 1 + int(random.bounded(12'000)));
        const int x = int(random.bounded(photo.width()));
        const int y = int(random.bounded(photo.height()));
        const QRectF pixels(x, y, 1 + random.bounded(photo.width() - x),
                            1 + random.bounded(photo.height() - y));
        const BoxRect rect = fromPixels(pixels, photo);
        QVERIFY(rect.isValid());
        QCOMPARE(clamped(rect), rect);
        const QRectF back = toPixels(rect, photo);
        // Not QCOMPARE, which forgives small differences.
        if (back.x() != pixels.x() || back.y() != pixels.y() || back.width() != pixels.width() ||
            back.height() != pixels.height())
            QFAIL(qPrintable(QStringLiteral("%1 %2 in %3").arg(x).arg(y).arg(photo.width())));
    }
}

void BoxesTest::decimalsComeBackExactly()
{
    const QSize photo(641, 479);
    for (const double left : {0.25, 12.34, 17.123456, 100.000001}) {
        const QRectF back = toPixels(fromPixels({left, 3.3, 200.5, 99.9}, photo), photo);
        QVERIFY(back.left() == left);
        QVERIFY(back.top() == 3.3);
        QVERIFY(back.width() == 200.5);
        QVERIFY(back.height() == 99.9);
    }
}

void BoxesTest::onlyBoxesOnThePhotoAreValid()
{
    QVERIFY((BoxRect{0, 0, 1, 1}.isValid()));
    QVERIFY(!(BoxRect{0.5, 0, 0.5, 1}.isValid()));
    QVERIFY(!(BoxRect{0.5, 0, 0.4, 1}.isValid()));
    QVERIFY(!(BoxRect{-0.1, 0, 0.4, 1}.isValid()));
    QVERIFY(!(BoxRect{0, 0, 0.4, 1.1}.isValid()));
    QVERIFY(!(BoxRect{notANumber, 0, 0.4, 1}.isValid()));
    QVERIFY(!(BoxRect{0, 0, 0.4, notANumber}.isValid()));
    QCOMPARE(clamped({-1, 0.25, 0.5, 7}), (BoxRect{0, 0.25, 0.5, 1}));
    QVERIFY(!clamped({1.5, 0, 2, 1}).isValid());
}

void BoxesTest::overlapIsIntersectionOverUnion()
{
    QCOMPARE(overlap({0, 0, 0.5, 0.5}, {0, 0, 0.5, 0.5}), 1.0);
    QCOMPARE(overlap({0, 0, 0.5, 0.5}, {0.25, 0, 0.75, 0.5}), 1.0 / 3);
    QCOMPARE(overlap({0, 0, 0.2, 0.2}, {0.5, 0.5, 1, 1}), 0.0);
}

void BoxesTest::everyFieldIsKept()
{
    Box box = boxOn(3, {0, 0.1, 1.0 / 3, 1}, label("bull"));
    box.difficult = box.truncated = box.occluded = true;
    box.origin = BoxOrigin::Model;
    box.score = 0.1;
    const Box stored = add(box);
    box.id = stored.id;
    QVERIFY(stored.id.isValid());
    QCOMPARE(stored, box);
    QCOMPARE(must(BoxStore(*m_connection).byId(box.id)), std::optional(box));
    Box fromJson = boxFromJson(toJson(box));
    fromJson.id = box.id;
    QCOMPARE(fromJson, box);
    checkIsSound(); // whole numbers among the edges must not look like others in the journal
}

void BoxesTest::cutsOffWhatLiesOutside()
{
    QCOMPARE(add(boxOn(1, {-0.5, 0.5, 0.5, 1.5})).rect, (BoxRect{0, 0.5, 0.5, 1}));
}

void BoxesTest::refusesWhatIsNoBox_data()
{
    QTest::addColumn<qint64>("photo");
    QTest::addColumn<QList<double>>("edges");
    QTest::addColumn<qint64>("label");
    QTest::newRow("empty") << qint64(1) << QList{0.5, 0.5, 0.5, 0.5} << qint64(0);
    QTest::newRow("outside") << qint64(1) << QList{1.1, 0.5, 1.5, 0.9} << qint64(0);
    QTest::newRow("not a number") << qint64(1) << QList{notANumber, 0.5, 0.9, 0.9} << qint64(0);
    QTest::newRow("unknown photo") << qint64(99) << QList{0.1, 0.1, 0.9, 0.9} << qint64(0);
    QTest::newRow("unknown label") << qint64(1) << QList{0.1, 0.1, 0.9, 0.9} << qint64(99);
}

void BoxesTest::refusesWhatIsNoBox()
{
    QFETCH(qint64, photo);
    QFETCH(QList<double>, edges);
    QFETCH(qint64, label);
    const Box bad = boxOn(photo, {edges[0], edges[1], edges[2], edges[3]}, LabelId(label));
    QVERIFY(!m_session->apply(AddBoxes{{boxOn(2, {0, 0, 1, 1}), bad}}));
    QVERIFY(boxes(2).isEmpty());
    QVERIFY(!must(Journal(*m_connection).lastId()).isValid());
}

void BoxesTest::severalBoxesAreOneStep()
{
    QSignalSpy changed(m_session.get(), &ReviewSession::changed);
    const Applied applied =
        apply(AddBoxes{{boxOn(2, {0, 0, 0.5, 0.5}), boxOn(1, {0, 0, 1, 1}), boxOn(2, {0.5, 0.5, 1, 1})}});
    QCOMPARE(applied.boxPhotos, (QList{PhotoId(1), PhotoId(2)}));
    QVERIFY(applied.photos.isEmpty());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(boxes(2).size(), 2);
    QCOMPARE(must(m_session->undoSize()), 3);
    must(m_session->undo());
    QVERIFY(boxes(1).isEmpty());
    QVERIFY(boxes(2).isEmpty());
}

void BoxesTest::changingAModelsBoxMakesItThePersons()
{
    Box box = boxOn(1, {0, 0, 0.5, 0.5}, label("brown"));
    box.origin = BoxOrigin::Model;
    box.score = 0.9;
    box = add(box);
    box.difficult = true; // says nothing on where it is
    apply(ChangeBoxes{{box}});
    QCOMPARE(boxes(1).first().origin, BoxOrigin::Model);
    box.label = label("bull");
    const Applied applied = apply(ChangeBoxes{{box}});
    QCOMPARE(applied.summary, QStringLiteral("Labelled 1 box bull"));
    QCOMPARE(boxes(1).first().origin, BoxOrigin::Person);
    QVERIFY(!boxes(1).first().score);
    must(m_session->undo());
    QCOMPARE(boxes(1).first().score, std::optional(0.9));
}

void BoxesTest::changingNothingLeavesNoTrace()
{
    const Box box = add(boxOn(1, {0, 0, 0.5, 0.5}));
    QVERIFY(!apply(ChangeBoxes{{box}}).edit.isValid());
    QVERIFY(!apply(SetPhotoBoxes{{{PhotoId(1), {box}, false}}}).edit.isValid());
    QVERIFY(!apply(RemoveBoxes{{BoxId(77)}}).edit.isValid());
    QVERIFY(!m_session->apply(ChangeBoxes{{Box{.id = BoxId(77), .photo = {}, .label = {}, .rect = {}}}}));
}

void BoxesTest::removedBoxComesBackAsItWas()
{
    const Box first = add(boxOn(1, {0, 0, 0.5, 0.5}, label("brown")));
    const Box second = add(boxOn(1, {0.1, 0.1, 0.5, 0.5}));
    apply(RemoveBoxes{{second.id, first.id}});
    QVERIFY(boxes(1).isEmpty());
    QVERIFY(add(boxOn(1, {0, 0, 1, 1})).id > second.id); // an id is never given twice
    must(m_session->undo());
    must(m_session->undo());
    QCOMPARE(boxes(1), (QList{first, second}));
}

void BoxesTest::verifiedAndNoObjectAreDecisions()
{
    add(boxOn(1, {0, 0, 0.5, 0.5}));
    const QList<PhotoId> both{PhotoId(1), PhotoId(2)};
    QCOMPARE(apply(SetBoxesVerified{both}).boxPhotos, both);
    QVERIFY(!apply(SetBoxesVerified{both}).edit.isValid());
    QVERIFY(must(m_session->boxes(PhotoId(1))).verified);
    QVERIFY(must(m_session->boxes(PhotoId(2))).verified);
    QVERIFY(!must(m_session->boxes(PhotoId(3))).verified);
    QCOMPARE(must(BoxStore(*m_connection).verifiedPhotos()), both);
    QCOMPARE(apply(SetBoxesVerified{{PhotoId(3)}}).summary, QStringLiteral("No object here: 1 photo"));
    apply(SetBoxesVerified{{PhotoId(1)}, false});
    QVERIFY(!must(m_session->boxes(PhotoId(1))).verified);
    must(m_session->undo());
    QVERIFY(must(m_session->boxes(PhotoId(1))).verified);
    checkIsSound();
}

void BoxesTest::setsAllBoxesOfAPhotoInOneStep()
{
    const Box kept = add(boxOn(1, {0, 0, 0.5, 0.5}));
    add(boxOn(1, {0.1, 0.1, 0.2, 0.2}));
    Box imported = boxOn(1, {0.3, 0.3, 0.4, 0.4}, label("bull"));
    imported.origin = BoxOrigin::Import;
    Box moved = kept;
    moved.rect.right = 0.6;
    apply(SetPhotoBoxes{{{PhotoId(1), {moved, imported}, true}}, QStringLiteral("Imported")});
    const PhotoBoxes now = must(m_session->boxes(PhotoId(1)));
    QVERIFY(now.verified);
    QCOMPARE(now.boxes.size(), 2);
    QCOMPARE(now.boxes[0], moved);
    QCOMPARE(now.boxes[1].origin, BoxOrigin::Import);
    must(m_session->undo());
    QCOMPARE(boxes(1).size(), 2);
    QCOMPARE(boxes(1)[0], kept);
    QVERIFY(!m_session->apply(SetPhotoBoxes{{{PhotoId(1), {}, true}, {PhotoId(1), {}, false}}}));
    checkIsSound();
}

void BoxesTest::undoAndRedoSurviveARestart()
{
    QList<PhotoBoxes> states{must(m_session->boxes(PhotoId(4)))};
    const auto step = [&](const Edit& edit) {
        QVERIFY(apply(edit).edit.isValid());
        states.append(must(m_session->boxes(PhotoId(4))));
    };
    step(AddBoxes{{boxOn(4, {0, 0, 0.25, 0.25}, label("brown"))}});
    step(AddBoxes{{boxOn(4, {0.1, 0.1, 0.7, 1.0 / 3})}});
    for (int i = 1; i <= 10; ++i) {
        Box box = boxes(4)[i % 2];
        box.rect.right += 0.01;
        box.occluded = i % 3 == 0;
        step(ChangeBoxes{{box}});
    }
    step(SetBoxesVerified{{PhotoId(4)}});
    step(RemoveBoxes{{boxes(4)[0].id}});
    open();
    for (qsizetype i = states.size() - 1; i > 0; --i) {
        QCOMPARE(must(m_session->boxes(PhotoId(4))), states[i]);
        QCOMPARE(must(m_session->undo()).boxPhotos, QList{PhotoId(4)});
    }
    open();
    for (qsizetype i = 1; i < states.size(); ++i) {
        QVERIFY(must(m_session->redo()).edit.isValid());
        QCOMPARE(must(m_session->boxes(PhotoId(4))), states[i]);
    }
    checkIsSound();
}

void BoxesTest::aMergedLabelCountsOn()
{
    const LabelId brown = label("brown");
    const LabelId bull = label("bull");
    Box box = add(boxOn(1, {0, 0, 0.5, 0.5}, brown));
    add(boxOn(2, {0, 0, 0.5, 0.5}, bull));
    apply(MergeLabels{brown, bull});
    box.rect.bottom = 0.75; // moving it must not rewrite its label
    QCOMPARE(apply(ChangeBoxes{{box}}).summary, QStringLiteral("Moved 1 box"));
    QCOMPARE(boxes(1).first().label, brown);
    QCOMPARE(add(boxOn(3, {0, 0, 0.5, 0.5}, brown)).label, bull);
    const QHash<LabelId, qint64> counts = must(BoxStore(*m_connection).countsByLabel());
    QCOMPARE(counts, (QHash<LabelId, qint64>{{brown, 1}, {bull, 2}}));
    must(m_session->undo());
    must(m_session->undo());
    must(m_session->undo());
    QCOMPARE(livingLabel(must(m_session->labels()), boxes(1).first().label), brown);
}

void BoxesTest::aLabelInUseByABoxStays()
{
    apply(AddLabel{QStringLiteral("grayling")});
    const LabelId grayling = label("grayling");
    add(boxOn(1, {0, 0, 0.5, 0.5}, grayling));
    const auto refused = m_session->apply(RemoveLabel{grayling});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    must(m_session->undo());
    QVERIFY(m_session->apply(RemoveLabel{grayling}).has_value());
}

void BoxesTest::historyTellsOfRemovedBoxes()
{
    apply(AddBoxes{{boxOn(1, {0, 0, 0.5, 0.5}), boxOn(1, {0, 0, 0.6, 0.6}), boxOn(2, {0, 0, 1, 1})}});
    apply(Accept{{PhotoId(1)}});
    apply(RemoveBoxes{{boxes(1)[0].id, boxes(1)[1].id}});
    apply(SetBoxesVerified{{PhotoId(1)}});
    const QList<HistoryItem> items = must(m_session->history(PhotoId(1)));
    QStringList summaries;
    for (const HistoryItem& item : items)
        summaries.append(item.entry.summary);
    QCOMPARE(summaries,
             (QStringList{QStringLiteral("No object here: 1 photo"), QStringLiteral("Deleted 2 boxes"),
                          QStringLiteral("Accepted 1 photo"), QStringLiteral("Added 3 boxes")}));
    QCOMPARE(items[1].change.entity, JournalEntity::Box);
    QCOMPARE(must(m_session->history(PhotoId(2))).size(), 1);
}

void BoxesTest::seesWhatAnotherConnectionDrew()
{
    QSignalSpy changed(m_session.get(), &ReviewSession::changed);
    {
        auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        ReviewSession elsewhere(*other, QStringLiteral("other"));
        must(elsewhere.apply(AddBoxes{{boxOn(7, {0, 0, 0.5, 0.5})}}));
        must(elsewhere.apply(RemoveBoxes{{BoxId(1)}}));
        must(elsewhere.apply(SetBoxesVerified{{PhotoId(7)}}));
    }
    must(m_session->refresh());
    QCOMPARE(changed.count(), 1);
    const auto applied = changed[0][0].value<Applied>();
    QCOMPARE(applied.boxPhotos, QList{PhotoId(7)});
    QVERIFY(applied.photos.isEmpty());
}

void BoxesTest::checkFindsTampering_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("fault");
    QTest::newRow("moved") << "UPDATE box SET x0 = 0.01 WHERE id = 1"
                           << "Box 1";
    QTest::newRow("relabelled") << "UPDATE box SET label_id = NULL WHERE id = 1"
                                << "Box 1";
    QTest::newRow("lost") << "DELETE FROM box WHERE id = 2"
                          << "Box 2";
    QTest::newRow("smuggled in") << "INSERT INTO box (photo_id, x0, y0, x1, y1) VALUES (1, 0, 0, 1, 1)"
                                 << "Box 3";
    QTest::newRow("verified by nobody") << "INSERT INTO box_state VALUES (2, 5)"
                                        << "photo 2";
    QTest::newRow("verification lost") << "DELETE FROM box_state"
                                       << "photo 1";
}

void BoxesTest::checkFindsTampering()
{
    QFETCH(QString, sql);
    QFETCH(QString, fault);
    add(boxOn(1, {0, 0, 0.5, 0.5}, label("brown")));
    add(boxOn(1, {0, 0, 1.0 / 3, 0.5}));
    apply(SetBoxesVerified{{PhotoId(1)}});
    checkIsSound();
    must(m_connection->runScript(sql.toUtf8()));
    QStringList faults = must(checkIntegrity(*m_connection)).faults;
    faults.removeIf([](const QString& text) { return text.startsWith(QStringLiteral("Label ")); });
    QCOMPARE(faults.size(), 1);
    QVERIFY2(faults.first().contains(fault), qPrintable(faults.first()));
}

void BoxesTest::walksAllBoxes()
{
    Box scored = boxOn(5, {0.1, 0.2, 0.3, 0.4}, label("bull"));
    scored.score = 0.25;
    scored.origin = BoxOrigin::Model;
    scored.truncated = true;
    apply(AddBoxes{{scored, boxOn(2, {0, 0, 1, 1}), boxOn(5, {0, 0, 1, 0.5})}});
    QList<Box> walked;
    must(BoxStore(*m_connection).each([&](const Box& box) { walked.append(box); }));
    QCOMPARE(walked, boxes(2) + boxes(5));
    QCOMPARE(must(BoxStore(*m_connection).count()), 3);
    apply(SetBoxesVerified{{PhotoId(1)}, true});
    const QList<PhotoBoxes> some = must(BoxStore(*m_connection).ofPhotos({PhotoId(5), PhotoId(1)}));
    QCOMPARE(some[0], (PhotoBoxes{PhotoId(5), boxes(5), false}));
    QCOMPARE(some[1], (PhotoBoxes{PhotoId(1), {}, true}));
}

QTEST_GUILESS_MAIN(BoxesTest)
#include "tst_boxes.moc"
