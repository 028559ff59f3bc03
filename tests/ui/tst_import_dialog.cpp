#include "core/ingest/import.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/patience.h"
#include "tests/support/shared_data.h"
#include "ui/dialogs/import_dialog.h"

#include <QAbstractItemModelTester>
#include <QCompleter>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class ImportDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void prefillsLabelsFromFolderNames();
    void importingGivesExactlyTheLabelsShown();
    void emptyLabelMeansNoLabel();
    void untouchedRowsAreNotMapped();
    void noLabelsAsksForNone();
    void editingSuggestsExistingLabels();
    void refusesWhatCannotBeALabel();
    void editsSurviveAnotherFolder();
    void foldersCanBeAddedByDroppingAndRemovedByKey();
    void withoutAFolderThereIsNothingToImport();
    void saysWhichFolderIsNotThere();
    void countsRealPhotos();
    void modelHoldsUnderTheTester();

private:
    void addPhotos(const QString& folder, int count, int shade);
    BytePath path(const QString& folder = {}) const { return bytePathFromLocal(m_folder->filePath(folder)); }
    static int rowOf(ImportDialog& dialog, const QString& folder);
    static QString labelOf(ImportDialog& dialog, const QString& folder);
    static void setLabel(ImportDialog& dialog, const QString& folder, const QString& label);
    QHash<QString, QString> importedLabels(ImportRequest request) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ImportDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    addPhotos(QStringLiteral("pond/brown trout (1)"), 2, 20);
    addPhotos(QStringLiteral("pond/Bull-Trout/images"), 3, 60);
    addPhotos(QStringLiteral("pond/001"), 1, 100);
    addPhotos(QStringLiteral("pond"), 1, 140);
}

void ImportDialogTest::addPhotos(const QString& folder, int count, int shade)
{
    QVERIFY(QDir(m_folder->path()).mkpath(folder));
    for (int i = 0; i < count; ++i) {
        QImage image(64, 48, QImage::Format_RGB32);
        image.fill(QColor(shade + i, shade, 255 - shade));
        QVERIFY(image.save(m_folder->filePath(QStringLiteral("%1/%2.png").arg(folder).arg(i))));
    }
}

int ImportDialogTest::rowOf(ImportDialog& dialog, const QString& folder)
{
    FolderLabelItemModel& model = dialog.mappingModel();
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, FolderLabelItemModel::FolderColumn).data().toString() == folder)
            return row;
    }
    return -1;
}

QString ImportDialogTest::labelOf(ImportDialog& dialog, const QString& folder)
{
    const int row = rowOf(dialog, folder);
    return dialog.mappingModel().index(row, FolderLabelItemModel::LabelColumn).data(Qt::EditRole).toString();
}

void ImportDialogTest::setLabel(ImportDialog& dialog, const QString& folder, const QString& label)
{
    FolderLabelItemModel& model = dialog.mappingModel();
    model.setData(model.index(rowOf(dialog, folder), FolderLabelItemModel::LabelColumn), label, Qt::EditRole);
}

/// Folder of each photo, relative to the chosen one -> its label's name after an import.
QHash<QString, QString> ImportDialogTest::importedLabels(ImportRequest request) const
{
    request.catalogPath = m_folder->filePath(QStringLiteral("imported.creel"));
    must(importPhotos(request, JobContext()));
    auto connection = must(openCatalog(request.catalogPath, Connection::Access::ReadOnly));
    Query photos = must(connection->run(
        QStringLiteral("SELECT folder.path, label.name FROM photo JOIN folder ON folder.id = folder_id "
                       "LEFT JOIN label ON label.id = folder_label_id")));
    QHash<QString, QString> labels;
    while (photos.next())
        labels.insert(displayPath(photos.bytes(0)), photos.text(1));
    return labels;
}

void ImportDialogTest::prefillsLabelsFromFolderNames()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QSignalSpy surveyed(&dialog, &ImportDialog::surveyed);
    QVERIFY(surveyed.wait(test::patienceMs));
    QCOMPARE(dialog.mappingModel().rowCount(), 4);
    QCOMPARE(labelOf(dialog, QStringLiteral("brown trout (1)")), QStringLiteral("brown_trout"));
    QCOMPARE(labelOf(dialog, QStringLiteral("Bull-Trout")),
             QStringLiteral("bull_trout")); // "images" is silent
    QCOMPARE(labelOf(dialog, QStringLiteral("001")), QString());
    QCOMPARE(labelOf(dialog, QStringLiteral("pond")), QString()); // folders below it speak
    const int row = rowOf(dialog, QStringLiteral("Bull-Trout"));
    QCOMPARE(dialog.mappingModel().index(row, FolderLabelItemModel::PhotosColumn).data().toString(),
             QStringLiteral("3"));
    QCOMPARE(dialog.message(), QStringLiteral("7 photos found."));
}

void ImportDialogTest::importingGivesExactlyTheLabelsShown()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    setLabel(dialog, QStringLiteral("Bull-Trout"), QStringLiteral("char"));
    setLabel(dialog, QStringLiteral("001"), QStringLiteral("mystery"));
    const auto labels = importedLabels(dialog.request());
    QCOMPARE(labels.value(QStringLiteral("brown trout (1)")), QStringLiteral("brown_trout"));
    QCOMPARE(labels.value(QStringLiteral("Bull-Trout/images")), QStringLiteral("char"));
    QCOMPARE(labels.value(QStringLiteral("001")), QStringLiteral("mystery"));
    QCOMPARE(labels.value(QString()), QString());
}

void ImportDialogTest::emptyLabelMeansNoLabel()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    setLabel(dialog, QStringLiteral("brown trout (1)"), QStringLiteral("  "));
    const int row = rowOf(dialog, QStringLiteral("brown trout (1)"));
    QCOMPARE(dialog.mappingModel().index(row, FolderLabelItemModel::LabelColumn).data().toString(),
             QStringLiteral("no label"));
    const auto labels = importedLabels(dialog.request());
    QCOMPARE(labels.value(QStringLiteral("brown trout (1)"), QStringLiteral("missing")), QString());
    QCOMPARE(labels.value(QStringLiteral("Bull-Trout/images")), QStringLiteral("bull_trout"));
}

void ImportDialogTest::untouchedRowsAreNotMapped()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    QCOMPARE(dialog.request().labels, FolderLabels::FromFolders);
    QVERIFY(dialog.request().labelMapping.isEmpty());
    setLabel(dialog, QStringLiteral("Bull-Trout"), QStringLiteral("char"));
    setLabel(dialog, QStringLiteral("001"), QStringLiteral("x"));
    setLabel(dialog, QStringLiteral("001"), QString());
    const QHash<QString, QString> mapping{{QStringLiteral("Bull-Trout"), QStringLiteral("char")}};
    QCOMPARE(dialog.request().labelMapping, mapping);
}

void ImportDialogTest::noLabelsAsksForNone()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    setLabel(dialog, QStringLiteral("Bull-Trout"), QStringLiteral("char"));
    const auto choices = dialog.findChildren<QRadioButton*>();
    choices[1]->click();
    QCOMPARE(dialog.request().labels, FolderLabels::None);
    QVERIFY(dialog.request().labelMapping.isEmpty());
    QVERIFY(!dialog.findChild<QTableView*>()->isEnabled());
}

void ImportDialogTest::editingSuggestsExistingLabels()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    dialog.setLabelNames({QStringLiteral("brook_char"), QStringLiteral("arctic_char")});
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    auto* table = dialog.findChild<QTableView*>();
    const int row = rowOf(dialog, QStringLiteral("Bull-Trout"));
    table->setFocus();
    table->setCurrentIndex(table->model()->index(row, FolderLabelItemModel::LabelColumn));
    QTest::keyClick(table, Qt::Key_F2);
    auto* edit = table->findChild<QLineEdit*>();
    QVERIFY(edit);
    QCOMPARE(edit->text(), QStringLiteral("bull_trout"));
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("char"));
    QCOMPARE(edit->completer()->completionCount(), 2);
    edit->completer()->popup()->hide();
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(labelOf(dialog, QStringLiteral("Bull-Trout")), QStringLiteral("char"));
    QVERIFY(dialog.isVisible()); // Enter ended the editing, not the dialog
}

void ImportDialogTest::refusesWhatCannotBeALabel()
{
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    setLabel(dialog, QStringLiteral("Bull-Trout"), QStringLiteral("a/b"));
    QCOMPARE(labelOf(dialog, QStringLiteral("Bull-Trout")), QStringLiteral("bull_trout"));
    QVERIFY(dialog.message().contains(QStringLiteral("“a/b” cannot be a label")));
}

void ImportDialogTest::editsSurviveAnotherFolder()
{
    addPhotos(QStringLiteral("lake/pike"), 4, 180);
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QSignalSpy surveyed(&dialog, &ImportDialog::surveyed);
    QVERIFY(surveyed.wait(test::patienceMs));
    setLabel(dialog, QStringLiteral("Bull-Trout"), QStringLiteral("char"));
    dialog.addFolders({path(QStringLiteral("lake"))});
    QVERIFY(surveyed.wait(test::patienceMs));
    QCOMPARE(labelOf(dialog, QStringLiteral("Bull-Trout")), QStringLiteral("char"));
    QCOMPARE(labelOf(dialog, QStringLiteral("pike")), QStringLiteral("pike"));
    QCOMPARE(dialog.request().paths.size(), 2);
}

void ImportDialogTest::foldersCanBeAddedByDroppingAndRemovedByKey()
{
    addPhotos(QStringLiteral("lake/pike"), 4, 180);
    ImportDialog dialog({path(QStringLiteral("pond"))}, nullptr);
    QSignalSpy surveyed(&dialog, &ImportDialog::surveyed);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("lake"))),
                  QUrl::fromLocalFile(m_folder->filePath(QStringLiteral("pond")))}); // is there already
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &drop);
    const QList<BytePath> both{path(QStringLiteral("pond")), path(QStringLiteral("lake"))};
    QCOMPARE(dialog.request().paths, both);
    QTRY_COMPARE_WITH_TIMEOUT(dialog.message(), QStringLiteral("11 photos found."), test::patienceMs);
    auto* list = dialog.findChild<QListWidget*>();
    list->item(0)->setSelected(true);
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(dialog.request().paths, QList<BytePath>({path(QStringLiteral("lake"))}));
    QTRY_COMPARE_WITH_TIMEOUT(dialog.message(), QStringLiteral("4 photos found."), test::patienceMs);
    QCOMPARE(dialog.mappingModel().rowCount(), 1);
}

void ImportDialogTest::withoutAFolderThereIsNothingToImport()
{
    ImportDialog dialog({}, nullptr);
    const auto buttons = dialog.findChildren<QPushButton*>();
    const auto import = std::ranges::find_if(
        buttons, [](const QPushButton* button) { return button->text() == QStringLiteral("&Import"); });
    QVERIFY(import != buttons.end());
    QVERIFY(!(*import)->isEnabled());
    QVERIFY(dialog.message().startsWith(QStringLiteral("No folder yet")));
    dialog.addFolders({path(QStringLiteral("pond"))});
    QVERIFY((*import)->isEnabled()); // counting need not be over
}

void ImportDialogTest::saysWhichFolderIsNotThere()
{
    ImportDialog dialog({path(QStringLiteral("nowhere"))}, nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.message().contains(QStringLiteral("nowhere")), test::patienceMs);
}

void ImportDialogTest::countsRealPhotos()
{
    CREEL_NEEDS_SHARED(shared);
    ImportDialog dialog({bytePathFromLocal(shared + QStringLiteral("/fish5"))}, nullptr);
    QVERIFY(QSignalSpy(&dialog, &ImportDialog::surveyed).wait(test::patienceMs));
    QCOMPARE(dialog.mappingModel().rowCount(), 5);
    QCOMPARE(labelOf(dialog, QStringLiteral("northern_pike")), QStringLiteral("northern_pike"));
    QCOMPARE(dialog.message(), QStringLiteral("500 photos found."));
}

void ImportDialogTest::modelHoldsUnderTheTester()
{
    FolderLabelItemModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setClaims({{QStringLiteral("a"), QStringLiteral("a"), 1}, {QStringLiteral("b"), QString(), 2}});
    QVERIFY(
        model.setData(model.index(1, FolderLabelItemModel::LabelColumn), QStringLiteral("c"), Qt::EditRole));
    QVERIFY(!model.setData(model.index(1, FolderLabelItemModel::FolderColumn), QStringLiteral("c"),
                           Qt::EditRole));
    model.setClaims({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(ImportDialogTest)
#include "tst_import_dialog.moc"
