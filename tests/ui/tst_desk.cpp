#include "core/catalog/box_store.h"
#include "core/catalog/photo_store.h"
#include "core/catalog/root_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class DeskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void showsEveryPhotoAndCounts();
    void decidedPhotosStayInTheSetUntilItIsRefreshed();
    void decisionGoesOnToTheNextPhoto();
    void bulkDecisionIsWrittenByAWorkerAndUndoneInOneStep();
    void decisionsKeepTheirOrderAroundABulkOne();
    void manyBoxesAreWrittenByAWorker();
    void nextUnreviewedGoesAround();
    void comesBackToWhereTheCuratorStopped();
    void undoReachesBehindARestart();
    void keepsTheCurrentPhotoWhenTheOrderChanges();
    void selectionOutlivesARefreshedSet();
    void seesWhatAnotherProgramDid();
    void newerCatalogIsRefusedAndTheOpenOneStays();
    void editAfterTheCatalogWasDeletedSaysSo();
    void lateResultsOfAClosedCatalogAreDropped();
    void goesToAPhotoThatTheFilterHides();
    void filterFollowsAMergedLabel();
    void decisionIsCountedAtOnce();
    void decisionWhileTheCatalogIsReadIsNotLost();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("desk.creel")); }
    static void wait(Desk& desk, int photos);
    static ReviewState state(Desk& desk, int position)
    {
        return desk.index()->review(desk.model()->photoRow(position)).state;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DeskTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 600,
                      {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
}

void DeskTest::wait(Desk& desk, int photos)
{
    QVERIFY(test::waitUntilWhole(desk));
    QCOMPARE(desk.model()->rowCount(), photos);
}

void DeskTest::showsEveryPhotoAndCounts()
{
    Desk desk;
    QAbstractItemModelTester tester(desk.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    must(desk.open(path()));
    QVERIFY(desk.model()->rowCount() > 0); // something to look at before the workers are done
    wait(desk, 600);
    QCOMPARE(desk.labels().size(), 3);
    QCOMPARE(desk.counts().unreviewed, 600);
    QCOMPARE(desk.counts().labels.value(desk.labels()[0].id), 200);
    QCOMPARE(desk.currentPosition(), 0);
}

void DeskTest::decidedPhotosStayInTheSetUntilItIsRefreshed()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    PhotoFilter filter;
    filter.states = {ReviewState::Unreviewed};
    QSignalSpy shown(&desk, &Desk::setChanged);
    desk.setFilter(filter);
    QVERIFY(shown.wait(test::patienceMs));
    desk.decide(Accept{{desk.currentPhoto()}});
    QCOMPARE(state(desk, 0), ReviewState::Accepted);
    QTRY_COMPARE(desk.counts().accepted, 1);
    QCOMPARE(desk.model()->rowCount(), 600);
    desk.refreshSet();
    QTRY_COMPARE(desk.model()->rowCount(), 599);
}

void DeskTest::decisionGoesOnToTheNextPhoto()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.decide(SetLabel{{desk.currentPhoto()}, desk.labels()[1].id});
    QCOMPARE(desk.currentPosition(), 1);
    QCOMPARE(desk.labelOfPhoto(desk.model()->photoRow(0))->id, desk.labels()[1].id);
    desk.setAdvancesAfterDecision(false);
    desk.decide(Accept{{desk.currentPhoto()}});
    QCOMPARE(desk.currentPosition(), 1);
    desk.setCurrentPosition(599);
    desk.setAdvancesAfterDecision(true);
    desk.decide(Accept{{desk.currentPhoto()}});
    QCOMPARE(desk.currentPosition(), 599);
}

void DeskTest::bulkDecisionIsWrittenByAWorkerAndUndoneInOneStep()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.selection()->select(QItemSelection(desk.model()->index(0), desk.model()->index(599)),
                             QItemSelectionModel::Select);
    QSignalSpy applied(&desk, &Desk::applied);
    desk.decide(Reject{desk.selectedPhotos(), RejectReason::Scenery});
    QTRY_COMPARE_WITH_TIMEOUT(applied.count(), 1, test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts().rejected, 600, test::patienceMs);
    QCOMPARE(state(desk, 599), ReviewState::Rejected);
    desk.undo();
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts().unreviewed, 600, test::patienceMs);
    QCOMPARE(state(desk, 0), ReviewState::Unreviewed);
}

/// What is pressed while a worker writes comes after it, and undo takes back the last thing that was pressed.
void DeskTest::decisionsKeepTheirOrderAroundABulkOne()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.selection()->select(QItemSelection(desk.model()->index(0), desk.model()->index(599)),
                             QItemSelectionModel::Select);
    QSignalSpy applied(&desk, &Desk::applied);
    desk.decide(Reject{desk.selectedPhotos(), RejectReason::Scenery});
    desk.apply(Accept{{desk.model()->photoId(7)}});
    desk.apply(Accept{{desk.model()->photoId(8)}});
    desk.undo();
    QCOMPARE(applied.count(), 0); // the window did not wait for any of it
    QTRY_COMPARE_WITH_TIMEOUT(applied.count(), 4, test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts().rejected, 599, test::patienceMs);
    QCOMPARE(state(desk, 7), ReviewState::Accepted);
    QCOMPARE(state(desk, 8), ReviewState::Rejected);
    desk.apply(Accept{{desk.model()->photoId(9)}}); // at once again
    QCOMPARE(state(desk, 9), ReviewState::Accepted);
}

void DeskTest::manyBoxesAreWrittenByAWorker()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    const PhotoId photo = desk.model()->photoId(0);
    Box box;
    box.photo = photo;
    box.rect = {0.1, 0.1, 0.2, 0.2};
    QVERIFY(desk.apply(AddBoxes{QList<Box>(200, box)}));
    QCOMPARE(desk.counts().withBoxes, 0); // not here, which would take too long
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts().withBoxes, 1, test::patienceMs);
    QCOMPARE(must(BoxStore(*desk.connection()).byPhoto(photo)).size(), 200);
    desk.undo();
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts().withBoxes, 0, test::patienceMs);
}

void DeskTest::nextUnreviewedGoesAround()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.setCurrentPosition(599);
    QVERIFY(desk.goToUnreviewed(true));
    QCOMPARE(desk.currentPosition(), 0);
    desk.apply(Accept{{desk.model()->photoId(599)}});
    QVERIFY(desk.goToUnreviewed(false));
    QCOMPARE(desk.currentPosition(), 598);
}

void DeskTest::comesBackToWhereTheCuratorStopped()
{
    PhotoId photo;
    {
        Desk desk;
        must(desk.open(path()));
        wait(desk, 600);
        PhotoFilter filter;
        filter.labels = {desk.labels()[2].id};
        desk.setFilter(filter);
        desk.setOrder({SortKey::Sharpness, true, GroupKey::None});
        QTRY_COMPARE(desk.model()->rowCount(), 200);
        desk.setCurrentPosition(77);
        photo = desk.currentPhoto();
    }
    Desk desk;
    must(desk.open(path()));
    wait(desk, 200);
    QCOMPARE(desk.order().key, SortKey::Sharpness);
    QCOMPARE(desk.currentPhoto(), photo);
    QCOMPARE(desk.currentPosition(), 77);
}

void DeskTest::undoReachesBehindARestart()
{
    {
        Desk desk;
        must(desk.open(path()));
        wait(desk, 600);
        for (int i = 0; i < 5; ++i)
            desk.decide(Accept{{desk.currentPhoto()}});
    }
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    QCOMPARE(desk.counts().accepted, 5);
    QCOMPARE(desk.decidedToday(), 5);
    for (int i = 0; i < 5; ++i)
        desk.undo();
    QTRY_COMPARE(desk.counts().accepted, 0);
    QCOMPARE(desk.currentPosition(), 0); // the photo that was changed back is shown
}

void DeskTest::keepsTheCurrentPhotoWhenTheOrderChanges()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.setCurrentPosition(123);
    const PhotoId photo = desk.currentPhoto();
    QSignalSpy shown(&desk, &Desk::setChanged);
    desk.setOrder({SortKey::Date, false, GroupKey::None});
    QVERIFY(shown.wait(test::patienceMs));
    QCOMPARE(desk.currentPhoto(), photo);
    QVERIFY(desk.currentPosition() != 123);
}

void DeskTest::selectionOutlivesARefreshedSet()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    desk.setCurrentPosition(10);
    desk.selection()->select(QItemSelection(desk.model()->index(10), desk.model()->index(12)),
                             QItemSelectionModel::Select);
    const QList<PhotoId> selected = desk.selectedPhotos();
    QSignalSpy shown(&desk, &Desk::setChanged);
    desk.refreshSet();
    QVERIFY(shown.wait(test::patienceMs));
    QCOMPARE(desk.selectedPhotos(), selected);
}

void DeskTest::seesWhatAnotherProgramDid()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    {
        auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        ReviewSession session(*other, QStringLiteral("other"));
        must(session.apply(Accept{{desk.model()->photoId(9)}}));
    }
    QTRY_COMPARE(desk.counts().accepted, 1);
    QCOMPARE(state(desk, 9), ReviewState::Accepted);
}

void DeskTest::newerCatalogIsRefusedAndTheOpenOneStays()
{
    const QString newer = m_folder->filePath(QStringLiteral("newer.creel"));
    must(must(openCatalog(newer, Connection::Access::Create))
             ->run(QStringLiteral("PRAGMA user_version = 99")));
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    const auto result = desk.open(newer);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NewerVersion);
    QCOMPARE(desk.catalogPath(), path());
    QCOMPARE(desk.model()->rowCount(), 600);
}

void DeskTest::editAfterTheCatalogWasDeletedSaysSo()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    QVERIFY(QFile::rename(path(), path() + QStringLiteral(".away")));
    QSignalSpy failed(&desk, &Desk::failed);
    desk.decide(Accept{{desk.currentPhoto()}});
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].value<Error>().message.contains(path()));
    QCOMPARE(desk.currentPosition(), 0); // not decided, so not gone on
}

void DeskTest::lateResultsOfAClosedCatalogAreDropped()
{
    Desk desk;
    must(desk.open(path()));
    desk.close();
    QTest::qWait(100);
    QCOMPARE(desk.model()->rowCount(), 0);
    QVERIFY(!desk.isOpen());
    must(desk.open(path()));
    wait(desk, 600);
}

void DeskTest::goesToAPhotoThatTheFilterHides()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    const PhotoId first = desk.model()->photoId(0);
    PhotoFilter filter;
    filter.labels = {desk.labels()[2].id};
    desk.setFilter(filter);
    QTRY_COMPARE(desk.model()->rowCount(), 200);
    desk.goToPhoto(desk.model()->photoId(50));
    QCOMPARE(desk.currentPosition(), 50);
    QCOMPARE(desk.filter(), filter);
    desk.goToPhoto(first);
    QTRY_COMPARE(desk.currentPhoto(), first);
    QVERIFY(desk.filter().isEmpty());
}

void DeskTest::filterFollowsAMergedLabel()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    const LabelId from = desk.labels()[0].id;
    const LabelId into = desk.labels()[1].id;
    PhotoFilter filter;
    filter.labels = {from};
    desk.setFilter(filter);
    desk.apply(MergeLabels{from, into});
    QCOMPARE(desk.filter().labels, QSet<LabelId>{into});
    QTRY_COMPARE(desk.model()->rowCount(), 400);
}

void DeskTest::decisionIsCountedAtOnce()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    const LabelId bull = desk.labels()[1].id;
    desk.decide(SetLabel{{desk.model()->photoId(0)}, bull});
    QCOMPARE(desk.counts().accepted, 1);
    QCOMPARE(desk.counts().labels.value(bull), 201);
    desk.undo();
    QCOMPARE(desk.counts().unreviewed, 600);
    QCOMPARE(desk.counts().labels.value(bull), 200);
    QCOMPARE(desk.counts(), countPhotos(*desk.index(), desk.livingLabels()));
}

void DeskTest::decisionWhileTheCatalogIsReadIsNotLost()
{
    Desk desk;
    must(desk.open(path()));
    wait(desk, 600);
    QSignalSpy changed(&desk, &Desk::indexChanged);
    {
        // As import does: another connection writes photo rows.
        auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        PhotoStore photos(*other);
        Photo photo = *must(photos.byId(PhotoId(1)));
        must(photos.put(photo, must(photos.nextRevision())));
    }
    must(desk.session()->refresh()); // begins to read the catalog again
    const PhotoId last = desk.model()->photoId(599);
    desk.apply(Accept{{last}});
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, test::patienceMs);
    QCOMPARE(desk.index()->review(*desk.index()->rowOf(last)).state, ReviewState::Accepted);
    QTRY_COMPARE(desk.counts().accepted, 1);
}

QTEST_MAIN(DeskTest)
#include "tst_desk.moc"
