#include "tests/support/own_settings.h"
#include "tests/ui/annotation_window.h"
#include "ui/theme.h"

#include <QAbstractItemModelTester>
#include <QCompleter>

using namespace creel;
using namespace creel::test;

/// Says in the import dialog which label each class of the annotations becomes.
class AnnotationClassesTest : public QObject, private AnnotationWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { prepare(); }
    void cleanup() { close(); }

    void classesBecomeLabelsByTyping();
    void classesAreLeftOutAndTakenInByKey();
    void editingSuggestsTheLabelsThereAre();
    void refusesWhatCannotBeALabel();
    void anotherDatasetForgetsWhatWasMapped();
    void modelHoldsUnderTheTester();
};

void AnnotationClassesTest::initTestCase()
{
    useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void AnnotationClassesTest::classesBecomeLabelsByTyping()
{
    openEmpty();
    must(m_desk->session()->apply(AddLabel{QStringLiteral("Largemouth")}));
    openDialog(in());
    type(0, QStringLiteral("largemouth"));
    QCOMPARE(becomes(0), QStringLiteral("Largemouth"));
    QVERIFY(classes().index(0, Mapping::LabelColumn).data(Qt::DecorationRole).isValid()); // its colour
    type(1, QStringLiteral("brown trout"));
    QCOMPARE(becomes(1), QStringLiteral("brown trout (new label)"));
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    start();
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->labels().size(), 2, patienceMs);
    QCOMPARE(boxes().filter(QStringLiteral(" Largemouth ")).size(), 6);
    QCOMPARE(boxes().filter(QStringLiteral(" brown trout ")).size(), 4);
}

void AnnotationClassesTest::classesAreLeftOutAndTakenInByKey()
{
    openEmpty();
    openDialog(in());
    type(0, {});
    QCOMPARE(becomes(0), QStringLiteral("left out"));
    QCOMPARE(preview().summary(), QStringLiteral("4 boxes will come in."));
    QTableView* const table = preview().table();
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_Insert);
    waitForPreview();
    QCOMPARE(becomes(0), QStringLiteral("bass (new label)"));
    table->selectAll();
    QTest::keyClick(table, Qt::Key_Delete);
    waitForPreview();
    QCOMPARE(becomes(1), QStringLiteral("left out"));
    QCOMPARE(preview().summary(), QStringLiteral("7 photos will come in, and nothing is said of them."));
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_Insert);
    waitForPreview();
    start();
    QCOMPARE(boxes().size(), 4);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->labels().size(), 1,
                              patienceMs); // a class that is left out makes no label
}

void AnnotationClassesTest::editingSuggestsTheLabelsThereAre()
{
    openEmpty();
    must(m_desk->session()->apply(AddLabel{QStringLiteral("brown_trout")}));
    must(m_desk->session()->apply(AddLabel{QStringLiteral("bull_trout")}));
    openDialog(in());
    QTableView* const table = preview().table();
    table->setCurrentIndex(classes().index(1, Mapping::LabelColumn));
    QTest::keyClick(table, Qt::Key_F2);
    auto* const editor = table->findChild<QLineEdit*>();
    QVERIFY(editor && editor->completer());
    QCOMPARE(editor->accessibleName(), QStringLiteral("Label for trout"));
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("trout"));
    editor->completer()->setCompletionPrefix(editor->text());
    QCOMPARE(editor->completer()->completionCount(), 2);
    QTest::keyClick(m_dialog, Qt::Key_Escape); // with a cell half typed
    m_dialog->close();
    QTRY_VERIFY(!m_dialog);
}

void AnnotationClassesTest::refusesWhatCannotBeALabel()
{
    openEmpty();
    openDialog(in());
    Mapping& model = classes();
    QVERIFY(!model.setData(model.index(0, Mapping::LabelColumn), QStringLiteral("a/b"), Qt::EditRole));
    QVERIFY(preview().message().startsWith(QStringLiteral("⚠")));
    QCOMPARE(becomes(0), QStringLiteral("bass (new label)"));
    QVERIFY(model.mapping().isEmpty());
}

void AnnotationClassesTest::anotherDatasetForgetsWhatWasMapped()
{
    openEmpty();
    must(exportTo(m_set->path(), "coco", m_set->folder("coco")));
    openDialog(in());
    type(0, QStringLiteral("perch"));
    QCOMPARE(m_dialog->request().mapping.size(), 1);
    check("Replace what disagrees", true); // is no other dataset
    QCOMPARE(becomes(0), QStringLiteral("perch (new label)"));
    named<QLineEdit>("Dataset")->setText(m_set->file("coco"));
    waitForPreview();
    QVERIFY(m_dialog->request().mapping.isEmpty());
    QCOMPARE(becomes(0), QStringLiteral("bass (new label)"));
}

void AnnotationClassesTest::modelHoldsUnderTheTester()
{
    Mapping model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.setClasses({{QStringLiteral("a"), 1, 2, QStringLiteral("a"), true},
                      {QStringLiteral("b"), 0, 3, QStringLiteral("b"), true}});
    QCOMPARE(resets.size(), 1);
    model.leaveOut(1);
    QCOMPARE(changes.size(), 1);
    // The same classes again: only the row that is another says so, and what was edited stays.
    model.setClasses({{QStringLiteral("a"), 1, 5, QStringLiteral("a"), true},
                      {QStringLiteral("b"), 0, 3, QString(), false}});
    QCOMPARE(resets.size(), 1);
    QCOMPARE(changes.size(), 2);
    QCOMPARE(model.index(0, Mapping::BoxesColumn).data().toString(), QStringLiteral("5"));
    QCOMPARE(model.index(1, Mapping::LabelColumn).data().toString(), QStringLiteral("left out"));
    model.takeIn(1);
    QCOMPARE(model.index(1, Mapping::LabelColumn).data().toString(), QStringLiteral("b (new label)"));
    model.setClasses({});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.mapping().size(), 1);
    model.forgetEdits();
    QVERIFY(model.mapping().isEmpty());
}

QTEST_MAIN(AnnotationClassesTest)
#include "tst_annotation_classes.moc"
