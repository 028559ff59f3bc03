#include "core/review/box_set.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Which boxes are shown and in which order: 20 photos in the folders brown and bull, boxes on five of them.
class BoxSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void comesInTheOrderOfPhotosThenOfIds();
    void followsTheOrderOfPhotosBackwards();
    void showsOnlyBoxesOfThePhotosShown();
    void aFilterByClassShowsOnlyThatClass();
    void aFilterForSmallShowsOnlySmallOnes();
    void groupsByTheBoxesOwnLabel();
    void groupsByFolderUnderThePhotosHeadings();
    void sortsByTheBoxesOwnLabelThenFolder();
    void sortsByScoreWithThoseWithoutLast();
    void findsABoxAndAPhotosFirst();
    void aChangedBoxStaysWhereItIs();
    void aRemovedBoxClosesTheGapAndTheGroup();
    void aNewBoxIsAnnouncedIfTheFilterLetsItThrough();
    void aRemovedBoxThatComesBackIsNew();
    void changesOfOtherPhotosMeanNothing();
    void anEmptySetHasNothing();
    void saysThatItWasStopped();

private:
    BoxId add(qint64 photo, const BoxRect& rect, LabelId label, std::optional<double> score = {});
    void apply(const Edit& edit) { must(m_session->apply(edit)); }
    BoxSet read(const PhotoFilter& filter = {}, const PhotoOrder& order = {});
    PhotoBoxes now(qint64 photo) { return must(m_session->boxes(PhotoId(photo))); }
    /// Tells the set what became of the photos' boxes, as it is in the catalog.
    BoxSet::Changes update(BoxSet& set, const QList<PhotoBoxes>& photos)
    {
        const BoxSet::Changes changes = set.changes(photos);
        set.apply(changes);
        return changes;
    }
    /// Names of boxes in the order shown.
    static QList<qint64> ids(const BoxSet& set)
    {
        QList<qint64> list;
        for (int i = 0; i < set.count(); ++i)
            list.append(set.at(i).id.value());
        return list;
    }
    static QStringList headings(const BoxSet& set)
    {
        QStringList list;
        for (const PhotoGroup& group : set.groups())
            list.append(QStringLiteral("%1 %2+%3").arg(group.title).arg(group.first).arg(group.count));
        return list;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
    std::shared_ptr<PhotoIndex> m_index;
    LivingLabels m_labels;
    LabelId m_brown;
    LabelId m_bull;
};

/// Photo ids count on through the folders, so the order of photos is the order of ids.
void BoxSetTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_connection = test::makeCatalog(m_folder->filePath(QStringLiteral("t.creel")), 20,
                                     {QStringLiteral("brown"), QStringLiteral("bull")});
    m_session = std::make_unique<ReviewSession>(*m_connection, QStringLiteral("tester"));
    m_brown = must(LabelStore(*m_connection).byName(QStringLiteral("brown")))->id;
    m_bull = must(LabelStore(*m_connection).byName(QStringLiteral("bull")))->id;
    m_index = must(PhotoIndex::load(*m_connection));
    m_labels = LivingLabels(must(m_session->labels()));
}

void BoxSetTest::cleanup()
{
    m_session.reset();
    m_connection.reset();
}

BoxId BoxSetTest::add(qint64 photo, const BoxRect& rect, LabelId label, std::optional<double> score)
{
    Box box;
    box.photo = PhotoId(photo);
    box.rect = rect;
    box.label = label;
    box.score = score;
    box.origin = score ? BoxOrigin::Model : BoxOrigin::Person;
    return must(m_session->apply(AddBoxes{{box}})).boxes.first();
}

BoxSet BoxSetTest::read(const PhotoFilter& filter, const PhotoOrder& order)
{
    return must(BoxSet::read(*m_connection, m_index, selectPhotos(*m_index, m_labels, filter, order),
                             m_labels, filter, order));
}

namespace {

constexpr BoxRect large{0.1, 0.1, 0.9, 0.9};
constexpr BoxRect small{0.1, 0.1, 0.12, 0.12};

} // namespace

void BoxSetTest::comesInTheOrderOfPhotosThenOfIds()
{
    const qint64 lastPhoto = m_index->id(19).value();
    const qint64 firstPhoto = m_index->id(0).value();
    const BoxId a = add(lastPhoto, large, m_brown);
    const BoxId b = add(firstPhoto, large, m_bull);
    const BoxId c = add(lastPhoto, small, m_brown);
    QCOMPARE(ids(read()), (QList{b.value(), a.value(), c.value()}));
}

void BoxSetTest::followsTheOrderOfPhotosBackwards()
{
    const BoxId a = add(m_index->id(3).value(), large, m_brown);
    const BoxId b = add(m_index->id(3).value(), small, m_brown);
    const BoxId c = add(m_index->id(4).value(), large, m_brown);
    QCOMPARE(ids(read({}, {SortKey::Folder, true, GroupKey::None})),
             (QList{c.value(), a.value(), b.value()}));
}

void BoxSetTest::showsOnlyBoxesOfThePhotosShown()
{
    add(m_index->id(0).value(), large, m_brown);
    const BoxId shown = add(m_index->id(1).value(), large, m_brown);
    PhotoFilter filter;
    filter.text = QString::fromUtf8(m_index->name(1).toByteArray());
    QCOMPARE(selectPhotos(*m_index, m_labels, filter, {}).rows.size(), size_t(1));
    QCOMPARE(ids(read(filter)), QList{shown.value()});
}

void BoxSetTest::aFilterByClassShowsOnlyThatClass()
{
    const BoxId brown = add(1, large, m_brown);
    const BoxId bull = add(1, small, m_bull);
    const BoxId unnamed = add(1, small, {});
    m_index = must(PhotoIndex::load(*m_connection));
    PhotoFilter filter;
    filter.boxLabels = {m_bull};
    QCOMPARE(ids(read(filter)), QList{bull.value()});
    filter.boxLabels = {m_bull, LabelId()};
    QCOMPARE(ids(read(filter)), (QList{bull.value(), unnamed.value()}));
    apply(MergeLabels{m_bull, m_brown}); // a merged label counts as the one it lives on in
    m_labels = LivingLabels(must(m_session->labels()));
    filter.boxLabels = {m_brown};
    QCOMPARE(ids(read(filter)), (QList{brown.value(), bull.value()}));
}

void BoxSetTest::aFilterForSmallShowsOnlySmallOnes()
{
    add(1, large, m_brown);
    const BoxId tiny = add(1, small, m_brown);
    m_index = must(PhotoIndex::load(*m_connection));
    PhotoFilter filter;
    filter.hasSmallBoxes = true;
    QCOMPARE(ids(read(filter)), QList{tiny.value()});
}

void BoxSetTest::groupsByTheBoxesOwnLabel()
{
    // The folder says brown; what counts is what the boxes say.
    const BoxId a = add(m_index->id(0).value(), large, m_bull);
    const BoxId b = add(m_index->id(0).value(), small, m_brown);
    const BoxId c = add(m_index->id(1).value(), small, {});
    const BoxId d = add(m_index->id(15).value(), small, m_brown);
    const BoxSet set = read({}, {SortKey::Folder, false, GroupKey::Label});
    QCOMPARE(ids(set), (QList{b.value(), d.value(), a.value(), c.value()}));
    QCOMPARE(headings(set), (QStringList{QStringLiteral("brown 0+2"), QStringLiteral("bull 2+1"),
                                         QStringLiteral("No label 3+1")}));
}

void BoxSetTest::groupsByFolderUnderThePhotosHeadings()
{
    const BoxId a = add(m_index->id(0).value(), large, m_bull);
    const BoxId b = add(m_index->id(19).value(), small, m_brown);
    const BoxId c = add(m_index->id(19).value(), small, m_bull);
    const PhotoOrder order{SortKey::Folder, false, GroupKey::Folder};
    const BoxSet set = read({}, order);
    QCOMPARE(ids(set), (QList{a.value(), b.value(), c.value()}));
    const PhotoSet photos = selectPhotos(*m_index, m_labels, {}, order);
    QCOMPARE(headings(set), (QStringList{photos.groups.front().title + QStringLiteral(" 0+1"),
                                         photos.groups.back().title + QStringLiteral(" 1+2")}));
    // Sorted by their own labels they stay under the photos' headings.
    QCOMPARE(ids(read({}, {SortKey::Label, true, GroupKey::Folder})),
             (QList{a.value(), c.value(), b.value()}));
}

void BoxSetTest::sortsByTheBoxesOwnLabelThenFolder()
{
    const BoxId a = add(m_index->id(19).value(), large, m_brown);
    const BoxId b = add(m_index->id(5).value(), large, m_bull);
    const BoxId c = add(m_index->id(0).value(), large, m_bull);
    const BoxId d = add(m_index->id(7).value(), large, m_brown);
    QCOMPARE(ids(read({}, {SortKey::Label, false, GroupKey::None})),
             (QList{d.value(), a.value(), c.value(), b.value()}));
    QCOMPARE(ids(read({}, {SortKey::Label, true, GroupKey::None})),
             (QList{c.value(), b.value(), d.value(), a.value()}));
}

void BoxSetTest::sortsByScoreWithThoseWithoutLast()
{
    const BoxId a = add(m_index->id(0).value(), large, m_brown);
    const BoxId b = add(m_index->id(1).value(), large, m_brown, 0.9);
    const BoxId c = add(m_index->id(2).value(), large, m_brown, 0.2);
    QCOMPARE(ids(read({}, {SortKey::Confidence, false, GroupKey::None})),
             (QList{c.value(), b.value(), a.value()}));
    QCOMPARE(ids(read({}, {SortKey::Confidence, true, GroupKey::None})),
             (QList{b.value(), c.value(), a.value()}));
}

void BoxSetTest::findsABoxAndAPhotosFirst()
{
    const PhotoId photo = m_index->id(4);
    add(m_index->id(0).value(), large, m_brown);
    const BoxId first = add(photo.value(), large, m_brown);
    const BoxId second = add(photo.value(), small, m_brown);
    const BoxSet set = read();
    QCOMPARE(set.positionOf(second), 2);
    QCOMPARE(set.positionOf(photo), 1);
    QCOMPARE(set.at(1).id, first);
    QCOMPARE(set.positionOf(BoxId(99)), BoxSet::nowhere);
    QCOMPARE(set.positionOf(BoxId()), BoxSet::nowhere);
    QCOMPARE(set.positionOf(m_index->id(1)), BoxSet::nowhere);
}

void BoxSetTest::aChangedBoxStaysWhereItIs()
{
    const BoxId a = add(1, large, m_brown);
    const BoxId b = add(1, small, m_bull);
    BoxSet set = read({}, {SortKey::Label, false, GroupKey::Label});
    QCOMPARE(ids(set), (QList{a.value(), b.value()}));
    apply(LabelBoxes{{a}, m_bull});
    const BoxSet::Changes changes = update(set, {now(1)});
    QCOMPARE(changes.changed, now(1).boxes.first(1));
    QVERIFY(changes.removed.isEmpty());
    QVERIFY(!changes.added);
    QCOMPARE(set.at(0).label, m_bull);
    QCOMPARE(headings(set), (QStringList{QStringLiteral("brown 0+1"), QStringLiteral("bull 1+1")}));
    QVERIFY(update(set, {now(1)}).changed.isEmpty());
}

void BoxSetTest::aRemovedBoxClosesTheGapAndTheGroup()
{
    const BoxId a = add(1, large, m_brown);
    const BoxId b = add(1, small, m_bull);
    const BoxId c = add(2, small, m_bull);
    const BoxId d = add(2, large, {});
    BoxSet set = read({}, {SortKey::Folder, false, GroupKey::Label});
    apply(RemoveBoxes{{a, c}});
    apply(LabelBoxes{{d}, m_bull});
    const BoxSet::Changes changes = update(set, {now(1), now(2)});
    QCOMPARE(changes.removed, (QList{a, c}));
    QVERIFY(!changes.added);
    QCOMPARE(changes.changed, now(2).boxes);
    QCOMPARE(ids(set), (QList{b.value(), d.value()}));
    QCOMPARE(headings(set), (QStringList{QStringLiteral("bull 0+1"), QStringLiteral("No label 1+1")}));
    QCOMPARE(set.positionOf(a), BoxSet::nowhere);
    QCOMPARE(set.positionOf(d), 1);
    QCOMPARE(set.positionOf(PhotoId(1)), 0);
}

void BoxSetTest::aNewBoxIsAnnouncedIfTheFilterLetsItThrough()
{
    add(1, large, m_brown);
    m_index = must(PhotoIndex::load(*m_connection));
    PhotoFilter filter;
    filter.boxLabels = {m_brown};
    BoxSet set = read(filter);
    add(1, small, m_bull);
    QVERIFY(!set.changes({now(1)}).added);
    add(1, small, m_brown);
    QVERIFY(set.changes({now(1)}).added);
    QCOMPARE(set.count(), 1); // only read() knows its place
}

void BoxSetTest::aRemovedBoxThatComesBackIsNew()
{
    const BoxId a = add(1, large, m_brown);
    BoxSet set = read();
    apply(RemoveBoxes{{a}});
    QCOMPARE(update(set, {now(1)}).removed, QList{a});
    QCOMPARE(set.count(), 0);
    must(m_session->undo());
    const BoxSet::Changes changes = update(set, {now(1)});
    QVERIFY(changes.added);
    QVERIFY(changes.removed.isEmpty());
    QCOMPARE(ids(read()), QList{a.value()});
}

void BoxSetTest::changesOfOtherPhotosMeanNothing()
{
    add(m_index->id(1).value(), large, m_brown);
    PhotoFilter filter;
    filter.text = QString::fromUtf8(m_index->name(1).toByteArray());
    BoxSet set = read(filter);
    add(m_index->id(2).value(), large, m_brown);
    QVERIFY(!set.changes({now(m_index->id(2).value())}).added);
    QVERIFY(set.changes({{PhotoId(999), {}, false}}).removed.isEmpty());
}

void BoxSetTest::anEmptySetHasNothing()
{
    BoxSet set;
    QCOMPARE(set.count(), 0);
    QCOMPARE(set.positionOf(BoxId(1)), BoxSet::nowhere);
    QCOMPARE(set.positionOf(PhotoId(1)), BoxSet::nowhere);
    QVERIFY(!set.changes({now(1)}).added);
    QVERIFY(read({}, {SortKey::Folder, false, GroupKey::Label}).groups().empty());
}

void BoxSetTest::saysThatItWasStopped()
{
    CancelToken token;
    token.cancel();
    const auto stopped = BoxSet::read(*m_connection, m_index, selectPhotos(*m_index, m_labels, {}, {}),
                                      m_labels, {}, {}, token);
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(BoxSetTest)
#include "tst_box_set.moc"
