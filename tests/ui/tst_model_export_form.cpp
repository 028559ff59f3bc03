#include "tests/support/drawn_photo.h"
#include "tests/support/own_settings.h"
#include "tests/ui/share_window.h"
#include "ui/notice_bar.h"
#include "ui/share/model_export_form.h"
#include "ui/theme.h"

#include <QFileDialog>
#include <QPushButton>
#include <QSignalSpy>

using namespace creel;
using namespace creel::test;

/// Exports models from the page Share.
class ModelExportFormTest : public QObject, private ShareWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { prepare(); }
    void cleanup() { close(); }

    void exportsAModelWithACardAndAReport();
    void asksWhereTheModelShallGo();
    void saysInPlaceWhyAModelWasNotExported();
};

void ModelExportFormTest::initTestCase()
{
    useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void ModelExportFormTest::exportsAModelWithACardAndAReport()
{
    addModel();
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().modelExport().button()->isEnabled(), patienceMs);
    for (const ModelFormat format : modelFormats()) {
        const QString file = m_folder->filePath(QStringLiteral("out/fish.") + modelFormatSuffix(format));
        page().modelExport().setFormat(format);
        page().modelExport().exportInto(page().modelExport().request(), file, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->notice().text().contains(file),
                                 patienceMs); // which offers the report
        QFile written(file);
        QVERIFY(written.open(QFile::ReadOnly));
        QVERIFY(written.readAll().startsWith(modelFormatName(format).toUtf8()));
        QVERIFY(QFileInfo::exists(file + QStringLiteral(".md")));
        QVERIFY(QFileInfo::exists(file + QStringLiteral(".json")));
        QVERIFY(page().modelMessage().isEmpty());
    }
}

void ModelExportFormTest::asksWhereTheModelShallGo()
{
    addModel();
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().modelExport().button()->isEnabled(), patienceMs);
    page().modelExport().setFormat(ModelFormat::TorchScript);
    QTest::mouseClick(page().modelExport().button(), Qt::LeftButton);
    auto* chooser = page().findChild<QFileDialog*>();
    QVERIFY(chooser && chooser->isVisible());
    QCOMPARE(chooser->selectedFiles(), QStringList(m_folder->filePath(QStringLiteral("trout.pt"))));
    const QSignalSpy asked(&page().modelExport(), &ModelExportForm::exportRequested);
    chooser->selectFile(m_folder->filePath(QStringLiteral("chosen.pt")));
    QMetaObject::invokeMethod(chooser, "accept");
    QCOMPARE(asked.size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_folder->filePath(QStringLiteral("chosen.pt.md"))),
                             patienceMs);
}

void ModelExportFormTest::saysInPlaceWhyAModelWasNotExported()
{
    addModel();
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().modelExport().button()->isEnabled(), patienceMs);
    writeFile(QFile::encodeName(m_folder->filePath(QStringLiteral("mine.onnx"))), "somebody's");
    page().modelExport().exportInto(page().modelExport().request(),
                                    m_folder->filePath(QStringLiteral("mine.onnx")), false);
    QTRY_VERIFY_WITH_TIMEOUT(page().modelMessage().contains(QStringLiteral("mine.onnx")), patienceMs);
    QVERIFY2(page().modelMessage().startsWith(QStringLiteral("⚠")), qPrintable(page().modelMessage()));
    QFile kept(m_folder->filePath(QStringLiteral("mine.onnx")));
    QVERIFY(kept.open(QFile::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("somebody's"));

    openWindow([]() -> Result<std::unique_ptr<Engine>> {
        return fail(ErrorCode::NotFound, QStringLiteral("No engine here. Install libtorch-dev."));
    });
    m_window->learner().wakeEngine(); // found missing before
    QTRY_VERIFY_WITH_TIMEOUT(page().modelExport().button()->isEnabled(), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().engineState(), Learner::EngineState::Missing, patienceMs);
    page().modelExport().exportInto(page().modelExport().request(),
                                    m_folder->filePath(QStringLiteral("x.onnx")), false);
    QTRY_VERIFY_WITH_TIMEOUT(page().modelMessage().contains(QStringLiteral("Install libtorch-dev")),
                             patienceMs);
}

QTEST_MAIN(ModelExportFormTest)
#include "tst_model_export_form.moc"
