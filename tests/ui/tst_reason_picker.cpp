#include "ui/dialogs/reason_picker.h"

#include <QAbstractButton>
#include <QAction>
#include <QSet>
#include <QSignalSpy>
#include <QtTest>

using namespace creel;

class ReasonPickerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void everyLetterChoosesItsReason_data();
    void everyLetterChoosesItsReason();
    void lettersAreDistinctAndNoneIsX();
    void secondXAndEnterMeanOther();
    void heldXDoesNotRunThrough();
    void arrowsAndEnterChoose();
    void clickChooses();
    void escapeChoosesNothing();
    void closesWhenTheFocusLeaves();
    void lettersDoNotReachTheWindowsActions();
    void sitsAtTheBottomMiddle();

private:
    void press(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }

    std::unique_ptr<QWidget> m_window;
    QWidget* m_view = nullptr;
    ReasonPicker* m_picker = nullptr;
};

void ReasonPickerTest::init()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_view = new QWidget(m_window.get());
    m_view->setFocusPolicy(Qt::StrongFocus);
    m_view->resize(800, 600);
    m_picker = new ReasonPicker(m_view);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_view->setFocus();
}

void ReasonPickerTest::everyLetterChoosesItsReason_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<RejectReason>("reason");
    QTest::newRow("equipment") << Qt::Key_E << RejectReason::Equipment;
    QTest::newRow("scenery") << Qt::Key_S << RejectReason::Scenery;
    QTest::newRow("not the subject") << Qt::Key_N << RejectReason::NotSubject;
    QTest::newRow("unidentifiable") << Qt::Key_U << RejectReason::Unidentifiable;
    QTest::newRow("poor quality") << Qt::Key_P << RejectReason::PoorQuality;
    QTest::newRow("duplicate") << Qt::Key_D << RejectReason::Duplicate;
    QTest::newRow("other") << Qt::Key_O << RejectReason::Other;
}

void ReasonPickerTest::everyLetterChoosesItsReason()
{
    QFETCH(Qt::Key, key);
    QFETCH(RejectReason, reason);
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    m_picker->open();
    press(key);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<RejectReason>(), reason);
    QVERIFY(m_picker->isHidden());
    QVERIFY(m_view->hasFocus());
}

void ReasonPickerTest::lettersAreDistinctAndNoneIsX()
{
    QSet<Qt::Key> keys{Qt::Key_X};
    for (const RejectReason reason : rejectReasons())
        keys.insert(ReasonPicker::keyOf(reason));
    QCOMPARE(size_t(keys.size()), rejectReasons().size() + 1);
}

void ReasonPickerTest::secondXAndEnterMeanOther()
{
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    for (const Qt::Key key : {Qt::Key_X, Qt::Key_Return, Qt::Key_Enter}) {
        m_picker->open();
        press(key);
        QCOMPARE(chosen.takeFirst()[0].value<RejectReason>(), RejectReason::Other);
    }
}

void ReasonPickerTest::heldXDoesNotRunThrough()
{
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    m_picker->open();
    QKeyEvent repeat(QEvent::KeyPress, Qt::Key_X, Qt::NoModifier, QStringLiteral("x"), true);
    QApplication::sendEvent(QApplication::focusWidget(), &repeat);
    QCOMPARE(chosen.size(), 0);
    QVERIFY(m_picker->isVisible());
}

void ReasonPickerTest::arrowsAndEnterChoose()
{
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    m_picker->open();
    press(Qt::Key_Down); // around the end, to the first
    press(Qt::Key_Down);
    press(Qt::Key_Return);
    QCOMPARE(chosen[0][0].value<RejectReason>(), RejectReason::Scenery);
}

void ReasonPickerTest::clickChooses()
{
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    m_picker->open();
    for (QAbstractButton* button : m_picker->findChildren<QAbstractButton*>()) {
        if (button->text() == reasonText(RejectReason::PoorQuality))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<RejectReason>(), RejectReason::PoorQuality);
}

void ReasonPickerTest::escapeChoosesNothing()
{
    QSignalSpy chosen(m_picker, &ReasonPicker::reasonChosen);
    QSignalSpy dismissed(m_picker, &ReasonPicker::dismissed);
    m_picker->open();
    press(Qt::Key_Escape);
    QVERIFY(m_picker->isHidden());
    QVERIFY(m_view->hasFocus());
    QCOMPARE(chosen.size(), 0);
    QCOMPARE(dismissed.size(), 1);
}

void ReasonPickerTest::closesWhenTheFocusLeaves()
{
    m_picker->open();
    m_view->setFocus();
    QVERIFY(m_picker->isHidden());
    QVERIFY(m_view->hasFocus());
}

void ReasonPickerTest::lettersDoNotReachTheWindowsActions()
{
    QAction next(m_window.get());
    next.setShortcut(Qt::Key_N);
    m_window->addAction(&next);
    QSignalSpy triggered(&next, &QAction::triggered);
    m_picker->open();
    press(Qt::Key_N);
    QCOMPARE(triggered.size(), 0);
    press(Qt::Key_N);
    QCOMPARE(triggered.size(), 1); // the panel is gone, the window has its keys again
}

void ReasonPickerTest::sitsAtTheBottomMiddle()
{
    m_picker->open();
    const auto check = [&] {
        const QRect panel = m_picker->geometry();
        QVERIFY(m_view->rect().contains(panel));
        QVERIFY(std::abs(panel.center().x() - m_view->rect().center().x()) <= 1);
        QVERIFY(m_view->height() - panel.bottom() < 64);
    };
    check();
    m_view->resize(500, 420);
    check();
}

QTEST_MAIN(ReasonPickerTest)
#include "tst_reason_picker.moc"
