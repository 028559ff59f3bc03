#include "tests/support/boxed_catalog.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/exchange/class_count_item_model.h"
#include "ui/exchange/export_dialog.h"
#include "ui/exchange/export_preview_view.h"
#include "ui/exchange/file_tree_text.h"
#include "ui/exchange/finding_list_view.h"
#include "ui/grid/grid_view.h"
#include "ui/job_strip.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>

using namespace creel;
using namespace creel::test;

/// Exports through the window as a curator would, and looks at the files afterwards.
class ExportDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void previewSaysWhatIsWritten();
    void previewFollowsEachChoice();
    void previewSaysWhatStaysBehindAndWhy();
    void exportsInTheBackgroundAndReports();
    void exportsTheSelectionOnly();
    void filesInTheWayAreSaidBeforeStarting();
    void classOrderOfTheFolderGoesOn();
    void linksAndTurningExcludeEachOther();
    void saysWhichReadersSeeTurnedPhotosHow();
    void missingSplitIsSaidBeforeStarting();
    void withoutPhotosOnlyAnnotationsAreWritten();
    void remembersTheLastChoices();
    void keyOpensItOnEveryPage();
    void everyControlHasAnAccessibleName();
    void treeNamesEachFolderOnce();
    void findingsAreCopied();
    void findingsAreNarrowedDownByKind();
    void modelsHoldUnderTheTester();

private:
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->focusWidget(), Qt::Key(key), modifiers);
    }
    ExportDialog& openDialog();
    void choose(const char* combo, const QVariant& data);
    void check(const char* box, bool on);
    QCheckBox* checkBox(const char* text) const;
    void waitForPreview();
    void start();

    std::unique_ptr<BoxedCatalog> m_catalog;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
    QPointer<ExportDialog> m_dialog;
};

void ExportDialogTest::initTestCase()
{
    useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void ExportDialogTest::init()
{
    QSettings().clear();
    m_catalog = std::make_unique<BoxedCatalog>(7);
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(openWhole(*m_desk, m_catalog->path()));
}

void ExportDialogTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

ExportDialog& ExportDialogTest::openDialog()
{
    m_window->actions().action(QStringLiteral("file.export"))->trigger();
    m_dialog = m_window->findChild<ExportDialog*>();
    if (!m_dialog)
        qFatal("the action opens no dialog");
    waitForPreview();
    return *m_dialog;
}

void ExportDialogTest::waitForPreview()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_dialog->preview().summary() != QStringLiteral("Counting…"), patienceMs);
}

void ExportDialogTest::choose(const char* combo, const QVariant& data)
{
    for (QComboBox* box : m_dialog->findChildren<QComboBox*>()) {
        if (box->accessibleName() != QLatin1String(combo))
            continue;
        QVERIFY(box->findData(data) >= 0);
        box->setCurrentIndex(box->findData(data));
        waitForPreview();
        return;
    }
    QFAIL("no such list");
}

QCheckBox* ExportDialogTest::checkBox(const char* text) const
{
    for (QCheckBox* box : m_dialog->findChildren<QCheckBox*>()) {
        if (box->text().remove(QLatin1Char('&')) == QLatin1String(text))
            return box;
    }
    qFatal("no such box");
}

void ExportDialogTest::check(const char* box, bool on)
{
    checkBox(box)->setChecked(on);
    waitForPreview();
}

void ExportDialogTest::start()
{
    for (QPushButton* button : m_dialog->findChildren<QPushButton*>()) {
        if (button->isDefault()) {
            QVERIFY(button->isEnabled());
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }
    QTRY_VERIFY(!m_dialog);
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->jobs()->running().isEmpty(), patienceMs);
}

void ExportDialogTest::previewSaysWhatIsWritten()
{
    openDialog();
    choose("Format", QStringLiteral("yolo"));
    const ExportPreviewView& preview = m_dialog->preview();
    QCOMPARE(preview.summary(), QStringLiteral("7 photos and 10 boxes will be written."));
    ClassCountItemModel& classes = m_dialog->findChild<ExportPreviewView*>()->classes();
    QCOMPARE(classes.rowCount(), 2);
    QCOMPARE(classes.index(0, 0).data().toString(), QStringLiteral("bass"));
    QCOMPARE(classes.index(0, 1).data().toString(), QStringLiteral("4"));
    QCOMPARE(classes.index(0, 2).data().toString(), QStringLiteral("6"));
    QCOMPARE(classes.index(1, 2).data().toString(), QStringLiteral("4"));
    QVERIFY(preview.tree().contains(QStringLiteral("\n  images/\n    p0.jpg")));
    QVERIFY(preview.tree().contains(QStringLiteral("\n  labels/\n    p0.txt")));
    QVERIFY(preview.tree().endsWith(QStringLiteral("… and 5 photos more")));
    QCOMPARE(preview.sample(), QStringLiteral("0 0.3 0.5 0.4 0.5\n0 0.8 0.75 0.4 0.5"));
    QCOMPARE(preview.leftOut(), QStringLiteral("Nothing stays behind."));
    QCOMPARE(preview.warnings(), QString());
    QVERIFY(!QFileInfo::exists(m_catalog->file("pond-yolo")));
}

void ExportDialogTest::previewFollowsEachChoice()
{
    openDialog();
    choose("Format", QStringLiteral("voc"));
    QVERIFY(m_dialog->preview().sample().contains(QStringLiteral("<annotation")));
    QVERIFY(m_dialog->preview().sample().contains(QStringLiteral("<name>bass</name>")));
    choose("Format", QStringLiteral("csv"));
    QVERIFY(m_dialog->preview().sample().startsWith(QStringLiteral("name,label")));
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("10 boxes stay behind")));
    choose("Format", QStringLiteral("imagefolder"));
    QVERIFY(m_dialog->preview().tree().contains(QStringLiteral("\n  trout/\n    p1.jpg")));
    QCOMPARE(m_dialog->preview().sample(), QString());
}

void ExportDialogTest::previewSaysWhatStaysBehindAndWhy()
{
    m_catalog->apply(Reject{{m_catalog->idOf(1)}, RejectReason::Scenery});
    m_catalog->apply(Accept{{m_catalog->idOf(0), m_catalog->idOf(2)}});
    QVERIFY(QFile::remove(QString::fromUtf8(m_catalog->original(5))));
    openDialog();
    QCOMPARE(m_dialog->preview().leftOut(), QStringLiteral("Stays behind:\n1 photo: Rejected."));
    check("Only accepted photos", true);
    QCOMPARE(m_dialog->preview().summary(), QStringLiteral("2 photos and 3 boxes will be written."));
    QVERIFY(m_dialog->preview().leftOut().contains(
        QStringLiteral("4 photos: Nobody has accepted the photo yet.")));
}

void ExportDialogTest::exportsInTheBackgroundAndReports()
{
    openDialog();
    choose("Format", QStringLiteral("yolo"));
    start();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->notice().text().contains(QStringLiteral("7 photos and 10 boxes exported")), patienceMs);
    QCOMPARE(bytesOf(m_catalog->folder("pond-yolo/labels/p0.txt")),
             QByteArray("0 0.3 0.5 0.4 0.5\n0 0.8 0.75 0.4 0.5\n"));
    QCOMPARE(bytesOf(m_catalog->folder("pond-yolo/images/p0.jpg")), bytesOf(m_catalog->original(0)));
    QVERIFY(m_window->toast().text().contains(QStringLiteral("7 photos")));
    QCOMPARE(m_window->focusWidget(), &m_window->grid()); // nothing took the next key

    QTest::mouseClick(m_window->notice().findChild<QPushButton*>(), Qt::LeftButton);
    auto* report = m_window->findChild<ExchangeReport*>();
    QVERIFY(report && report->isVisible() && !report->isModal());
    QVERIFY(report->text().contains(QStringLiteral("Classes in order: bass, trout")));
    QVERIFY(report->text().contains(m_catalog->file("pond-yolo")));
    const auto buttons = report->findChildren<QPushButton*>();
    QVERIFY(std::ranges::any_of(buttons, [](const QPushButton* button) {
        return button->text() == QStringLiteral("&Open folder") && button->isEnabled();
    }));
}

void ExportDialogTest::exportsTheSelectionOnly()
{
    m_desk->setCurrentPosition(0);
    press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_desk->selectedCount(), 2);
    openDialog();
    choose("Format", QStringLiteral("csv"));
    QCOMPARE(m_dialog->preview().summary(), QStringLiteral("2 photos and 3 boxes will be written."));
    start();
    QCOMPARE(filesBelow(m_catalog->folder("pond-csv")).size(), 3);
}

void ExportDialogTest::filesInTheWayAreSaidBeforeStarting()
{
    writeFile(m_catalog->folder("pond-yolo/labels/p0.txt"), "mine");
    openDialog();
    choose("Format", QStringLiteral("yolo"));
    QVERIFY(m_dialog->preview().warnings().contains(
        QStringLiteral("labels/p0.txt is there already, so the export would stop")));
    check("Replace files of the same name", true);
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("will be replaced")));
    start();
    QVERIFY(bytesOf(m_catalog->folder("pond-yolo/labels/p0.txt")) != "mine");
}

void ExportDialogTest::classOrderOfTheFolderGoesOn()
{
    writeFile(m_catalog->folder("pond-yolo/classes.txt"), "trout\nperch\nbass\n");
    openDialog();
    choose("Format", QStringLiteral("yolo"));
    check("Replace files of the same name", true);
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("trout, perch, bass")));
    QVERIFY(m_dialog->preview().sample().startsWith(QStringLiteral("2 0.3")));
    start();
    QCOMPARE(bytesOf(m_catalog->folder("pond-yolo/classes.txt")), QByteArray("trout\nperch\nbass\n"));
    QVERIFY(bytesOf(m_catalog->folder("pond-yolo/labels/p1.txt")).startsWith("0 "));
}

void ExportDialogTest::linksAndTurningExcludeEachOther()
{
    openDialog();
    check("Save turned photos again, upright", true);
    QVERIFY(m_dialog->request().isUpright);
    choose("How the photos get there", int(PhotoLink::Hard));
    QVERIFY(!checkBox("Save turned photos again, upright")->isEnabled());
    QVERIFY(!m_dialog->request().isUpright);
    QCOMPARE(m_dialog->preview().summary(), QStringLiteral("7 photos and 10 boxes will be written."));
    choose("Format", QStringLiteral("voc"));
    start();
    const QFileInfo linked(m_catalog->file("pond-voc/JPEGImages/p0.jpg"));
    QVERIFY(linked.exists());
    QCOMPARE(bytesOf(m_catalog->folder("pond-voc/JPEGImages/p0.jpg")), bytesOf(m_catalog->original(0)));
}

void ExportDialogTest::saysWhichReadersSeeTurnedPhotosHow()
{
    const auto connection = must(openCatalog(m_catalog->path(), Connection::Access::ReadWrite));
    must(connection->run(QStringLiteral("UPDATE photo SET orientation = 6 WHERE id = ?"),
                         {m_catalog->idOf(0).value()}));
    openDialog();
    choose("Format", QStringLiteral("voc"));
    QVERIFY(
        m_dialog->preview().warnings().contains(QStringLiteral("readers of Pascal VOC do not turn them")));
    choose("Format", QStringLiteral("yolo"));
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("fits readers that turn them")));
    check("Save turned photos again, upright", true);
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("1 photo. They are saved again")));
}

void ExportDialogTest::missingSplitIsSaidBeforeStarting()
{
    openDialog();
    check("Keep train, valid and test apart", true);
    QCOMPARE(m_dialog->preview().summary(), QStringLiteral("This cannot be exported."));
    QVERIFY(m_dialog->preview().warnings().contains(QStringLiteral("not split into train, valid and test")));
    check("Keep train, valid and test apart", false);
    QCOMPARE(m_dialog->preview().summary(), QStringLiteral("7 photos and 10 boxes will be written."));
}

void ExportDialogTest::withoutPhotosOnlyAnnotationsAreWritten()
{
    openDialog();
    choose("Format", QStringLiteral("coco"));
    choose("How the photos get there", int(PhotoLink::None));
    QVERIFY(!m_dialog->preview().tree().contains(QStringLiteral(".jpg")));
    start();
    const QStringList files = filesBelow(m_catalog->folder("pond-coco"));
    QVERIFY(!files.isEmpty());
    QVERIFY(std::ranges::none_of(files,
                                 [](const QString& file) { return file.endsWith(QStringLiteral(".jpg")); }));
}

void ExportDialogTest::remembersTheLastChoices()
{
    openDialog();
    choose("Format", QStringLiteral("labelme"));
    check("Take the GPS position out of the copies", true);
    start();
    openDialog();
    QCOMPARE(m_dialog->request().format, QStringLiteral("labelme"));
    QVERIFY(m_dialog->request().withoutPosition);
}

void ExportDialogTest::keyOpensItOnEveryPage()
{
    for (const auto page : {MainWindow::Page::Curate, MainWindow::Page::Train}) {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->showPage(page);
        press(Qt::Key_E, Qt::ControlModifier);
        m_dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(m_dialog);
        QTest::keyClick(m_dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_dialog);
    }
}

void ExportDialogTest::everyControlHasAnAccessibleName()
{
    openDialog();
    for (const QWidget* widget : m_dialog->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 widget->metaObject()->className());
    }
}

void ExportDialogTest::treeNamesEachFolderOnce()
{
    QCOMPARE(fileTreeText(QStringLiteral("out"), {"a/b/1.txt", "a/b/2.txt", "a/c/3.txt", "d.yaml"}, 0),
             QStringLiteral("out/\n  a/\n    b/\n      1.txt\n      2.txt\n    c/\n      3.txt\n  d.yaml"));
}

void ExportDialogTest::findingsAreCopied()
{
    FindingListView view(nullptr);
    view.setFindings({{"/in/a.xml", 7, QStringLiteral("The box lies outside the photo."), true},
                      {"/in/b.xml", 0, QStringLiteral("It is no XML."), true}});
    view.copy();
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("/in/a.xml:7: The box lies outside the photo.\n/in/b.xml: It is no XML."));
}

void ExportDialogTest::findingsAreNarrowedDownByKind()
{
    FindingListView view(nullptr);
    auto* kind = view.findChild<QComboBox*>();
    const AnnotationFinding bad{"/in/a.xml", 7, QStringLiteral("outside"), true};
    view.setFindings({bad});
    QVERIFY(kind->isHidden()); // there is nothing to choose from
    view.setFindings({bad,
                      {"/in/b.xml", 2, QStringLiteral("disagrees"), true, true},
                      {"/in/c.xml", 0, QStringLiteral("scaled"), false}});
    QVERIFY(!kind->isHidden());
    QCOMPARE(kind->count(), 4);
    QCOMPARE(kind->itemText(1), QStringLiteral("Conflicts (1)"));
    kind->setCurrentIndex(1);
    QCOMPARE(view.model().rowCount(), 1);
    QCOMPARE(view.model().text(0), QStringLiteral("/in/b.xml:2: disagrees"));
    view.copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("/in/b.xml:2: disagrees"));
    view.setFindings({bad}); // a choice that there is not any more is none
    QCOMPARE(view.model().rowCount(), 1);
    QCOMPARE(view.model().text(0), QStringLiteral("/in/a.xml:7: outside"));
}

void ExportDialogTest::modelsHoldUnderTheTester()
{
    ClassCountItemModel classes;
    FindingItemModel findings;
    const QAbstractItemModelTester testClasses(&classes,
                                               QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester testFindings(&findings,
                                                QAbstractItemModelTester::FailureReportingMode::QtTest);
    classes.setCounts({{QStringLiteral("bass"), 3, 4}}, 2);
    QCOMPARE(classes.rowCount(), 2);
    classes.setCounts({}, 0);
    findings.setFindings({{"/in/a.xml", 7, QStringLiteral("outside"), false}});
    QCOMPARE(findings.rowCount(), 1);
    findings.setFindings({});
}

QTEST_MAIN(ExportDialogTest)
#include "tst_export_dialog.moc"
