#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/grid/film_strip.h"
#include "ui/grid/thumbnail_loader.h"

#include <QTemporaryDir>
#include <QWheelEvent>
#include <QtTest>

using namespace creel;
using creel::test::must;

class FilmStripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void currentPhotoIsInTheMiddle();
    void clickGoesToThePhoto();
    void wheelLooksAlongWithoutGoing();
    void shortStripIsCentred();

private:
    void open(Desk& desk, int photos);

    QTemporaryDir m_folder;
};

void FilmStripTest::initTestCase()
{
    test::makeCatalog(m_folder.filePath(QStringLiteral("f.creel")), 200, {QStringLiteral("brown")});
}

void FilmStripTest::open(Desk& desk, int photos)
{
    const QString path = m_folder.filePath(
        QStringLiteral("%1.creel").arg(photos == 200 ? QStringLiteral("f") : QString::number(photos)));
    if (photos != 200)
        test::makeCatalog(path, photos, {QStringLiteral("brown")});
    QVERIFY(test::openWhole(desk, path));
    QCOMPARE(desk.model()->rowCount(), photos);
}

void FilmStripTest::currentPhotoIsInTheMiddle()
{
    Desk desk;
    ThumbnailLoader loader(desk);
    FilmStrip strip(desk, loader);
    strip.resize(700, 120);
    strip.show();
    open(desk, 200);
    desk.setCurrentPosition(100);
    QVERIFY(std::abs(strip.tileRect(100).center().x() - 350) <= strip.tileRect(100).width() / 2);
    desk.setCurrentPosition(0);
    QVERIFY(strip.tileRect(0).left() >= 0);
    QVERIFY(strip.tileRect(0).left() < 10);
    desk.setCurrentPosition(199);
    QVERIFY(strip.rect().contains(strip.tileRect(199)));
    QCOMPARE(strip.positionAt(strip.tileRect(199).center()), 199);
    QCOMPARE(strip.positionAt(strip.tileRect(199).topRight() + QPoint(1, 0)), -1);
}

void FilmStripTest::clickGoesToThePhoto()
{
    Desk desk;
    ThumbnailLoader loader(desk);
    FilmStrip strip(desk, loader);
    strip.resize(700, 120);
    strip.show();
    open(desk, 200);
    desk.setCurrentPosition(50);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.tileRect(52).center());
    QCOMPARE(desk.currentPosition(), 52);
}

void FilmStripTest::wheelLooksAlongWithoutGoing()
{
    Desk desk;
    ThumbnailLoader loader(desk);
    FilmStrip strip(desk, loader);
    strip.resize(700, 120);
    strip.show();
    open(desk, 200);
    desk.setCurrentPosition(50);
    const int before = strip.tileRect(50).left();
    const auto wheel = [&](int degrees) {
        const QPoint at = strip.rect().center();
        QWheelEvent event(at, strip.mapToGlobal(at), {}, QPoint(0, degrees), {}, {}, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&strip, &event);
    };
    wheel(-120);
    QVERIFY(strip.tileRect(50).left() < before);
    QCOMPARE(desk.currentPosition(), 50);
    wheel(120);
    QCOMPARE(strip.tileRect(50).left(), before);
    for (int i = 0; i < 100; ++i)
        wheel(120);
    QVERIFY(strip.tileRect(0).left() >= 0); // not beyond the first
}

void FilmStripTest::shortStripIsCentred()
{
    Desk desk;
    ThumbnailLoader loader(desk);
    FilmStrip strip(desk, loader);
    strip.resize(700, 120);
    strip.show();
    open(desk, 3);
    QVERIFY(std::abs(strip.tileRect(1).center().x() - 350) <= 4);
}

QTEST_MAIN(FilmStripTest)
#include "tst_film_strip.moc"
