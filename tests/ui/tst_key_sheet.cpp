#include "tests/support/own_settings.h"
#include "ui/dialogs/key_sheet.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QtTest>

using namespace creel;

class KeySheetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void listsEveryActionThatHasAKey();
    void searchNarrowsAsItIsTyped();
    void searchFindsKeysAndGroups();
    void saysWhenNothingFits();
    void questionMarkAndEscapeClose();
    void followsRebinding();
    void keysThatAreNoActionsComeLast();
    void changeKeysAsksForTheDialog();
    void fewerColumnsInANarrowWindow();

private:
    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<KeySheet> m_sheet;
};

void KeySheetTest::initTestCase()
{
    test::useOwnSettings();
}

void KeySheetTest::init()
{
    QSettings().clear();
    m_sheet.reset();
    m_actions = std::make_unique<Actions>();
    const auto add = [&](const char* id, const char* group, const char* text, const char* keys) {
        m_actions->add(QLatin1String(id), QLatin1String(group), QLatin1String(text),
                       *keys ? QKeySequence::listFromString(QLatin1String(keys)) : QList<QKeySequence>(),
                       [] {});
    };
    add("accept", "Decide", "&Accept and go on", "A");
    add("reject", "Decide", "Reject", "X");
    add("theme", "View", "Dark or light", "");
    add("zoom", "View", "Zoom in", "Ctrl++; Ctrl+=");
    add("keys", "Help", "All keys", "?");
    m_sheet = std::make_unique<KeySheet>(*m_actions, nullptr);
    m_sheet->show();
    QVERIFY(QTest::qWaitForWindowActive(m_sheet.get()));
}

void KeySheetTest::listsEveryActionThatHasAKey()
{
    QCOMPARE(m_sheet->shownLines(),
             QStringList({QStringLiteral("Accept and go on: A"), QStringLiteral("Reject: X"),
                          QStringLiteral("Zoom in: Ctrl++ or Ctrl+="), QStringLiteral("All keys: ?")}));
}

void KeySheetTest::searchNarrowsAsItIsTyped()
{
    auto* search = m_sheet->findChild<QLineEdit*>();
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("zoo"));
    QCOMPARE(m_sheet->shownLines(), QStringList({QStringLiteral("Zoom in: Ctrl++ or Ctrl+=")}));
    search->clear();
    QCOMPARE(m_sheet->shownLines().size(), 4);
}

void KeySheetTest::searchFindsKeysAndGroups()
{
    auto* search = m_sheet->findChild<QLineEdit*>();
    QTest::keyClicks(search, QStringLiteral("ctrl"));
    QCOMPARE(m_sheet->shownLines().size(), 1);
    search->clear();
    QTest::keyClicks(search, QStringLiteral("decide"));
    QCOMPARE(m_sheet->shownLines(),
             QStringList({QStringLiteral("Accept and go on: A"), QStringLiteral("Reject: X")}));
}

void KeySheetTest::saysWhenNothingFits()
{
    QTest::keyClicks(m_sheet->findChild<QLineEdit*>(), QStringLiteral("submarine"));
    QCOMPARE(m_sheet->shownLines(), QStringList());
    const auto labels = m_sheet->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->isVisible() && label->text().contains(QStringLiteral("submarine"));
    }));
}

void KeySheetTest::questionMarkAndEscapeClose()
{
    QTest::keyClick(m_sheet->findChild<QLineEdit*>(), Qt::Key_Question);
    QVERIFY(m_sheet->isHidden());
    m_sheet->show();
    QTest::keyClick(m_sheet->findChild<QLineEdit*>(), Qt::Key_Escape);
    QVERIFY(m_sheet->isHidden());
}

void KeySheetTest::followsRebinding()
{
    QVERIFY(m_actions->rebind(QStringLiteral("reject"), {QKeySequence(Qt::Key_R)}));
    QVERIFY(m_sheet->shownLines().contains(QStringLiteral("Reject: R")));
    QVERIFY(m_actions->rebind(QStringLiteral("reject"), {}));
    QCOMPARE(m_sheet->shownLines().size(), 3);
}

void KeySheetTest::keysThatAreNoActionsComeLast()
{
    m_sheet->addFixedKeys(QStringLiteral("Move"),
                          {{QStringLiteral("Next photo"), {QStringLiteral("Right")}}});
    QCOMPARE(m_sheet->shownLines().last(), QStringLiteral("Next photo: Right"));
    QVERIFY(m_actions->rebind(QStringLiteral("reject"), {QKeySequence(Qt::Key_R)}));
    QCOMPARE(m_sheet->shownLines().size(), 5);
    QTest::keyClicks(m_sheet->findChild<QLineEdit*>(), QStringLiteral("right"));
    QCOMPARE(m_sheet->shownLines(), QStringList{QStringLiteral("Next photo: Right")});
}

void KeySheetTest::changeKeysAsksForTheDialog()
{
    QSignalSpy asked(m_sheet.get(), &KeySheet::changeKeysRequested);
    QTest::mouseClick(m_sheet->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void KeySheetTest::fewerColumnsInANarrowWindow()
{
    const auto lefts = [&] {
        QSet<int> lefts;
        for (const KeySheetGroup* group : m_sheet->findChildren<KeySheetGroup*>())
            lefts.insert(group->mapTo(m_sheet.get(), QPoint()).x());
        return int(lefts.size());
    };
    m_sheet->resize(1200, 500);
    QTRY_COMPARE(lefts(), 3);
    m_sheet->resize(260, 500);
    QTRY_COMPARE(lefts(), 1);
    QCOMPARE(m_sheet->shownLines().size(), 4);
}

QTEST_MAIN(KeySheetTest)
#include "tst_key_sheet.moc"
