#include "tests/support/own_settings.h"
#include "ui/dialogs/key_edit.h"
#include "ui/dialogs/keys_dialog.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QtTest>

using namespace creel;

class KeysDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void enterAndAKeyRebinds();
    void takenKeyIsRefusedWithItsOwner();
    void escapeKeepsTheOldKey();
    void takesKeysThatMoveTheFocusOrHaveModifiers();
    void signsAreTakenWithoutShift();
    void addsASecondKey();
    void deleteTakesTheKeyAway();
    void resetsOne();
    void resetsAll();
    void searchHidesTheRest();
    void ownKeysSurviveARestart();
    void tooltipsOfOtherWidgetsFollowTheKey();

private:
    std::unique_ptr<Actions> makeActions() const;
    QTreeWidget* tree() const { return m_dialog->findChild<QTreeWidget*>(); }
    KeyEdit* edit() const { return m_dialog->findChild<KeyEdit*>(); }
    QPushButton* button(const QString& text) const;
    QString keys(const char* id) const;
    void listenFor(const char* id);

    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<KeysDialog> m_dialog;
};

void KeysDialogTest::initTestCase()
{
    test::useOwnSettings();
}

std::unique_ptr<Actions> KeysDialogTest::makeActions() const
{
    auto actions = std::make_unique<Actions>();
    const auto add = [&](const char* id, const char* group, const char* text, const char* keys) {
        actions->add(QLatin1String(id), QLatin1String(group), QLatin1String(text),
                     QKeySequence::listFromString(QLatin1String(keys)), [] {});
    };
    add("accept", "Decide", "&Accept", "A");
    add("reject", "Decide", "Reject", "X");
    add("zoom", "View", "Zoom in", "Ctrl+=");
    return actions;
}

void KeysDialogTest::init()
{
    QSettings().clear();
    m_dialog.reset();
    m_actions = makeActions();
    m_dialog = std::make_unique<KeysDialog>(*m_actions, nullptr);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

QPushButton* KeysDialogTest::button(const QString& text) const
{
    for (QPushButton* button : m_dialog->findChildren<QPushButton*>()) {
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    }
    return nullptr;
}

QString KeysDialogTest::keys(const char* id) const
{
    return QKeySequence::listToString(m_actions->action(QLatin1String(id))->shortcuts());
}

void KeysDialogTest::listenFor(const char* id)
{
    m_dialog->selectAction(QLatin1String(id));
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_Return);
    QVERIFY(edit()->isListening());
    QVERIFY(edit()->hasFocus());
}

void KeysDialogTest::enterAndAKeyRebinds()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_R);
    QCOMPARE(keys("reject"), QStringLiteral("R"));
    QCOMPARE(m_dialog->message(), QStringLiteral("“Reject” is on R now."));
    QVERIFY(edit()->isHidden());
    QVERIFY(tree()->hasFocus());
}

void KeysDialogTest::takenKeyIsRefusedWithItsOwner()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_A);
    QCOMPARE(keys("reject"), QStringLiteral("X"));
    QVERIFY(m_dialog->message().contains(QStringLiteral("A already does “Accept”")));
    QVERIFY(edit()->isVisible() && edit()->hasFocus());
    QTest::keyClick(edit(), Qt::Key_R); // another is tried at once
    QCOMPARE(keys("reject"), QStringLiteral("R"));
    QVERIFY(edit()->isHidden());
}

void KeysDialogTest::escapeKeepsTheOldKey()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_Escape);
    QCOMPARE(keys("reject"), QStringLiteral("X"));
    QVERIFY(m_dialog->isVisible());
    QVERIFY(!edit()->isListening());
}

void KeysDialogTest::takesKeysThatMoveTheFocusOrHaveModifiers()
{
    listenFor("accept");
    QTest::keyClick(edit(), Qt::Key_Tab);
    QCOMPARE(keys("accept"), QStringLiteral("Tab"));
    listenFor("accept");
    QTest::keyClick(edit(), Qt::Key_Control, Qt::ControlModifier);
    QVERIFY(edit()->isListening()); // a modifier alone is no key
    QTest::keyClick(edit(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(keys("accept"), QStringLiteral("Ctrl+Shift+Z"));
}

void KeysDialogTest::signsAreTakenWithoutShift()
{
    listenFor("accept");
    QKeyEvent press(QEvent::KeyPress, Qt::Key_Question, Qt::ShiftModifier, QStringLiteral("?"));
    QApplication::sendEvent(edit(), &press);
    QCOMPARE(keys("accept"), QStringLiteral("?"));
}

void KeysDialogTest::addsASecondKey()
{
    m_dialog->selectAction(QStringLiteral("accept"));
    QTest::mouseClick(button(QStringLiteral("Add a key…")), Qt::LeftButton);
    QTest::keyClick(edit(), Qt::Key_Y);
    QCOMPARE(keys("accept"), QStringLiteral("A; Y"));
}

void KeysDialogTest::deleteTakesTheKeyAway()
{
    m_dialog->selectAction(QStringLiteral("accept"));
    QTest::keyClick(tree(), Qt::Key_Delete);
    QCOMPARE(keys("accept"), QString());
    QVERIFY(!button(QStringLiteral("No key"))->isEnabled());
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_A); // free now
    QCOMPARE(keys("reject"), QStringLiteral("A"));
}

void KeysDialogTest::resetsOne()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_R);
    listenFor("zoom");
    QTest::keyClick(edit(), Qt::Key_I);
    m_dialog->selectAction(QStringLiteral("reject"));
    QTest::mouseClick(button(QStringLiteral("Reset")), Qt::LeftButton);
    QCOMPARE(keys("reject"), QStringLiteral("X"));
    QCOMPARE(keys("zoom"), QStringLiteral("I"));
    QVERIFY(!button(QStringLiteral("Reset"))->isEnabled());
}

void KeysDialogTest::resetsAll()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_R);
    listenFor("accept");
    QTest::keyClick(edit(), Qt::Key_X);
    QTest::mouseClick(button(QStringLiteral("Reset all")), Qt::LeftButton);
    QCOMPARE(keys("reject"), QStringLiteral("X"));
    QCOMPARE(keys("accept"), QStringLiteral("A"));
}

void KeysDialogTest::searchHidesTheRest()
{
    auto* search = m_dialog->findChild<QLineEdit*>();
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("zoom"));
    QVERIFY(tree()->topLevelItem(0)->isHidden());
    QVERIFY(!tree()->topLevelItem(1)->isHidden());
    QTest::keyClick(search, Qt::Key_Down);
    QCOMPARE(tree()->currentItem()->text(0), QStringLiteral("Zoom in"));
    QVERIFY(tree()->hasFocus());
}

void KeysDialogTest::ownKeysSurviveARestart()
{
    listenFor("reject");
    QTest::keyClick(edit(), Qt::Key_R);
    m_dialog->selectAction(QStringLiteral("accept"));
    QTest::keyClick(tree(), Qt::Key_Delete);
    const auto later = makeActions();
    QCOMPARE(later->action(QStringLiteral("reject"))->shortcut(), QKeySequence(Qt::Key_R));
    QVERIFY(later->action(QStringLiteral("accept"))->shortcuts().isEmpty());
    QCOMPARE(later->action(QStringLiteral("accept"))->toolTip(), QStringLiteral("Accept"));
}

void KeysDialogTest::tooltipsOfOtherWidgetsFollowTheKey()
{
    const auto actions = makeActions();
    QWidget button;
    actions->explain(&button, QStringLiteral("Fits"), QStringLiteral("accept"));
    QCOMPARE(button.toolTip(), QStringLiteral("Fits (A)"));
    QVERIFY(actions->rebind(QStringLiteral("accept"), {QKeySequence(Qt::Key_J)}));
    QCOMPARE(button.toolTip(), QStringLiteral("Fits (J)"));
    QVERIFY(actions->rebind(QStringLiteral("accept"), {}));
    QCOMPARE(button.toolTip(), QStringLiteral("Fits"));
}

QTEST_MAIN(KeysDialogTest)
#include "tst_keys_dialog.moc"
