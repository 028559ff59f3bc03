#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/label_palette.h"
#include "ui/dialogs/name_match.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class LabelPaletteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void ranksNamesAsPeopleTypeThem_data();
    void ranksNamesAsPeopleTypeThem();
    void foldsAccentsAndUnderscores();
    void enterLabelsWithTheBestMatch();
    void betterMatchesComeFirst();
    void arrowsChooseAnotherRow();
    void digitFindsItsLabel();
    void offersToCreateOnlyWhatIsNotThere();
    void saysWhyANameIsRefused();
    void labelsUsedLastComeFirstEvenAfterReopening();
    void typingDoesNotReachTheWindowsActions();
    void escapeGivesTheFocusBack();
    void clickElsewhereCloses();
    void knowsALabelAddedMeanwhile();
    void keepsTheChosenRowWhenLabelsChange();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("desk.creel")); }
    void type(const QString& text) { QTest::keyClicks(m_palette->findChild<QLineEdit*>(), text); }
    void press(Qt::Key key) { QTest::keyClick(m_palette->findChild<QLineEdit*>(), key); }
    QStringList rows() const;
    LabelId idOf(const QString& name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<QWidget> m_window;
    QWidget* m_view = nullptr;
    LabelPalette* m_palette = nullptr;
};

void LabelPaletteTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 60,
                      {QStringLiteral("brown_trout"), QStringLiteral("bull_trout"), QStringLiteral("rainbow"),
                       QStringLiteral("Sæibling"), QStringLiteral("Forélle")});
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_view = new QWidget(m_window.get());
    m_view->setFocusPolicy(Qt::StrongFocus);
    m_view->resize(800, 600);
    m_palette = new LabelPalette(*m_desk, m_view);
    QVERIFY(test::openWhole(*m_desk, path()));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_view->setFocus();
}

void LabelPaletteTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

QStringList LabelPaletteTest::rows() const
{
    QStringList rows;
    for (int row = 0; row < m_palette->model().rowCount(); ++row)
        rows.append(m_palette->model().index(row).data().toString());
    return rows;
}

LabelId LabelPaletteTest::idOf(const QString& name) const
{
    return std::ranges::find(m_desk->labels(), name, &Label::name)->id;
}

void LabelPaletteTest::ranksNamesAsPeopleTypeThem_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<int>("match");
    const auto row = [](const char* name, const char* typed, NameMatch match) {
        QTest::addRow("%s for %s", typed, name)
            << QString::fromUtf8(name) << QString::fromUtf8(typed) << int(match);
    };
    row("brown_trout", "Brown Trout", NameMatch::Equal);
    row("brown_trout", "bro", NameMatch::Prefix);
    row("brown_trout", "trout", NameMatch::WordStart);
    row("brown_trout", "rown", NameMatch::Inside);
    row("brown_trout", "bt", NameMatch::Subsequence);
    row("brown_trout", "tb", NameMatch::None);
    row("Forélle", "forelle", NameMatch::Equal);
}

void LabelPaletteTest::ranksNamesAsPeopleTypeThem()
{
    QFETCH(QString, name);
    QFETCH(QString, typed);
    QTEST(int(matchName(foldedName(name), foldedName(typed))), "match");
}

void LabelPaletteTest::foldsAccentsAndUnderscores()
{
    QCOMPARE(foldedName(QStringLiteral("  Élan_de-la  Mer ")), QStringLiteral("elan de la mer"));
    QCOMPARE(foldedName(QStringLiteral("鮭 (Ōmi)")), QStringLiteral("鮭 omi"));
}

void LabelPaletteTest::enterLabelsWithTheBestMatch()
{
    QSignalSpy chosen(m_palette, &LabelPalette::labelChosen);
    m_palette->open();
    QVERIFY(m_palette->findChild<QLineEdit*>()->hasFocus());
    type(QStringLiteral("bul"));
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<LabelId>(), idOf(QStringLiteral("bull_trout")));
    QVERIFY(m_palette->isHidden());
    QVERIFY(m_view->hasFocus());
}

void LabelPaletteTest::betterMatchesComeFirst()
{
    QAbstractItemModelTester tester(m_palette->findChild<QListView*>()->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_palette->open();
    QCOMPARE(rows().size(), 5);
    type(QStringLiteral("r"));
    // Prefix, then a letter somewhere in the order of labels, then the way to a new label.
    QCOMPARE(rows(), QStringList({QStringLiteral("rainbow"), QStringLiteral("brown_trout"),
                                  QStringLiteral("bull_trout"), QStringLiteral("Forélle"),
                                  QStringLiteral("Create “r”")}));
    type(QStringLiteral("zzz"));
    QCOMPARE(rows(), QStringList({QStringLiteral("Create “rzzz”")}));
}

void LabelPaletteTest::arrowsChooseAnotherRow()
{
    QSignalSpy chosen(m_palette, &LabelPalette::labelChosen);
    m_palette->open();
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    press(Qt::Key_Up);
    press(Qt::Key_Return);
    QCOMPARE(chosen[0][0].value<LabelId>(), idOf(QStringLiteral("bull_trout")));
}

void LabelPaletteTest::digitFindsItsLabel()
{
    m_palette->open();
    type(QStringLiteral("3"));
    QCOMPARE(rows().first(), QStringLiteral("rainbow"));
}

void LabelPaletteTest::offersToCreateOnlyWhatIsNotThere()
{
    QSignalSpy wanted(m_palette, &LabelPalette::newLabelRequested);
    m_palette->open();
    type(QStringLiteral("Brown TROUT"));
    QCOMPARE(rows(), QStringList({QStringLiteral("brown_trout")}));
    m_palette->open();
    type(QStringLiteral(" golden  trout "));
    press(Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), QStringLiteral("golden trout"));
}

void LabelPaletteTest::saysWhyANameIsRefused()
{
    QSignalSpy wanted(m_palette, &LabelPalette::newLabelRequested);
    m_palette->open();
    type(QStringLiteral("xy/z"));
    QCOMPARE(rows(), QStringList());
    const auto labels = m_palette->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->isVisible() && label->text().contains(QStringLiteral("slash"));
    }));
    press(Qt::Key_Return);
    QCOMPARE(wanted.size(), 0);
    QVERIFY(m_palette->isVisible());
}

void LabelPaletteTest::labelsUsedLastComeFirstEvenAfterReopening()
{
    m_palette->open();
    type(QStringLiteral("rain"));
    press(Qt::Key_Return);
    m_palette->open();
    type(QStringLiteral("bull"));
    press(Qt::Key_Return);
    m_palette->open();
    const QStringList order{QStringLiteral("bull_trout"), QStringLiteral("rainbow"),
                            QStringLiteral("brown_trout")};
    QCOMPARE(rows().first(3), order);

    m_desk->close();
    Desk again;
    LabelPalette palette(again, m_window.get());
    must(again.open(path()));
    palette.open();
    QCOMPARE(palette.model().index(0).data().toString(), order[0]);
    QCOMPARE(palette.model().index(1).data().toString(), order[1]);
}

void LabelPaletteTest::typingDoesNotReachTheWindowsActions()
{
    QAction letter(m_window.get());
    letter.setShortcut(Qt::Key_B);
    QAction down(m_window.get());
    down.setShortcut(Qt::Key_Down);
    QAction escape(m_window.get());
    escape.setShortcut(Qt::Key_Escape);
    m_window->addActions({&letter, &down, &escape});
    QSignalSpy letters(&letter, &QAction::triggered);
    QSignalSpy downs(&down, &QAction::triggered);
    QSignalSpy escapes(&escape, &QAction::triggered);
    QTest::keyClick(m_view, Qt::Key_B);
    QCOMPARE(letters.size(), 1); // the action works without the palette
    m_palette->open();
    press(Qt::Key_B);
    press(Qt::Key_Down);
    press(Qt::Key_Escape);
    QCOMPARE(letters.size(), 1);
    QCOMPARE(downs.size(), 0);
    QCOMPARE(escapes.size(), 0);
    QVERIFY(m_palette->isHidden());
}

void LabelPaletteTest::escapeGivesTheFocusBack()
{
    QSignalSpy chosen(m_palette, &LabelPalette::labelChosen);
    m_palette->open();
    type(QStringLiteral("bull"));
    press(Qt::Key_Escape);
    QVERIFY(m_palette->isHidden());
    QVERIFY(m_view->hasFocus());
    QCOMPARE(chosen.size(), 0);
    m_palette->open();
    QCOMPARE(m_palette->findChild<QLineEdit*>()->text(), QString());
}

void LabelPaletteTest::clickElsewhereCloses()
{
    m_palette->open();
    QTest::mouseClick(m_palette->findChild<QLineEdit*>(), Qt::LeftButton);
    QVERIFY(m_palette->isVisible());
    QTest::mouseClick(m_view, Qt::LeftButton, {}, {5, 595});
    QVERIFY(m_palette->isHidden());
}

void LabelPaletteTest::knowsALabelAddedMeanwhile()
{
    m_palette->open();
    type(QStringLiteral("golden"));
    QCOMPARE(rows(), QStringList({QStringLiteral("Create “golden”")}));
    m_desk->apply(AddLabel{QStringLiteral("golden")});
    QCOMPARE(rows(), QStringList({QStringLiteral("golden")}));
}

void LabelPaletteTest::keepsTheChosenRowWhenLabelsChange()
{
    QSignalSpy chosen(m_palette, &LabelPalette::labelChosen);
    m_palette->open();
    type(QStringLiteral("tr"));
    press(Qt::Key_Down);
    const QString wanted = rows()[1];
    m_desk->apply(AddLabel{QStringLiteral("another trout")}); // as an import does
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<LabelId>(), idOf(wanted));
}

QTEST_MAIN(LabelPaletteTest)
#include "tst_label_palette.moc"
