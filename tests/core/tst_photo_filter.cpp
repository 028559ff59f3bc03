#include "core/catalog/root_store.h"
#include "core/review/photo_filter.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// 300 photos, every third in each of the folders brown, bull and rainbow/deep; photo i has id order of the
/// folders.
class PhotoFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void holdsEveryPhotoInOrderOfFolderAndName();
    void firstLookIsTheHeadOfTheWhole();
    void findsNothingForUnknownIds();
    void emptyFilterShowsAllInDefaultOrder();
    void conditionsOnDifferentPropertiesMustAllHold();
    void folderIncludesWhatIsBelowIt();
    void rootsAndFoldersAreOneProperty();
    void reasonsNarrowOnlyWhatIsRejected();
    void problemKindsAddUpToTheProblems();
    void textFindsNameFolderAndCaptionWhateverTheirCase();
    void allWordsMustBeFound();
    void reviewsAreSeenAtOnce();
    void mergedLabelsCountAsTheLivingOne();
    void sortsByEveryKey_data();
    void sortsByEveryKey();
    void descendingReversesButLeavesUnknownLast();
    void groupsCoverTheSetWithoutOverlap();
    void countsAddUp();
    void countingAChangeIsCountingAllAgain();
    void filterAndOrderSurviveJson();
    void unknownJsonIsHarmless();

private:
    PhotoSet select(const PhotoFilter& filter, const PhotoOrder& order = {}) const
    {
        return selectPhotos(*m_index, m_labels, filter, order);
    }
    LabelId label(const char* name)
    {
        return must(LabelStore(*m_connection).byName(QLatin1String(name)))->id;
    }
    void loadLabels() { m_labels = LivingLabels(must(LabelStore(*m_connection).all())); }

    QTemporaryDir m_folder;
    std::unique_ptr<Connection> m_connection;
    std::shared_ptr<PhotoIndex> m_index;
    LivingLabels m_labels;
};

void PhotoFilterTest::initTestCase()
{
    const QString path = m_folder.filePath(QStringLiteral("t.creel"));
    test::makeCatalog(path, 300,
                      {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
    m_connection = must(openCatalog(path, Connection::Access::ReadWrite));
    must(m_connection->run(QStringLiteral(
        "UPDATE folder SET path = CAST('brown/deep' AS BLOB) WHERE path = CAST('rainbow' AS BLOB)")));
    must(m_connection->run(QStringLiteral("UPDATE photo SET caption = 'Madison River' WHERE id = 7")));
    must(m_connection->run(QStringLiteral("UPDATE photo SET taken_at = NULL WHERE id % 10 = 0")));
    m_index = must(PhotoIndex::load(*m_connection));
    loadLabels();
}

void PhotoFilterTest::holdsEveryPhotoInOrderOfFolderAndName()
{
    QCOMPARE(m_index->size(), 300);
    const auto place = [&](PhotoIndex::Row row) {
        return std::pair(m_index->folders()[m_index->facts(row).folder].path,
                         m_index->name(row).toByteArray());
    };
    for (PhotoIndex::Row row = 1; row < 300; ++row)
        QVERIFY(place(row - 1) < place(row));
    for (PhotoIndex::Row row = 0; row < 300; ++row) {
        const Photo photo = *must(PhotoStore(*m_connection).byId(m_index->id(row)));
        QCOMPARE(m_index->name(row).toByteArray(), photo.name);
        QCOMPARE(must(PhotoStore(*m_connection).absolutePath(photo.id)), m_index->absolutePath(row));
        QCOMPARE(m_index->rowOf(photo.id), row);
        QCOMPARE(m_index->facts(row).sharpness, float(photo.sharpness));
        QCOMPARE(m_index->facts(row).problem, photo.problem);
        QCOMPARE(m_index->facts(row).hasDate, photo.takenAt.has_value());
    }
}

void PhotoFilterTest::firstLookIsTheHeadOfTheWhole()
{
    const auto look = must(PhotoIndex::load(*m_connection, 120));
    QCOMPARE(look->size(), 120);
    for (PhotoIndex::Row row = 0; row < 120; ++row)
        QCOMPARE(look->id(row), m_index->id(row));
}

void PhotoFilterTest::findsNothingForUnknownIds()
{
    QVERIFY(!m_index->rowOf(PhotoId()));
    QVERIFY(!m_index->rowOf(PhotoId(-3)));
    QVERIFY(!m_index->rowOf(PhotoId(301)));
    QVERIFY(!m_index->rowOf(PhotoId(1'000'000'000)));
}

void PhotoFilterTest::emptyFilterShowsAllInDefaultOrder()
{
    const PhotoSet set = select({});
    QCOMPARE(set.rows.size(), 300);
    QVERIFY(std::ranges::is_sorted(set.rows));
    QVERIFY(set.groups.empty());
}

void PhotoFilterTest::conditionsOnDifferentPropertiesMustAllHold()
{
    PhotoFilter filter;
    filter.labels = {label("bull"), label("brown")};
    filter.hasPosition = true;
    filter.anyProblem = false;
    size_t expected = 0;
    for (PhotoIndex::Row row = 0; row < 300; ++row) {
        const PhotoFacts& facts = m_index->facts(row);
        expected +=
            facts.folderLabel != label("rainbow") && facts.hasPosition && facts.problem == Problem::None;
    }
    QVERIFY(expected > 0 && expected < 200);
    QCOMPARE(select(filter).rows.size(), expected);
}

void PhotoFilterTest::folderIncludesWhatIsBelowIt()
{
    for (const Folder& folder : m_index->folders()) {
        PhotoFilter filter;
        filter.folders = {folder.id};
        QCOMPARE(select(filter).rows.size(), folder.path == "brown" ? 200 : 100);
    }
}

void PhotoFilterTest::rootsAndFoldersAreOneProperty()
{
    PhotoFilter filter;
    filter.folders = {m_index->folders().first().id};
    filter.roots = {m_index->roots().first().id};
    QCOMPARE(select(filter).rows.size(), size_t(300));
    filter.roots = {RootId(99)};
    QCOMPARE(select(filter).rows.size(), size_t(200)); // brown and brown/deep
}

void PhotoFilterTest::reasonsNarrowOnlyWhatIsRejected()
{
    const auto lets = [](const PhotoFilter& filter, ReviewState state, RejectReason reason) {
        return matchesReview(filter, {state, reason, {}, false}, {});
    };
    PhotoFilter filter;
    filter.reasons = {RejectReason::Scenery};
    QVERIFY(lets(filter, ReviewState::Rejected, RejectReason::Scenery));
    QVERIFY(!lets(filter, ReviewState::Rejected, RejectReason::Other));
    QVERIFY(!lets(filter, ReviewState::Accepted, RejectReason::None));
    filter.states = {ReviewState::Rejected};
    QVERIFY(!lets(filter, ReviewState::Rejected, RejectReason::Other));
    filter.states = {ReviewState::Accepted};
    QVERIFY(lets(filter, ReviewState::Accepted, RejectReason::None));
    QVERIFY(lets(filter, ReviewState::Rejected, RejectReason::Scenery));
    QVERIFY(!lets(filter, ReviewState::Unreviewed, RejectReason::None));
}

void PhotoFilterTest::problemKindsAddUpToTheProblems()
{
    const PhotoCounts counts = countPhotos(*m_index, m_labels);
    QCOMPARE(counts.problems, 3);
    QCOMPARE(counts.problemKinds.size(), 1);
    QCOMPARE(counts.problemKinds.value(Problem::Truncated), 3);
}

void PhotoFilterTest::textFindsNameFolderAndCaptionWhateverTheirCase()
{
    PhotoFilter filter;
    filter.text = QStringLiteral("PHOTO_0000042");
    QCOMPARE(select(filter).rows.size(), 1);
    filter.text = QStringLiteral("Deep");
    QCOMPARE(select(filter).rows.size(), 100);
    filter.text = QStringLiteral("madison");
    QCOMPARE(select(filter).rows.size(), 1);
    QCOMPARE(m_index->id(select(filter).rows[0]), PhotoId(7));
}

void PhotoFilterTest::allWordsMustBeFound()
{
    PhotoFilter filter;
    filter.text = QStringLiteral("  river  madison ");
    QCOMPARE(select(filter).rows.size(), 1);
    filter.text = QStringLiteral("madison lake");
    QCOMPARE(select(filter).rows.size(), 0);
}

void PhotoFilterTest::reviewsAreSeenAtOnce()
{
    ReviewSession session(*m_connection, QStringLiteral("t"));
    must(session.apply(Reject{{PhotoId(5), PhotoId(6)}, RejectReason::Scenery}));
    PhotoFilter filter;
    filter.states = {ReviewState::Rejected};
    QCOMPARE(select(filter).rows.size(), 0);
    must(m_index->loadReviews(*m_connection, {PhotoId(5), PhotoId(6)}));
    QCOMPARE(select(filter).rows.size(), 2);
    filter.reasons = {RejectReason::Equipment};
    QCOMPARE(select(filter).rows.size(), 0);
    must(session.undo());
    must(m_index->loadReviews(*m_connection, {PhotoId(5), PhotoId(6)}));
    filter.reasons.clear();
    QCOMPARE(select(filter).rows.size(), 0);
}

void PhotoFilterTest::mergedLabelsCountAsTheLivingOne()
{
    ReviewSession session(*m_connection, QStringLiteral("t"));
    const LabelId rainbow = label("rainbow");
    const LabelId bull = label("bull");
    must(session.apply(MergeLabels{rainbow, bull}));
    loadLabels();
    PhotoFilter filter;
    filter.labels = {bull};
    QCOMPARE(select(filter).rows.size(), 200);
    QCOMPARE(countPhotos(*m_index, m_labels).labels.value(bull), 200);
    must(session.undo());
    loadLabels();
    QCOMPARE(select(filter).rows.size(), 100);
}

void PhotoFilterTest::sortsByEveryKey_data()
{
    QTest::addColumn<int>("key");
    for (int key = 0; key <= int(SortKey::Confidence); ++key)
        QTest::addRow("%d", key) << key;
}

void PhotoFilterTest::sortsByEveryKey()
{
    QFETCH(int, key);
    const PhotoSet set = select({}, {SortKey(key), false, GroupKey::None});
    QCOMPARE(set.rows.size(), 300);
    const auto value = [&](PhotoIndex::Row row) -> double {
        const PhotoFacts& facts = m_index->facts(row);
        switch (SortKey(key)) {
        case SortKey::Label:
            return m_labels.position(m_labels(m_index->label(row)));
        case SortKey::Date:
            return facts.hasDate ? double(facts.takenAt) : 1e18;
        case SortKey::Sharpness:
            return facts.sharpness;
        case SortKey::Brightness:
            return facts.brightness;
        case SortKey::FileSize:
            return double(facts.fileSize);
        default:
            return 0;
        }
    };
    for (size_t i = 1; i < set.rows.size(); ++i) {
        QVERIFY(value(set.rows[i - 1]) <= value(set.rows[i]));
        if (SortKey(key) == SortKey::Name)
            QVERIFY(m_index->name(set.rows[i - 1]).toByteArray() <= m_index->name(set.rows[i]).toByteArray());
    }
}

void PhotoFilterTest::descendingReversesButLeavesUnknownLast()
{
    const PhotoSet set = select({}, {SortKey::Date, true, GroupKey::None});
    for (size_t i = 1; i < set.rows.size(); ++i) {
        const PhotoFacts& before = m_index->facts(set.rows[i - 1]);
        const PhotoFacts& after = m_index->facts(set.rows[i]);
        QVERIFY(before.hasDate || !after.hasDate);
        if (before.hasDate && after.hasDate)
            QVERIFY(before.takenAt >= after.takenAt);
    }
}

void PhotoFilterTest::groupsCoverTheSetWithoutOverlap()
{
    for (const GroupKey key : {GroupKey::Folder, GroupKey::Label, GroupKey::Date, GroupKey::State,
                               GroupKey::NearDuplicates, GroupKey::Sharpness}) {
        const PhotoSet set = select({}, {SortKey::Sharpness, false, key});
        quint32 next = 0;
        for (const PhotoGroup& group : set.groups) {
            QCOMPARE(group.first, next);
            QVERIFY(group.count > 0);
            QVERIFY(!group.title.isEmpty());
            next += group.count;
        }
        QCOMPARE(next, 300u);
    }
    QCOMPARE(select({}, {SortKey::Folder, false, GroupKey::Label}).groups.size(), 3);
    const PhotoSet bands = select({}, {SortKey::Folder, false, GroupKey::Sharpness});
    QCOMPARE(bands.groups.size(), 4);
    for (const PhotoGroup& group : bands.groups) {
        const float first = m_index->facts(bands.rows[group.first]).sharpness;
        for (quint32 i = 0; i < group.count; ++i)
            QCOMPARE(m_index->facts(bands.rows[group.first + i]).sharpness < 50, first < 50);
    }
}

void PhotoFilterTest::countsAddUp()
{
    const PhotoCounts counts = countPhotos(*m_index, m_labels);
    QCOMPARE(counts.total, 300);
    QCOMPARE(counts.unreviewed + counts.accepted + counts.rejected, 300);
    qint64 byLabel = 0;
    for (const qint64 count : counts.labels)
        byLabel += count;
    QCOMPARE(byLabel, 300);
    QCOMPARE(counts.withPosition, 75);
    QCOMPARE(counts.problems, 3);
    QCOMPARE(counts.withDate, 270);
}

void PhotoFilterTest::countingAChangeIsCountingAllAgain()
{
    const ReviewFacts reviews[]{{ReviewState::Accepted, RejectReason::None, label("bull"), true},
                                {ReviewState::Rejected, RejectReason::Scenery, {}, false},
                                {ReviewState::Rejected, RejectReason::Duplicate, {}, true},
                                {}};
    for (const ReviewFacts& after : reviews) {
        PhotoCounts counts = countPhotos(*m_index, m_labels);
        const ReviewFacts before = m_index->review(5);
        countReview(counts, m_index->facts(5), before, m_labels, -1);
        m_index->setReview(5, after);
        countReview(counts, m_index->facts(5), after, m_labels, 1);
        QCOMPARE(counts, countPhotos(*m_index, m_labels));
    }
}

void PhotoFilterTest::filterAndOrderSurviveJson()
{
    PhotoFilter filter;
    filter.roots = {RootId(1)};
    filter.folders = {FolderId(2), FolderId(3)};
    filter.labels = {LabelId(), LabelId(2)};
    filter.states = {ReviewState::Accepted};
    filter.reasons = {RejectReason::Duplicate};
    filter.problems = {Problem::Truncated, Problem::None};
    filter.anyProblem = true;
    filter.missing = false;
    filter.duplicates = PhotoFilter::Duplicates::Near;
    filter.nearGroup = PhotoId(9);
    filter.hasPosition = false;
    filter.hasDate = true;
    filter.hasNote = true;
    filter.text = QStringLiteral("träu 🐟");
    QCOMPARE(filterFromJson(toJson(filter)), filter);
    QCOMPARE(filterFromJson(toJson(PhotoFilter())), PhotoFilter());
    const PhotoOrder order{SortKey::Brightness, true, GroupKey::Date};
    QCOMPARE(orderFromJson(toJson(order)), order);
}

void PhotoFilterTest::unknownJsonIsHarmless()
{
    QCOMPARE(orderFromJson({{QStringLiteral("key"), 99}, {QStringLiteral("group"), -4}}).key,
             SortKey::Confidence);
    QVERIFY(filterFromJson({{QStringLiteral("states"), QStringLiteral("x")}, {QStringLiteral("labels"), 3}})
                .isEmpty());
}

QTEST_GUILESS_MAIN(PhotoFilterTest)
#include "tst_photo_filter.moc"
