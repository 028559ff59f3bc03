#include "tests/support/drawn_photo.h"
#include "ui/dialogs/reason_picker.h"
#include "ui/grid/tile_painter.h"
#include "ui/theme.h"

#include <QPainter>
#include <QSet>
#include <QtTest>

using namespace creel;

class TilePainterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::apply(*qApp, Theme::Mode::Dark); }

    void placeholderHasThePicturesPlace();
    void smallPhotosAreNotEnlarged();
    void everyStateLooksDifferentEvenWithoutColour();
    void decisionsNameTheirReason();
    void followsTheTheme();

private:
    static QImage painted(const Tile& tile, int side = 160);
    static Tile plain()
    {
        Tile tile;
        tile.pictureSize = QSize(640, 480);
        tile.picture = QPixmap::fromImage(test::drawnPhoto(3, QSize(160, 120)));
        tile.name = QStringLiteral("photo.jpg");
        tile.labelName = QStringLiteral("brown");
        tile.labelColour = QColor(Qt::darkYellow);
        return tile;
    }
};

QImage TilePainterTest::painted(const Tile& tile, int side)
{
    const TilePainter painter(side, qApp->font());
    QImage image(painter.tileSize(), QImage::Format_RGB32);
    image.fill(Theme::colours().desk);
    QPainter canvas(&image);
    painter.paint(canvas, image.rect(), tile);
    return image;
}

void TilePainterTest::placeholderHasThePicturesPlace()
{
    Tile waiting = plain();
    waiting.picture = {};
    QImage image = painted(waiting);
    QRect place;
    for (int y = 0; y < 160; ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == Theme::colours().panel)
                place |= QRect(x, y, 1, 1);
        }
    }
    QCOMPARE(place.size(), QSize(160, 120));
    image = painted(plain());
    const QImage picture = plain().picture.toImage().convertToFormat(QImage::Format_RGB32);
    QCOMPARE(image.copy(place), picture);
}

void TilePainterTest::smallPhotosAreNotEnlarged()
{
    Tile tile = plain();
    tile.pictureSize = QSize(40, 30);
    tile.picture = QPixmap::fromImage(test::drawnPhoto(3, QSize(40, 30)));
    const QImage image = painted(tile);
    const QRect middle(image.width() / 2 - 20, 6 + 80 - 15, 40, 30);
    QCOMPARE(image.copy(middle), tile.picture.toImage().convertToFormat(QImage::Format_RGB32));
}

void TilePainterTest::everyStateLooksDifferentEvenWithoutColour()
{
    QList<Tile> tiles(10, plain());
    tiles[1].state = ReviewState::Accepted;
    tiles[2].state = ReviewState::Rejected;
    tiles[2].reason = RejectReason::Scenery;
    tiles[3].state = ReviewState::Rejected;
    tiles[3].reason = RejectReason::Equipment;
    tiles[4].isLabelOwn = true;
    tiles[5].problem = Problem::Truncated;
    tiles[6].isDuplicate = true;
    tiles[7].isMissing = true;
    tiles[8].isSelected = true;
    tiles[9].isCurrent = true;
    for (const int side : {64, 160}) {
        QList<QImage> images;
        for (const Tile& tile : tiles) {
            const QImage grey = painted(tile, side).convertToFormat(QImage::Format_Grayscale8);
            QVERIFY2(!images.contains(grey), qPrintable(QString::number(images.size())));
            images.append(grey);
        }
    }
}

void TilePainterTest::decisionsNameTheirReason()
{
    QSet<QChar> letters;
    for (const RejectReason reason : rejectReasons()) {
        QVERIFY(!letters.contains(reasonLetter(reason)));
        letters.insert(reasonLetter(reason));
        QCOMPARE(QKeySequence(ReasonPicker::keyOf(reason)).toString(), QString(reasonLetter(reason)));
    }
    QVERIFY(reasonLetter(RejectReason::None).isNull());
}

void TilePainterTest::followsTheTheme()
{
    Tile tile = plain();
    tile.state = ReviewState::Accepted;
    tile.isSelected = true;
    const QImage dark = painted(tile);
    Theme::apply(*qApp, Theme::Mode::Light);
    const QImage light = painted(tile);
    QVERIFY(light.pixelColor(10, 20).lightness() > dark.pixelColor(10, 20).lightness() + 60);
}

QTEST_MAIN(TilePainterTest)
#include "tst_tile_painter.moc"
