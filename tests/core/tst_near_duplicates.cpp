#include "core/ingest/near_duplicates.h"

#include "core/imaging/phash.h"

#include <QRandomGenerator64>
#include <QTest>

using namespace creel;

namespace {

DuplicateRow row(quint64 phash, float aspect = 1.5F)
{
    DuplicateRow photo;
    photo.phash = phash;
    photo.aspect = aspect;
    return photo;
}

quint64 withFlippedBits(quint64 hash, int count, QRandomGenerator64& random)
{
    quint64 mask = 0;
    while (std::popcount(mask) < count)
        mask |= quint64(1) << random.bounded(64);
    return hash ^ mask;
}

} // namespace

class NearDuplicatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEveryPairWithinTheDistance();
    void keepsShapesApart();
    void findsMirroredAndTurnedCopies();
    void joinsEqualBytesWithoutAHash();
    void joinsThroughOthersAndNamesTheFirst();
    void leavesPhotosWithoutAHashAlone();
    void isQuickWithManyCopiesOfOnePhoto();
};

void NearDuplicatesTest::findsEveryPairWithinTheDistance()
{
    QRandomGenerator64 random(7);
    for (int distance = 0; distance <= 12; ++distance) {
        for (int round = 0; round < 50; ++round) {
            const quint64 hash = random.generate();
            const std::vector photos{row(hash), row(withFlippedBits(hash, distance, random))};
            const bool areJoined = groupNearDuplicates(photos)[1] == 0;
            QCOMPARE(areJoined, distance <= nearDistance);
        }
    }
}

void NearDuplicatesTest::keepsShapesApart()
{
    QCOMPARE(groupNearDuplicates(std::vector{row(12345, 1.5F), row(12345, 1.45F)})[1], size_t(0));
    QCOMPARE(groupNearDuplicates(std::vector{row(12345, 1.5F), row(12345, 1.2F)})[1], size_t(1));
}

void NearDuplicatesTest::findsMirroredAndTurnedCopies()
{
    QRandomGenerator64 random(8);
    for (int round = 0; round < 50; ++round) {
        const quint64 hash = random.generate();
        const quint64 near = withFlippedBits(hash, 3, random);
        const std::vector photos{row(hash), row(mirroredHash(near)), row(mirroredHash(flippedHash(near))),
                                 row(mirroredHash(transposedHash(near)), 1 / 1.5F),
                                 row(flippedHash(transposedHash(near)), 1 / 1.5F)};
        QCOMPARE(groupNearDuplicates(photos), std::vector<size_t>(5, 0));
    }
}

void NearDuplicatesTest::joinsEqualBytesWithoutAHash()
{
    DuplicateRow flat;
    flat.hash = {1, 2};
    DuplicateRow other = flat;
    other.hash = {1, 3};
    QCOMPARE(groupNearDuplicates(std::vector{flat, other, flat}), (std::vector<size_t>{0, 1, 0}));
}

void NearDuplicatesTest::joinsThroughOthersAndNamesTheFirst()
{
    const quint64 hash = 0x123456789abcdef0;
    const std::vector photos{row(~hash), row(hash ^ 0xf000f000), row(hash), row(hash ^ 0x000f000f)};
    QCOMPARE(hammingDistance(*photos[1].phash, *photos[3].phash), 16);
    std::vector middle{photos[0], row(hash ^ 0x7000f000), row(hash), row(hash ^ 0x000f0007)};
    QCOMPARE(groupNearDuplicates(middle), (std::vector<size_t>{0, 1, 1, 1}));
    QCOMPARE(groupNearDuplicates(photos), (std::vector<size_t>{0, 1, 2, 3}));
}

void NearDuplicatesTest::leavesPhotosWithoutAHashAlone()
{
    QCOMPARE(groupNearDuplicates(std::vector(3, DuplicateRow())), (std::vector<size_t>{0, 1, 2}));
    QVERIFY(groupNearDuplicates({}).empty());
}

void NearDuplicatesTest::isQuickWithManyCopiesOfOnePhoto()
{
    // Compared pair by pair, this would be ten billion comparisons.
    const std::vector<DuplicateRow> photos(100'000, row(42));
    const auto first = groupNearDuplicates(photos);
    QVERIFY(std::ranges::all_of(first, [](size_t group) { return group == 0; }));
}

QTEST_GUILESS_MAIN(NearDuplicatesTest)
#include "tst_near_duplicates.moc"
