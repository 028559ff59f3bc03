#include "core/dataset/snapshot.h"

#include "core/catalog/label_store.h"
#include "core/catalog/review_store.h"
#include "core/catalog/root_store.h"
#include "core/catalog/transaction.h"
#include "tests/support/catalog_factory.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <set>

using namespace creel;
using namespace creel::test;

namespace {

const QStringList species{QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")};

} // namespace

/// What a training sees of a catalog.
class SnapshotTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesEveryLabelledPhoto();
    void believesPeopleBeforeFolders();
    void countsWhatIsLeftOut();
    void takesAcceptedPhotosOnly();
    void takesCopiesOnce();
    void leavesCopiesWithDifferentLabelsOut();
    void remembersSides();
    void remembersNothingWhereItMayNotWrite();
    void keepsGroupsThatMergedLaterApart();
    void followsMergedLabels();
    void warnsOfSmallClasses();
    void refusesWhatCannotBeLearned();
    void drawsRandomSides();
    void describesItselfInJson();
    void countsReasonsInTheRightNumber();

private:
    /// One more photo; its hash is made from its id unless given.
    PhotoId add(const QString& label, const std::function<void(Photo&)>& change = {})
    {
        Transaction transaction = must(Transaction::begin(*m_catalog));
        PhotoStore photos(*m_catalog);
        Photo photo;
        photo.folder = m_folders[label];
        photo.name = "p" + QByteArray::number(++m_count) + ".jpg";
        photo.hash = "hash-" + QByteArray::number(100'000 + m_count);
        photo.folderLabel = m_labels[label];
        if (change)
            change(photo);
        const PhotoId id = must(photos.put(photo, must(photos.nextRevision())));
        must(transaction.commit());
        return id;
    }
    void fill(int each)
    {
        for (const QString& label : species)
            for (int i = 0; i < each; ++i)
                add(label);
    }
    void review(PhotoId photo, ReviewState state, const QString& label = {})
    {
        Review review;
        review.state = state;
        review.label = m_labels.value(label);
        review.decidedAt = 1;
        must(ReviewStore(*m_catalog).put(photo, review));
    }
    Snapshot take(const SnapshotOptions& options = {}) { return must(takeSnapshot(*m_catalog, options)); }
    static std::map<PhotoId, SplitPart> sidesOf(const Snapshot& snapshot)
    {
        std::map<PhotoId, SplitPart> sides;
        for (const SnapshotPhoto& photo : snapshot.photos)
            sides[photo.id] = photo.part;
        return sides;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_catalog;
    QHash<QString, FolderId> m_folders;
    QHash<QString, LabelId> m_labels;
    int m_count = 0;
};

void SnapshotTest::init()
{
    m_catalog.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_catalog = must(openCatalog(m_folder->filePath(QStringLiteral("c.creel")), Connection::Access::Create));
    must(m_catalog->run(QStringLiteral("PRAGMA synchronous = OFF"))); // many small transactions
    RootStore roots(*m_catalog);
    const RootId root = must(roots.ensureRoot("/photos"));
    for (const QString& name : species) {
        m_folders[name] = must(roots.ensureFolder(root, name.toUtf8()));
        m_labels[name] = must(LabelStore(*m_catalog).put(must(LabelStore(*m_catalog).draft(name))));
    }
    m_count = 0;
}

void SnapshotTest::takesEveryLabelledPhoto()
{
    fill(20);
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.classes, species);
    QCOMPARE(snapshot.photos.size(), size_t(60));
    QCOMPARE(snapshot.unreviewed, 60);
    QCOMPARE(snapshot.count(SplitPart::Valid), 18);
    QCOMPARE(snapshot.count(SplitPart::Train), 42);
    for (const auto& counts : snapshot.counts)
        QCOMPARE(counts, (std::array<qint64, 3>{14, 6, 0}));
    QCOMPARE(snapshot.photos[0].file, BytePath("/photos/brown/p1.jpg"));
    QVERIFY(snapshot.leftOut.isEmpty());
    QVERIFY(snapshot.warnings.isEmpty());
    QVERIFY(!snapshot.hasTies);
    QVERIFY(snapshot.catalogRevision > 0);
}

void SnapshotTest::believesPeopleBeforeFolders()
{
    fill(10);
    review(PhotoId(1), ReviewState::Unreviewed, species[2]);
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.photos[0].label, 2);
    QCOMPARE(snapshot.photos[1].label, 0);
}

void SnapshotTest::countsWhatIsLeftOut()
{
    fill(10);
    review(PhotoId(1), ReviewState::Rejected);
    review(PhotoId(2), ReviewState::Rejected);
    add(species[0], [](Photo& photo) { photo.problem = Problem::Truncated; });
    add(species[0], [](Photo& photo) { photo.hash.clear(); });
    add(species[0], [](Photo& photo) { photo.missing = true; });
    add(species[0], [](Photo& photo) { photo.folderLabel = {}; });
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.photos.size(), size_t(28));
    const QMap<LeftOut, qint64> expected{
        {LeftOut::Rejected, 2}, {LeftOut::Problem, 2}, {LeftOut::Missing, 1}, {LeftOut::NoLabel, 1}};
    QCOMPARE(snapshot.leftOut, expected);
}

void SnapshotTest::takesAcceptedPhotosOnly()
{
    fill(10);
    for (int id = 1; id <= 20; ++id)
        review(PhotoId(id), ReviewState::Accepted);
    SnapshotOptions options;
    options.onlyAccepted = true;
    const Snapshot snapshot = take(options);
    QCOMPARE(snapshot.photos.size(), size_t(20));
    QCOMPARE(snapshot.classes, species.mid(0, 2));
    QCOMPARE(snapshot.unreviewed, 0);
    QCOMPARE(snapshot.leftOut.value(LeftOut::Unreviewed), 10);
}

void SnapshotTest::takesCopiesOnce()
{
    fill(10);
    const PhotoId accepted = add(species[1], [](Photo& photo) { photo.hash = "hash-100001"; });
    review(accepted, ReviewState::Accepted);
    add(species[0], [](Photo& photo) { photo.hash = "hash-100002"; });
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.photos.size(), size_t(30));
    QCOMPARE(snapshot.leftOut.value(LeftOut::Copy), 2);
    const auto sides = sidesOf(snapshot);
    QVERIFY(sides.contains(accepted)); // what a person decided wins over the folder of the other copy
    QVERIFY(!sides.contains(PhotoId(1)));
    QVERIFY(sides.contains(PhotoId(2)));
    QVERIFY(!snapshot.hasTies);
}

void SnapshotTest::leavesCopiesWithDifferentLabelsOut()
{
    fill(11);
    add(species[1], [](Photo& photo) { photo.hash = "hash-100001"; });
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.photos.size(), size_t(32));
    QCOMPARE(snapshot.leftOut.value(LeftOut::LabelsDiffer), 2);
    QCOMPARE(snapshot.warnings.size(), 1);
}

void SnapshotTest::remembersSides()
{
    fill(20);
    const Snapshot first = take();
    QCOMPARE(take().splitDigest, first.splitDigest);
    fill(13);
    SnapshotOptions otherSeed;
    otherSeed.seed = 99;
    const Snapshot second = take(otherSeed);
    QCOMPARE(second.photos.size(), size_t(99));
    QVERIFY(second.splitDigest != first.splitDigest);
    const auto sides = sidesOf(second);
    for (const auto& [id, side] : sidesOf(first))
        QCOMPARE(sides.at(id), side);
    // Out and in again: still on its side.
    review(PhotoId(1), ReviewState::Rejected);
    QVERIFY(!sidesOf(take()).contains(PhotoId(1)));
    review(PhotoId(1), ReviewState::Accepted);
    QCOMPARE(sidesOf(take()).at(PhotoId(1)), sides.at(PhotoId(1)));
}

void SnapshotTest::remembersNothingWhereItMayNotWrite()
{
    fill(10);
    const auto reader = must(openCatalog(m_catalog->path(), Connection::Access::ReadOnly));
    const Snapshot seen = must(takeSnapshot(*reader, {}));
    QVERIFY(must(SplitStore(*m_catalog).all()).isEmpty());
    QCOMPARE(take().splitDigest, seen.splitDigest);
    QCOMPARE(must(SplitStore(*m_catalog).all()).size(), 30);
}

void SnapshotTest::keepsGroupsThatMergedLaterApart()
{
    fill(20);
    const Snapshot first = take();
    PhotoId train, valid;
    for (const SnapshotPhoto& photo : first.photos)
        (photo.part == SplitPart::Train ? train : valid) = photo.id;
    for (const PhotoId id : {train, valid})
        must(m_catalog->run(QStringLiteral("UPDATE photo SET near_group = ? WHERE id = ?"),
                            {train.value(), id.value()}));
    const PhotoId late = add(species[0], [&](Photo& photo) { photo.nearGroup = train; });
    const Snapshot second = take();
    const auto sides = sidesOf(second);
    QVERIFY(!sides.contains(train));
    QCOMPARE(sides.at(valid), SplitPart::Valid);
    QCOMPARE(sides.at(late), SplitPart::Valid); // a newcomer joins the side that tests
    QCOMPARE(second.leftOut.value(LeftOut::OtherSide), 1);
    QCOMPARE(second.warnings.size(), 1);
    QVERIFY(second.hasTies);
    std::map<quint32, std::set<SplitPart>> groups;
    for (const SnapshotPhoto& photo : second.photos)
        groups[photo.group].insert(photo.part);
    for (const auto& [group, parts] : groups)
        QCOMPARE(parts.size(), size_t(1));
}

void SnapshotTest::followsMergedLabels()
{
    fill(10);
    must(m_catalog->run(QStringLiteral("UPDATE label SET merged_into = ? WHERE id = ?"),
                        {m_labels[species[0]].value(), m_labels[species[2]].value()}));
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.classes, species.mid(0, 2));
    QCOMPARE(snapshot.counts[0][0] + snapshot.counts[0][1], 20);
}

void SnapshotTest::warnsOfSmallClasses()
{
    for (int i = 0; i < 100; ++i)
        add(species[0]);
    for (int i = 0; i < 4; ++i)
        add(species[1]);
    add(species[2]);
    const Snapshot snapshot = take();
    QCOMPARE(snapshot.warnings.size(), 3);
    QVERIFY(snapshot.warnings[0].contains(QLatin1String("bull has only 4 photos")));
    QVERIFY(snapshot.warnings[1].contains(QLatin1String("rainbow has no photo to test on")));
    QVERIFY(snapshot.warnings[2].contains(QLatin1String("100 times")));
}

void SnapshotTest::refusesWhatCannotBeLearned()
{
    QCOMPARE(takeSnapshot(*m_catalog, {}).error().code, ErrorCode::BadInput); // no photo
    for (int i = 0; i < 10; ++i)
        add(species[0]);
    QCOMPARE(takeSnapshot(*m_catalog, {}).error().code, ErrorCode::BadInput); // one class
    CancelToken cancelled;
    cancelled.cancel();
    fill(10);
    QCOMPARE(takeSnapshot(*m_catalog, {}, cancelled).error().code, ErrorCode::Cancelled);
    QVERIFY(must(SplitStore(*m_catalog).all()).isEmpty());
    SnapshotOptions accepted;
    accepted.onlyAccepted = true;
    QVERIFY(takeSnapshot(*m_catalog, accepted).error().message.contains(QLatin1String("accepted")));
}

void SnapshotTest::drawsRandomSides()
{
    fill(30);
    must(m_catalog->run(QStringLiteral("UPDATE photo SET near_group = id - (id % 3) + 1")));
    const Snapshot snapshot = take();
    QVERIFY(snapshot.hasTies);
    const std::vector<SnapshotPhoto> random = withRandomSides(snapshot, 1);
    QCOMPARE(random.size(), snapshot.photos.size());
    const auto valid = std::ranges::count(random, SplitPart::Valid, &SnapshotPhoto::part);
    QVERIFY(std::abs(valid - snapshot.count(SplitPart::Valid)) <= 3);
    std::map<quint32, std::set<SplitPart>> groups;
    for (const SnapshotPhoto& photo : random)
        groups[photo.group].insert(photo.part);
    QVERIFY(std::ranges::any_of(groups, [](const auto& group) { return group.second.size() == 2; }));
}

void SnapshotTest::describesItselfInJson()
{
    fill(10);
    review(PhotoId(1), ReviewState::Rejected);
    const QJsonObject json = toJson(take());
    QCOMPARE(json[QLatin1String("photos")].toInt(), 29);
    QCOMPARE(json[QLatin1String("train")].toInt() + json[QLatin1String("valid")].toInt(), 29);
    QCOMPARE(json[QLatin1String("left_out")][QLatin1String("rejected")].toInt(), 1);
    QCOMPARE(json[QLatin1String("classes")][1][QLatin1String("class")].toString(), species[1]);
    for (int reason = 0; reason <= int(LeftOut::OtherSide); ++reason)
        QVERIFY(!leftOutText(LeftOut(reason), 1).isEmpty() && !leftOutName(LeftOut(reason)).isEmpty());
}

void SnapshotTest::countsReasonsInTheRightNumber()
{
    QCOMPARE(leftOutText(LeftOut::Copy, 1), QStringLiteral("1 copy of another photo"));
    QCOMPARE(leftOutText(LeftOut::Copy, 6), QStringLiteral("6 copies of another photo"));
    QCOMPARE(leftOutText(LeftOut::Missing, 1), QStringLiteral("1 missing file"));
    QCOMPARE(leftOutText(LeftOut::Missing, 0), QStringLiteral("0 missing files"));
}

QTEST_GUILESS_MAIN(SnapshotTest)
#include "tst_snapshot.moc"
