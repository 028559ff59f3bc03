#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/photo_content.h"
#include "ui/grid/thumbnail_loader.h"

#include <QContextMenuEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <QtTest>

#include <numeric>

using namespace creel;
using creel::test::must;

namespace {

/// A desk over a catalog, with a grid on it that is shown and has the focus.
struct Fixture
{
    explicit Fixture(const QString& catalog) : loader(desk), content(desk, loader), grid(content)
    {
        must(desk.open(catalog));
        grid.resize(800, 600);
        grid.show();
        grid.setFocus();
        if (!test::waitUntilWhole(desk))
            qFatal("the catalog was not read");
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&grid, key, modifiers); }
    QRect rectOf(int position) { return grid.visualRect(desk.model()->index(position)); }
    void click(int position, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, modifiers, rectOf(position).center());
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(grid.viewport(), Qt::LeftButton, modifiers, from);
        QTest::mouseMove(grid.viewport(), (from + to) / 2);
        QTest::mouseMove(grid.viewport(), to);
        QTest::mouseRelease(grid.viewport(), Qt::LeftButton, modifiers, to);
    }
    QList<int> selected()
    {
        QList<int> positions;
        for (const QModelIndex& index : desk.selection()->selectedIndexes())
            positions.append(index.row());
        std::ranges::sort(positions);
        return positions;
    }
    int current() { return desk.currentPosition(); }
    int columns() { return grid.gridLayout().columns(); }
    bool isSeen(int position) { return grid.viewport()->rect().contains(rectOf(position)); }
    bool group(GroupKey key)
    {
        PhotoOrder order = desk.order();
        order.group = key;
        QSignalSpy shown(&desk, &Desk::setChanged);
        desk.setOrder(order);
        return shown.wait(test::patienceMs);
    }

    Desk desk;
    ThumbnailLoader loader;
    PhotoContent content;
    GridView grid;
};

QList<int> range(int first, int last)
{
    QList<int> list(last - first + 1);
    std::iota(list.begin(), list.end(), first);
    return list;
}

} // namespace

class GridViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void arrowsGoOnePhotoOrOneLine();
    void pagesAndEndsStayInsideTheSet();
    void downKeepsItsColumnAcrossHeadings();
    void shiftGrowsAndShrinksARange();
    void clicksSelectToggleAndExtend();
    void aRangeBeginsWhereADecisionWentOnTo();
    void bandSelectsWhatItTouches();
    void bandWithCtrlAddsToTheSelection();
    void bandAtTheEdgeScrolls();
    void headingSelectsItsGroup();
    void everythingOfAMillionIsSelectedAsOneRange();
    void aMillionPhotosAreScrolledWithoutAskingForThemAll();
    void whatIsNoNavigationGoesOnToTheWindow_data();
    void whatIsNoNavigationGoesOnToTheWindow();
    void currentPhotoStaysWhereItIsWhenTilesGrow();
    void currentPhotoStaysVisibleWhenTheWindowShrinks();
    void refreshedSetDoesNotJump();
    void regroupedSetShowsTheCurrentPhoto();
    void movesMadeElsewhereAreFollowed();
    void sizeIsClampedAndCtrlWheelChangesIt();
    void doubleClickOpensThePhoto();
    void contextMenuIsAboutThePhotoUnderIt();
    void thumbnailsArrive();
    void emptyPlacesSayWhyTheyAreEmpty();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("g.creel")); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void GridViewTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 600,
                      {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
}

void GridViewTest::arrowsGoOnePhotoOrOneLine()
{
    Fixture f(path());
    f.desk.setCurrentPosition(0);
    f.key(Qt::Key_Right);
    QCOMPARE(f.current(), 1);
    f.key(Qt::Key_Down);
    QCOMPARE(f.current(), 1 + f.columns());
    f.key(Qt::Key_Left);
    QCOMPARE(f.current(), f.columns());
    f.key(Qt::Key_Left); // to the end of the line above
    QCOMPARE(f.current(), f.columns() - 1);
    f.key(Qt::Key_Up);
    QCOMPARE(f.current(), f.columns() - 1);
    QCOMPARE(f.selected(), (QList<int>{f.columns() - 1}));
}

void GridViewTest::pagesAndEndsStayInsideTheSet()
{
    Fixture f(path());
    f.desk.setCurrentPosition(0);
    f.key(Qt::Key_PageDown);
    QVERIFY(f.current() >= f.columns());
    QCOMPARE(f.current() % f.columns(), 0);
    QVERIFY(f.isSeen(f.current()));
    f.key(Qt::Key_PageUp);
    QCOMPARE(f.current(), 0);
    f.key(Qt::Key_PageUp);
    QCOMPARE(f.current(), 0);
    f.key(Qt::Key_End);
    QCOMPARE(f.current(), 599);
    QVERIFY(f.isSeen(599));
    f.key(Qt::Key_PageDown);
    QCOMPARE(f.current(), 599);
    f.key(Qt::Key_Home);
    QCOMPARE(f.current(), 0);
    QVERIFY(f.isSeen(0));
}

void GridViewTest::downKeepsItsColumnAcrossHeadings()
{
    Fixture f(path());
    f.grid.resize(620, 600);
    QVERIFY(f.group(GroupKey::Label)); // three groups of 200
    QCOMPARE(f.grid.gridLayout().groupCount(), 3);
    const int lastOfLine = f.columns() - 1;
    QVERIFY2(200 % f.columns() != 0, "the last line of a group must be a short one for this test");
    f.desk.setCurrentPosition(200 - 200 % f.columns() - 1); // end of the last whole line
    f.key(Qt::Key_Down);
    QCOMPARE(f.current(), 199);
    f.key(Qt::Key_Down);
    QCOMPARE(f.current(), 200 + lastOfLine);
    f.key(Qt::Key_Up);
    QCOMPARE(f.current(), 199);
}

void GridViewTest::shiftGrowsAndShrinksARange()
{
    Fixture f(path());
    f.desk.setCurrentPosition(10);
    f.key(Qt::Key_Right, Qt::ShiftModifier);
    f.key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(10, 11 + f.columns()));
    f.key(Qt::Key_Up, Qt::ShiftModifier);
    f.key(Qt::Key_Left, Qt::ShiftModifier);
    f.key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(9, 10));
    QCOMPARE(f.current(), 9);
    f.key(Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(10, 599));
    f.key(Qt::Key_Left);
    QCOMPARE(f.selected(), (QList<int>{598}));
}

void GridViewTest::clicksSelectToggleAndExtend()
{
    Fixture f(path());
    f.click(2);
    QCOMPARE(f.selected(), (QList<int>{2}));
    f.click(5, Qt::ControlModifier);
    QCOMPARE(f.selected(), (QList<int>{2, 5}));
    f.click(2, Qt::ControlModifier);
    QCOMPARE(f.selected(), (QList<int>{5}));
    QCOMPARE(f.current(), 2);
    f.click(4);
    f.click(7, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(4, 7));
    f.click(1, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(1, 4));
    f.click(6, Qt::ControlModifier);
    f.click(7, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(f.selected(), (QList<int>{1, 2, 3, 4, 6, 7}));
    f.key(Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(f.selected(), (QList<int>{1, 2, 3, 4, 6}));
}

void GridViewTest::aRangeBeginsWhereADecisionWentOnTo()
{
    Fixture f(path());
    f.click(2);
    f.desk.decide(Accept{{f.desk.currentPhoto()}});
    QCOMPARE(f.current(), 3);
    f.key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(f.selected(), range(3, 4));
    f.desk.undo();
}

void GridViewTest::bandSelectsWhatItTouches()
{
    Fixture f(path());
    const int columns = f.columns();
    QVERIFY(columns >= 3);
    f.drag(f.rectOf(1).center(), f.rectOf(columns + 2).center());
    QCOMPARE(f.selected(), (QList<int>{1, 2, columns + 1, columns + 2}));
    // Backwards it is the same band.
    f.drag(f.rectOf(columns + 2).center(), f.rectOf(1).center());
    QCOMPARE(f.selected(), (QList<int>{1, 2, columns + 1, columns + 2}));
    // Shrinking it lets go again.
    QTest::mousePress(f.grid.viewport(), Qt::LeftButton, {}, f.rectOf(0).center());
    QTest::mouseMove(f.grid.viewport(), f.rectOf(columns + 1).center());
    QCOMPARE(f.selected().size(), 4);
    QTest::mouseMove(f.grid.viewport(), f.rectOf(1).center());
    QCOMPARE(f.selected(), range(0, 1));
    QTest::mouseRelease(f.grid.viewport(), Qt::LeftButton, {}, f.rectOf(1).center());
}

void GridViewTest::bandWithCtrlAddsToTheSelection()
{
    Fixture f(path());
    const int columns = f.columns();
    f.click(0);
    const QPoint gap = f.rectOf(columns).topLeft() - QPoint(2, 2);
    f.drag(gap, f.rectOf(columns + 1).center(), Qt::ControlModifier);
    QCOMPARE(f.selected(), (QList<int>{0, columns, columns + 1}));
    QTest::mouseClick(f.grid.viewport(), Qt::LeftButton, {}, gap);
    QVERIFY(f.selected().isEmpty());
}

void GridViewTest::bandAtTheEdgeScrolls()
{
    Fixture f(path());
    const QPoint below(f.rectOf(0).center().x(), f.grid.viewport()->height() + 40);
    QTest::mousePress(f.grid.viewport(), Qt::LeftButton, {}, f.rectOf(0).center());
    QTest::mouseMove(f.grid.viewport(), below);
    QTRY_VERIFY_WITH_TIMEOUT(f.grid.verticalScrollBar()->value() > 1000, test::patienceMs);
    QTest::mouseRelease(f.grid.viewport(), Qt::LeftButton, {}, below);
    const QList<int> selected = f.selected();
    QVERIFY(selected.size() > 5);
    for (const int position : selected)
        QCOMPARE(position % f.columns(), 0);
    const int value = f.grid.verticalScrollBar()->value();
    QTest::qWait(80);
    QCOMPARE(f.grid.verticalScrollBar()->value(), value); // and stops with the drag
}

void GridViewTest::headingSelectsItsGroup()
{
    Fixture f(path());
    QVERIFY(f.group(GroupKey::Label));
    f.desk.setCurrentPosition(200);
    const QRect heading =
        f.grid.gridLayout().headingRect(1).translated(0, -f.grid.verticalScrollBar()->value());
    QTest::mouseClick(f.grid.viewport(), Qt::LeftButton, {}, heading.center());
    QCOMPARE(f.selected(), range(200, 399));
}

void GridViewTest::everythingOfAMillionIsSelectedAsOneRange()
{
    Fixture f(path());
    PhotoSet many;
    for (int i = 0; i < 1'000'000; ++i)
        many.rows.push_back(PhotoIndex::Row(i % 600));
    f.desk.model()->reset(must(PhotoIndex::load(*f.desk.connection())), std::move(many));
    f.desk.setCurrentPosition(500'000);
    f.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(f.desk.selection()->selection().size(), 1);
    QCOMPARE(f.desk.selection()->selection().first().height(), 1'000'000);
    QCOMPARE(f.current(), 500'000);
    f.key(Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(f.desk.selection()->selection().first().height(), 500'001);
}

void GridViewTest::aMillionPhotosAreScrolledWithoutAskingForThemAll()
{
    Fixture f(path());
    PhotoSet many;
    for (int i = 0; i < 1'000'000; ++i)
        many.rows.push_back(PhotoIndex::Row(i % 600));
    f.desk.model()->reset(must(PhotoIndex::load(*f.desk.connection())), std::move(many));
    f.desk.setCurrentPosition(0);
    f.key(Qt::Key_End);
    QCOMPARE(f.current(), 999'999);
    QVERIFY(f.isSeen(999'999));
    QCOMPARE(f.grid.verticalScrollBar()->value(), f.grid.verticalScrollBar()->maximum());
    const QPoint middle = f.grid.viewport()->rect().center();
    const int found = f.grid.gridLayout().positionAt(middle + QPoint(0, f.grid.verticalScrollBar()->value()));
    QVERIFY(found == -1 || found > 999'900);
}

void GridViewTest::whatIsNoNavigationGoesOnToTheWindow_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("letter") << int(Qt::Key_A) << QStringLiteral("a") << false;
    QTest::newRow("digit") << int(Qt::Key_1) << QStringLiteral("1") << false;
    QTest::newRow("space") << int(Qt::Key_Space) << QStringLiteral(" ") << false;
    QTest::newRow("enter") << int(Qt::Key_Return) << QStringLiteral("\r") << false;
    QTest::newRow("escape") << int(Qt::Key_Escape) << QString() << false;
    QTest::newRow("F2") << int(Qt::Key_F2) << QString() << false;
    QTest::newRow("right") << int(Qt::Key_Right) << QString() << true;
}

void GridViewTest::whatIsNoNavigationGoesOnToTheWindow()
{
    QFETCH(int, key);
    QFETCH(QString, text);
    QFETCH(bool, isTaken);
    Fixture f(path());
    const int before = f.current();
    QKeyEvent event(QEvent::KeyPress, key, {}, text);
    QApplication::sendEvent(&f.grid, &event);
    QCOMPARE(event.isAccepted(), isTaken);
    QCOMPARE(f.current() != before, isTaken);
}

void GridViewTest::currentPhotoStaysWhereItIsWhenTilesGrow()
{
    Fixture f(path());
    f.desk.setCurrentPosition(300);
    f.grid.scrollTo(f.desk.model()->index(300), QAbstractItemView::PositionAtCenter);
    for (const int size : {96, 200, 320, 64, 160}) {
        const int top = f.rectOf(300).top();
        f.grid.setThumbnailSize(size);
        QVERIFY2(f.isSeen(300), qPrintable(QString::number(size)));
        // Only as far as it must to be seen whole.
        if (top >= 0 && top + f.rectOf(300).height() + 8 < f.grid.viewport()->height())
            QCOMPARE(f.rectOf(300).top(), top);
    }
}

void GridViewTest::currentPhotoStaysVisibleWhenTheWindowShrinks()
{
    Fixture f(path());
    f.desk.setCurrentPosition(300);
    f.grid.resize(420, 600);
    QVERIFY(f.isSeen(300));
    f.grid.resize(420, 330);
    QVERIFY(f.isSeen(300));
    f.grid.resize(1200, 700);
    QVERIFY(f.isSeen(300));
}

void GridViewTest::refreshedSetDoesNotJump()
{
    Fixture f(path());
    f.desk.setCurrentPosition(30);
    f.grid.verticalScrollBar()->setValue(7'000); // the person looks elsewhere
    QVERIFY(!f.isSeen(30));
    QSignalSpy shown(&f.desk, &Desk::setChanged);
    f.desk.refreshSet();
    QVERIFY(shown.wait(test::patienceMs));
    QCOMPARE(f.grid.verticalScrollBar()->value(), 7'000);
    QCOMPARE(f.current(), 30);
}

void GridViewTest::regroupedSetShowsTheCurrentPhoto()
{
    Fixture f(path());
    f.desk.setCurrentPosition(30);
    f.grid.verticalScrollBar()->setValue(7'000);
    QVERIFY(f.group(GroupKey::Date));
    QVERIFY(f.current() != 30);
    QVERIFY(f.isSeen(f.current()));
}

void GridViewTest::movesMadeElsewhereAreFollowed()
{
    Fixture f(path());
    f.desk.setCurrentPosition(500);
    QVERIFY(f.isSeen(500));
    f.grid.hide();
    f.desk.setCurrentPosition(20); // in the loupe, say
    f.grid.show();
    QVERIFY(f.isSeen(20));
}

void GridViewTest::sizeIsClampedAndCtrlWheelChangesIt()
{
    Fixture f(path());
    QSignalSpy changed(&f.grid, &GridView::thumbnailSizeChanged);
    f.grid.setThumbnailSize(1000);
    QCOMPARE(f.grid.thumbnailSize(), 320);
    f.grid.setThumbnailSize(3);
    QCOMPARE(f.grid.thumbnailSize(), 64);
    f.grid.setThumbnailSize(64);
    QCOMPARE(changed.count(), 2);
    const auto wheel = [&](int degrees, Qt::KeyboardModifiers modifiers) {
        const QPoint at = f.grid.viewport()->rect().center();
        QWheelEvent event(at, f.grid.viewport()->mapToGlobal(at), {}, QPoint(0, degrees), {}, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(f.grid.viewport(), &event);
    };
    wheel(120, Qt::ControlModifier);
    QVERIFY(f.grid.thumbnailSize() > 64);
    wheel(-120, Qt::ControlModifier);
    QCOMPARE(f.grid.thumbnailSize(), 64);
    const int value = f.grid.verticalScrollBar()->value();
    wheel(-120, {});
    QVERIFY(f.grid.verticalScrollBar()->value() > value);
    QCOMPARE(f.grid.thumbnailSize(), 64);
}

void GridViewTest::doubleClickOpensThePhoto()
{
    Fixture f(path());
    QSignalSpy activated(&f.grid, &GridView::tileActivated);
    QTest::mouseDClick(f.grid.viewport(), Qt::LeftButton, {}, f.rectOf(5).center());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toInt(), 5);
}

void GridViewTest::contextMenuIsAboutThePhotoUnderIt()
{
    Fixture f(path());
    QSignalSpy requested(&f.grid, &GridView::contextMenuRequestedAt);
    const auto open = [&](int position) {
        const QPoint at = f.rectOf(position).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, f.grid.viewport()->mapToGlobal(at));
        QApplication::sendEvent(f.grid.viewport(), &event);
    };
    f.click(1);
    f.click(3, Qt::ShiftModifier);
    open(2);
    QCOMPARE(f.selected(), range(1, 3)); // inside the selection: about all of it
    open(6);
    QCOMPARE(f.selected(), (QList<int>{6}));
    QCOMPARE(requested.count(), 2);
}

void GridViewTest::thumbnailsArrive()
{
    QTemporaryDir folder;
    const QString catalog = folder.filePath(QStringLiteral("t.creel"));
    for (quint32 i = 0; i < 6; ++i)
        test::writeFile(bytePathFromLocal(folder.filePath(QStringLiteral("photos/%1.jpg").arg(i))),
                        test::encoded(test::drawnPhoto(i + 1, QSize(640, 640))));
    ImportRequest request;
    request.catalogPath = catalog;
    request.paths = {bytePathFromLocal(folder.filePath(QStringLiteral("photos")))};
    must(importPhotos(request, JobContext()));

    Fixture f(catalog);
    const auto pictureOf = [&](int position) {
        QRect square = f.rectOf(position);
        square.setHeight(square.width());
        const int inset = (square.width() - f.grid.thumbnailSize()) / 2;
        return f.grid.viewport()->grab(square.adjusted(inset, inset, -inset, -inset)).toImage();
    };
    f.desk.selection()->clear(); // no tick over the picture
    for (int position = 0; position < 6; ++position) {
        const QImage expected = test::drawnPhoto(quint32(position + 1), QSize(640, 640))
                                    .scaled(160, 160, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                    .convertToFormat(QImage::Format_RGB32);
        QTRY_VERIFY_WITH_TIMEOUT(
            test::difference(pictureOf(position).convertToFormat(QImage::Format_RGB32), expected) < 6,
            test::patienceMs);
    }
}

void GridViewTest::emptyPlacesSayWhyTheyAreEmpty()
{
    QTemporaryDir folder;
    Desk desk;
    ThumbnailLoader loader(desk);
    PhotoContent content(desk, loader);
    GridView grid(content);
    grid.resize(600, 300);
    grid.show();
    const QImage closed = grid.grab().toImage();
    QVERIFY(test::openWhole(desk, folder.filePath(QStringLiteral("e.creel"))));
    const QImage noPhotos = grid.grab().toImage();
    QVERIFY(noPhotos != closed);

    must(desk.open(path()));
    PhotoFilter filter;
    filter.text = QStringLiteral("no photo has this name");
    desk.setFilter(filter);
    QVERIFY(test::waitUntilWhole(desk));
    QCOMPARE(desk.model()->rowCount(), 0);
    const QImage noMatch = grid.grab().toImage();
    QVERIFY(noMatch != closed);
    QVERIFY(noMatch != noPhotos);
    desk.setFilter({});
    QTRY_COMPARE(desk.model()->rowCount(), 600);
}

QTEST_MAIN(GridViewTest)
#include "tst_grid_view.moc"
