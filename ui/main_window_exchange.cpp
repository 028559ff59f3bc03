// MainWindow: datasets out and in.

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "ui/exchange/annotation_dialog.h"
#include "ui/exchange/exchange_report.h"
#include "ui/exchange/export_dialog.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"

#include <QFileDialog>

namespace creel {

void MainWindow::showExportDialog()
{
    if (!m_desk.isOpen())
        return;
    auto* dialog = new ExportDialog(m_desk, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { startExport(dialog->request(), dialog->choice()); });
    dialog->open();
}

void MainWindow::startExport(const ExportRequest& request, const PhotoChoice& choice)
{
    auto summary = std::make_shared<ExportSummary>();
    const QString folder = displayPath(splitPath(request.folder).second);
    Job* job = m_desk.jobs()->start(
        tr("Exporting %1").arg(folder),
        [request, choice, summary,
         catalog = m_desk.catalogPath()](const JobContext& context) -> Result<QString> {
            ExportRequest chosen = request;
            chosen.photos = choice.photos();
            CREEL_ASSIGN(const auto connection, creel::openCatalog(catalog, Connection::Access::ReadOnly));
            CREEL_ASSIGN(*summary, exportDataset(*connection, chosen, context));
            return summaryText(*summary);
        });
    connect(job, &Job::finished, this, [this, job, request, summary] {
        if (job->state() != Job::State::Succeeded)
            return;
        ExchangeReport::Content content;
        content.title = tr("Exported");
        content.lines = {job->message(), tr("Folder: %1").arg(displayPath(request.folder))};
        if (!summary->classes.isEmpty())
            content.lines.append(tr("Classes in order: %1").arg(summary->classes.join(QLatin1String(", "))));
        content.findings = summary->findings;
        content.folder = request.folder;
        offerReport(tr("%1, in %2.").arg(job->message(), displayPath(request.folder)), content);
    });
}

void MainWindow::importAnnotations(const BytePath& dataset)
{
    if (m_desk.isOpen())
        return showAnnotationDialog(dataset);
    if (!dataset.isEmpty()) {
        openCatalogFor(dataset);
        if (m_desk.isOpen())
            showAnnotationDialog(dataset);
        return;
    }
    auto* chooser = new QFileDialog(this, tr("Which dataset?"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::Directory);
    connect(chooser, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { importAnnotations(bytePathFromLocal(folder)); });
    chooser->open();
}

void MainWindow::showAnnotationDialog(const BytePath& dataset)
{
    auto* dialog = new AnnotationDialog(m_desk, dataset, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { startAnnotationImport(dialog->request()); });
    dialog->open();
}

void MainWindow::startAnnotationImport(const AnnotationImport& request)
{
    auto summary = std::make_shared<AnnotationSummary>();
    Job* job = m_desk.jobs()->start(tr("Importing %1").arg(displayPath(splitPath(request.path).second)),
                                    [request, summary](const JobContext& context) -> Result<QString> {
                                        CREEL_ASSIGN(*summary, creel::importAnnotations(request, context));
                                        return summaryText(*summary);
                                    });
    connect(job, &Job::finished, this, [this, job, request, summary] {
        if (m_desk.isOpen())
            (void)m_desk.session()->refresh();
        if (job->state() == Job::State::Succeeded && m_desk.catalogPath() == request.catalogPath)
            reportAnnotations(request, *summary);
    });
}

void MainWindow::reportAnnotations(const AnnotationImport& request, const AnnotationSummary& summary)
{
    ExchangeReport::Content content;
    content.title = tr("Imported annotations");
    content.lines = {
        summaryText(summary),
        tr("From: %1 (%2)").arg(displayPath(request.path), annotationFormat(summary.format)->title())};
    if (!summary.labelsCreated.isEmpty())
        content.lines.append(tr("New labels: %1").arg(summary.labelsCreated.join(QLatin1String(", "))));
    content.findings = summary.findings;
    content.unlistedFindings = summary.unlistedFindings;
    if (!summary.edits.isEmpty())
        content.takeBack = [this, catalog = request.catalogPath, edits = summary.edits] {
            if (m_desk.catalogPath() == catalog)
                m_desk.undoEdits(edits);
        };
    offerReport(tr("%1, from %2.").arg(summaryText(summary), displayPath(request.path)), content);
}

void MainWindow::reportModelExport(const ModelExportSummary& summary)
{
    ExchangeReport::Content content;
    content.title = tr("Exported the model “%1”").arg(summary.info.name);
    content.lines = {tr("Model: %1").arg(displayPath(summary.file)),
                     tr("What it is and how good: %1").arg(displayPath(summary.card)),
                     tr("How to use it, for programs: %1").arg(displayPath(summary.usage)),
                     tr("SHA-256: %1").arg(QString::fromLatin1(summary.sha256))};
    content.folder = splitPath(summary.file).first;
    offerReport(summaryText(summary), content);
}

/// The report waits until it is asked for: a window that comes up by itself would take the next key.
void MainWindow::offerReport(const QString& text, const ExchangeReport::Content& content)
{
    const NoticeBar::Choice show{tr("Show report"), [this, content] {
                                     auto* report = new ExchangeReport(content, this);
                                     report->setAttribute(Qt::WA_DeleteOnClose);
                                     report->show();
                                 }};
    NoticeBar::Choice other;
    if (content.takeBack)
        other = {tr("Undo all of it"), content.takeBack};
    else if (!content.folder.isEmpty())
        other = {tr("Open folder"), [folder = content.folder] {
                     ExchangeReport::openFolder(folder);
                 }};
    m_notice->offer(text, show, other);
}

} // namespace creel
