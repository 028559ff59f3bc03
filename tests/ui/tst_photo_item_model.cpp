#include "tests/support/catalog_factory.h"
#include "ui/photo_item_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class PhotoItemModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void keepsTheRulesOfItemModels();
    void positionsAndPhotosAgree();
    void photosOutsideTheSetHaveNoPosition();
    void speaksNameAndState();
    void touchTellsOfEachPhotoShown();
    void touchingManyTellsOfAllAtOnce();

private:
    /// Every second photo, last first.
    PhotoSet someSet() const
    {
        PhotoSet set;
        for (int row = 9; row > 0; row -= 2)
            set.rows.push_back(PhotoIndex::Row(row));
        return set;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Connection> m_connection;
    std::shared_ptr<PhotoIndex> m_index;
};

void PhotoItemModelTest::initTestCase()
{
    m_connection =
        test::makeCatalog(m_folder.filePath(QStringLiteral("m.creel")), 300, {QStringLiteral("brown")});
    m_index = must(PhotoIndex::load(*m_connection));
}

void PhotoItemModelTest::keepsTheRulesOfItemModels()
{
    PhotoItemModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.reset(m_index, someSet());
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.rowCount(model.index(0)), 0);
    model.touch({m_index->id(9)});
    model.reset(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
}

void PhotoItemModelTest::positionsAndPhotosAgree()
{
    PhotoItemModel model;
    model.reset(m_index, someSet());
    for (int position = 0; position < model.rowCount(); ++position) {
        QCOMPARE(model.positionOf(model.photoId(position)), position);
        QCOMPARE(model.index(position).data(PhotoItemModel::PhotoIdRole).toLongLong(),
                 model.photoId(position).value());
    }
    QCOMPARE(model.photoId(0), m_index->id(9));
}

void PhotoItemModelTest::photosOutsideTheSetHaveNoPosition()
{
    PhotoItemModel model;
    QCOMPARE(model.positionOf(PhotoId(1)), -1);
    model.reset(m_index, someSet());
    QCOMPARE(model.positionOf(m_index->id(0)), -1);
    QCOMPARE(model.positionOf(PhotoId(123456)), -1);
    QVERIFY(!model.photoId(-1).isValid());
    QVERIFY(!model.photoId(5).isValid());
}

void PhotoItemModelTest::speaksNameAndState()
{
    PhotoItemModel model;
    model.reset(m_index, someSet());
    m_index->setReview(9, {ReviewState::Rejected, RejectReason::Scenery, {}, false});
    const QString name = model.index(0).data(Qt::DisplayRole).toString();
    const QString spoken = model.index(0).data(Qt::AccessibleTextRole).toString();
    QVERIFY(!name.isEmpty());
    QVERIFY2(spoken.startsWith(name), qPrintable(spoken));
    QVERIFY2(spoken.contains(reasonText(RejectReason::Scenery)), qPrintable(spoken));
    QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("brown")));
    m_index->setReview(9, {});
}

void PhotoItemModelTest::touchTellsOfEachPhotoShown()
{
    PhotoItemModel model;
    model.reset(m_index, someSet());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.touch({m_index->id(0), m_index->id(7)}); // the first is not in the set
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
}

void PhotoItemModelTest::touchingManyTellsOfAllAtOnce()
{
    PhotoItemModel model;
    PhotoSet all;
    QList<PhotoId> photos;
    for (PhotoIndex::Row row = 0; row < m_index->size(); ++row) {
        all.rows.push_back(row);
        photos.append(m_index->id(row));
    }
    model.reset(m_index, all);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.touch(photos);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 299);
}

QTEST_GUILESS_MAIN(PhotoItemModelTest)
#include "tst_photo_item_model.moc"
