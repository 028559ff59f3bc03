#include "core/catalog/job_store.h"
#include "core/catalog/split_store.h"
#include "tests/support/boxed_catalog.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/own_settings.h"
#include "tests/support/shared_data.h"
#include "tests/ui/annotation_window.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/exchange/annotation_dialog.h"
#include "ui/exchange/finding_list_view.h"
#include "ui/grid/grid_view.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTableView>

#include <filesystem>

using namespace creel;
using namespace creel::test;

/// Imports annotations through the window as a curator would, and looks at the catalog afterwards.
class ImportAnnotationsDialogTest : public QObject, private AnnotationWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { prepare(); }
    void cleanup() { close(); }

    void previewSaysWhatComesIn();
    void formatIsFoundAndCanBeChanged();
    void saysWhyThereIsNothingToImport();
    void photosElsewhereAreFoundOnceSaid();
    void importsInTheBackgroundAndReports();
    void oneClickTakesAllOfItBack();
    void conflictsAreListedAndReplacedOnDemand();
    void malformedRecordsAreListedWithFileAndLine();
    void partsAreTakenOverOnDemand();
    void onlyVocCountsFromOne();
    void stoppedImportLeavesDecisionsAlone();
    void interruptedImportIsOfferedAgain();
    void closedDialogStopsItsPreview();
    void droppedDatasetOffersItsAnnotations();
    void droppedPhotosOfferNone();
    void opensTheCatalogOfTheDataset();
    void keyOpensItOnEveryPage();
    void importsRealKangaroos();

private:
    static void drop(QWidget& target, const BytePath& path);
};

void ImportAnnotationsDialogTest::initTestCase()
{
    useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void ImportAnnotationsDialogTest::drop(QWidget& target, const BytePath& path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(displayPath(path))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &event);
}

void ImportAnnotationsDialogTest::previewSaysWhatComesIn()
{
    openEmpty();
    openDialog(in());
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    QCOMPARE(preview().details(), QStringLiteral("Photos: 7 new."));
    QCOMPARE(classes().rowCount(), 2);
    QCOMPARE(classes().index(0, Mapping::ClassColumn).data().toString(), QStringLiteral("bass"));
    QCOMPARE(classes().index(0, Mapping::BoxesColumn).data().toString(), QStringLiteral("6"));
    QCOMPARE(classes().index(1, Mapping::BoxesColumn).data().toString(), QStringLiteral("4"));
    QCOMPARE(becomes(1), QStringLiteral("trout (new label)"));
    QVERIFY(!preview().table()->isColumnHidden(Mapping::BoxesColumn));
    QVERIFY(preview().table()->isColumnHidden(Mapping::PhotosColumn)); // no photo is labelled as a whole
    QCOMPARE(preview().findings().model().rowCount(), 0);
    QVERIFY(m_desk->labels().isEmpty());
    QCOMPARE(boxes(), QStringList());
}

void ImportAnnotationsDialogTest::formatIsFoundAndCanBeChanged()
{
    openEmpty();
    openDialog(in());
    QCOMPARE(m_dialog->request().format, QStringLiteral("yolo"));
    auto* format = named<QComboBox>("Format");
    QCOMPARE(format->currentText(), QStringLiteral("Find out"));
    format->setCurrentIndex(format->findData(QStringLiteral("voc")));
    waitForPreview();
    QCOMPARE(preview().summary(), QStringLiteral("There is nothing to import yet."));
    QVERIFY(preview().message().contains(QStringLiteral("no annotations of the format Pascal VOC")));
    QVERIFY(!button(*m_dialog, "Import")->isEnabled());
    format->setCurrentIndex(format->findData(QStringLiteral("yolo")));
    waitForPreview();
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
}

void ImportAnnotationsDialogTest::saysWhyThereIsNothingToImport()
{
    openEmpty();
    openDialog({});
    QVERIFY(preview().message().contains(QStringLiteral("Choose the dataset")));
    QVERIFY(!button(*m_dialog, "Import")->isEnabled());
    auto* dataset = named<QLineEdit>("Dataset");
    dataset->setText(m_set->file("in")); // photos, and folders that are classes
    waitForPreview();
    QCOMPARE(preview().summary(), QStringLiteral("labels of 7 photos will come in."));
    dataset->setText(m_set->file("in/bass"));
    waitForPreview();
    QVERIFY(preview().message().contains(QStringLiteral("no annotations of a format that Creel knows")));
    dataset->setText(m_set->file("nowhere"));
    waitForPreview();
    QVERIFY(preview().message().contains(QStringLiteral("There is no file or folder")));
    QVERIFY(!button(*m_dialog, "Import")->isEnabled());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
}

void ImportAnnotationsDialogTest::photosElsewhereAreFoundOnceSaid()
{
    openEmpty();
    std::filesystem::rename(in("images").toStdString(), m_set->folder("far").toStdString());
    std::filesystem::create_directories(m_set->folder("alone").toStdString());
    std::filesystem::rename(in().toStdString(), m_set->folder("alone/set").toStdString());
    openDialog(m_set->folder("alone/set"));
    QCOMPARE(preview().summary(), QStringLiteral("None of the photos was found."));
    QCOMPARE(preview().details(), QStringLiteral("Photos: 7 not found."));
    QVERIFY(preview().message().contains(QStringLiteral("Say under Photos where they are")));
    QVERIFY(!button(*m_dialog, "Import")->isEnabled());
    named<QLineEdit>("Folder of the photos")->setText(m_set->file("far"));
    waitForPreview();
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    start();
    QCOMPARE(boxes().size(), 10);
}

void ImportAnnotationsDialogTest::importsInTheBackgroundAndReports()
{
    openEmpty();
    openDialog(in());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->notice().text().contains(QStringLiteral("10 boxes added on 7 photos")),
                             patienceMs);
    QCOMPARE(boxes().size(), 10);
    QVERIFY(boxes().contains(QStringLiteral("p1 trout 12.000 20.000 60.000 60.000")));
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().total, 7, patienceMs); // the views know
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->model()->rowCount(), 7, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->labels().size(), 2, patienceMs);
    QVERIFY(m_window->toast().text().contains(QStringLiteral("10 boxes")));
    QCOMPARE(m_window->focusWidget(), &m_window->grid()); // nothing took the next key
    QTest::mouseClick(button(m_window->notice(), "Show report"), Qt::LeftButton);
    auto* report = m_window->findChild<ExchangeReport*>();
    QVERIFY(report && report->isVisible() && !report->isModal());
    QVERIFY(report->text().contains(QStringLiteral("(YOLO)")));
    QVERIFY(report->text().contains(QStringLiteral("New labels: bass, trout")));
    QVERIFY(button(*report, "Undo all of it")->isEnabled());
    QTest::keyClick(report, Qt::Key_Return); // closes it, and undoes nothing
    QTRY_VERIFY(!m_window->findChild<ExchangeReport*>());
    QCOMPARE(boxes().size(), 10);
    openDialog(in()); // what is known does not come in again
    QCOMPARE(preview().summary(), QStringLiteral("There is nothing new to take in."));
    QCOMPARE(preview().details(), QStringLiteral("Photos: 7 in the catalog. Boxes known already: 10."));
}

void ImportAnnotationsDialogTest::oneClickTakesAllOfItBack()
{
    openEmpty();
    openDialog(in());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->notice().text().contains(QStringLiteral("10 boxes")), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->labels().size(), 2, patienceMs);
    QTest::mouseClick(button(m_window->notice(), "Undo all of it"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(boxes(), QStringList(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->labels().isEmpty(), patienceMs);
    QCOMPARE(m_window->focusWidget(), &m_window->grid()); // the click left the keys where they were
    QCOMPARE(must(PhotoStore(*m_desk->connection()).count()), 7);
    m_desk->redo(); // as any other step
    QTRY_VERIFY_WITH_TIMEOUT(!m_desk->labels().isEmpty(), patienceMs);
}

void ImportAnnotationsDialogTest::conflictsAreListedAndReplacedOnDemand()
{
    QVERIFY(openWhole(*m_desk, m_set->path()));
    writeFile(in("labels/p1.txt"), "1 0.31 0.5 0.42 0.5\n"); // elsewhere, though not far
    const QStringList before = boxes();
    AnnotationDialog& dialog = openDialog(in());
    named<QLineEdit>("Folder of the photos")->setText(m_set->file("in"));
    waitForPreview();
    QVERIFY(preview().details().contains(QStringLiteral("boxes that disagree and stay out: 1")));
    QCOMPARE(preview().findings().model().rowCount(), 1);
    QCOMPARE(preview().findings().model().text(0),
             QString(displayPath(in("labels/p1.txt")) +
                     QStringLiteral(":1: The box disagrees with what is there already, which stays.")));
    check("Replace what disagrees", true);
    QVERIFY(preview().details().contains(QStringLiteral("oxes replaced: 1")));
    QVERIFY(preview().findings().model().text(0).endsWith(
        QStringLiteral("The box takes the place of one that was there.")));
    QCOMPARE(boxes(), before);
    QVERIFY(dialog.request().replaces);
    start();
    QVERIFY(boxes() != before);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->notice().text().isEmpty(), patienceMs);
    QTest::mouseClick(button(m_window->notice(), "Undo all of it"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(boxes(), before, patienceMs);
}

void ImportAnnotationsDialogTest::malformedRecordsAreListedWithFileAndLine()
{
    openEmpty();
    writeFile(in("labels/p1.txt"), "1 0.3 0.5 0.4 0.5\nnonsense\n9 0.3 0.5 0.4 0.5\n");
    openDialog(in());
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    QCOMPARE(preview().findings().model().rowCount(), 2);
    QCOMPARE(preview().findings().model().index(0, FindingItemModel::FileColumn).data().toString(),
             QStringLiteral("p1.txt"));
    QCOMPARE(preview().findings().model().index(0, FindingItemModel::LineColumn).data().toString(),
             QStringLiteral("2"));
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->notice().text().isEmpty(), patienceMs);
    QTest::mouseClick(button(m_window->notice(), "Show report"), Qt::LeftButton);
    auto* report = m_window->findChild<ExchangeReport*>();
    QCOMPARE(report->findings().model().rowCount(), 2);
    QCOMPARE(boxes().size(), 10);
}

void ImportAnnotationsDialogTest::partsAreTakenOverOnDemand()
{
    openEmpty();
    writeFile(in("labels.csv"), "name,label,is_valid\np0.jpg,bass,True\np1.jpg,trout,False\n");
    openDialog(in("labels.csv"));
    QVERIFY(!preview().details().contains(QStringLiteral("part")));
    check("Take over train, valid and test", true);
    QVERIFY(preview().details().contains(QStringLiteral("hotos given their part: 2")));
    start();
    QCOMPARE(must(SplitStore(*m_desk->connection()).all()).size(), 2);
}

void ImportAnnotationsDialogTest::onlyVocCountsFromOne()
{
    openEmpty();
    must(exportTo(m_set->path(), "voc", m_set->folder("voc")));
    openDialog(m_set->folder("voc"));
    check("Pixels are counted from 1", true);
    QVERIFY(m_dialog->request().isOneBased);
    named<QLineEdit>("Dataset")->setText(displayPath(in()));
    waitForPreview();
    QVERIFY(!m_dialog->request().isOneBased);
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    named<QLineEdit>("Dataset")->setText(m_set->file("voc"));
    QTRY_VERIFY_WITH_TIMEOUT(m_dialog->request().isOneBased, patienceMs); // once it is found to be VOC again
    waitForPreview();
    start();
    QVERIFY(boxes().contains(QStringLiteral("p1 trout 11.000 19.000 60.000 60.000")));
}

void ImportAnnotationsDialogTest::stoppedImportLeavesDecisionsAlone()
{
    openEmpty();
    openDialog(in());
    QPointer<Job> stopped;
    connect(m_desk->jobs(), &JobRunner::started, this, [&](Job* job) {
        stopped = job;
        job->cancel();
    });
    const QSignalSpy finished(m_desk->jobs(), &JobRunner::finished);
    QTest::mouseClick(button(*m_dialog, "Import"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patienceMs);
    QCOMPARE(boxes(), QStringList());
    QVERIFY(m_window->notice().text().isEmpty());
    QVERIFY(m_desk->labels().isEmpty());
    QVERIFY(must(JobStore(*m_desk->connection()).interrupted()).isEmpty());
}

void ImportAnnotationsDialogTest::interruptedImportIsOfferedAgain()
{
    AnnotationImport request;
    request.catalogPath = m_set->file("other.creel");
    request.format = QStringLiteral("yolo");
    request.path = in();
    request.createLabels = true;
    {
        const auto connection = must(openCatalog(request.catalogPath, Connection::Access::Create));
        must(JobStore(*connection).begin(annotationJobKind, toJson(request))); // by a program that was killed
    }
    openEmpty();
    QVERIFY(m_window->notice().text().contains(QStringLiteral("An import was interrupted")));
    QTest::mouseClick(button(m_window->notice(), "Resume import"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->notice().text().contains(QStringLiteral("10 boxes added")),
                             patienceMs);
    QCOMPARE(boxes().size(), 10);
    m_desk->close();
    openEmpty();
    QVERIFY(m_window->notice().text().isEmpty()); // it is asked once
}

void ImportAnnotationsDialogTest::closedDialogStopsItsPreview()
{
    openEmpty();
    m_window->importAnnotations(in());
    m_dialog = m_window->findChild<AnnotationDialog*>();
    QVERIFY(m_dialog);
    QTest::keyClick(m_dialog, Qt::Key_Escape); // while it reads
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(boxes(), QStringList());
}

void ImportAnnotationsDialogTest::droppedDatasetOffersItsAnnotations()
{
    openEmpty();
    drop(*m_window, in());
    QPointer<ImportDialog> import = m_window->findChild<ImportDialog*>();
    QVERIFY(import);
    QTRY_VERIFY_WITH_TIMEOUT(import->annotationsButton()->isVisible(), patienceMs);
    QVERIFY(import->annotationsButton()->text().contains(QStringLiteral("YOLO")));
    QTest::mouseClick(import->annotationsButton(), Qt::LeftButton);
    QTRY_VERIFY(!import);
    m_dialog = m_window->findChild<AnnotationDialog*>();
    QVERIFY(m_dialog);
    waitForPreview();
    QCOMPARE(m_dialog->request().path, in());
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
    writeFile(in("one.csv"), "p0.jpg,1,2,30,40,bass\n");
    drop(*m_dialog, in("one.csv")); // another one takes its place
    waitForPreview();
    QCOMPARE(m_dialog->request().format, QStringLiteral("retinanet"));
    QCOMPARE(preview().summary(), QStringLiteral("1 box will come in."));
}

void ImportAnnotationsDialogTest::droppedPhotosOfferNone()
{
    openEmpty();
    drop(*m_window, m_set->folder("in")); // folders that are classes
    auto* import = m_window->findChild<ImportDialog*>();
    QVERIFY(import);
    QTRY_VERIFY_WITH_TIMEOUT(import->message().contains(QStringLiteral("7 photos found")), patienceMs);
    QVERIFY(import->annotationsButton()->isHidden());
}

void ImportAnnotationsDialogTest::opensTheCatalogOfTheDataset()
{
    QVERIFY(!m_desk->isOpen());
    openDialog(in());
    QCOMPARE(m_desk->catalogPath(), m_set->file("set.creel"));
    QCOMPARE(preview().summary(), QStringLiteral("10 boxes will come in."));
}

void ImportAnnotationsDialogTest::keyOpensItOnEveryPage()
{
    openEmpty();
    for (const auto page : {MainWindow::Page::Curate, MainWindow::Page::Train}) {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->showPage(page);
        QTest::keyClick(m_window->focusWidget(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        m_dialog = m_window->findChild<AnnotationDialog*>();
        QVERIFY(m_dialog);
        QTest::keyClick(m_dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_dialog);
    }
}

void ImportAnnotationsDialogTest::importsRealKangaroos()
{
    CREEL_NEEDS_SHARED(shared);
    openEmpty();
    openDialog(joinPath(bytePathFromLocal(shared), "voc_kangaroo"));
    QCOMPARE(preview().summary(), QStringLiteral("266 boxes will come in."));
    QCOMPARE(preview().details(), QStringLiteral("Photos: 164 new."));
    QCOMPARE(becomes(0), QStringLiteral("kangaroo (new label)"));
    start();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->notice().text().contains(QStringLiteral("266 boxes added on 164 photos")), patienceMs);
    QCOMPARE(boxes().size(), 266);
    QTest::mouseClick(button(m_window->notice(), "Undo all of it"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(boxes().size(), 0, patienceMs);
}

QTEST_MAIN(ImportAnnotationsDialogTest)
#include "tst_import_annotations_dialog.moc"
