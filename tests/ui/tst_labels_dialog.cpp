#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/colour_swatch.h"
#include "ui/dialogs/labels_dialog.h"
#include "ui/dialogs/merge_dialog.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeView>
#include <QtTest>

using namespace creel;
using creel::test::must;

class LabelsDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void listsLabelsInOrder();
    void addsALabelAndSelectsIt();
    void renamesInlineWithF2();
    void refusedNameIsExplainedAndUndone();
    void altArrowsReorder();
    void draggingReorders();
    void digitSaysWhoLosesItAndTakesIt();
    void swatchRecolours();
    void describesWhenTheFocusLeaves();
    void descriptionIsKeptWhenTheDialogCloses();
    void keepsSelectedPhotosAsReference();
    void mergeSaysWhatItDoesAndDoesIt();
    void usedLabelCannotBeRemovedAndSaysWhy();
    void unusedLabelIsRemoved();
    void everythingCanBeUndoneFromTheDialog();

private:
    QStringList names() const;
    QPushButton* button(const QString& text) const;
    Label label(int row) const { return m_desk->labels()[row]; }
    QTreeView* view() const { return m_dialog->findChild<QTreeView*>(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view(), key, modifiers); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<LabelsDialog> m_dialog;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void LabelsDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString path = m_folder->filePath(QStringLiteral("desk.creel"));
    test::makeCatalog(path, 90, {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
    m_desk = std::make_unique<Desk>();
    QVERIFY(test::openWhole(*m_desk, path));
    m_dialog = std::make_unique<LabelsDialog>(*m_desk, nullptr);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        &m_dialog->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void LabelsDialogTest::cleanup()
{
    m_tester.reset();
    m_dialog.reset();
    m_desk.reset();
}

QStringList LabelsDialogTest::names() const
{
    QStringList names;
    for (int row = 0; row < m_dialog->model().rowCount(); ++row)
        names.append(m_dialog->model().index(row, LabelItemModel::NameColumn).data().toString());
    return names;
}

QPushButton* LabelsDialogTest::button(const QString& text) const
{
    for (QPushButton* button : m_dialog->findChildren<QPushButton*>()) {
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    }
    return nullptr;
}

void LabelsDialogTest::listsLabelsInOrder()
{
    QCOMPARE(names(),
             QStringList({QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")}));
    const auto text = [&](int column) {
        return m_dialog->model().index(1, column).data().toString();
    };
    QCOMPARE(text(LabelItemModel::DigitColumn), QStringLiteral("2"));
    QCOMPARE(text(LabelItemModel::PhotosColumn), QStringLiteral("30"));
    QCOMPARE(m_dialog->model().index(1, 0).data(Qt::DecorationRole).value<QColor>(), label(1).colour);
}

void LabelsDialogTest::addsALabelAndSelectsIt()
{
    auto* name = m_dialog->findChild<QLineEdit*>();
    name->setFocus();
    QTest::keyClicks(name, QStringLiteral(" golden "));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(names().last(), QStringLiteral("golden"));
    QCOMPARE(view()->currentIndex().row(), 3);
    QCOMPARE(name->text(), QString());
    QVERIFY(m_dialog->isVisible());
    QTest::keyClicks(name, QStringLiteral("Brown"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(names().size(), 4);
    QVERIFY(m_dialog->message().contains(QStringLiteral("There is a label brown already")));
    QCOMPARE(name->text(), QStringLiteral("Brown")); // to be corrected
}

void LabelsDialogTest::renamesInlineWithF2()
{
    press(Qt::Key_Down);
    press(Qt::Key_F2);
    auto* edit = view()->findChild<QLineEdit*>();
    QVERIFY(edit);
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("bull_trout"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(label(1).name, QStringLiteral("bull_trout"));
    QCOMPARE(names()[1], QStringLiteral("bull_trout"));
    QCOMPARE(view()->currentIndex().row(), 1);
}

void LabelsDialogTest::refusedNameIsExplainedAndUndone()
{
    const QModelIndex index = m_dialog->model().index(1, LabelItemModel::NameColumn);
    QVERIFY(!m_dialog->model().setData(index, QStringLiteral("rainbow"), Qt::EditRole));
    QCOMPARE(names()[1], QStringLiteral("bull"));
    QVERIFY(m_dialog->message().contains(QStringLiteral("There is a label rainbow already")));
    QVERIFY(m_dialog->model().setData(index, QStringLiteral("bull_trout"), Qt::EditRole));
    QCOMPARE(m_dialog->message(), QString()); // what went well takes the complaint away
}

void LabelsDialogTest::altArrowsReorder()
{
    press(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(names(),
             QStringList({QStringLiteral("bull"), QStringLiteral("brown"), QStringLiteral("rainbow")}));
    QCOMPARE(view()->currentIndex().row(), 1); // stays on brown
    press(Qt::Key_Down, Qt::AltModifier);
    press(Qt::Key_Down, Qt::AltModifier); // cannot go further
    QCOMPARE(names(),
             QStringList({QStringLiteral("bull"), QStringLiteral("rainbow"), QStringLiteral("brown")}));
    QVERIFY(!button(QStringLiteral("Down"))->isEnabled());
    press(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(names(),
             QStringList({QStringLiteral("bull"), QStringLiteral("brown"), QStringLiteral("rainbow")}));
}

void LabelsDialogTest::draggingReorders()
{
    LabelItemModel& model = m_dialog->model();
    const auto drag = [&](int from, int before) {
        const std::unique_ptr<QMimeData> data(model.mimeData({model.index(from, 0)}));
        QVERIFY(model.canDropMimeData(data.get(), Qt::MoveAction, before, 0, {}));
        model.dropMimeData(data.get(), Qt::MoveAction, before, 0, {});
    };
    drag(2, 0);
    QCOMPARE(names(),
             QStringList({QStringLiteral("rainbow"), QStringLiteral("brown"), QStringLiteral("bull")}));
    drag(0, 2);
    QCOMPARE(names(),
             QStringList({QStringLiteral("brown"), QStringLiteral("rainbow"), QStringLiteral("bull")}));
    drag(1, -1); // below the last row
    QCOMPARE(names(),
             QStringList({QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")}));
    m_desk->undo();
    QCOMPARE(names()[1], QStringLiteral("rainbow"));
}

void LabelsDialogTest::digitSaysWhoLosesItAndTakesIt()
{
    auto* digit = m_dialog->findChild<QComboBox*>();
    QCOMPARE(digit->currentText(), QStringLiteral("1"));
    const int row = digit->findData(QStringLiteral("3"));
    QCOMPARE(digit->itemText(row), QStringLiteral("3, taken from rainbow"));
    digit->setFocus();
    digit->setCurrentIndex(row - 1);
    QTest::keyClick(digit, Qt::Key_Down);
    QCOMPARE(label(0).shortcut, QStringLiteral("3"));
    QCOMPARE(label(2).shortcut, QString());
    QCOMPARE(digit->currentText(), QStringLiteral("3"));
}

void LabelsDialogTest::swatchRecolours()
{
    const auto swatches = m_dialog->findChildren<ColourSwatch*>();
    QVERIFY(swatches[0]->isChecked());
    swatches[0]->setFocus();
    QTest::keyClick(swatches[0], Qt::Key_Down);
    QVERIFY(swatches[8]->hasFocus());
    QTest::keyClick(swatches[8], Qt::Key_Space);
    QCOMPARE(label(0).colour.rgb(), labelColour(8).rgb());
    QVERIFY(swatches[8]->isChecked());
    QVERIFY(!swatches[0]->isChecked());
}

void LabelsDialogTest::describesWhenTheFocusLeaves()
{
    auto* description = m_dialog->findChild<QPlainTextEdit*>();
    description->setFocus();
    QTest::keyClicks(description, QStringLiteral("red spots"));
    QCOMPARE(label(0).description, QString()); // not an edit a letter
    QTest::keyClick(description, Qt::Key_Tab);
    QCOMPARE(label(0).description, QStringLiteral("red spots"));
    m_dialog->selectLabel(label(1).id);
    QCOMPARE(description->toPlainText(), QString());
    m_dialog->selectLabel(label(0).id);
    QCOMPARE(description->toPlainText(), QStringLiteral("red spots"));
}

void LabelsDialogTest::descriptionIsKeptWhenTheDialogCloses()
{
    auto* description = m_dialog->findChild<QPlainTextEdit*>();
    description->setFocus();
    QTest::keyClicks(description, QStringLiteral("red spots"));
    QTest::keyClick(description, Qt::Key_Escape);
    QVERIFY(m_dialog->isHidden());
    QCOMPARE(label(0).description, QStringLiteral("red spots"));
}

void LabelsDialogTest::keepsSelectedPhotosAsReference()
{
    m_desk->selection()->select(QItemSelection(m_desk->model()->index(3), m_desk->model()->index(5)),
                                QItemSelectionModel::ClearAndSelect);
    QPushButton* add = button(QStringLiteral("Add the 3 selected photos"));
    QVERIFY(add);
    QTest::mouseClick(add, Qt::LeftButton);
    QVERIFY(!add->isEnabled()); // nothing twice
    const QList<PhotoId> photos = m_desk->selectedPhotos();
    QCOMPARE(label(0).referencePhotos, photos);
    auto* list = m_dialog->findChild<QListWidget*>();
    QCOMPARE(list->count(), 3);
    QCOMPARE(list->item(0)->text(), m_desk->model()->index(3).data().toString());
    list->item(1)->setSelected(true);
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(label(0).referencePhotos, QList<PhotoId>({photos[0], photos[2]}));
    QVERIFY(add->isEnabled());
    m_desk->selection()->select(QItemSelection(m_desk->model()->index(0), m_desk->model()->index(89)),
                                QItemSelectionModel::ClearAndSelect);
    QVERIFY(!add->isEnabled()); // more than anyone can look at
    QCOMPARE(m_desk->selectedCount(), 90);
}

void LabelsDialogTest::mergeSaysWhatItDoesAndDoesIt()
{
    QTest::mouseClick(button(QStringLiteral("Merge…")), Qt::LeftButton);
    auto* merge = m_dialog->findChild<MergeDialog*>();
    QVERIFY(merge && merge->isVisible());
    QVERIFY(merge->explanation().startsWith(
        QStringLiteral("What is labelled brown now (30 photos) counts as bull from then on.")));
    auto* into = merge->findChild<QComboBox*>();
    into->setCurrentIndex(1);
    QVERIFY(merge->explanation().contains(QStringLiteral("counts as rainbow")));
    merge->accept();
    QCOMPARE(names(), QStringList({QStringLiteral("bull"), QStringLiteral("rainbow")}));
    QCOMPARE(view()->currentIndex().row(), 1);
    QTRY_COMPARE(m_desk->counts().labels.value(label(1).id), 60);
    m_desk->undo();
    QCOMPARE(names().size(), 3);
}

void LabelsDialogTest::usedLabelCannotBeRemovedAndSaysWhy()
{
    QPushButton* remove = button(QStringLiteral("Remove"));
    QVERIFY(!remove->isEnabled());
    QCOMPARE(remove->toolTip(),
             QStringLiteral("30 photos have this label. Merge it into another label instead."));
    m_desk->apply(AddLabel{QStringLiteral("char")});
    m_desk->apply(AddLabel{QStringLiteral("chars")});
    m_desk->apply(MergeLabels{label(4).id, label(3).id});
    m_dialog->selectLabel(label(3).id);
    QVERIFY(!remove->isEnabled());
    QVERIFY(remove->toolTip().contains(QStringLiteral("chars was merged into it")));
}

void LabelsDialogTest::unusedLabelIsRemoved()
{
    m_desk->apply(AddLabel{QStringLiteral("golden")});
    m_dialog->selectLabel(label(3).id);
    QTest::mouseClick(button(QStringLiteral("Remove")), Qt::LeftButton);
    QCOMPARE(names().size(), 3);
    QCOMPARE(view()->currentIndex().row(), 2);
}

void LabelsDialogTest::everythingCanBeUndoneFromTheDialog()
{
    m_dialog->findChildren<ColourSwatch*>()[3]->click();
    QCOMPARE(label(0).colour, labelColour(3));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(label(0).colour, labelColour(0));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(label(0).colour, labelColour(3));
}

QTEST_MAIN(LabelsDialogTest)
#include "tst_labels_dialog.moc"
