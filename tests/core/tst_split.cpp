#include "core/dataset/split.h"

#include "core/dataset/photo_groups.h"

#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace creel;

namespace {

/// Photos of uneven classes, a third of them in groups of two to six.
std::vector<SplitItem> randomItems(quint32 seed, int count)
{
    QRandomGenerator random(seed);
    std::vector<SplitItem> items;
    quint32 group = 0;
    while (int(items.size()) < count) {
        const int size = random.bounded(9) == 0 ? int(2 + random.bounded(5U)) : 1;
        const int label = int(std::min(random.bounded(6U), random.bounded(6U)));
        ++group;
        for (int i = 0; i < size; ++i) {
            // A person may have labelled photos of one burst differently.
            const int own = random.bounded(20) == 0 ? int(random.bounded(6U)) : label;
            items.push_back({"hash " + QByteArray::number(seed) + ' ' + QByteArray::number(items.size()), own,
                             group, std::nullopt});
        }
    }
    return items;
}

std::map<QByteArray, SplitPart> byHash(const std::vector<SplitItem>& items,
                                       const std::vector<SplitPart>& sides)
{
    std::map<QByteArray, SplitPart> map;
    for (size_t i = 0; i < items.size(); ++i)
        map[items[i].hash] = sides[i];
    return map;
}

bool staysTogether(const std::vector<SplitItem>& items, const std::vector<SplitPart>& sides)
{
    std::map<quint32, std::set<SplitPart>> seen;
    for (size_t i = 0; i < items.size(); ++i)
        seen[items[i].group].insert(sides[i]);
    return std::ranges::all_of(seen, [](const auto& group) { return group.second.size() == 1; });
}

/// The most that a class's share in a part differs from what was asked, in photos.
double worstMiss(const std::vector<SplitItem>& items, const std::vector<SplitPart>& sides,
                 SplitFractions fractions)
{
    std::map<int, std::array<double, splitParts>> have;
    std::map<int, double> total;
    for (size_t i = 0; i < items.size(); ++i) {
        ++have[items[i].label][size_t(sides[i])];
        ++total[items[i].label];
    }
    const std::array<double, splitParts> wanted{1 - fractions.valid - fractions.test, fractions.valid,
                                                fractions.test};
    double worst = 0;
    for (const auto& [label, counts] : have)
        for (size_t part = 0; part < counts.size(); ++part)
            worst = std::max(worst, std::abs(counts[part] - wanted[part] * total[label]));
    return worst;
}

GroupingRow row(qint64 id, const QByteArray& name, const QByteArray& hash = {})
{
    GroupingRow row;
    row.id = PhotoId(id);
    row.folder = FolderId(1);
    row.name = name;
    row.hash = hash;
    return row;
}

} // namespace

/// Which photos train and which test.
class SplitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsGroupsOnOneSide_data() { addSeeds(); }
    void keepsGroupsOnOneSide();
    void splitsEveryClassAlike_data() { addSeeds(); }
    void splitsEveryClassAlike();
    void isTheSameForTheSameSeed();
    void neverMovesAPhoto_data() { addSeeds(); }
    void neverMovesAPhoto();
    void sendsNewPhotosToTheirGroup();
    void testsEvenSmallClasses();
    void putsNothingIntoAPartOfNoSize();
    void digestsWhatMatters();
    void groupsCopiesBurstsAndPosts();
    void readsPostsFromNames();

private:
    static void addSeeds()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 25; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
};

void SplitTest::keepsGroupsOnOneSide()
{
    QFETCH(const quint32, seed);
    const std::vector<SplitItem> items = randomItems(seed, 400);
    QVERIFY(staysTogether(items, planSplit(items, {}, {0.3, 0}, seed)));
    QVERIFY(staysTogether(items, planSplit(items, {}, {0.2, 0.2}, seed)));
}

void SplitTest::splitsEveryClassAlike()
{
    QFETCH(const quint32, seed);
    const std::vector<SplitItem> items = randomItems(seed, 400);
    for (const SplitFractions fractions : {SplitFractions{0.3, 0}, SplitFractions{0.2, 0.2}}) {
        const double miss = worstMiss(items, planSplit(items, {}, fractions, seed), fractions);
        QVERIFY2(miss <= 3, qPrintable(QString::number(miss)));
    }
    std::vector<SplitItem> alone = items;
    for (size_t i = 0; i < alone.size(); ++i)
        alone[i].group = quint32(i);
    QVERIFY(worstMiss(alone, planSplit(alone, {}, {0.3, 0}, seed), {0.3, 0}) <= 1);
}

void SplitTest::isTheSameForTheSameSeed()
{
    std::vector<SplitItem> items = randomItems(3, 200);
    const auto first = byHash(items, planSplit(items, {}, {0.3, 0.1}, 1));
    std::ranges::reverse(items);
    QVERIFY(byHash(items, planSplit(items, {}, {0.3, 0.1}, 1)) == first);
    QVERIFY(byHash(items, planSplit(items, {}, {0.3, 0.1}, 2)) != first);
}

void SplitTest::neverMovesAPhoto()
{
    QFETCH(const quint32, seed);
    std::vector<SplitItem> items = randomItems(seed, 100);
    for (int round = 0; round < 5; ++round) {
        const std::vector<SplitPart> before = planSplit(items, {}, {0.3, 0}, seed);
        GroupSides groups;
        for (size_t i = 0; i < items.size(); ++i) {
            items[i].side = before[i];
            groups[items[i].group] = before[i];
        }
        const size_t known = items.size();
        const quint32 offset = 10'000 * quint32(round + 1);
        for (SplitItem item : randomItems(seed + offset, 60)) {
            item.group += offset;
            items.push_back(item);
        }
        const std::vector<SplitPart> after = planSplit(items, groups, {0.3, 0}, seed + quint32(round));
        QVERIFY(std::equal(before.begin(), before.end(), after.begin(), after.begin() + ptrdiff_t(known)));
        QVERIFY(staysTogether(items, after));
        QVERIFY(worstMiss(items, after, {0.3, 0}) <= 3);
    }
}

void SplitTest::sendsNewPhotosToTheirGroup()
{
    std::vector<SplitItem> items = randomItems(5, 50);
    const GroupSides groups{{items[0].group, SplitPart::Test}}; // of a photo that takes no part itself
    const std::vector<SplitPart> sides = planSplit(items, groups, {0.3, 0}, 1);
    QCOMPARE(sides[0], SplitPart::Test);
    QVERIFY(staysTogether(items, sides));
}

void SplitTest::testsEvenSmallClasses()
{
    for (int size = 2; size <= 12; ++size) {
        std::vector<SplitItem> items;
        for (int i = 0; i < size; ++i)
            items.push_back({QByteArray::number(i), 0, quint32(i), std::nullopt});
        const std::vector<SplitPart> sides = planSplit(items, {}, {0.3, 0}, 1);
        const auto valid = std::ranges::count(sides, SplitPart::Valid);
        QVERIFY(valid >= 1 && valid <= std::max(1, size / 2));
    }
    const std::vector<SplitItem> one{{"x", 0, 0, std::nullopt}};
    QCOMPARE(planSplit(one, {}, {0.3, 0}, 1)[0], SplitPart::Train);
}

void SplitTest::putsNothingIntoAPartOfNoSize()
{
    const std::vector<SplitItem> items = randomItems(7, 300);
    QCOMPARE(std::ranges::count(planSplit(items, {}, {0.3, 0}, 1), SplitPart::Test), 0);
    QCOMPARE(std::ranges::count(planSplit(items, {}, {0, 0}, 1), SplitPart::Train), ptrdiff_t(items.size()));
}

void SplitTest::digestsWhatMatters()
{
    std::vector<SplitItem> items = randomItems(9, 30);
    std::vector<SplitPart> sides = planSplit(items, {}, {0.3, 0}, 1);
    const QStringList classes{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"),
                              QStringLiteral("d"), QStringLiteral("e"), QStringLiteral("f")};
    const QByteArray digest = splitDigest(items, sides, classes);
    QCOMPARE(digest.size(), 64);
    std::ranges::reverse(items);
    std::ranges::reverse(sides);
    QCOMPARE(splitDigest(items, sides, classes), digest);
    auto other = sides;
    other[0] = other[0] == SplitPart::Train ? SplitPart::Valid : SplitPart::Train;
    QVERIFY(splitDigest(items, other, classes) != digest);
    items[0].label = items[0].label == 0 ? 1 : 0;
    QVERIFY(splitDigest(items, sides, classes) != digest);
}

void SplitTest::groupsCopiesBurstsAndPosts()
{
    std::vector<GroupingRow> photos;
    photos.push_back(row(1, "a.jpg", "same"));
    photos.push_back(row(2, "b.jpg", "same"));
    photos.push_back(row(3, "c.jpg", "c"));
    photos.push_back(row(4, "d.jpg", "d"));
    photos[1].nearGroup = photos[2].nearGroup = PhotoId(2); // 1 = 2 ~ 3
    for (int i = 0; i < 4; ++i) {
        photos.push_back(row(5 + i, QByteArray::number(i) + ".jpg", QByteArray::number(i)));
        photos.back().camera = i == 3 ? 2 : 1;
        photos.back().takenAt = 1000 + i * burstSeconds; // each within reach of the one before
    }
    photos.push_back(row(9, "2021-07-04_18-22-05_UTC_1.jpg", "p"));
    photos.push_back(row(10, "2021-07-04_18-22-05_UTC_2.jpg", "q"));
    photos.push_back(row(11, "2021-07-04_18-22-05_UTC_2.jpg", "r"));
    photos.back().folder = FolderId(2); // another page
    const std::vector<quint32> expected{0, 0, 0, 3, 4, 4, 4, 7, 8, 8, 10};
    QCOMPARE(groupPhotos(photos), expected);
    photos[5].takenAt = std::nullopt;
    photos[6].takenAt = 1000 + 2 * burstSeconds;
    QCOMPARE(groupPhotos(photos)[6], 6U);
    photos[3].camera = 1; // a camera alone ties nothing
    QCOMPARE(groupPhotos(photos)[3], 3U);
}

void SplitTest::readsPostsFromNames()
{
    QCOMPARE(postOf("2021-07-04_18-22-05_UTC_3.jpg"), QByteArray("2021-07-04_18-22-05_UTC"));
    QCOMPARE(postOf("2021-07-04_18-22-05_UTC.jpg"), QByteArray("2021-07-04_18-22-05_UTC"));
    QCOMPARE(postOf("60000001_540000000001_1498227479_n.jpg"), QByteArray("1498227479"));
    QCOMPARE(postOf("000001.jpg"), QByteArray());
    QCOMPARE(postOf("brown_1.jpg"), QByteArray());
    QCOMPARE(postOf("\xff_2021-07-04_18-22-05_1.jpg"), QByteArray("\xff_2021-07-04_18-22-05"));
}

QTEST_GUILESS_MAIN(SplitTest)
#include "tst_split.moc"
