#include "core/review/photo_filter.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Filters and counts that ask for boxes: 20 photos of 640 x 480, boxes on 1 to 5.
class BoxFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_session.reset(); }

    void findsByPresenceVerificationAndSize();
    void findsByClass();
    void countsByPhotosNotByBoxes();
    void countingAChangeIsCountingAllAgain();
    void decisionsAndBoxesDoNotDisturbEachOther();
    void firstLookKnowsBoxesToo();
    void filterSurvivesJson();

private:
    void add(qint64 photo, const BoxRect& rect, LabelId label = {})
    {
        Box box;
        box.photo = PhotoId(photo);
        box.rect = rect;
        box.label = label;
        must(m_session->apply(AddBoxes{{box}}));
    }
    void load()
    {
        m_index = must(PhotoIndex::load(*m_connection));
        m_labels = LivingLabels(must(m_session->labels()));
    }
    /// Ids of the photos the filter lets through.
    QSet<qint64> found(const PhotoFilter& filter) const
    {
        QSet<qint64> ids;
        for (const PhotoIndex::Row row : selectPhotos(*m_index, m_labels, filter, {}).rows)
            ids.insert(m_index->id(row).value());
        return ids;
    }
    static PhotoFilter flag(std::optional<bool> PhotoFilter::*member, bool value)
    {
        PhotoFilter filter;
        filter.*member = value;
        return filter;
    }
    static PhotoFilter classes(const QSet<LabelId>& labels)
    {
        PhotoFilter filter;
        filter.boxLabels = labels;
        return filter;
    }

    QTemporaryDir m_folder;
    int m_serial = 0;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
    std::shared_ptr<PhotoIndex> m_index;
    LivingLabels m_labels;
    LabelId m_brown;
    LabelId m_bull;
};

void BoxFilterTest::init()
{
    const QString path = m_folder.filePath(QStringLiteral("%1.creel").arg(++m_serial));
    m_connection = test::makeCatalog(path, 20, {QStringLiteral("brown"), QStringLiteral("bull")});
    m_session = std::make_unique<ReviewSession>(*m_connection, QStringLiteral("tester"));
    m_brown = must(LabelStore(*m_connection).byName(QStringLiteral("brown")))->id;
    m_bull = must(LabelStore(*m_connection).byName(QStringLiteral("bull")))->id;
    const BoxRect large{0, 0, 0.5, 0.5};
    add(1, large, m_brown);
    add(1, large, m_brown);
    add(2, large, m_brown);
    add(2, large, m_bull);
    add(3, large, m_bull);
    add(4, large);
    add(5, {0, 0, 31.0 / 640, 31.0 / 480}, m_brown);
    must(m_session->apply(SetBoxesVerified{{PhotoId(1), PhotoId(9)}}));
    load();
}

void BoxFilterTest::findsByPresenceVerificationAndSize()
{
    QCOMPARE(found(flag(&PhotoFilter::hasBoxes, true)), (QSet<qint64>{1, 2, 3, 4, 5}));
    QCOMPARE(found(flag(&PhotoFilter::hasBoxes, false)).size(), 15);
    QCOMPARE(found(flag(&PhotoFilter::boxesVerified, true)), (QSet<qint64>{1, 9}));
    QCOMPARE(found(flag(&PhotoFilter::hasSmallBoxes, true)), (QSet<qint64>{5}));
    PhotoFilter toVerify = flag(&PhotoFilter::boxesVerified, false);
    toVerify.hasBoxes = true;
    QCOMPARE(found(toVerify), (QSet<qint64>{2, 3, 4, 5}));
}

void BoxFilterTest::findsByClass()
{
    QCOMPARE(found(classes({m_brown})), (QSet<qint64>{1, 2, 5}));
    QCOMPARE(found(classes({m_brown, m_bull})), (QSet<qint64>{1, 2, 3, 5}));
    QCOMPARE(found(classes({LabelId()})), (QSet<qint64>{4}));
    must(m_session->apply(MergeLabels{m_bull, m_brown}));
    load();
    QCOMPARE(found(classes({m_brown})), (QSet<qint64>{1, 2, 3, 5}));
}

void BoxFilterTest::countsByPhotosNotByBoxes()
{
    const PhotoCounts counts = countPhotos(*m_index, m_labels);
    QCOMPARE(counts.withBoxes, 5);
    QCOMPARE(counts.boxesVerified, 2);
    QCOMPARE(counts.boxesToVerify, 4);
    QCOMPARE(counts.withSmallBoxes, 1);
    QCOMPARE(counts.boxLabels, (QHash<LabelId, qint64>{{m_brown, 3}, {m_bull, 2}, {LabelId(), 1}}));
}

void BoxFilterTest::countingAChangeIsCountingAllAgain()
{
    PhotoCounts counts = countPhotos(*m_index, m_labels);
    const auto count = [&](qint64 photo, qint64 by) {
        const BoxFacts boxes = m_index->boxes(*m_index->rowOf(PhotoId(photo)));
        countBoxes(counts, boxes, m_index->boxClasses()[boxes.classes], m_labels, by);
    };
    const auto change = [&](qint64 photo, const Edit& edit) {
        count(photo, -1);
        must(m_session->apply(edit));
        must(m_index->loadBoxes(*m_connection, {PhotoId(photo)}));
        count(photo, 1);
        QCOMPARE(counts, countPhotos(*m_index, m_labels));
    };
    const QList<Box> ofTwo = must(m_session->boxes(PhotoId(2))).boxes;
    change(2, RemoveBoxes{{ofTwo[0].id}});
    change(2, RemoveBoxes{{ofTwo[1].id}});
    change(2, SetBoxesVerified{{PhotoId(2)}});
    Box box = must(m_session->boxes(PhotoId(5))).boxes.first();
    box.rect = {0, 0, 1, 1};
    box.label = m_bull;
    change(5, ChangeBoxes{{box}});
    QCOMPARE(counts.withSmallBoxes, 0);
    QCOMPARE(counts.boxLabels.value(m_brown), 1);
}

void BoxFilterTest::decisionsAndBoxesDoNotDisturbEachOther()
{
    const auto row = *m_index->rowOf(PhotoId(5));
    const BoxFacts before = m_index->boxes(row);
    for (const auto reason : rejectReasons()) {
        m_index->setReview(row, {ReviewState::Rejected, reason, LabelId(0x7fffffff), true});
        QCOMPARE(m_index->boxes(row), before);
        m_index->setBoxes(row, PhotoBoxes{PhotoId(5), {}, true});
        const ReviewFacts review = m_index->review(row);
        QCOMPARE(review.state, ReviewState::Rejected);
        QCOMPARE(review.reason, reason);
        QCOMPARE(review.label, LabelId(0x7fffffff));
        QVERIFY(review.hasNote);
        QVERIFY(m_index->boxes(row).verified && !m_index->boxes(row).any);
        must(m_index->loadBoxes(*m_connection, {PhotoId(5)}));
    }
    m_index->setReview(row, {});
    QCOMPARE(m_index->review(row).state, ReviewState::Unreviewed);
    QVERIFY(!m_index->review(row).label.isValid());
    QCOMPARE(m_index->boxes(row), before);
}

void BoxFilterTest::firstLookKnowsBoxesToo()
{
    m_index = must(PhotoIndex::load(*m_connection, 20));
    QCOMPARE(found(flag(&PhotoFilter::hasBoxes, true)), (QSet<qint64>{1, 2, 3, 4, 5}));
    QCOMPARE(found(flag(&PhotoFilter::boxesVerified, true)), (QSet<qint64>{1, 9}));
}

void BoxFilterTest::filterSurvivesJson()
{
    PhotoFilter filter;
    filter.hasBoxes = true;
    filter.boxesVerified = false;
    filter.hasSmallBoxes = true;
    filter.boxLabels = {LabelId(), LabelId(2)};
    QCOMPARE(filterFromJson(toJson(filter)), filter);
}

QTEST_GUILESS_MAIN(BoxFilterTest)
#include "tst_box_filter.moc"
