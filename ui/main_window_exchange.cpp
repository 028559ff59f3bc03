// MainWindow: datasets out and in.

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "ui/exchange/exchange_report.h"
#include "ui/exchange/export_dialog.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"

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

/// The report waits until it is asked for: a window that comes up by itself would take the next key.
void MainWindow::offerReport(const QString& text, const ExchangeReport::Content& content)
{
    const NoticeBar::Choice show{tr("Show report"), [this, content] {
                                     auto* report = new ExchangeReport(content, this);
                                     report->setAttribute(Qt::WA_DeleteOnClose);
                                     report->show();
                                 }};
    if (content.folder.isEmpty())
        m_notice->offer(text, show);
    else
        m_notice->offer(text, show, {tr("Open folder"), [folder = content.folder] {
                                         ExchangeReport::openFolder(folder);
                                     }});
}

} // namespace creel
