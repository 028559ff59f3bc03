#include "ui/grid/grid_layout.h"

#include <QtTest>

using namespace creel;

/// Tiles of 100 x 120 with gaps of 8; 440 wide: four columns with nothing left over.
class GridLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tilesFillLinesFromTheLeft();
    void everyTileIsFoundWhereItIs();
    void gapsBelongToNoTile();
    void headingsComeBeforeTheirGroups();
    void stretchGivesTheTilesOnItsLines();
    void areaGivesARangeALine();
    void wholeLinesAreJoinedToOneRange();
    void downCrossesAHeadingInTheSameColumn();
    void downEndsInAShorterLine();
    void narrowViewKeepsOneColumn();
    void nothingIsFoundInAnEmptySet();
    void aMillionPhotosFitIntoScrollCoordinates();

private:
    static constexpr int width = 4 * 108 + 8;
    static GridLayout plain(int count, int wide = width) { return {count, {}, wide, {QSize(100, 120)}}; }
    /// Groups of 5, 2 and 9 photos.
    static GridLayout grouped()
    {
        static const std::vector<PhotoGroup> groups{{0, 5, {}}, {5, 2, {}}, {7, 9, {}}};
        return {16, groups, width, {QSize(100, 120)}};
    }
};

void GridLayoutTest::tilesFillLinesFromTheLeft()
{
    const GridLayout layout = plain(10);
    QCOMPARE(layout.columns(), 4);
    QCOMPARE(layout.tileRect(0), QRect(8, 8, 100, 120));
    QCOMPARE(layout.tileRect(3), QRect(8 + 3 * 108, 8, 100, 120));
    QCOMPARE(layout.tileRect(4), QRect(8, 8 + 128, 100, 120));
    QCOMPARE(layout.height(), 8 + 3 * 128);
    QVERIFY(layout.tileRect(10).isNull());
    QVERIFY(layout.tileRect(-1).isNull());
}

void GridLayoutTest::everyTileIsFoundWhereItIs()
{
    for (const GridLayout& layout : {plain(10), plain(10, 517), grouped()}) {
        for (int position = 0; position < layout.count(); ++position) {
            const QRect rect = layout.tileRect(position);
            QCOMPARE(layout.positionAt(rect.topLeft()), position);
            QCOMPARE(layout.positionAt(rect.bottomRight()), position);
        }
    }
}

void GridLayoutTest::gapsBelongToNoTile()
{
    const GridLayout layout = plain(10);
    const QRect first = layout.tileRect(0);
    QCOMPARE(layout.positionAt(first.topLeft() - QPoint(1, 0)), -1);
    QCOMPARE(layout.positionAt(first.topLeft() - QPoint(0, 1)), -1);
    QCOMPARE(layout.positionAt(first.bottomRight() + QPoint(1, 0)), -1);
    QCOMPARE(layout.positionAt(first.bottomRight() + QPoint(0, 1)), -1);
    QCOMPARE(layout.positionAt(QPoint(8 + 2 * 108, 8 + 2 * 128)), -1); // after the tenth
}

void GridLayoutTest::headingsComeBeforeTheirGroups()
{
    const GridLayout layout = grouped();
    QCOMPARE(layout.groupCount(), 3);
    QCOMPARE(layout.headingRect(0), QRect(0, 0, width, 32));
    QCOMPARE(layout.tileRect(0).top(), 40);
    QCOMPARE(layout.tileRect(4).top(), 40 + 128);
    QCOMPARE(layout.headingRect(1).top(), 40 + 2 * 128);
    QCOMPARE(layout.tileRect(5), QRect(8, 40 + 2 * 128 + 40, 100, 120));
    QCOMPARE(layout.groupOf(4), 0);
    QCOMPARE(layout.groupOf(5), 1);
    QCOMPARE(layout.groupRange(2), (GridLayout::Range{7, 15}));
    QCOMPARE(layout.headingAt(layout.headingRect(1).center()), 1);
    QCOMPARE(layout.headingAt(layout.tileRect(5).center()), -1);
    QCOMPARE(plain(10).headingAt(QPoint(3, 3)), -1);
}

void GridLayoutTest::stretchGivesTheTilesOnItsLines()
{
    const GridLayout layout = plain(10);
    QCOMPARE(layout.positionsBetween(0, 8), (GridLayout::Range{0, 3}));
    QCOMPARE(layout.positionsBetween(127, 136), (GridLayout::Range{0, 7}));
    QCOMPARE(layout.positionsBetween(128, 1000), (GridLayout::Range{4, 9}));
    QCOMPARE(grouped().positionsBetween(0, 1000), (GridLayout::Range{0, 15}));
    const int secondHeading = grouped().headingRect(1).top();
    QVERIFY(grouped().positionsBetween(secondHeading, secondHeading + 30).isEmpty());
}

void GridLayoutTest::areaGivesARangeALine()
{
    const GridLayout layout = plain(20);
    const QRect area(layout.tileRect(1).center(), layout.tileRect(10).center());
    QCOMPARE(layout.positionsIn(area), (QList<GridLayout::Range>{{1, 2}, {5, 6}, {9, 10}}));
}

void GridLayoutTest::wholeLinesAreJoinedToOneRange()
{
    const GridLayout layout = grouped();
    QCOMPARE(layout.positionsIn(QRect(0, 0, width, layout.height())), (QList<GridLayout::Range>{{0, 15}}));
}

void GridLayoutTest::downCrossesAHeadingInTheSameColumn()
{
    const GridLayout layout = grouped(); // 0 1 2 3 / 4 // 5 6 // 7 8 9 10 / …
    QCOMPARE(layout.neighbour(4, 1, 0), 5);
    QCOMPARE(layout.neighbour(6, 1, 1), 8);
    QCOMPARE(layout.neighbour(8, -1, 1), 6);
    QCOMPARE(layout.neighbour(1, 3, 1), 8);
}

void GridLayoutTest::downEndsInAShorterLine()
{
    const GridLayout layout = grouped();
    QCOMPARE(layout.neighbour(3, 1, 3), 4);
    QCOMPARE(layout.neighbour(4, 2, 3), 10); // the column is remembered by who asks
    QCOMPARE(layout.neighbour(0, -1, 0), 0);
    QCOMPARE(layout.neighbour(15, 9, 0), 15);
}

void GridLayoutTest::narrowViewKeepsOneColumn()
{
    const GridLayout layout = plain(3, 40);
    QCOMPARE(layout.columns(), 1);
    QCOMPARE(layout.tileRect(2).top(), 8 + 2 * 128);
}

void GridLayoutTest::nothingIsFoundInAnEmptySet()
{
    const GridLayout layout = plain(0);
    QCOMPARE(layout.positionAt(QPoint(20, 20)), -1);
    QVERIFY(layout.positionsBetween(0, 1000).isEmpty());
    QVERIFY(layout.positionsIn(QRect(0, 0, 500, 500)).isEmpty());
    QCOMPARE(layout.neighbour(0, 1, 0), -1);
}

void GridLayoutTest::aMillionPhotosFitIntoScrollCoordinates()
{
    const GridLayout layout(1'000'000, {}, 340, {QSize(332, 372)});
    QCOMPARE(layout.columns(), 1);
    QCOMPARE(layout.height(), 8 + 1'000'000 * 380);
    QCOMPARE(layout.positionAt(layout.tileRect(999'999).center()), 999'999);
}

QTEST_APPLESS_MAIN(GridLayoutTest)
#include "tst_grid_layout.moc"
