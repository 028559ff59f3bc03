#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>
#include <QToolButton>
#include <QtTest>

using namespace creel;

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::apply(*qApp, Theme::Mode::Dark); }

    void everyTextCanBeRead_data();
    void everyTextCanBeRead();
    void iconsFollowAChangeOfTheme();
    void iconsAreAsSharpAsTheScreen();
    void checkedAndDisabledIconsDiffer();
    void unknownIconIsNull();
    void checkBoxesCanBeSeen_data() { everyTextCanBeRead_data(); }
    void checkBoxesCanBeSeen();
    void dropDownsAreFlat_data() { everyTextCanBeRead_data(); }
    void dropDownsAreFlat();

private:
    static QColor strongestColour(const QPixmap& pixmap);
};

/// Of the pixel that is most opaque: an icon is drawn in one colour.
QColor ThemeTest::strongestColour(const QPixmap& pixmap)
{
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    QColor strongest(0, 0, 0, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            if (colour.alpha() > strongest.alpha())
                strongest = colour;
        }
    }
    return strongest;
}

void ThemeTest::everyTextCanBeRead_data()
{
    QTest::addColumn<Theme::Mode>("mode");
    QTest::newRow("dark") << Theme::Mode::Dark;
    QTest::newRow("light") << Theme::Mode::Light;
}

void ThemeTest::everyTextCanBeRead()
{
    QFETCH(Theme::Mode, mode);
    Theme::apply(*qApp, mode);
    const Theme::Colours& c = Theme::colours();
    for (const QColor& ground : {c.desk, c.panel, c.raised, Theme::selectedGround()}) {
        for (const QColor& text : {c.text, c.mutedText, c.accent, c.accepted, c.rejected, c.problem})
            QVERIFY2(Theme::contrast(text, ground) >= 4.5,
                     qPrintable(text.name() + QStringLiteral(" on ") + ground.name()));
    }
    QVERIFY(Theme::contrast(Theme::textOn(c.accent), c.accent) >= 4.5);
}

void ThemeTest::iconsFollowAChangeOfTheme()
{
    const QIcon icon = Theme::icon(QStringLiteral("folder"));
    QCOMPARE(strongestColour(icon.pixmap(32)), Theme::colours().text);
    Theme::apply(*qApp, Theme::Mode::Light);
    QCOMPARE(strongestColour(icon.pixmap(32)), Theme::colours().text);
    QToolButton button; // a copy in a button follows, too
    button.setIcon(icon);
    Theme::apply(*qApp, Theme::Mode::Dark);
    QCOMPARE(strongestColour(button.icon().pixmap(32)), Theme::colours().text);
}

void ThemeTest::iconsAreAsSharpAsTheScreen()
{
    const QIcon icon = Theme::icon(QStringLiteral("folder"));
    const QPixmap dense = icon.pixmap(QSize(64, 64), 2.0);
    QCOMPARE(dense.size(), QSize(128, 128));
    QCOMPARE(dense.devicePixelRatio(), 2.0);
    QCOMPARE(icon.pixmap(QSize(16, 16), 1.0).size(), QSize(16, 16));
}

void ThemeTest::checkedAndDisabledIconsDiffer()
{
    const QIcon icon = Theme::icon(QStringLiteral("folder"));
    QCOMPARE(strongestColour(icon.pixmap(32, QIcon::Normal, QIcon::On)), Theme::colours().accent);
    QCOMPARE(strongestColour(icon.pixmap(32, QIcon::Disabled)), Theme::colours().mutedText);
}

void ThemeTest::unknownIconIsNull()
{
    QVERIFY(Theme::icon(QStringLiteral("no-such-icon")).isNull());
}

/// Their outline at 3:1, and set apart from unset.
void ThemeTest::checkBoxesCanBeSeen()
{
    QFETCH(Theme::Mode, mode);
    Theme::apply(*qApp, mode);
    QCheckBox box;
    QRadioButton radio;
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{&box, &radio}) {
        button->resize(20, 20);
        const auto strongest = [button] {
            const QImage image = button->grab().toImage();
            double contrast = 0;
            for (int x = 0; x < image.width(); ++x)
                contrast = std::max(contrast, Theme::contrast(image.pixelColor(x, image.height() / 2),
                                                              Theme::colours().panel));
            return contrast;
        };
        QVERIFY(strongest() >= 3);
        const QImage unset = button->grab().toImage();
        button->setChecked(true);
        QVERIFY(strongest() >= 3);
        QVERIFY(button->grab().toImage() != unset);
    }
}

/// An arrow in the theme's own colour on the field's ground, and nothing beside it.
void ThemeTest::dropDownsAreFlat()
{
    QFETCH(Theme::Mode, mode);
    QTest::failOnWarning(QRegularExpression(QStringLiteral("stylesheet")));
    Theme::apply(*qApp, mode);
    QComboBox box;
    box.addItem(QString());
    box.resize(120, 28);
    const QImage image = box.grab().toImage();
    const QRect field = QRect(image.width() - 22, 2, 20, image.height() - 4);
    const QRect arrow = QRect(QPoint(), QSize(14, 14)).translated(field.center() - QPoint(6, 6));
    double strongest = 0;
    for (int y = field.top(); y <= field.bottom(); ++y) {
        for (int x = field.left(); x <= field.right(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            if (arrow.contains(x, y))
                strongest = std::max(strongest, Theme::contrast(colour, Theme::colours().raised));
            else // a bevel would be here
                QCOMPARE(colour, Theme::colours().raised);
        }
    }
    QVERIFY(strongest >= 3);
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
